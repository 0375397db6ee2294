import { alt, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { blocks, type SmallLanguage } from './language.ts'

const _ = token(/(?:[ \t\n]|;[^\n]*(?:\n|$))*/y)
const atom = alt(
  token(/[A-Za-z!$%&*/:<=>?^_~+-][A-Za-z0-9!$%&*/:<=>?^_~+.@-]*/y),
  token(/[-+]?\d+(?:\.\d+|\/\d+)?(?![A-Za-z0-9!$%&*/:<=>?^_~+.@-])/y),
  token(/"(?:[^"\\]|\\[nt"\\])*"/y),
  token(/#(?:t|f|\\(?:space|newline|[A-Za-z0-9]))(?![A-Za-z0-9])/y),
)
const item: Pattern = rule(() =>
  seq(
    alt(
      atom,
      seq('(', _, star(item), opt(seq('.', token(/[ \n]+/y), item)), ')'),
      seq('#(', _, star(item), ')'),
      seq(alt("'", '`', ',@', ','), _, item),
    ),
    _,
  ),
)

export const sExpressions: SmallLanguage = {
  about: 'S-expressions with numbers, strings, characters, quotes, dotted pairs, comments',
  accepts: recogniser(seq(_, item, star(item))),
  examples: blocks(
    String.raw`
    x
    ----
    42
    ----
    -1.5
    ----
    1/2
    ----
    "str"
    ----
    "a\"b\n"
    ----
    ()
    ----
    (a)
    ----
    (+ 1 2)
    ----
    (define x 10)
    ----
    (a (b c) (d (e)))
    ----
    'x
    ----
    '(1 2 3)
    ----
    (a . b)
    ----
    (a b . (c))
    ----
    #t
    ----
    (if #f 1 "no")
    ----
    #\a
    ----
    #\space
    ----
    #(1 2)
    ----
    ; note
    x
    ----
    (a ; why
     b)
    ----
    ~(x ,y ,@z)
    ----
    (set! list->vector? <=)
    ----
    (define (f x)
      (* x x))
    ----
    (f "") (g)
    ----
    ((lambda (x) x) 'y)
    ----
    (let ((a 1) (b +2)) (- a b))
  `.replace('~(', '`('),
  ),
  wrong: ['', '(', ')', '(a', 'a)', '(a . )', '(. )', '"x', "'", '(a . b c)', '#x', '1a', '"\\q"', '#(1 . 2)'],
  draw(d) {
    const symbol = () =>
      d.one(
        () => d.word(),
        () => d.word(),
        () => `${d.word()}-${d.word()}`,
        () => d.pick(['+', '-', '*', '<=', 'set!', 'null?', 'a->b', 'define', 'let', 'if', 'lambda']),
      )
    const at = () =>
      d.one(
        symbol,
        symbol,
        () => String(d.int(-99, 999)),
        () => `${d.int(0, 9)}.${d.int(0, 99)}`,
        () => `"${d.phrase(0, 3)}${d.pick(['', '\\n', '\\"', '.'])}"`,
        () => d.pick(['#t', '#f', '#\\x', '#\\newline', '3/4', '()']),
      )
    const e = (depth: number): string =>
      depth === 0
        ? at()
        : d.one(
            at,
            () => `(${d.some(1, 4, () => e(depth - 1), ' ')})`,
            () => `(${symbol()} ${d.some(1, 3, () => e(depth - 1), d.chance(5) ? '\n  ' : ' ')})`,
            () => `(${d.some(1, 2, () => e(depth - 1), ' ')} . ${e(depth - 1)})`,
            () => `'${e(depth - 1)}`,
            () => `#(${d.some(0, 3, () => e(depth - 1), ' ')})`,
            () => `\`(${symbol()} ,${symbol()} ,@${symbol()})`,
          )
    return d.some(0, 1, () => `; ${d.phrase()}\n`) + d.some(1, d.chance(4) ? 2 : 1, () => e(3), '\n')
  },
}
