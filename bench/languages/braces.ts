import { alt, list, opt, type Pattern, recogniser, rule, seq, star, token } from './recogniser.ts'
import type { Draw } from './small/draw.ts'
import { lines, type SmallLanguage } from './small/language.ts'

const reserved = new Set(
  'break case catch continue default delete do else false finally for function if in new null return switch throw true try typeof var while'.split(
    ' ',
  ),
)
const _ = token(/[ \n]*/y)
const word = (text: string) => seq(token(new RegExp(`${text}(?![A-Za-z0-9_])`, 'y')), _)
const sign = (text: string) => seq(text, _)
const operator = (of: RegExp) => seq(token(of), _)
const name = seq(token(/[a-z][A-Za-z0-9_]*/y, reserved), _)
const parameters = seq(sign('('), opt(list(name, sign(','))), sign(')'))
const assignment: Pattern = rule(() =>
  alt(seq(place, operator(/=(?![=>])/y), assignment), seq(place, operator(/[-+*]=/y), assignment), conditional),
)
const conditional = rule(() => alt(or, seq(or, sign('?'), assignment, sign(':'), assignment)))
const or: Pattern = rule(() => list(and, sign('||')))
const and: Pattern = rule(() => list(equality, sign('&&')))
const equality: Pattern = rule(() => list(comparison, operator(/[=!]==?/y)))
const comparison: Pattern = rule(() => list(sum, alt(operator(/[<>]=?/y), word('in'))))
const sum: Pattern = rule(() => list(product, operator(/\+(?![+=])|-(?![-=])/y)))
const product: Pattern = rule(() => list(unary, operator(/[*/%](?!=)/y)))
const unary: Pattern = rule(() =>
  alt(
    seq(operator(/!|-(?!-)/y), unary),
    seq(alt(word('typeof'), word('delete')), unary),
    seq(alt(sign('++'), sign('--')), place),
    seq(place, alt(sign('++'), sign('--'))),
    postfix,
  ),
)
const ending: Pattern = rule(() => alt(seq(sign('.'), name), seq(sign('['), assignment, sign(']'))))
const call = rule(() => seq(sign('('), opt(list(assignment, sign(','))), sign(')')))
const postfix: Pattern = rule(() => seq(primary, star(alt(ending, call))))
const place = rule(() => alt(name, seq(primary, star(alt(ending, call)), ending)))
const primary: Pattern = rule(() =>
  alt(
    name,
    seq(token(/\d+(?:\.\d+)?(?![A-Za-z0-9_.])/y), _),
    seq(token(/"(?:[^"\\\n]|\\["\\n])*"/y), _),
    seq(token(/'[^'\\\n]*'/y), _),
    ...['true', 'false', 'null'].map(word),
    seq(sign('('), assignment, sign(')')),
    seq(sign('['), opt(list(assignment, sign(','))), sign(']')),
    seq(sign('{'), opt(list(seq(name, sign(':'), assignment), sign(','))), sign('}')),
    seq(word('function'), parameters, block),
    seq(word('new'), name, call),
  ),
)
const inParentheses = seq(sign('('), assignment, sign(')'))
const variables = seq(word('var'), list(seq(name, opt(seq(sign('='), assignment))), sign(',')))
const statement: Pattern = rule(() =>
  alt(
    block,
    sign(';'),
    seq(variables, sign(';')),
    // A statement that begins with a brace is a block, one that begins with `function` a declaration.
    seq(token(/(?!\{|function(?![A-Za-z0-9_]))/y), assignment, sign(';')),
    seq(word('if'), inParentheses, statement, opt(seq(word('else'), statement))),
    seq(word('while'), inParentheses, statement),
    seq(word('do'), statement, word('while'), inParentheses, sign(';')),
    seq(
      word('for'),
      sign('('),
      opt(alt(variables, assignment)),
      sign(';'),
      opt(assignment),
      sign(';'),
      opt(assignment),
      sign(')'),
      statement,
    ),
    seq(word('for'), sign('('), opt(word('var')), name, word('in'), assignment, sign(')'), statement),
    seq(
      word('switch'),
      inParentheses,
      sign('{'),
      star(seq(alt(seq(word('case'), assignment), word('default')), sign(':'), star(statement))),
      sign('}'),
    ),
    seq(
      word('try'),
      block,
      opt(seq(word('catch'), sign('('), name, sign(')'), block)),
      opt(seq(word('finally'), block)),
    ),
    seq(word('return'), opt(assignment), sign(';')),
    seq(word('throw'), assignment, sign(';')),
    seq(alt(word('break'), word('continue')), sign(';')),
    seq(word('function'), name, parameters, block),
  ),
)
const block: Pattern = rule(() => seq(sign('{'), star(statement), sign('}')))

/** What the issue of scale is measured with: a language in the way of C with forty constructs and more. */
export const braces: SmallLanguage = {
  about: 'a language in the way of C and JavaScript: 15 statements, 11 levels of expressions, 12 kinds of values',
  accepts: recogniser(seq(_, star(statement))),
  examples: lines(String.raw`
    x;
    var a;
    var a = 1, b;
    a = b;
    a += 1;
    a -= b * 2;
    ;
    {}
    { a; b; }
    if (a) b;
    if (a) b; else c;
    while (a) { b; }
    do a; while (b);
    for (;;) a;
    for (i = 0; i < 9; i++) a;
    for (var i = 0, n = 5; i <= n; i += 1) { a; }
    for (k in o) a;
    for (var k in o) { a; }
    switch (a) {}
    switch (a) { case 1: b; break; case 2: default: c; }
    try { a; } catch (e) { b; }
    try { a; } finally { b; }
    try {} catch (e) {} finally {}
    function f() {}
    function f(a, b) { return a; }
    function g() { return; }
    throw x;
    while (a) { continue; }
    a ? b : c;
    a || b || c;
    a && b;
    a == b; a != c; a === 1;
    a < b; a >= c; a > 1;
    k in o;
    a + b - c;
    a * b / c % d;
    !a;
    -a;
    typeof a;
    delete a.b;
    ++a; --b; a--;
    a.b.c;
    a[0];
    f();
    f(a, 1);
    a.b(c)[d];
    12.5;
    "s\n\"";
    'q';
    true; false; null;
    (a);
    [];
    [1, a];
    x = {};
    x = { a: 1, b: c };
    x = function(a) { b; };
    new f(a);
    a.b = c[1] = d;
  `),
  wrong: [
    'x',
    'var;',
    'if a b;',
    'else a;',
    'for (;) a;',
    '{',
    'a = ;',
    '1 = a;',
    'f(,);',
    'a b;',
    'case 1: a;',
    'var if;',
    'x = { 1: a };',
    'return',
    'new 1();',
    'catch (e) {}',
  ],
  draw: program,
}

function program(d: Draw): string {
  const id = () =>
    d.one(
      () => d.pick('abcijknxyz'),
      () => d.word(),
      () => `${d.word()}${d.name()}`,
    )
  const literal = () =>
    d.one(
      () => String(d.int(0, 99)),
      () => `${d.int(0, 9)}.${d.int(0, 99)}`,
      () => `"${d.phrase(0, 2)}"`,
      () => `'${d.word()}'`,
      () => d.pick(['true', 'false', 'null']),
    )
  const body = (depth: number) => `{ ${d.some(0, 2, () => stmt(depth), ' ')} }`
  const e = (depth: number): string =>
    depth === 0
      ? d.one(id, id, literal)
      : d.one(
          id,
          literal,
          () =>
            `${e(depth - 1)} ${d.pick(['||', '&&', '==', '!=', '===', '!==', '<', '>', '<=', '>=', '+', '-', '*', '/', '%', 'in'])} ${e(depth - 1)}`,
          () => `(${e(depth - 1)})`,
          () => `${id()} ? ${e(depth - 1)} : ${e(depth - 1)}`,
          () => `${d.pick(['!', '-', 'typeof ', 'delete '])}${id()}`,
          () => `${id()}.${id()}`,
          () => `${id()}[${e(depth - 1)}]`,
          () => `${id()}(${d.some(0, 2, () => e(depth - 1), ', ')})`,
          () => `[${d.some(0, 3, () => e(depth - 1), ', ')}]`,
          () => `new ${id()}(${d.some(0, 1, () => e(depth - 1))})`,
          () => `(${id()} = ${e(depth - 1)})`,
          () => `(function(${d.some(0, 2, id, ', ')}) ${body(0)})`,
        )
  const target = () =>
    d.one(
      id,
      id,
      () => `${id()}.${id()}`,
      () => `${id()}[${e(0)}]`,
    )
  const stmt = (depth: number): string =>
    depth === 0
      ? d.one(
          () => `${target()} ${d.pick(['=', '=', '=', '+=', '-=', '*='])} ${e(2)};`,
          () => `var ${d.some(1, 2, () => id() + d.maybe(() => ` = ${e(1)}`), ', ')};`,
          () => `${id()}(${d.some(0, 2, () => e(1), ', ')});`,
          () => `${d.pick(['++', '--'])}${id()};`,
          () => `${id()}${d.pick(['++', '--'])};`,
          () => `${id()} = { ${d.some(1, 2, () => `${id()}: ${e(1)}`, ', ')} };`,
          () =>
            d.one(
              () => `return ${e(1)};`,
              () => `throw ${e(1)};`,
              () => d.pick(['break;', 'continue;', 'return;', ';']),
            ),
        )
      : d.one(
          () => stmt(0),
          () => `if (${e(1)}) ${stmt(depth - 1)}`,
          () => `if (${e(1)}) ${body(depth - 1)} else ${stmt(depth - 1)}`,
          () => `while (${e(1)}) ${body(depth - 1)}`,
          () => `do ${body(depth - 1)} while (${e(1)});`,
          () => `for (${d.pick(['i = 0', 'var i = 0', ''])}; i < ${e(0)}; i++) ${stmt(depth - 1)}`,
          () => `for (${d.pick(['var ', ''])}${id()} in ${id()}) ${body(depth - 1)}`,
          () =>
            `switch (${e(1)}) { ${d.some(0, 2, () => `case ${e(0)}: ${stmt(0)} break;`, ' ')} default: ${stmt(0)} }`,
          () => `try ${body(depth - 1)} catch (${id()}) ${body(depth - 1)}${d.maybe(() => ` finally ${body(0)}`)}`,
          () => `function ${id()}(${d.some(0, 3, id, ', ')}) ${body(depth - 1)}`,
          () => body(depth - 1),
        )
  return d.some(1, 3, () => stmt(2), d.pick(['\n', ' ']))
}

export const worlds = { braces: braces.accepts }
