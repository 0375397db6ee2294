import { beforeAll, describe, expect, it } from 'vitest'
import { innate, without } from '../../blueprint/blueprint.ts'
import { principleNames } from '../../blueprint/principles.ts'
import { reactions } from '../../growth/machine-kind.ts'
import { run } from '../../growth/run.ts'
import { distinguishingWord } from '../../model/machine/compare.ts'
import { MealyMachine } from '../../model/machine/mealy.ts'
import { minimise } from '../../model/machine/minimise.ts'
import { randomMachine } from '../../model/machine/testing/random-machine.ts'
import { Random } from '../../model/random.ts'
import { responds } from '../../world/responder/function.ts'
import { growMachine } from './grow-machine.ts'
import { lsharp } from './lsharp.ts'
import { ObservationTree } from './observation-tree.ts'

/** The machine as a system that can be asked; `count` says how many inputs it was given. */
function system(machine: MealyMachine) {
  const count = { inputs: 0 }
  const world = responds(() => {
    let state = 0
    return {
      reset() {
        state = 0
      },
      step(input) {
        count.inputs++
        const at = state * machine.inputs.length + machine.inputNumber(input)
        state = machine.next[at]!
        return machine.outputs[machine.output[at]!]!
      },
    }
  })
  return { world, count }
}

const some = (seed: number) => minimise(randomMachine(new Random(seed), { states: 15, inputs: 3, outputs: 2 }))

/** The same machine with a further input that acts as its first one does. */
function withTwin({ inputs, outputs, next, output }: MealyMachine): MealyMachine {
  const k = inputs.length
  const wider = (cells: Int32Array) =>
    Int32Array.from(
      { length: (cells.length / k) * (k + 1) },
      (_, at) => cells[Math.floor(at / (k + 1)) * k + ((at % (k + 1)) % k)]!,
    )
  return new MealyMachine({ inputs: [...inputs, 'twin'], outputs, next: wider(next), output: wider(output) })
}

describe('L#', () => {
  it('finds every machine exactly with perfect equivalence answers', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const truth = some(seed)
      // biome-ignore lint/correctness/useYield: a search that need not ask
      const learner = lsharp(new ObservationTree(truth.inputs), function* (machine) {
        return distinguishingWord(truth, machine)
      })
      const { model } = await run({ learner, world: system(truth).world, kind: reactions(), audit: false })
      expect(model.size, `seed ${seed}`).toBe(truth.size)
      expect(distinguishingWord(truth, model), `seed ${seed}`).toBeUndefined()
    }
  })
})

describe('growing a machine by testing', () => {
  const grow = (truth: MealyMachine, more: { jobs?: number; budget?: number; blueprint?: typeof innate } = {}) => {
    const { blueprint = innate, ...limits } = more
    const { world, count } = system(truth)
    const learner = growMachine({ inputs: truth.inputs, principles: blueprint.principles, seed: 1 })
    return run({ learner, world, kind: reactions(), ...limits }).then(growth => ({ ...growth, count }))
  }

  it('ends with the exact machine', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const truth = some(seed)
      const { model, ended } = await grow(truth)
      expect(ended).toBe('finished')
      expect(distinguishingWord(truth, model), `seed ${seed}`).toBeUndefined()
    }
  })

  it('gives the same machine whatever goes out at a time', async () => {
    const [one, many] = [await grow(some(3)), await grow(some(3), { jobs: 8 })]
    expect(JSON.stringify(many.model)).toBe(JSON.stringify(one.model))
  })

  it('leaves a machine whose known part is right when the budget is used up', async () => {
    const truth = some(5)
    const { model, ended } = await grow(truth, { budget: 40 })
    expect(ended).toBe('budget')
    expect(model.size).toBeGreaterThan(1)
    for (const input of truth.inputs) expect(model.run([input]).outputs).toEqual(truth.run([input]).outputs)
  })

  describe('does without', () => {
    const truth = withTwin(minimise(randomMachine(new Random(7), { states: 40, inputs: 4, outputs: 2 })))
    const traits = async (blueprint: typeof innate) => {
      const { model, count } = await grow(truth, { blueprint })
      return `${count.inputs} inputs, ${JSON.stringify(model)}`
    }
    let all: string
    beforeAll(async () => {
      all = await traits(innate)
    })

    it.each(principleNames)('%s when it is switched off', async principle => {
      expect(await traits(without(innate, principle))).not.toBe(all)
    })
  })
})
