import { expect, it } from 'vitest'
import { innate } from '../../blueprint/index.ts'
import { fromEbnf } from '../../model/grammar/index.ts'
import { grow } from '../../plant/index.ts'
import { accepts, responds } from '../../world/index.ts'
import { askedEvidence, heardEvidence, observedEvidence } from './evidence.ts'

it('rules of a plant that asked are shown with what it asked, what for, and the answer', async () => {
  const asked = new Map<string, boolean>()
  const world = accepts(text => {
    const valid = /^\[(\d+(,\d+)*)?\]$/.test(text)
    asked.set(text, valid)
    return valid
  })
  const examples = ['[]', '[1,22]', '[3,4,5]']
  const plant = await grow({ examples, world, blueprint: innate, seed: 1 })
  const shown = askedEvidence(plant)
  expect(shown.map(({ rule }) => rule)).toEqual(plant.grammar.rules.slice(0, 5).map(({ name }) => name))
  const abouts = plant.log().flatMap(entry => (entry.kind === 'step' ? [entry.step.about] : []))
  for (const { rule, on } of shown) {
    expect(on.length).toBeGreaterThan(0)
    for (const { about, asked: text, answer } of on) {
      expect(asked.get(text)).toBe(answer === 'accepted')
      expect(abouts).toContain(about)
      expect(plant.explain(rule).experiments.map(({ question }) => question)).toContain(text)
    }
  }
  // What it was given shows nothing of what it found.
  expect(shown.flatMap(({ on }) => on).some(({ asked: text }) => !examples.includes(text))).toBe(true)
  plant.close()
})

it('rules of a plant that listened are shown with examples that use them, the shortest first', () => {
  const grammar = fromEbnf('list ::= "[" (item ("," item)*)? "]"   item ::= [0-9]+ | list   never ::= "x"')
  const { evidence, used } = heardEvidence(grammar, ['[1,2,3]', '[]', '[[4]]', '[5]'])
  expect(used).toBe(2)
  expect(evidence.map(({ rule, on }) => [rule, on.map(({ asked }) => asked)])).toEqual([
    ['list', ['[]', '[5]']],
    ['item', ['[[4]]', '[1,2,3]']],
  ])
})

it('states are shown with the run that led there, and one that tells them apart', async () => {
  let open = false
  const world = responds(() => ({
    reset: () => {
      open = false
    },
    step: (input: string) => {
      const was = open
      open = input === 'coin'
      return input === 'coin' ? 'open' : was ? 'passed' : 'locked'
    },
  }))
  const plant = await grow({ inputs: ['coin', 'push'], world })
  expect(observedEvidence(plant)).toEqual([
    {
      rule: 's0',
      on: [{ about: 'whether it is another state than s1', asked: 'push', answer: 'locked; behind s1: passed' }],
    },
    {
      rule: 's1',
      on: [
        { about: 'where it leads', asked: 'coin', answer: 'open' },
        { about: 'whether it is another state than s0', asked: 'coin, push', answer: 'passed; behind s0: locked' },
      ],
    },
  ])
  plant.close()
})
