import { alt, list, opt, type Pattern, plus, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { blocks, type SmallLanguage } from './language.ts'

const reserved = new Set(
  'break case char const continue default do double else float for if int long return short sizeof static struct switch unsigned void while'.split(
    ' ',
  ),
)
const _ = token(/(?:[ \t\n]|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y)
const word = (text: string) => seq(token(new RegExp(`${text}(?![A-Za-z0-9_])`, 'y')), _)
const sign = (text: string) => seq(text, _)
const operator = (of: RegExp) => seq(token(of), _)
const name = seq(token(/[A-Za-z_][A-Za-z0-9_]*/y, reserved), _)
const constant = alt(
  seq(token(/(?:0x[0-9A-Fa-f]+[uUlL]?|\d+\.\d*(?:[eE][-+]?\d+)?f?|\d+[uUlL]?)(?![A-Za-z0-9_.])/y), _),
  seq(token(/'(?:[^'\\\n]|\\[nt0'"\\])'/y), _),
  plus(seq(token(/"(?:[^"\\\n]|\\[nt0'"\\])*"/y), _)),
)
const basic = alt(...['int', 'char', 'float', 'double', 'void', 'long', 'short'].map(word))
const type = seq(
  star(alt(word('const'), word('static'), word('unsigned'))),
  alt(basic, seq(word('struct'), name)),
  star(sign('*')),
)
const expression: Pattern = rule(() => list(assignment, sign(',')))
const assignment: Pattern = rule(() => seq(star(seq(unary, operator(/=(?!=)|[-+*/%&|^]=|<<=|>>=/y))), conditional))
const conditional: Pattern = rule(() => seq(binary, opt(seq(sign('?'), expression, sign(':'), conditional))))
const binary = rule(() => list(unary, operator(/\|\||&&|==|!=|<<(?!=)|>>(?!=)|<=|>=|[-+*/%&|^](?![=])|[<>](?![<>=])/y)))
const unary: Pattern = rule(() =>
  alt(
    seq(operator(/\+\+|--|!|~|-(?!-)|\+(?!\+)|\*|&(?!&)/y), unary),
    seq(word('sizeof'), alt(unary, seq(sign('('), type, sign(')')))),
    seq(sign('('), type, sign(')'), unary),
    postfix,
  ),
)
const postfix: Pattern = rule(() =>
  seq(
    alt(name, constant, seq(sign('('), expression, sign(')'))),
    star(
      alt(
        seq(sign('['), expression, sign(']')),
        seq(sign('('), opt(list(assignment, sign(','))), sign(')')),
        seq(alt(sign('.'), sign('->')), name),
        operator(/\+\+|--/y),
      ),
    ),
  ),
)
const value: Pattern = rule(() => alt(assignment, seq(sign('{'), list(value, sign(',')), opt(sign(',')), sign('}'))))
const declarator = seq(star(sign('*')), name, star(seq(sign('['), opt(conditional), sign(']'))))
const declaration = seq(type, list(seq(declarator, opt(seq(operator(/=(?!=)/y), value))), sign(',')), sign(';'))
const statement: Pattern = rule(() =>
  alt(
    block,
    sign(';'),
    seq(expression, sign(';')),
    declaration,
    seq(word('if'), sign('('), expression, sign(')'), statement, opt(seq(word('else'), statement))),
    seq(word('while'), sign('('), expression, sign(')'), statement),
    seq(word('do'), statement, word('while'), sign('('), expression, sign(')'), sign(';')),
    seq(
      word('for'),
      sign('('),
      alt(declaration, seq(opt(expression), sign(';'))),
      opt(expression),
      sign(';'),
      opt(expression),
      sign(')'),
      statement,
    ),
    seq(
      word('switch'),
      sign('('),
      expression,
      sign(')'),
      sign('{'),
      star(alt(seq(word('case'), conditional, sign(':')), seq(word('default'), sign(':')), statement)),
      sign('}'),
    ),
    seq(word('return'), opt(expression), sign(';')),
    seq(alt(word('break'), word('continue')), sign(';')),
  ),
)
const block = rule(() => seq(sign('{'), star(statement), sign('}')))
const parameters = alt(word('void'), opt(list(seq(type, opt(declarator)), sign(','))))
const top = alt(
  declaration,
  seq(type, name, sign('('), parameters, sign(')'), alt(block, sign(';'))),
  seq(word('struct'), name, sign('{'), star(seq(type, list(declarator, sign(',')), sign(';'))), sign('}'), sign(';')),
)

export const c: SmallLanguage = {
  about: 'a C-like language: declarations, statements, expressions with every usual operator',
  accepts: recogniser(seq(_, star(top))),
  examples: blocks(String.raw`
    int x;
    ----
    char c = 'a';
    ----
    int a = 1, b;
    ----
    float f = 2.5f; double d = 1.0e-3;
    ----
    char *s = "hi\n";
    ----
    int v[10];
    ----
    int m[] = {1, 2, 3};
    ----
    void f(void);
    ----
    int main() { return 0; }
    ----
    int add(int a, int b) { return a + b; }
    ----
    struct p { int x, y; };
    ----
    void g() { if (a) b(); }
    ----
    void g() { if (x == 1) { y = 2; } else y = 3; }
    ----
    void g() { while (i < 10) i++; }
    ----
    void g() { do { x--; } while (x); }
    ----
    void g() { for (int i = 0; i <= n; i += 2) s += i; }
    ----
    void g() { for (;;) break; }
    ----
    void g() { switch (k) { case 1: f(); break; default: ; } }
    ----
    int h() { return a ? b : c; }
    ----
    int h() { return a && b || !c; }
    ----
    int h() { return (x * 2 - 1) / y % 3; }
    ----
    int h() { return a & b | c ^ ~d; }
    ----
    int h() { return a << 1 >= b >> 2; }
    ----
    void k() { p.x = q->y; }
    ----
    void k() { *p = &v[0]; }
    ----
    void k() { x = (int) y; n = sizeof(int); }
    ----
    static unsigned long u = 0xFFu;
    ----
    const char *t(struct p *q, int n) { return q->s[n + 1]; }
    ----
    // note
    int x; /* other */
    ----
    void k() { a = b = c, d -= 1; continue; }
    ----
    void k() { ++i; f(1, g(2), "x"); {} }
    ----
    void e() { return; }
  `),
  wrong: [
    'int',
    'int x',
    'x;',
    'int 1;',
    'int x = ;',
    'void f( {}',
    'void f() {',
    'void f() { x }',
    'void f() { if a b; }',
    'int int;',
    'int a[;',
    "char c = 'ab';",
    'void f() { else; }',
    'struct p { int x; }',
    'void f() { return }',
  ],
  draw(d) {
    const id = () =>
      d.one(
        () => d.pick('abcijknpqxyz'),
        () => d.word(),
        () => `${d.word()}_${d.word()}`,
      )
    const typeText = () =>
      d.pick(['int', 'int', 'char', 'float', 'double', 'long', 'unsigned int', 'const char', 'struct node', 'short']) +
      d.pick([' ', ' ', ' ', ' *'])
    const literal = () =>
      d.one(
        () => String(d.int(0, 999)),
        () => `"${d.phrase(0, 3)}${d.pick(['', '\\n'])}"`,
        () => `'${d.pick(['a', 'Z', '0', '\\n', ' '])}'`,
        () => d.pick(['0x1f', '3.14', '1.5f', '10L']),
      )
    const expr = (depth: number): string =>
      depth === 0
        ? d.one(id, id, literal)
        : d.one(
            id,
            literal,
            () =>
              `${expr(depth - 1)} ${d.pick(['+', '-', '*', '/', '%', '==', '!=', '<', '>', '<=', '>=', '&&', '||', '&', '|', '^', '<<', '>>'])} ${expr(depth - 1)}`,
            () => `(${expr(depth - 1)})`,
            () => `${d.pick(['!', '-', '~', '*', '&'])}${id()}`,
            () => `${id()}(${d.some(0, 3, () => expr(depth - 1), ', ')})`,
            () => `${id()}[${expr(depth - 1)}]`,
            () => `${id()}${d.pick(['.', '->'])}${id()}`,
            () => `${expr(depth - 1)} ? ${expr(depth - 1)} : ${expr(depth - 1)}`,
            () => `(${typeText().trim()}) ${id()}`,
            () => `sizeof(${typeText().trim()})`,
          )
    const assign = (): string =>
      d.one(
        () => `${id()} = ${expr(2)}`,
        () => `${id()} ${d.pick(['+=', '-=', '*=', '/='])} ${expr(1)}`,
        () => `${id()}[${expr(0)}] = ${expr(1)}`,
        () => `${id()}${d.pick(['++', '--'])}`,
        () => `${id()}(${d.some(0, 2, () => expr(1), ', ')})`,
        () => `*${id()} = ${expr(1)}`,
      )
    const variable = () =>
      `${typeText()}${id()}${d.one(
        () => '',
        () => ` = ${expr(1)}`,
        () => `[${d.int(1, 64)}]`,
      )};`
    const stmt = (depth: number): string =>
      depth === 0
        ? d.one(
            () => `${assign()};`,
            () => `${assign()};`,
            variable,
            () => `return ${expr(1)};`,
          )
        : d.one(
            () => stmt(0),
            () => `if (${expr(1)}) ${stmt(depth - 1)}`,
            () => `if (${expr(1)}) { ${stmt(depth - 1)} } else { ${stmt(depth - 1)} }`,
            () => `while (${expr(1)}) ${stmt(depth - 1)}`,
            () =>
              `for (${d.pick(['int ', ''])}i = 0; i < ${expr(0)}; i++) { ${d.some(0, 2, () => stmt(depth - 1), ' ')} }`,
            () => `do { ${stmt(depth - 1)} } while (${expr(1)});`,
            () =>
              `switch (${id()}) { ${d.some(1, 2, () => `case ${d.int(0, 9)}: ${stmt(0)} break;`, ' ')} default: ${stmt(0)} }`,
            () => `{ ${d.some(0, 2, () => stmt(depth - 1), ' ')} }`,
            () => d.pick(['break;', 'continue;', 'return;', ';']),
          )
    const item = (): string =>
      d.one(
        variable,
        () =>
          `${typeText()}${id()}(${d.some(0, 3, () => typeText() + id(), ', ')}) { ${d.some(0, 3, () => stmt(2), ' ')} }`,
        () =>
          `${d.pick(['int', 'void', 'static int'])} ${id()}(${d.pick(['void', ''])}) { ${d.some(1, 3, () => stmt(2), '\n')} }`,
        () => `struct ${id()} { ${d.some(1, 3, () => `${typeText()}${id()};`, ' ')} };`,
        () => `${typeText()}${id()}(${d.some(0, 2, () => typeText() + id(), ', ')});`,
      )
    return d.some(1, 2, item, '\n')
  },
}
