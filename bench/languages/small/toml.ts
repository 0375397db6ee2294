import { alt, list, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { blocks, type SmallLanguage } from './language.ts'

const ws = token(/[ \t]*/y)
const comment = token(/#[^\n]*/y)
/** Blanks, ends of lines and comments, as they may stand within an array. */
const space = star(alt(token(/[ \t\n]+/y), comment))
const basic = token(/"(?:[^"\\\n]|\\["\\bfnrt]|\\u[0-9A-Fa-f]{4})*"/y)
const raw = token(/'[^'\n]*'/y)
const date = token(/\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/y)
const time = token(/(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?/y)
const integer = token(/[-+]?(?:0|[1-9](?:_?\d)*)/y)
const fraction = token(/[-+]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*(?:[eE][-+]?\d+)?|[eE][-+]?\d+)/y)
const key = seq(alt(token(/[A-Za-z0-9_-]+/y), basic, raw))
const path = list(key, seq(ws, '.', ws))
const value: Pattern = rule(() =>
  alt(
    basic,
    raw,
    integer,
    fraction,
    token(/[-+]?(?:inf|nan)/y),
    token(/0x[0-9A-Fa-f]+|0b[01]+|0o[0-7]+/y),
    'true',
    'false',
    seq(date, opt(seq(alt('T', ' '), time, opt(alt('Z', token(/[-+](?:[01]\d|2[0-3]):[0-5]\d/y)))))),
    time,
    seq('[', space, opt(seq(list(seq(value, space), seq(',', space)), opt(seq(',', space)))), ']'),
    seq('{', ws, opt(list(seq(pair, ws), seq(',', ws))), '}'),
  ),
)
const pair: Pattern = rule(() => seq(path, ws, '=', ws, value))
const line = seq(ws, opt(alt(pair, seq('[', ws, path, ws, ']'), seq('[[', ws, path, ws, ']]'))), ws, opt(comment))

export const toml: SmallLanguage = {
  about: 'TOML without its multi-line strings: tables, typed values, arrays',
  accepts: recogniser(list(line, '\n')),
  examples: blocks(String.raw`
    a = 1
    ----
    title = "Example"
    ----
    x = true
    y = false
    ----
    [owner]
    name = 'Tom'
    ----
    # comment
    ----
    pi = 3.14
    big = 1e9
    small = -2.5E-3
    ----
    count = 1_000
    ----
    when = 1979-05-27
    ----
    at = 1979-05-27T07:32:00Z
    ----
    ports = [8000, 8001]
    ----
    empty = []
    ----
    point = { x = 1, y = 2 }
    ----
    [[fruit]]
    name = "apple"
    ----
    a.b.c = 3
    ----
    "quoted key" = "v"
    ----
    s = "tab\t quote\" end\n"
    ----
    [a.b]
    c=+7 # sign
    ----
    nested = [[1, 2], ["a", "b"]]
    ----
    hex = 0xFF
    oct = 0o17
    bin = 0b101
    ----
    t = 07:32:00.5
    ----
    list = [
      "a",
      "b", # last
    ]
    ----
    e = {}
    ----
    u = "\u00e9"
    ----
    lim = inf
    none = -nan
    ----
    z = 1979-05-27 07:32:00+01:00
    ----
    [x]

    [x.y]
    k = [{ a = 1 }, { a = 2 }]
  `),
  wrong: [
    'a = ',
    '= 1',
    'a = 01',
    '[a',
    'a = "x',
    'x = yes',
    'a = 1 b = 2',
    'p = { a = 1, }',
    'd = 1979-13-01',
    'a = "\\x"',
  ],
  draw(d) {
    const bare = () =>
      d.one(
        () => d.word(),
        () => `${d.word()}${d.pick('-_')}${d.int(0, 20)}`,
      )
    const keyText = () =>
      d.one(
        bare,
        bare,
        () => d.some(2, 3, bare, '.'),
        () => `"${d.phrase()}"`,
      )
    const scalar = () =>
      d.one(
        () => `"${d.phrase(0)}${d.pick(['', '\\n', '\\"', '\\u2026', '!', ', and'])}"`,
        () => `'${d.phrase(0)}'`,
        () => String(d.int(-99, 9999)),
        () => `${d.pick(['', '-', '+'])}${d.int(0, 99)}.${d.digits(0, 99, 2)}${d.pick(['', '', 'e5', 'E-2'])}`,
        () => `${d.int(1, 9)}_${d.digits(0, 999, 3)}`,
        () => d.pick(['true', 'false', 'true', 'false', 'inf', '0xdead', '0o755', '0b11']),
        () => `${d.int(1970, 2030)}-${d.digits(1, 12, 2)}-${d.digits(1, 28, 2)}`,
        () =>
          `${d.int(1970, 2030)}-${d.digits(1, 12, 2)}-${d.digits(1, 28, 2)}T${d.digits(0, 23, 2)}:${d.digits(0, 59, 2)}:00${d.pick(['', 'Z', '-05:00'])}`,
      )
    const valueText = (depth: number): string =>
      depth === 0 || d.chance(2)
        ? scalar()
        : d.one(
            () => `[${d.some(0, 3, () => valueText(depth - 1), ', ')}]`,
            () => `{ ${d.some(1, 2, () => `${bare()} = ${valueText(depth - 1)}`, ', ')} }`,
            () => `[\n${d.some(1, 2, () => `  ${valueText(depth - 1)},\n`)}]`,
          )
    const text = (): string =>
      d.one(
        () => `${keyText()} = ${valueText(2)}`,
        () => `${keyText()} = ${valueText(2)}`,
        () => `${keyText()}=${valueText(1)}${d.maybe(() => ` # ${d.phrase()}`)}`,
        () => `[${d.some(1, 2, bare, '.')}]`,
        () => `[[${d.some(1, 2, bare, '.')}]]`,
        () => `# ${d.phrase()}`,
        () => '',
      )
    return d.some(1, 5, text, '\n')
  },
}
