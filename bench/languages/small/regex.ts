import { alt, list, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { lines, type SmallLanguage } from './language.ts'

const regexp: Pattern = rule(() => list(star(term), '|'))
const term: Pattern = rule(() =>
  alt(
    '^',
    '$',
    '\\b',
    seq(
      alt(
        token(/[A-Za-z0-9 _,:;=@#%&!<>~'"/-]/y),
        '.',
        token(/\\[dDwWsSntr.*+?()[\]{}|^$\\/-]/y),
        seq(
          '[',
          opt('^'),
          opt('-'),
          star(alt(seq(member, '-', member), member, token(/\\[dwsn\]\\^-]/y))),
          opt('-'),
          ']',
        ),
        seq('(', opt(alt('?:', '?=', '?!')), regexp, ')'),
      ),
      opt(seq(alt('*', '+', '?', token(/\{\d+(?:,\d*)?\}/y)), opt('?'))),
    ),
  ),
)
const member = token(/[A-Za-z0-9 _,:;.=@#%&!<>~'"/()$|*+?]/y)

export const regex: SmallLanguage = {
  about: 'regular expressions with groups, classes, escapes and quantifiers',
  accepts: recogniser(regexp),
  examples: lines(String.raw`
    a
    abc
    a|b
    a*
    b+
    c?
    .*
    (ab)
    (a|b)*
    (?:x)
    (?=y)z
    (?!q).
    [abc]
    [a-z]
    [^0-9]
    [A-Za-z_]+
    \d+
    \w\s\n
    ^start$
    a{3}
    b{2,}
    c{1,4}
    a+?
    \.\*\(\)
    \bword\b
    [\d.]
    ((a)b)
    ^[a-z0-9_-]{3,16}$|x
    (\d{4})-(\d\d)
    https?:\/\/[^ ]+
    "[^"]*"
    x(|y)
    [\]\\]
    #[0-9a-f]{6}
  `),
  wrong: ['*', 'a**', '(a', 'a)', '[a', 'a{', 'a{2,1', '^*', '(?<a)', '\\q', 'a|*', '(?:'],
  draw(d) {
    const atom = (depth: number): string =>
      d.one(
        () => d.word(),
        () => d.chars('abcxyzABC019 _:@', 1, 3),
        () => d.pick(['.', '\\d', '\\w', '\\s', '\\.', '\\\\', '\\n', '\\+', '\\(', '\\$', '\\S']),
        () =>
          `[${d.maybe(() => '^')}${d.some(1, 3, () =>
            d.one(
              () => d.pick(['a-z', 'A-Z', '0-9', 'a-f']),
              () => d.chars('abc_.,!xyz', 1, 2),
              () => d.pick(['\\d', '\\s', '\\]', '\\-']),
            ),
          )}]`,
        () => (depth === 0 ? d.word() : `(${d.pick(['', '', '?:', '?=', '?!'])}${expr(depth - 1)})`),
        () => (depth === 0 ? 'x' : `(${expr(depth - 1)})`),
      )
    const quantified = (depth: number) =>
      atom(depth) +
      d.maybe(() =>
        d.one(
          () => d.pick('*+?'),
          () => d.pick('*+?'),
          () => d.pick(['*?', '+?', '{2}', '{1,}', '{2,5}', '{10}?', '??']),
        ),
      )
    const sequence = (depth: number) =>
      d.pick(['', '', '', '^', '\\b']) + d.some(1, 3, () => quantified(depth)) + d.pick(['', '', '', '$', '\\b'])
    const expr = (depth: number): string => d.some(1, d.chance(3) ? 3 : 1, () => sequence(depth), '|')
    return expr(2)
  },
}
