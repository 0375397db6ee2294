import { alt, list, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { blocks, type SmallLanguage } from './language.ts'

const reserved = new Set(
  'and break do else elseif end false for function if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
)
const _ = token(/(?:[ \t\n]|--[^\n]*)*/y)
const word = (text: string) => seq(token(new RegExp(`${text}(?![A-Za-z0-9_])`, 'y')), _)
const sign = (text: string) => seq(text, _)
const name = seq(token(/[A-Za-z_][A-Za-z0-9_]*/y, reserved), _)
const number = seq(token(/0x[0-9A-Fa-f]+(?![A-Za-z0-9_])|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![A-Za-z0-9_])/y), _)
const text = seq(alt(token(/"(?:[^"\\\n]|\\.)*"/y), token(/'(?:[^'\\\n]|\\.)*'/y)), _)
const operator = seq(
  token(/\+|-(?!-)|\*|\/|%|\^|\.\.(?!\.)|==|~=|<=|>=|<|>|and(?![A-Za-z0-9_])|or(?![A-Za-z0-9_])/y),
  _,
)
const expression: Pattern = rule(() => list(unary, operator))
const unary: Pattern = rule(() => alt(seq(alt(word('not'), seq(token(/-(?!-)/y), _), sign('#')), unary), simple))
const simple = rule(() =>
  alt(number, text, word('nil'), word('true'), word('false'), table, seq(word('function'), body), prefix),
)
const table: Pattern = rule(() =>
  seq(sign('{'), opt(seq(list(field, alt(sign(','), sign(';'))), opt(alt(sign(','), sign(';'))))), sign('}')),
)
const field: Pattern = rule(() =>
  alt(seq(sign('['), expression, sign(']'), sign('='), expression), seq(name, sign('='), expression), expression),
)
const index: Pattern = rule(() => alt(seq(sign('.'), name), seq(sign('['), expression, sign(']'))))
const call: Pattern = rule(() =>
  seq(opt(seq(sign(':'), name)), alt(seq(sign('('), opt(list(expression, sign(','))), sign(')')), text, table)),
)
const head: Pattern = rule(() => alt(name, seq(sign('('), expression, sign(')'))))
const prefix: Pattern = rule(() => seq(head, star(alt(index, call))))
const variable: Pattern = rule(() => alt(name, seq(head, star(alt(index, call)), index)))
const body: Pattern = rule(() => seq(sign('('), opt(list(name, sign(','))), sign(')'), block, word('end')))
const assign = seq(token(/=(?!=)/y), _)
const statement: Pattern = rule(() =>
  alt(
    seq(list(variable, sign(',')), assign, list(expression, sign(','))),
    seq(head, star(alt(index, call)), call),
    seq(word('local'), list(name, sign(',')), opt(seq(assign, list(expression, sign(','))))),
    seq(word('local'), word('function'), name, body),
    seq(word('function'), list(name, sign('.')), opt(seq(sign(':'), name)), body),
    seq(
      word('if'),
      expression,
      word('then'),
      block,
      star(seq(word('elseif'), expression, word('then'), block)),
      opt(seq(word('else'), block)),
      word('end'),
    ),
    seq(word('while'), expression, word('do'), block, word('end')),
    seq(word('repeat'), block, word('until'), expression),
    seq(word('for'), name, assign, list(expression, sign(',')), word('do'), block, word('end')),
    seq(word('for'), list(name, sign(',')), word('in'), list(expression, sign(',')), word('do'), block, word('end')),
    seq(word('do'), block, word('end')),
    word('break'),
  ),
)
const block: Pattern = rule(() =>
  seq(star(seq(statement, opt(sign(';')))), opt(seq(word('return'), opt(list(expression, sign(','))), opt(sign(';'))))),
)

export const lua: SmallLanguage = {
  about: 'a Lua-like language: blocks that end in words, tables, functions, calls',
  accepts: recogniser(seq(_, block)),
  examples: blocks(`
    x = 1
    ----
    local y
    ----
    local a, b = 1, 2
    ----
    print("hi")
    ----
    f()
    ----
    return x
    ----
    if x then y = 2 end
    ----
    if a < b then f(a) else g(b) end
    ----
    if a == 1 then b = 1 elseif a ~= 2 then b = 2 end
    ----
    while i <= 10 do i = i + 1 end
    ----
    for i = 1, 10 do print(i) end
    ----
    for k, v in pairs(t) do print(k, v) end
    ----
    repeat n = n - 1 until n > 0
    ----
    function add(a, b) return a + b end
    ----
    local function f() end
    ----
    t = {}
    ----
    t = {1, 2, 3}
    ----
    p = {x = 1, y = 2}
    ----
    m = {["k"] = 'v', [1] = nil}
    ----
    t.x = t[1]
    ----
    s = "a" .. 'b\\n'
    ----
    ok = not a and b or c
    ----
    z = -x * (y + 2) / 3 % 4 ^ 5
    ----
    n = #list
    ----
    obj:method(1)
    ----
    -- comment
    x = 0.5
    ----
    do
      local q = 3; r = q
    end
    ----
    cb = function(e) return e end
    ----
    function mod.sub:name(self) end
    ----
    while true do break end
    ----
    a, b = b, a
    ----
    x = 0xFF >= 1e3
    ----
    io.write(tostring(x)).close()
    ----
    return false, true
  `),
  wrong: [
    'x =',
    '= 1',
    'local 1',
    'if x y = 1 end',
    'if x then',
    'f(',
    'x',
    'end',
    'for i = 1 do',
    'return = 1',
    't = {1, , 2}',
    'x = 1 +',
    'local end = 1',
    'function () end',
  ],
  draw(d) {
    const id = () =>
      d.one(
        () => d.pick('abcijkxyz'),
        () => d.word(),
      )
    const literal = () =>
      d.one(
        () => String(d.int(0, 300)),
        () => `"${d.phrase(0, 3)}"`,
        () => `'${d.word()}'`,
        () => d.pick(['nil', 'true', 'false', '0.25', '1e5', '0x1F', '{}']),
      )
    const expr = (depth: number): string =>
      depth === 0
        ? d.one(id, literal)
        : d.one(
            id,
            literal,
            () =>
              `${expr(depth - 1)} ${d.pick(['+', '-', '*', '/', '%', '^', '..', '==', '~=', '<', '>', '<=', '>=', 'and', 'or'])} ${expr(depth - 1)}`,
            () => `(${expr(depth - 1)})`,
            () => `${d.pick(['not ', '-', '#'])}${id()}`,
            () => `${id()}(${d.some(0, 2, () => expr(depth - 1), ', ')})`,
            () => `${id()}.${id()}`,
            () => `${id()}[${expr(depth - 1)}]`,
            () =>
              `{${d.some(
                0,
                3,
                () =>
                  d.one(
                    () => expr(depth - 1),
                    () => `${id()} = ${expr(depth - 1)}`,
                    () => `[${literal()}] = ${expr(depth - 1)}`,
                  ),
                ', ',
              )}}`,
            () => `function(${d.some(0, 2, id, ', ')}) return ${expr(depth - 1)} end`,
            () => `${id()}:${id()}(${d.some(0, 1, () => expr(depth - 1))})`,
          )
    const body = (depth: number): string => d.some(0, 2, () => stmt(depth), ' ')
    const stmt = (depth: number): string =>
      depth === 0
        ? d.one(
            () => `${id()} = ${expr(1)}`,
            () => `local ${d.some(1, 2, id, ', ')}${d.maybe(() => ` = ${expr(1)}`)}`,
            () => `${id()}(${d.some(0, 2, () => expr(1), ', ')})`,
            () => `${id()}.${id()} = ${expr(1)}`,
            () => `${id()}:${id()}(${expr(0)})`,
          )
        : d.one(
            () => stmt(0),
            () => `${id()}, ${id()} = ${expr(1)}, ${expr(1)}`,
            () => `if ${expr(1)} then ${body(depth - 1)} end`,
            () => `if ${expr(1)} then ${body(depth - 1)} else ${body(depth - 1)} end`,
            () => `if ${expr(1)} then ${body(depth - 1)} elseif ${expr(1)} then ${body(depth - 1)} end`,
            () => `while ${expr(1)} do ${body(depth - 1)} end`,
            () => `repeat ${body(depth - 1)} until ${expr(1)}`,
            () => `for ${id()} = ${expr(0)}, ${expr(0)} do ${body(depth - 1)} end`,
            () => `for ${id()}, ${id()} in pairs(${id()}) do ${body(depth - 1)} end`,
            () =>
              `${d.maybe(() => 'local ')}function ${id()}(${d.some(0, 2, id, ', ')}) ${body(depth - 1)}${d.maybe(() => ` return ${expr(1)}`)} end`,
            () => `do ${body(depth - 1)} end`,
          )
    return d.some(1, 3, () => stmt(2), d.pick(['\n', ' ', '; '])) + (d.chance(5) ? `\nreturn ${expr(1)}` : '')
  },
}
