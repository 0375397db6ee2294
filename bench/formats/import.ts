import { parse } from 'acorn'
import { type Format, unlessThrown } from './format.ts'
import { nodesOfSources, some } from './installed.ts'

export const format: Format = {
  parser: 'acorn',
  accepts: unlessThrown(text => parse(text, { ecmaVersion: 'latest', sourceType: 'module' })),
  examples: [
    "import 'a'",
    'import a from "./a.js"',
    "import a from 'a';",
    "import {} from 'a'",
    "import { b } from 'a'",
    "import { b, c as d } from '../x/y.mjs';",
    "import a, { b } from 'a'",
    "import * as ns from 'node:fs'",
    "import a, * as c from 'a'",
    "import { default as e, } from 'a';",
    "import { 'x y' as z } from 'a'",
    "import j from './j.json' with { type: 'json' }",
    "export * from 'a'",
    "export * as n from 'a';",
    "export { a as default, b } from './b'",
    "import {\n  a,\n  b,\n} from 'c'\n",
    "import a from 'a' // why",
    "import a1 from 'a'\nimport $b_ from 'b'",
  ],
  source: 'import and export statements in JavaScript below node_modules',
  inputs: () =>
    some(
      nodesOfSources('ImportDeclaration', 'ExportAllDeclaration', 'ExportNamedDeclaration').filter(text =>
        /^import|^export ?[*{]/.test(text),
      ),
      format.accepts,
      300,
    ),
}
