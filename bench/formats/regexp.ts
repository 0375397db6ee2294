import { type Format, unlessThrown } from './format.ts'
import { nodesOfSources, some } from './installed.ts'

export const format: Format = {
  parser: 'RegExp',
  accepts: unlessThrown(text => new RegExp(text)),
  examples: [
    'abc',
    'a|b|',
    '[a-z]+',
    '[^\\s"]*',
    '(foo)?bar',
    '(?:a|b){2,3}',
    '^\\d{4}-\\d\\d$',
    '(?=x)y(?!z)',
    'a+?b*?',
    '\\.\\*\\/',
    '[\\]\\\\^-]',
    '\\bword\\b',
    '(?<year>\\d+)\\k<year>',
    '\\u00e9\\x41\\n\\0',
    '.{3}',
    '(?<=a)b(?<!c)',
    '((a)(b))\\1',
    '[]',
    '\\w{2,}[.]',
    '}]',
  ],
  source: 'regular expressions in JavaScript below node_modules',
  inputs: () =>
    some(
      nodesOfSources('Literal').flatMap(text => /^\/(.*)\/[a-z]*$/s.exec(text)?.[1] ?? []),
      format.accepts,
      500,
    ),
}
