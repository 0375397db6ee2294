/**
 * The arrows between the folders of src (they run downwards only) and the folders that must run in a browser.
 * cli -> compare -> {plant, photograph} -> {learn, growth} -> {world, blueprint} -> model
 */
const floors = [['model'], ['world', 'blueprint'], ['growth'], ['learn'], ['plant', 'photograph'], ['compare'], ['cli']]
const upward = floors.flatMap((rooms, floor) =>
  rooms.map(room => {
    const above = floors.slice(floor + 1).flat()
    const beside = rooms.filter(other => other !== room)
    const forbidden = [...above, ...beside]
    return forbidden.length === 0
      ? undefined
      : {
          name: `${room}-looks-down-only`,
          severity: 'error',
          from: { path: `^src/${room}/`, pathNot: '\\.test\\.ts$' },
          to: { path: `^src/(${forbidden.join('|')}|index\\.ts)` },
        }
  }),
)

module.exports = {
  forbidden: [
    ...upward.filter(rule => rule !== undefined),
    {
      name: 'learners-know-no-world',
      severity: 'error',
      from: { path: '^src/learn/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/world/' },
    },
    {
      name: 'runs-anywhere',
      comment: 'these folders run in a browser too',
      severity: 'error',
      from: {
        path: '^src/(model|blueprint|growth|learn|photograph/(tokenizer|ngram|transformer|ask|graft))/',
        pathNot: '\\.test\\.ts$',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
}
