import { expect, it } from 'vitest'
import type { Contestant } from '../contestants/contestant.ts'
import { coin, memoriser, oracle } from '../contestants/known.ts'
import { languages } from '../languages/index.ts'
import { Material } from '../work/material.ts'
import { ofGrammar } from '../work/subject.ts'
import { measure } from './measures.ts'
import { share, shareOf } from './statistics.ts'

const subject = ofGrammar(languages.lisp!, languages.lisp!.grammar)
const material = Material.of(subject, { test: 400, validation: 20 }, 1)

async function measured(contestant: Contestant, size = 50) {
  const { test, lesson } = { test: (await material).test, lesson: (await material).lesson(size, 1) }
  const learned = await contestant.learn({ ...lesson, world: subject.world, seed: 3 })
  return measure(learned, test.pairs, subject.world, { generated: 100, seed: 2, examples: lesson.examples })
}

it('an oracle is right everywhere', async () => {
  const { pairs, coverage, rejection, validity } = await measured(oracle)
  expect([pairs, coverage, rejection, validity].map(bits => shareOf([bits]))).toEqual([1, 1, 1, 1])
})

it('a coin is right half of the time, within the interval', async () => {
  const { pairs, coverage, rejection } = await measured(coin)
  for (const bits of [pairs, coverage, rejection]) {
    const { low, high } = share([bits])
    expect(low).toBeLessThan(0.5)
    expect(high).toBeGreaterThan(0.5)
    expect(high - low).toBeLessThan(0.11)
  }
})

it('a memoriser covers nothing that was held out, accepts no near miss, and repeats what it knows', async () => {
  const result = await measured(memoriser)
  expect(shareOf([result.pairs])).toBe(0)
  expect(shareOf([result.coverage])).toBe(0)
  expect(shareOf([result.rejection])).toBe(1)
  expect(shareOf([result.validity])).toBe(1)
  expect(result.novel).toBe(0)
})

it('who accepts everything, or prefers neither, gets no pair right', async () => {
  const easy: Contestant = {
    learn: async () => ({
      score: () => 1,
      threshold: 1,
      sample: () => [],
      cost: { examples: 0, questions: 0, seconds: 0 },
      nature: { settings: {} },
    }),
  }
  const { pairs, coverage, rejection, validity } = await measured(easy)
  expect([pairs, coverage, rejection, validity].map(bits => shareOf([bits]))).toEqual([0, 1, 0, 0])
  expect(validity).toHaveLength(100)
})
