/** The formats: each is a module of this name beside this one. */
export const formatNames = [
  ...[
    'json',
    'json5',
    'csv',
    'ini',
    'toml',
    'semver',
    'semver-range',
    'cron',
    'regexp',
    'mathjs',
    'url',
    'css-selector',
    'import',
  ],
]
