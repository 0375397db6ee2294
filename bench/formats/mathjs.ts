import { parse } from 'mathjs'
import { type Format, unlessThrown } from './format.ts'
import { files, some } from './installed.ts'

export const format: Format = {
  parser: 'mathjs.parse',
  accepts: unlessThrown(text => parse(text)),
  examples: [
    '1 + 2 * 3',
    '-x^2',
    'sqrt(2)',
    'f(x, y) = x + y',
    'a = 5.3e-2',
    '[1, 2; 3, 4]',
    '"text"',
    '5 cm to inch',
    '3i!',
    'x > 2 ? 1 : 0',
    'true and not false',
    '10 mod 4 .* 2',
    'A[1, 2:end]',
    "B'",
    '{a: 1, "b": [2]}',
    '2x (y - 1)',
    'a.b.c(1)',
    '1 == 2 or 3 != 4',
    'a = 1; b = 2',
    '0xff | 1 << 2',
  ],
  source: "examples in mathjs's own help",
  inputs: () =>
    some(
      // The help of each function has a list of examples.
      files(/^mathjs\/lib\/esm\/expression\/embeddedDocs\/.*\.js$/).flatMap(text =>
        [...(/examples: \[(.*?)\](?:,\n|\n)/s.exec(text)?.[1] ?? '').matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(m =>
          m[1]!.replace(/\\(.)/g, '$1'),
        ),
      ),
      format.accepts,
    ),
}
