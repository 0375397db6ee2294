import { alt, list, opt, type Pattern, recogniser, rule, seq, star, token } from '../recogniser.ts'
import { blocks, type SmallLanguage } from './language.ts'

const _ = token(/(?:[ \t\n]|%[^\n]*)*/y)
const sign = (text: string) => seq(text, _)
const atom = seq(alt(token(/[a-z][A-Za-z0-9_]*/y, new Set(['is', 'mod'])), token(/'(?:[^'\\\n]|''|\\.)*'/y)), _)
const variable = seq(token(/[A-Z_][A-Za-z0-9_]*/y), _)
const number = seq(token(/\d+(?:\.\d+)?/y), _)
const term: Pattern = rule(() =>
  alt(
    seq(atom, opt(seq(sign('('), list(sum, sign(',')), sign(')')))),
    variable,
    number,
    seq(token(/"[^"\n]*"/y), _),
    seq(sign('['), opt(seq(list(sum, sign(',')), opt(seq(sign('|'), sum)))), sign(']')),
    seq(sign('('), goals, sign(')')),
    seq(token(/-(?![->])/y), _, term),
  ),
)
const sum: Pattern = rule(() => list(term, seq(token(/[+*/-](?![->])|mod(?![A-Za-z0-9_])/y), _)))
const relation = seq(token(/=\.\.|=:=|=\\=|\\==|==|\\=|=<|>=|=(?![=<:.\\])|<|>(?!=)|is(?![A-Za-z0-9_])/y), _)
const goal: Pattern = rule(() => alt(seq(sum, opt(seq(relation, sum))), sign('!'), seq(sign('\\+'), goal)))
const goals: Pattern = rule(() => list(list(goal, sign(',')), alt(sign(';'), sign('->'))))
const head = seq(atom, opt(seq(sign('('), list(sum, sign(',')), sign(')'))))
const end = seq(token(/\.(?=[ \t\n%]|$)/y), _)
const clause = alt(seq(head, opt(seq(sign(':-'), goals)), end), seq(alt(sign(':-'), sign('?-')), goals, end))

export const prolog: SmallLanguage = {
  about: 'facts, rules and queries of Prolog with lists and arithmetic',
  accepts: recogniser(seq(_, star(clause))),
  examples: blocks(String.raw`
    a.
    ----
    likes(mary, wine).
    ----
    p(X) :- q(X).
    ----
    p(X, Y) :- q(X), r(Y, Z).
    ----
    ?- p(X).
    ----
    :- dynamic(f).
    ----
    n(1).
    n(2.5).
    ----
    append([], L, L).
    ----
    append([H|T], L, [H|R]) :- append(T, L, R).
    ----
    s([1, 2, 3]).
    ----
    len([_|T], N) :- len(T, M), N is M + 1.
    ----
    max(X, Y, X) :- X >= Y, !.
    ----
    q :- a ; b.
    ----
    q :- a -> b ; c.
    ----
    not_in(X) :- \+ in(X).
    ----
    eq(X, Y) :- X = Y.
    ----
    ne(X, Y) :- X \= Y, X \== Y.
    ----
    lt(X) :- X < 10, X =< 9.
    ----
    c(X) :- X =:= 2 * (3 - 1) / 4.
    ----
    d(X) :- X =\= 5 mod 2.
    ----
    'Quoted atom'(x).
    ----
    w("text").
    ----
    t(f(g(x), [a|B])).
    ----
    % comment
    x. % more
    ----
    neg(-1).
    ----
    u(X) :- X == a, X =.. L, (b ; c), d.
    ----
    it :- X > -Y.
    ----
    e :- true.
  `),
  wrong: [
    'a',
    'a(.',
    'X.',
    'a :- .',
    'a :- b',
    'a(b,).',
    'a() .',
    '[H|].',
    'a([H|T|U]).',
    '1.',
    'a :- b,, c.',
    'a.b.',
    ':- .',
    "'x.",
  ],
  draw(d) {
    const at = () => d.word()
    const va = () =>
      d.one(
        () => d.pick('XYZHTLNR'),
        () => d.name(),
        () => `_${d.name()}`,
        () => '_',
      )
    const t = (depth: number): string =>
      d.one(
        at,
        va,
        va,
        () => String(d.int(0, 99)),
        () => d.pick([`'${d.name()} ${d.word()}'`, `"${d.phrase()}"`, '-1', '2.5', '[]']),
        () => (depth === 0 ? at() : `${at()}(${d.some(1, 3, () => t(depth - 1), ', ')})`),
        () => (depth === 0 ? va() : `[${d.some(1, 3, () => t(depth - 1), ', ')}]`),
        () => (depth === 0 ? va() : `[${d.some(1, 2, () => t(depth - 1), ', ')}|${va()}]`),
      )
    const arith = (depth: number): string =>
      depth === 0
        ? d.one(va, () => String(d.int(0, 20)))
        : d.one(
            () => arith(0),
            () => `${arith(depth - 1)} ${d.pick(['+', '-', '*', '/', 'mod'])} ${arith(depth - 1)}`,
            () => `(${arith(depth - 1)})`,
          )
    const call = () => `${at()}(${d.some(1, 3, () => t(2), ', ')})`
    const g = (depth: number): string =>
      d.one(
        call,
        call,
        at,
        () => `${va()} is ${arith(2)}`,
        () => `${arith(1)} ${d.pick(['<', '>', '=<', '>=', '=:=', '=\\='])} ${arith(1)}`,
        () => `${t(1)} ${d.pick(['=', '\\=', '==', '\\=='])} ${t(1)}`,
        () => '!',
        () => `\\+ ${call()}`,
        () => (depth === 0 ? call() : `(${gs(depth - 1)})`),
        () => (depth === 0 ? call() : `(${call()} -> ${g(0)} ; ${g(0)})`),
      )
    const gs = (depth: number): string => d.some(1, 3, () => g(depth), d.chance(4) ? ' ; ' : ', ')
    const item = () =>
      d.one(
        () => `${call()}.`,
        () => `${call()} :- ${gs(1)}.`,
        () => `${call()} :-\n    ${gs(1)}.`,
        () => `${at()} :- ${gs(2)}.`,
        () => `${d.pick(['?-', ':-'])} ${gs(1)}.`,
        () => `${call()}. % ${d.phrase()}`,
      )
    return d.some(1, 3, item, '\n')
  },
}
