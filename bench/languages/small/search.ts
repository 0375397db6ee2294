import { alt, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { lines, type SmallLanguage } from './language.ts'

const blank = token(/ +/y)
const _ = token(/ */y)
const operators = new Set(['AND', 'OR', 'NOT'])
const value: Pattern = rule(() =>
  alt(
    seq(token(/[A-Za-z][A-Za-z0-9_-]*[*?]?(?![A-Za-z0-9_:*?"-])/y, operators), opt(token(/~[1-9]/y))),
    token(/"[^"]+"(?:~[1-9])?/y),
    seq('(', _, query, _, ')'),
  ),
)
const range = token(/\[(?:\d+|\*) TO (?:\d+|\*)\]|[<>]=?\d+|\d+/y)
const clause: Pattern = rule(() =>
  seq(opt(token(/[-+]/y)), alt(seq(token(/[a-z]+:/y), alt(range, value)), value), opt(token(/\^[1-9]/y))),
)
const negated: Pattern = rule(() => alt(seq(token(/NOT(?= )/y), blank, negated), clause))
const joined = alt(seq(blank, token(/(?:AND|OR)(?= )/y), blank), blank)
const query: Pattern = rule(() => seq(negated, star(seq(joined, negated))))

export const search: SmallLanguage = {
  about: 'search queries: words, phrases, fields, ranges, boolean operators, boosts',
  accepts: recogniser(seq(_, query, _)),
  examples: lines(`
    tree
    old tree
    "old tree"
    oak AND fern
    oak OR fern
    NOT oak
    oak AND NOT fern
    (oak)
    (oak OR fern) AND birch
    +oak -fern
    -"young birch"
    title:oak
    title:"old oak"
    name:(oak OR fern)
    year:1999
    year:[1990 TO 2000]
    age:[* TO 10]
    size:>10
    size:<=5
    oak^2
    "old oak"^3
    title:oak^4
    fer*
    oa?
    oak~1
    "old tree"~2
    a_b
    x-1
    NOT (oak fern)
    (a OR (b AND c)) d
    -title:fern
  `),
  wrong: ['', 'AND', 'oak AND', 'OR oak', '(oak', 'oak)', '()', '"oak', '""', 'title:', 'year:[1 TO ]', 'oak^', '~1'],
  draw(d) {
    const word = () =>
      d.one(
        () => d.word(),
        () => d.word(),
        () => `${d.word()}-${d.int(0, 9)}`,
        () => `${d.word()}${d.pick('*?')}`,
        () => `${d.word()}~${d.int(1, 3)}`,
      )
    const phrase = () => `"${d.phrase(2, 3)}"${d.chance(4) ? `~${d.int(1, 9)}` : ''}`
    const q = (depth: number): string => d.some(1, depth > 0 ? 3 : 1, () => term(depth), d.pick([' ', ' AND ', ' OR ']))
    const some = (depth: number): string => d.one(word, word, phrase, () => (depth > 0 ? `(${q(depth - 1)})` : word()))
    const field = (depth: number) =>
      `${d.pick(['title', 'name', 'year', 'size'])}:${d.one(
        () => some(depth),
        () => String(d.int(0, 2999)),
        () => `[${d.pick(['*', '1', '1990'])} TO ${d.pick(['*', '20', '2005'])}]`,
        () => `${d.pick(['<', '>', '<=', '>='])}${d.int(0, 99)}`,
      )}`
    const clause = (depth: number) =>
      `${d.chance(5) ? d.pick('+-') : ''}${d.chance(3) ? field(depth) : some(depth)}${d.chance(6) ? `^${d.int(1, 9)}` : ''}`
    const term = (depth: number): string => (d.chance(6) ? 'NOT ' : '') + clause(depth)
    return q(2)
  },
}
