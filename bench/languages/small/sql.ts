import { alt, list, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { lines, type SmallLanguage } from './language.ts'

const _ = token(/[ \n]*/y)
const keyword = (word: string) => seq(token(new RegExp(`${word}(?![A-Za-z0-9_])`, 'y')), _)
const sign = (text: string) => seq(text, _)
const name = seq(token(/[a-z_][a-z0-9_]*/y), _)
const column = seq(name, opt(seq(sign('.'), name)))
const value: Pattern = rule(() => seq(factor, star(seq(alt(sign('+'), sign('-'), sign('*'), sign('/')), factor))))
const factor: Pattern = rule(() =>
  alt(
    seq(token(/\d+(?:\.\d+)?/y), _),
    seq(token(/'(?:[^']|'')*'/y), _),
    seq(token(/COUNT|SUM|MIN|MAX|AVG|LOWER|UPPER/y), _, sign('('), alt(sign('*'), list(value, sign(','))), sign(')')),
    column,
    keyword('NULL'),
    seq(sign('('), alt(value, query), sign(')')),
  ),
)
const comparison = alt(...['=', '<>', '<=', '>=', '<', '>'].map(sign))
const condition: Pattern = rule(() => list(list(test, keyword('AND')), keyword('OR')))
const test: Pattern = rule(() =>
  alt(
    seq(keyword('NOT'), test),
    seq(sign('('), condition, sign(')')),
    seq(value, comparison, value),
    seq(value, keyword('IS'), opt(keyword('NOT')), keyword('NULL')),
    seq(value, keyword('BETWEEN'), value, keyword('AND'), value),
    seq(value, opt(keyword('NOT')), keyword('LIKE'), value),
    seq(value, opt(keyword('NOT')), keyword('IN'), sign('('), alt(query, list(value, sign(','))), sign(')')),
    seq(keyword('EXISTS'), sign('('), query, sign(')')),
  ),
)
const alias = opt(seq(opt(keyword('AS')), name))
const table = seq(
  alt(
    name,
    seq(
      sign('('),
      rule(() => query),
      sign(')'),
    ),
  ),
  alias,
)
const join = seq(opt(alt(keyword('LEFT'), keyword('INNER'))), keyword('JOIN'), table, keyword('ON'), condition)
const query: Pattern = rule(() =>
  seq(
    keyword('SELECT'),
    opt(keyword('DISTINCT')),
    alt(sign('*'), list(seq(value, alias), sign(','))),
    keyword('FROM'),
    list(table, sign(',')),
    star(join),
    opt(seq(keyword('WHERE'), condition)),
    opt(seq(keyword('GROUP'), keyword('BY'), list(value, sign(',')), opt(seq(keyword('HAVING'), condition)))),
    opt(seq(keyword('ORDER'), keyword('BY'), list(seq(value, opt(alt(keyword('ASC'), keyword('DESC')))), sign(',')))),
    opt(seq(keyword('LIMIT'), token(/\d+/y), _)),
  ),
)

export const sql: SmallLanguage = {
  about: 'SELECT statements with joins, conditions, groups and nested queries',
  accepts: recogniser(seq(query, opt(';'), _)),
  examples: lines(`
    SELECT * FROM t
    SELECT a FROM t;
    SELECT a, b FROM users
    SELECT DISTINCT name FROM people
    SELECT id AS n FROM t
    SELECT t.a FROM t WHERE t.a = 1
    SELECT * FROM a, b
    SELECT * FROM t WHERE x > 5 AND y < 2.5
    SELECT * FROM t WHERE a = 'x' OR b <> 'it''s'
    SELECT COUNT(*) FROM t
    SELECT SUM(a + b) FROM t
    SELECT MAX(x), MIN(y) FROM p
    SELECT a FROM t ORDER BY a
    SELECT a FROM t ORDER BY a DESC, b ASC
    SELECT a FROM t LIMIT 10
    SELECT a FROM t GROUP BY a HAVING COUNT(b) >= 2
    SELECT * FROM a JOIN b ON a.id = b.id
    SELECT * FROM a LEFT JOIN b ON a.x = b.y
    SELECT * FROM t WHERE x IS NULL
    SELECT * FROM t WHERE x IS NOT NULL
    SELECT * FROM t WHERE NOT a = 1
    SELECT * FROM t WHERE a IN (1, 2)
    SELECT * FROM t WHERE a NOT IN (SELECT b FROM u)
    SELECT * FROM t WHERE a BETWEEN 1 AND 9
    SELECT * FROM t WHERE name LIKE 'a%'
    SELECT * FROM (SELECT a FROM t) s
    SELECT * FROM t WHERE (a = 1 OR b = 2) AND c <= 3
    SELECT a * (b - 1) / 2 c FROM t
    SELECT LOWER(a) FROM t x INNER JOIN u y ON x.i = y.i
    SELECT AVG(p) FROM t WHERE EXISTS (SELECT * FROM u)
    SELECT UPPER(a) FROM t
  `),
  wrong: [
    'SELECT',
    'SELECT FROM t',
    'SELECT * t',
    'SELECT a, FROM t',
    'SELECT a FROM t WHERE',
    'SELECT a FROM t ORDER a',
    "SELECT 'a FROM t",
    'SELECT * FROM t WHERE a',
    'SELECT*FROMt',
    'SELECT (a FROM t',
  ],
  draw(d) {
    const id = () =>
      d.one(
        () => d.pick('abcxyt'),
        () => d.word(),
        () => `${d.word()}_${d.word()}`,
      )
    const col = () => d.one(id, () => `${d.pick('tuab')}.${id()}`)
    const literal = () =>
      d.one(
        () => String(d.int(0, 500)),
        () => `'${d.phrase(0, 3)}'`,
        () => `${d.int(0, 9)}.${d.int(0, 99)}`,
      )
    const expr = (depth: number): string =>
      d.one(
        col,
        col,
        literal,
        () => `${d.pick(['COUNT', 'SUM', 'MIN', 'MAX', 'AVG', 'LOWER', 'UPPER'])}(${col()})`,
        () => (depth === 0 ? col() : `${expr(depth - 1)} ${d.pick('+-*/')} ${expr(depth - 1)}`),
        () => (depth === 0 ? literal() : `(${expr(depth - 1)})`),
      )
    const cond = (depth: number): string =>
      d.one(
        () => `${expr(1)} ${d.pick(['=', '<>', '<', '>', '<=', '>='])} ${expr(1)}`,
        () => `${col()} ${d.pick(['=', '<', '>'])} ${literal()}`,
        () => `${col()} IS ${d.maybe(() => 'NOT ')}NULL`,
        () => `${col()} ${d.maybe(() => 'NOT ')}LIKE '${d.word()}%'`,
        () => `${col()} ${d.maybe(() => 'NOT ')}IN (${d.some(1, 3, literal, ', ')})`,
        () => `${col()} BETWEEN ${literal()} AND ${literal()}`,
        () => (depth === 0 ? `${col()} = 1` : `${cond(depth - 1)} ${d.pick(['AND', 'OR'])} ${cond(depth - 1)}`),
        () => (depth === 0 ? `${col()} = 2` : `(${cond(depth - 1)})`),
        () => (depth === 0 ? `${col()} > 0` : `NOT ${cond(depth - 1)}`),
        () => (depth === 0 ? `${col()} < 7` : `${col()} IN (${select(depth - 1)})`),
      )
    const select = (depth: number): string =>
      `SELECT ${d.chance(6) ? 'DISTINCT ' : ''}${d.chance(4) ? '*' : d.some(1, 3, () => expr(1) + (d.chance(4) ? ` AS ${id()}` : ''), ', ')}` +
      ` FROM ${d.chance(8) && depth > 0 ? `(${select(depth - 1)}) s` : d.some(1, d.chance(4) ? 2 : 1, () => id() + (d.chance(4) ? ` ${d.pick('abt')}` : ''), ', ')}` +
      (d.chance(4) ? ` ${d.pick(['', 'LEFT ', 'INNER '])}JOIN ${id()} ON ${col()} = ${col()}` : '') +
      (d.chance(2) ? ` WHERE ${cond(depth)}` : '') +
      (d.chance(5) ? ` GROUP BY ${d.some(1, 2, col, ', ')}${d.maybe(() => ` HAVING ${cond(0)}`)}` : '') +
      (d.chance(4) ? ` ORDER BY ${d.some(1, 2, () => col() + d.pick(['', ' ASC', ' DESC']), ', ')}` : '') +
      (d.chance(6) ? ` LIMIT ${d.int(1, 100)}` : '')
    return select(2) + (d.chance(5) ? ';' : '')
  },
}
