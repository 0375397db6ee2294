import { alt, cls, list, opt, type Pattern, plus, recogniser, rule, seq, star } from './recogniser.ts'

const digit = cls(/[0-9]/)
const nonzero = cls(/[1-9]/)
const lower = cls(/[a-z]/)
const upper = cls(/[A-Z]/)
const letter = cls(/[a-zA-Z]/)
const alphanumeric = cls(/[0-9a-zA-Z]/)

function arith(): Pattern {
  const expr: Pattern = rule(() => seq(alt(num, seq('(', expr, ')')), rest))
  const rest: Pattern = rule(() => opt(seq(cls(/[-+*/]/), expr, rest)))
  const num = alt(digit, seq(nonzero, plus(digit)))
  return expr
}

function fol(): Pattern {
  const variable = seq('?', plus(alphanumeric))
  const formula: Pattern = rule(() => seq(unary, opt(seq(' ', alt('\\/', '^', '->', '<->'), ' ', formula))))
  const unary: Pattern = rule(() =>
    alt(
      seq('!', formula),
      seq(alt('Forall', 'Exists'), '(', variable, ') ', formula),
      seq('_', plus(alphanumeric), '(', list(term, ', '), ')'),
      seq(term, ' = ', term),
    ),
  )
  const term: Pattern = rule(() =>
    alt(seq('#', plus(alphanumeric)), variable, seq('.', plus(alphanumeric), '(', list(term, ', '), ')')),
  )
  return formula
}

function json(): Pattern {
  const value: Pattern = rule(() =>
    alt(
      seq('{', opt(list(seq(text, ':', value), ',')), '}'),
      seq('[', opt(list(value, ',')), ']'),
      text,
      seq(alt('0', seq(opt('-'), nonzero, star(digit))), opt(seq('.', plus(digit)))),
      'true',
      'false',
      'null',
    ),
  )
  const text = seq('"', plus(alphanumeric), '"')
  return value
}

function lisp(): Pattern {
  const sexpr: Pattern = rule(() =>
    alt(seq(lower, star(cls(/[a-z0-9]/))), seq('(', sexpr, ' . ', sexpr, ')'), seq('(', list(sexpr, ' '), ')')),
  )
  return sexpr
}

function mathexpr(): Pattern {
  const names =
    'abs acos asin atan2 atan ceil cosh cos degrees exp fabs floor fmod frexp hypot ldexp log10 log modf pow radians sinh sin sqrt tanh tan'
  const expr: Pattern = rule(() => seq(first, rest))
  const first: Pattern = rule(() =>
    alt(
      seq(alt(...names.split(' ')), '(', list(expr, ', '), ')'),
      seq(plus(lower), opt(seq(plus(cls(/[a-z0-9_]/)), lower))),
      number,
      'pi',
      'phi',
      'e',
      seq('(', expr, ')'),
    ),
  )
  const rest: Pattern = rule(() => opt(seq(' ', cls(/[-+*/]/), ' ', expr, rest)))
  const integer = alt('0', seq(nonzero, star(digit)))
  const number = alt(seq(opt('-'), integer, '.', plus(digit)), '0', seq(opt('-'), nonzero, star(digit)))
  return expr
}

function tinyc(): Pattern {
  const w = star(cls(/[ \n]/))
  const stmt: Pattern = rule(() =>
    alt(
      seq('if', w, paren, stmt, opt(seq('else', w, stmt))),
      seq('while', w, paren, stmt),
      seq('do', w, stmt, 'while', w, paren, ';', w),
      seq('{', w, star(stmt), '}', w),
      seq(expr, ';', w),
      seq(';', w),
    ),
  )
  const paren: Pattern = rule(() => seq('(', w, expr, ')', w))
  const expr: Pattern = rule(() => alt(seq(lower, w, '=', w, expr), seq(sum, opt(seq('<', w, sum)))))
  const sum: Pattern = rule(() => seq(term, star(seq(cls(/[-+]/), w, term))))
  const term: Pattern = rule(() => alt(seq(lower, w), seq(plus(digit), w), paren))
  return seq(w, stmt)
}

function turtle(): Pattern {
  const instr: Pattern = rule(() =>
    alt(seq(cls(/[fblr]/), digit), seq('c ', list(color, ' ')), seq('fill ', block), seq('repeat ', digit, ' ', block)),
  )
  const block: Pattern = rule(() => seq('{', plus(seq(instr, ' ')), '}'))
  const color = seq(upper, plus(lower))
  return list(instr, ' ')
}

function whileLanguage(): Pattern {
  const stmt: Pattern = rule(() => list(simple, ' ; '))
  const simple: Pattern = rule(() =>
    alt(seq('L = ', num), seq('if ', bool, ' then ', stmt, ' else ', stmt), seq('while ', bool, ' do ', stmt), 'skip'),
  )
  const bool: Pattern = rule(() => list(alt('true', 'false', seq(num, ' == ', num), seq('~', bool)), ' & '))
  const num: Pattern = rule(() => alt('L', 'n', seq('(', num, '+', num, ')')))
  return stmt
}

function xml(): Pattern {
  const text = plus(letter)
  const attributes = star(seq(' ', text, '="', text, '"'))
  const element: Pattern = rule(() =>
    alt(
      ...['a', 'b', 'c', 'd', 'e'].map(tag =>
        seq(`<${tag}`, attributes, alt(seq('>', alt(element, text), `</${tag}>`), '/>')),
      ),
    ),
  )
  return element
}

/** The nine languages of the published benchmark, as their definitions give them. */
export const definitions: Readonly<Record<string, Pattern>> = {
  arith: arith(),
  fol: fol(),
  json: json(),
  lisp: lisp(),
  mathexpr: mathexpr(),
  tinyc: tinyc(),
  turtle: turtle(),
  while: whileLanguage(),
  xml: xml(),
}

export const worlds = Object.fromEntries(Object.entries(definitions).map(([name, of]) => [name, recogniser(of)]))
