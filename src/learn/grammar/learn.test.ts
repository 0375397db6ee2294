import { expect, test } from 'vitest'
import { innate } from '../../blueprint/blueprint.ts'
import { fromEbnf, type Grammar, Parser, Sampler } from '../../model/grammar/index.ts'
import { Random } from '../../model/random.ts'
import { learnGrammar } from './learn.ts'

/** Statements whose comparisons do not take comparisons: `a - b < c` is one, `a < b - c < d` is none. */
const language = new Parser(
  fromEbnf(`
    statement  ::= expression ";" | ";" | "{" statement* "}"
    expression ::= sum ("<" sum)?
    sum        ::= term ([+#x2D] term)*
    term       ::= [a-z] | [0-9]+ | "(" expression ")"
  `),
)

/** What grows from examples where a language answers. */
function grown(examples: readonly string[], world = language): Grammar {
  const learner = learnGrammar({ examples, rejected: [], blueprint: innate, seed: 1 })
  let step = learner.next()
  while (!step.done) step = learner.next({ answers: step.value.ask.map(text => world.accepts(text)) })
  return step.value.grammar
}

/** Samples that do not belong to the language. */
function wrong(grammar: Grammar, world = language): string[] {
  const sampler = new Sampler(grammar)
  const random = new Random(1)
  return Array.from({ length: 300 }, () => sampler.sample(random)).filter(text => !world.accepts(text))
}

test.each([
  ['a statement is not an operand', ['k;', '{8<q;;}', 'c+j-8;', '(t<a);']],
  ['an operator that came first takes no comparison', ['v-6;', 'a<271;', '92+7872;', '(s<m);', '{}', ';']],
  ['an operator that came last takes no comparison', ['a<b;', 'a+b;', '(c)-4<d;', '{;a;}']],
])('%s', (_, examples) => {
  const grammar = grown(examples)
  expect(wrong(grammar)).toEqual([])
  const parser = new Parser(grammar)
  const valid = [...examples, 'a-b+c<d-4+(e<f);']
  expect(valid.filter(text => !parser.accepts(text))).toEqual([])
})

test('what stands side by side is several statements, and an index is no list that may be empty', () => {
  const statements = new Parser(
    fromEbnf(`
      program   ::= statement+
      statement ::= value? ";" | "{" statement* "}"
      value     ::= operand ("-" operand)*
      operand   ::= ([a-z] | list) ("[" value "]")*
      list      ::= "[" (value ("," value)*)? "]"
    `),
  )
  const examples = [';', 'x;', '{}', 'x-y;', '[];', 'x[y];', '[x,y];', '{x;{;}}']
  const grammar = grown(examples, statements)
  expect(wrong(grammar, statements)).toEqual([])
  const parser = new Parser(grammar)
  expect(['x;y-[][z];', ';{x;}[a,b,[]][x];'].filter(text => !parser.accepts(text))).toEqual([])
  expect(['x[];', '[;x];', '-x;'].filter(text => parser.accepts(text))).toEqual([])
})

const loop = `
  statement ::= simple (" ; " simple)*
  simple    ::= "skip" | "x = " number | "if " truth " then " statement " else " statement | "while " truth " do " statement
  truth     ::= single (" & " single)*
  single    ::= "true" | "false" | number " == " number | "~" truth
  number    ::= "x" | "y" | "(" number "+" number ")"
`
const calls = `
  call ::= [a-z]+ | [a-z]+ "(" call (", " call)* ")" | call " " [+*/-] " " call
`

test.each([
  ['a list of two is a list of many', calls, ['a', 'f(a)', 'f(a, b)'], ['f(a, b, c, g(d, e, f))']],
  ['where a plus stands a minus may stand', calls, ['a', 'f(a)', 'f(b + a)'], ['a - b * c / d', 'f(a / b)']],
  ['what stands in brackets may stand for them', loop, ['skip', 'x = x', 'x = (x+y)'], ['x = y', 'x = (y+(x+x))']],
  [
    'a word stands where another one stands, or something compound',
    loop,
    ['skip', 'x = y', 'x = x', 'while x == y do skip', 'if true then skip else skip'],
    ['while true do skip', 'if x == x then skip else x = y'],
  ],
  [
    'what stands before one constituent stands before its kin',
    loop,
    ['skip', 'x = x', 'while false do skip', 'if true then skip else skip', 'if ~true then skip else skip'],
    ['while ~false do skip', 'while ~~true do skip', 'if ~false then skip else skip'],
  ],
])('beyond the examples: %s', (_, definition, examples, valid) => {
  const world = new Parser(fromEbnf(definition))
  expect(valid.filter(text => !world.accepts(text))).toEqual([])
  const grammar = grown(examples, world)
  expect(wrong(grammar, world)).toEqual([])
  const parser = new Parser(grammar)
  expect(valid.filter(text => !parser.accepts(text))).toEqual([])
})

test('words agree over a distance, whatever stands between them', () => {
  const parser = new Parser(
    fromEbnf(`
      sentence ::= one "-" ("sleeps" | "sings") | many "-" ("sleep" | "sing")
      one      ::= ("a" | "the") "-" ("dog" | "cat") ("-near-" (one | many))?
      many     ::= ("some" | "the") "-" ("dogs" | "cats") ("-near-" (one | many))?`),
  )
  const examples = [
    'a-dog-sleeps',
    'the-cat-sings',
    'some-cats-sing',
    'the-dogs-sleep',
    'the-cat-near-some-dogs-sleeps',
    'some-dogs-near-a-cat-near-the-dogs-sing',
  ]
  const valid = ['some-cats-near-a-dog-near-the-cat-sleep', 'the-dog-near-the-cats-near-some-dogs-sings']
  expect([...examples, ...valid].filter(text => !parser.accepts(text))).toEqual([])
  const grammar = grown(examples, parser)
  expect(wrong(grammar, parser)).toEqual([])
  const grownParser = new Parser(grammar)
  expect(valid.filter(text => !grownParser.accepts(text))).toEqual([])
})
