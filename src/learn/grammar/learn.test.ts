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

/** What grows from examples where the language answers. */
function grown(examples: readonly string[]): Grammar {
  const learner = learnGrammar({ examples, rejected: [], blueprint: innate, seed: 1 })
  let step = learner.next()
  while (!step.done) step = learner.next({ answers: step.value.ask.map(text => language.accepts(text)) })
  return step.value.grammar
}

/** Samples that do not belong to the language. */
function wrong(grammar: Grammar): string[] {
  const sampler = new Sampler(grammar)
  const random = new Random(1)
  return Array.from({ length: 300 }, () => sampler.sample(random)).filter(text => !language.accepts(text))
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
