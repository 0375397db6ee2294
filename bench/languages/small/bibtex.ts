import { alt, list, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { blocks, type SmallLanguage } from './language.ts'

const _ = token(/[ \t\n]*/y)
const sign = (text: string) => seq(text, _)
const key = seq(token(/[A-Za-z][A-Za-z0-9:._-]*/y), _)
const braced: Pattern = rule(() => seq('{', star(alt(token(/[^{}]+/y), braced)), '}'))
const quoted = seq('"', star(alt(token(/[^"{}]+/y), braced)), '"')
const value = list(seq(alt(token(/\d+/y), braced, quoted, token(/[A-Za-z][A-Za-z0-9_-]*/y)), _), sign('#'))
const field = seq(token(/[A-Za-z][A-Za-z0-9_-]*/y), _, sign('='), value)
const entry = alt(
  seq(
    token(/@(?:article|book|misc)(?![A-Za-z])/y),
    _,
    sign('{'),
    key,
    star(seq(sign(','), field)),
    opt(sign(',')),
    sign('}'),
  ),
  seq(token(/@string(?![A-Za-z])/y), _, sign('{'), field, sign('}')),
)

export const bibtex: SmallLanguage = {
  about: 'bibliographies with nested braces, strings that are put together, and abbreviations',
  accepts: recogniser(seq(_, entry, star(entry))),
  examples: blocks(
    String.raw`
    @misc{a}
    ----
    @book{k2}
    ----
    @misc{a,}
    ----
    @article{smith:1999, year = 1999}
    ----
    @book{b, title = {On Trees}}
    ----
    @book{c, title="A {B}ook"}
    ----
    @misc{d, note = {x {y} z}, year = 2001}
    ----
    @string{acm = "ACM Press"}
    ----
    @article{e, publisher = acm, pages = {1--9},}
    ----
    @article{f, month = 10 # "~" # jan}
    ----
    @misc{
      g.h,
      url = {http://a.b/c?d=1}
    }
    ----
    @string{x = {Y}}
    @book{i, series = x}
    ----
    @book{j-1, author = "Ann Lee and {van der} Berg", year = "2020"}
    ----
    @misc{m, title = {}}
    ----
    @misc{n, title = ""}
    ----
    @book { o , isbn = {0-19} }
    ----
    @article{p, author = {Fran{\c c}ois}, volume = 3, number = 12}
    ----
    @misc{q, howpublished = "online", note = {50\% off, "now"}}
    ----
    @string{ieee-tr = {IEEE } # "Trans."}
    ----
    @book{r, edition = 2, publisher = {O'Reilly}}
    ----
    @article{s, title = {A = B; C, D}}
    ----
    @misc{t1, key = {k}}
    `,
  ),
  wrong: ['@misc{}', '@misc{a', '@misc a}', '@book{a, year}', '@book{a, = 1}', '@foo{a}', '@book{a, t = {x}', 'a', ''],
  draw(d) {
    const text = () =>
      d.some(
        1,
        4,
        () =>
          d.one(
            () => d.word(),
            () => d.word(),
            () => `{${d.word()}}`,
            () => `{${d.word()} {${d.word()}}}`,
          ),
        ' ',
      )
    const name = () => d.word() + d.maybe(() => `${d.pick(':-.')}${d.int(1900, 2030)}`)
    const part = () =>
      d.one(
        () => String(d.int(1, 2030)),
        () => `{${text()}}`,
        () => `"${text()}"`,
        () => d.word(),
      )
    const gap = d.pick(['', ' ', '\n  '])
    const field = () => `${d.word()}${d.pick([' = ', '=', ' = '])}${d.some(1, d.chance(4) ? 3 : 1, part, ' # ')}`
    const whole = () =>
      d.chance(6)
        ? `@string{${field()}}`
        : `@${d.pick(['article', 'book', 'misc'])}{${name()}${d.some(0, 4, () => `,${gap || ' '}${field()}`)}${d.chance(4) ? ',' : ''}${gap.trimEnd()}}`
    return d.some(1, d.chance(4) ? 3 : 1, whole, '\n')
  },
}
