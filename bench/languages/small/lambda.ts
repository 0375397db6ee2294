import { alt, list, opt, type Pattern, plus, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { lines, type SmallLanguage } from './language.ts'

const name = token(/[a-z][a-z0-9']*/y)
const _ = token(/ */y)
const term: Pattern = rule(() => alt(abstraction, seq(list(atom, _), opt(seq(_, abstraction)))))
const abstraction: Pattern = rule(() => seq(alt('\\', 'λ'), _, name, star(seq(plus(' '), name)), _, '.', _, term))
const atom: Pattern = rule(() => alt(name, seq('(', _, term, _, ')')))

export const lambda: SmallLanguage = {
  about: 'lambda calculus with a backslash or a lambda, application by standing together',
  accepts: recogniser(seq(_, term, _)),
  examples: lines(String.raw`
    x
    foo
    x'
    y2
    f x
    f x y
    (x)
    (f x)
    f (g x)
    \x.x
    λx.x
    \x. x
    λa. λb. a
    \x y.x
    \x y z. x z (y z)
    (\x.x) y
    (\x.x x) (\x.x x)
    f \x.x
    ((a))
    (a)(b)
    \f.(\x.f (x x)) (\x.f (x x))
    λn f x.f (n f x)
    \ x . x
    k i (s k k)
  `),
  wrong: ['', '\\', '\\x', '\\.x', '(x', 'x)', '()', '\\x.', 'X', '\\(x).x', '2', 'f . x'],
  draw(d) {
    const variable = () =>
      d.one(
        () => d.pick('abcfgxyz'),
        () => d.word(),
        () => `${d.pick('nmx')}${d.pick("0123'")}`,
      )
    const at = (depth: number): string => (depth === 0 || d.chance(2) ? variable() : `(${t(depth - 1)})`)
    const t = (depth: number): string =>
      d.one(
        () => at(depth),
        () => d.some(2, 4, () => at(depth), ' '),
        () =>
          `${d.pick('\\λ')}${d.some(1, 3, variable, ' ')}.${d.maybe(() => ' ')}${depth === 0 ? variable() : t(depth - 1)}`,
        () => (depth === 0 ? variable() : `${at(depth)} ${d.pick('\\λ')}${variable()}.${t(depth - 1)}`),
      )
    return t(4)
  },
}
