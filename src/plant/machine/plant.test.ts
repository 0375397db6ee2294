import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { blankSlate } from '../../blueprint/blueprint.ts'
import { responds } from '../../world/responder/function.ts'
import { grow, tend } from '../grow.ts'
import { openPlant } from '../open.ts'
import { MachinePlant } from './plant.ts'

const folder = mkdtempSync(join(tmpdir(), 'cambium-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = () => join(folder, `${files++}.plant`)

const inputs = ['coin', 'push']

/** A turnstile that lets `price` coins buy one pass. `asked` has every run that was begun. */
function turnstile(price = 1) {
  const asked: string[][] = []
  const world = responds(() => {
    let paid = 0
    return {
      reset() {
        paid = 0
        asked.push([])
      },
      step(input) {
        asked.at(-1)!.push(input)
        if (input === 'coin') paid = Math.min(price, paid + 1)
        const open = paid === price
        if (input === 'push' && open) paid = 0
        return input === 'coin' ? (open ? 'open' : 'more') : open ? 'passes' : 'locked'
      },
    }
  })
  return { world, asked }
}

test('a plant grows from inputs and a system, and can be read again from its file', async () => {
  const file = newFile()
  const grown = await grow({ inputs, world: turnstile(2).world, file })
  expect(grown).toBeInstanceOf(MachinePlant)
  expect(grown.machine.run(['coin', 'push', 'coin', 'push']).outputs).toEqual(['more', 'locked', 'open', 'passes'])
  expect(grown.machine.size).toBe(3)
  expect(grown.tested!.tests).toBeGreaterThan(20)
  const story = JSON.stringify([grown.machine, grown.tested, grown.cost, grown.log(), grown.experiments])
  grown.close()
  const plant = openPlant(file) as MachinePlant
  expect(JSON.stringify([plant.machine, plant.tested, plant.cost, plant.log(), plant.experiments])).toBe(story)
  plant.close()
})

test('resets and inputs are counted apart', async () => {
  const { world, asked } = turnstile()
  const plant = await grow({ inputs, world })
  expect(plant.cost).toEqual({ resets: asked.length, symbols: asked.flat().length })
})

test('a state is explained by runs that lead there, leave it and tell it from the others', async () => {
  const plant = await grow({ inputs, world: turnstile(2).world })
  const [, , last] = plant.machine.names
  const { reached, transitions, apart } = plant.explain(last!)
  expect(reached.inputs).toEqual(['coin', 'coin'])
  expect(transitions.map(({ input, output }) => [input, output])).toEqual([
    ['coin', 'open'],
    ['push', 'passes'],
  ])
  expect(apart.map(({ from }) => from)).toEqual(plant.machine.names.slice(0, 2))
  for (const { inputs: word, here, there } of apart) {
    expect(here.inputs.slice(-word.length)).toEqual(word)
    expect(there.inputs.slice(-word.length)).toEqual(word)
    expect(here.outputs.slice(-word.length)).not.toEqual(there.outputs.slice(-word.length))
  }
  expect(() => plant.explain('nowhere')).toThrow(expect.objectContaining({ code: 'state-unknown' }))
})

test('a budget leaves a usable plant, and more of it takes it on without asking anything twice', async () => {
  const file = newFile()
  const first = turnstile(3)
  const half = await grow({ inputs, world: first.world, file, budget: 5, audit: false })
  expect(first.asked).toHaveLength(5)
  expect(half.isUnfinished).toBe(true)
  half.close()
  const second = turnstile(3)
  const whole = await tend(file, { world: second.world, budget: 10_000, audit: false } as const)
  const straight = turnstile(3)
  const reference = await grow({ inputs, world: straight.world, audit: false })
  expect(JSON.stringify((whole as MachinePlant).machine)).toBe(JSON.stringify(reference.machine))
  expect([...first.asked, ...second.asked]).toEqual(straight.asked)
  whole.close()
})

test('traces are known without being asked; new inputs are learned on top', async () => {
  const trace = { inputs: ['coin', 'coin', 'push'], outputs: ['more', 'open', 'passes'] }
  const { world, asked } = turnstile(2)
  const plant = await grow({ inputs: ['coin'], traces: [{ inputs: ['coin'], outputs: ['more'] }], world })
  expect(plant.machine.inputs).toEqual(['coin'])
  expect(asked).not.toContainEqual(['coin'])
  await tend(plant, { inputs, traces: [trace], world })
  expect(asked).not.toContainEqual(trace.inputs)
  expect(plant.machine.run(trace.inputs).outputs).toEqual(trace.outputs)
  expect(plant.misfit(trace)).toBeUndefined()
  expect(plant.misfit({ inputs: ['coin', 'push'], outputs: ['more', 'passes'] })).toBe(1)
})

test('a trace that the system contradicts ends growth with both answers', async () => {
  const wrong = { inputs: ['coin', 'push'], outputs: ['open', 'locked'] }
  await expect(grow({ inputs, traces: [wrong], world: turnstile().world })).rejects.toMatchObject({
    code: 'world-contradicts-itself',
    message: expect.stringMatching(/coin push.*"locked" \(1 of 5 times\).*"passes" \(4 of 5 times\)/),
  })
})

test('a system that has changed is noticed, and a recheck learns it anew', async () => {
  const plant = await grow({ inputs, world: turnstile(1).world })
  const changed = turnstile(2).world
  await expect(
    tend(plant, {
      world: changed,
      traces: [{ inputs: [...inputs, ...inputs], outputs: ['open', 'passes', 'open', 'passes'] }],
      inputs: [...inputs, 'coin2'],
    }),
  ).rejects.toThrow()
  const again = await tend(plant, { world: changed, recheck: true, inputs })
  expect(again.machine.run(['coin', 'coin', 'push']).outputs).toEqual(['more', 'open', 'passes'])
  expect(again.isUnfinished).toBe(false)
})

test.each([
  [{ inputs: [] }, 'inputs-missing'],
  [{ inputs: ['a', 'a'] }, 'inputs-repeat'],
  [{ inputs, traces: [{ inputs: ['kick'], outputs: ['ouch'] }] }, 'trace-malformed'],
  [{ inputs, traces: [{ inputs, outputs: ['open'] }] }, 'trace-malformed'],
])('what cannot be right is refused before anything is asked: %j', async (given, code) => {
  const { world, asked } = turnstile()
  await expect(grow({ ...given, world })).rejects.toMatchObject({ code })
  expect(asked).toEqual([])
})

test('without any principle it remembers what each input did', async () => {
  const plant = await grow({ inputs, world: turnstile().world, blueprint: blankSlate })
  expect(plant.machine.run(['coin']).outputs).toEqual(['open'])
  expect(plant.machine.complete).toBe(false)
})
