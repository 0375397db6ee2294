import { expect, it } from 'vitest'
import { innate } from '../../blueprint/index.ts'
import { fromEbnf } from '../../model/grammar/index.ts'
import type { TokenModel } from '../../photograph/index.ts'
import { LocalPhotograph, servePhotograph } from '../../photograph/index.ts'
import { measure } from '../measure/measures.ts'
import { shareOf } from '../measure/statistics.ts'
import { Material } from '../work/material.ts'
import { ofGrammar, type Subject } from '../work/subject.ts'
import type { Contestant, Learned, LearningTask } from './contestant.ts'
import { externalAt } from './external.ts'
import { labelsOf } from './labels.ts'
import { listenerContestant } from './listener.ts'
import { ngramContestant } from './ngram.ts'
import { plantContestant } from './plant.ts'
import { transformerContestant } from './transformer.ts'

const sums = ofGrammar(
  { name: 'sums', unit: 'characters', longest: 30 },
  fromEbnf(`sum ::= term ("+" term)*  term ::= [0-9] | "(" sum ")"`),
)
const made = Material.of(sums, { test: 60, validation: 30 }, 1)

async function learned(contestant: Contestant, more: Partial<LearningTask> = {}, size = 30) {
  const lesson = (await made).lesson(size, 1)
  return contestant.learn({ ...lesson, world: sums.world, seed: 1, ...more })
}

async function measured(what: Learned, subject: Subject = sums) {
  const { pairs, coverage, rejection, validity } = await measure(what, (await made).test.pairs, subject.world, {
    generated: 20,
    seed: 1,
    examples: [],
  })
  return {
    pairs: shareOf([pairs]),
    coverage: shareOf([coverage]),
    rejection: shareOf([rejection]),
    validity: shareOf([validity]),
  }
}

const grid = { orders: [2, 3, 4], vocabularies: ['characters' as const] }

it('a plant that asks knows sums from three examples, and its record makes labels', async () => {
  const plant = await learned(plantContestant(innate), {}, 3)
  expect(await measured(plant)).toEqual({ pairs: 1, coverage: 1, rejection: 1, validity: 1 })
  const lesson = (await made).lesson(3, 1)
  const { accepted, rejected } = await labelsOf(innate, {})({ ...lesson, world: sums.world, seed: 1 })
  expect(accepted.length).toBeGreaterThan(10)
  expect(rejected.length).toBeGreaterThan(10)
})

it('a plant hears nothing about what the world is silent on, and asks no one else', async () => {
  const asked: string[] = []
  const world = {
    ...sums.world,
    ask(text: string, signal: AbortSignal) {
      asked.push(text)
      return sums.world.ask(text, signal)
    },
  }
  await learned(plantContestant(innate), { world, silent: text => text.includes('((') }, 3)
  expect(asked.length).toBeGreaterThan(20)
  expect(asked.filter(text => text.includes('(('))).toEqual([])
})

it('a plant that only listens asks nothing, and covers more than it heard', async () => {
  const world = { ...sums.world, ask: () => Promise.reject(new Error('nobody is to be asked')) }
  const listener = await learned(listenerContestant(innate), { world }, 20)
  expect(listener.cost.questions).toBe(0)
  expect((await measured(listener)).coverage).toBeGreaterThan(0.2)
})

it('an n-gram model prefers valid texts, more so with what the plant was answered', async () => {
  const few = await measured(await learned(ngramContestant(grid), {}, 3))
  const more = await measured(await learned(ngramContestant(grid), {}, 100))
  expect(more.pairs).toBeGreaterThan(0.8)
  expect(more.pairs).toBeGreaterThanOrEqual(few.pairs)
  const told = await learned(ngramContestant(grid, labelsOf(innate, {})), {}, 3)
  expect(told.cost.questions).toBeGreaterThan(20)
  expect((await measured(told)).pairs).toBeGreaterThanOrEqual(few.pairs)
})

it('an n-gram model goes on from what it was', async () => {
  const contestant = ngramContestant(grid)
  const start = await learned(contestant, {}, 50)
  const further = await learned(contestant, { examples: ['1+2'], start, changed: true })
  const alone = await learned(contestant, { examples: ['1+2'] })
  expect((await measured(further)).pairs).toBeGreaterThanOrEqual(0.8)
  expect((await measured(further)).pairs).toBeGreaterThan((await measured(alone)).pairs)
})

it('a transformer gets better by training, and goes on from its weights', async () => {
  const budget = { preset: 'tiny' as const, learningRate: 1e-2, context: 16, vocabulary: 'bytes' as const }
  const bits = (l: Learned) => Number(l.nature.settings['validation bits a character'])
  const little = await learned(transformerContestant({ ...budget, steps: 3 }))
  const further = await learned(transformerContestant({ ...budget, steps: 10 }), { start: little, changed: true })
  expect(bits(further)).toBeLessThan(bits(little) - 0.5)
}, 90_000)

it('a model behind a server reads the examples in its prompt', async () => {
  const { model } = (await learned(ngramContestant(grid), {}, 100)) as Learned & { model: TokenModel }
  const server = await servePhotograph(new LocalPhotograph(model, 'sums'), { port: 0 })
  try {
    const external = await learned(externalAt(`${server.address}#sums`), {}, 5)
    const { pairs } = await measured(external)
    expect(pairs).toBeGreaterThan(0.5)
    expect(external.nature.settings.model).toContain('sums')
  } finally {
    await server.close()
  }
}, 60_000)
