import { expect, test } from 'vitest'
import { randomLanguage } from '../bench/languages/random.ts'
import { sameTexts } from '../bench/languages/same-texts.ts'
import { growInMemory, type Limits } from '../bench/measure.ts'
import { fromEbnf, Parser } from '../src/model/grammar/index.ts'

const seeds = Array.from({ length: 15 }, (_, i) => 100 + i)

/** Grows the language of a seed; what goes wrong is named with the seed, so that it can be seen again. */
function grown(seed: number, simple: boolean, limits: Limits) {
  const language = randomLanguage(seed, simple)
  const { model, stopped, learning, verifying } = growInMemory(
    language.accepts,
    { examples: language.examples, seed },
    limits,
  )
  const parser = new Parser(model.grammar)
  const missed = stopped ? [] : language.examples.filter(text => !parser.accepts(text))
  return { language, grammar: model.grammar, stopped, questions: learning + verifying, missed, seed }
}

test('languages drawn by chance are valid, and the same for the same seed', () => {
  for (const seed of seeds) {
    const { accepts, examples, tests, grammar } = randomLanguage(seed, false)
    expect(examples.length).toBeGreaterThan(0)
    expect([...examples, ...tests].filter(text => !accepts(text))).toEqual([])
    expect(randomLanguage(seed, false).grammar).toEqual(grammar)
  }
})

test('grammars are compared text by text', () => {
  expect(sameTexts(fromEbnf('s ::= "a" s | "a"'), fromEbnf('t ::= "a"+'), 7)).toBe(true)
  expect(sameTexts(fromEbnf('s ::= "a" s "b" | "ab"'), fromEbnf('t ::= "a"+ "b"+'), 7)).toBe(false)
  expect(sameTexts(fromEbnf('s ::= "a"'), fromEbnf('t ::= [ab]'), 7)).toBe(false)
})

test('growth in simple languages ends, covers its examples, and mostly finds the very language', {
  timeout: 120_000,
}, () => {
  const all = seeds.map(seed => grown(seed, true, { seconds: 3, questions: 5000 }))
  expect(all.filter(run => run.missed.length > 0).map(({ seed, missed }) => [seed, missed])).toEqual([])
  expect(all.filter(run => run.stopped).map(run => run.seed)).toEqual([])
  const same = all.filter(({ grammar, language }) => sameTexts(grammar, language.grammar, 7))
  expect(same.length).toBeGreaterThanOrEqual(10)
})

test('growth in larger languages never fails, keeps to its limits and covers its examples', {
  timeout: 120_000,
}, () => {
  // Some come to each of the limits, and some to none.
  const limits = { seconds: 1, questions: 1500 }
  const all = seeds.slice(7).map(seed => grown(seed, false, limits))
  expect(all.filter(run => run.missed.length > 0).map(({ seed, missed }) => [seed, missed])).toEqual([])
  expect(all.filter(run => run.questions > limits.questions).map(run => run.seed)).toEqual([])
})
