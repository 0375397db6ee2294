import { alt, list, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { lines, type SmallLanguage } from './language.ts'

const _ = token(/ */y)
const sign = (text: string) => seq(text, _)
const expression: Pattern = rule(() => list(unary, seq(token(/\*\*|[-+*/^]|mod(?![a-z0-9])/y), _)))
const unary: Pattern = rule(() => alt(seq(token(/[-+~]/y), _, unary), postfix))
const postfix = rule(() => seq(primary, star(seq(token(/[!%]|\[[0-9]+\]/y), _))))
const primary: Pattern = rule(() =>
  alt(
    seq(token(/(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?(?![a-z0-9.])/y), _),
    seq(
      token(/[a-z][a-z0-9]*/y, new Set(['mod'])),
      _,
      opt(seq(sign('('), opt(list(expression, sign(','))), sign(')'))),
    ),
    seq(sign('('), expression, sign(')')),
    seq(sign('|'), expression, sign('|')),
  ),
)
const line = alt(expression, seq(token(/[a-z][a-z0-9]*/y, new Set(['mod'])), _, sign('='), expression))

export const calculator: SmallLanguage = {
  about: 'arithmetic with unary and postfix operators, calls, absolute bars, assignment',
  accepts: recogniser(seq(_, line)),
  examples: lines(`
    1
    x
    0.5
    10
    1+2
    a - b
    3 * 4 / 5
    2^3
    2**8
    7 mod 3
    -1
    -x + +y
    ~5
    --2
    5!
    50%
    n!!
    v[0]
    a[12]!
    (1)
    (1 + 2) * 3
    |x|
    |-3| + 1
    f()
    sin(x)
    max(1, 2, x)
    x = 5
    area = 3 * r ^ 2
    1e6
    2.5e-3
    -(a + b)!
    f(g(1), -2)%
    x2
  `),
  wrong: [
    '',
    '1 +',
    '* 2',
    '()',
    '(1',
    '1)',
    '01',
    '1.',
    '!1',
    'f(,)',
    '|x',
    '1 2',
    'a = ',
    '1 = a',
    'mod',
    'v[]',
    'f(1,)',
  ],
  draw(d) {
    const id = () =>
      d.one(
        () => d.pick('abnxyz'),
        () => d.word(),
        () => `${d.pick('xyz')}${d.int(0, 9)}`,
      )
    const number = () =>
      d.one(
        () => String(d.int(0, 999)),
        () => String(d.int(0, 9)),
        () => `${d.int(0, 99)}.${d.int(0, 99)}`,
        () => `${d.int(1, 9)}e${d.pick(['', '-', '+'])}${d.int(1, 12)}`,
      )
    const s = () => d.pick([' ', ' ', ''])
    const e = (depth: number): string =>
      depth === 0
        ? d.one(id, number)
        : d.one(
            id,
            number,
            () => {
              const gap = s()
              return `${e(depth - 1)}${gap}${d.pick(['+', '-', '*', '/', '^', '**'])}${gap}${e(depth - 1)}`
            },
            () => `${e(depth - 1)} mod ${e(depth - 1)}`,
            () => `(${e(depth - 1)})`,
            () => `${d.pick('-+~')}${e(depth - 1)}`,
            () => `${d.one(id, () => `(${e(depth - 1)})`)}${d.pick(['!', '%', '!!', '[3]'])}`,
            () => `|${e(depth - 1)}|`,
            () => `${d.pick(['sin', 'max', 'f', 'log2'])}(${d.some(0, 3, () => e(depth - 1), ', ')})`,
          )
    return (d.chance(6) ? `${id()} = ` : '') + e(3)
  },
}
