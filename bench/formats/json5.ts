import json5 from 'json5'
import { type Format, unlessThrown } from './format.ts'
import { nodesOfSources, some } from './installed.ts'

export const format: Format = {
  parser: 'json5',
  accepts: unlessThrown(text => json5.parse(text)),
  examples: [
    '{}',
    '[]',
    '{a: 1}',
    '{\'key\': "value"}',
    '[1, 2, 3,]',
    '{\n  // a comment\n  x: true,\n}',
    '/* before */ null',
    "'it\\'s'",
    '"a \\"b\\" \\n \\u00e9"',
    "'two \\\nlines'",
    '-0x1F',
    '+1.5e-3',
    '.5',
    '5.',
    '[Infinity, -Infinity, NaN]',
    '{$id_1: [{}, []], "quoted key": false}',
    '{ a: { b: { c: [ [ 1 ] ] } } }',
    '"tab\tand \'quotes\'"',
  ],
  source: 'object and array literals in JavaScript below node_modules',
  inputs: () => some(nodesOfSources('ObjectExpression', 'ArrayExpression'), format.accepts, 300),
}
