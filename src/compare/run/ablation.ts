import { Random } from '../../model/random.ts'
import { grow } from '../../plant/index.ts'
import { respondingModule } from '../../world/index.ts'
import type { Comparison } from '../config/config.ts'
import { machineNature } from '../contestants/machine.ts'
import { plantContestant } from '../contestants/plant.ts'
import { measure } from '../measure/measures.ts'
import type { Cell, Finding } from './cell.ts'
import type { Subjects } from './subjects.ts'

/** Runs on which a machine and its system are compared, and their lengths. */
const testRuns = 200
const longestRun = 12

/** Grows with the blueprint of the cell: a grammar of the comparison's language, or a machine. */
export async function ablate(
  cell: Cell,
  settings: NonNullable<Comparison['parts']['ablation']>,
  subjects: Subjects,
  { generated }: Comparison,
  signal: AbortSignal | undefined,
): Promise<Finding[]> {
  if (cell.which === 'machine') return [await ablateMachine(cell, settings.machine!, signal)]
  const material = await subjects.material()
  const { world } = material.subject
  const { examples, validation } = material.lesson(cell.size, cell.seed)
  const { seed } = cell
  const { blueprint, questions } = cell.contestant
  const contestant = plantContestant(blueprint!, { questions: questions ?? undefined })
  const learned = await contestant.learn({ examples, validation, world, seed, signal })
  const measured = await measure(learned, material.test.pairs, world, { generated, seed, examples, signal })
  return [{ about: '', measured, cost: learned.cost, nature: learned.nature }]
}

/** Quality of a machine: the share of random runs of the system that it foretells from the first to the last output. */
async function ablateMachine(
  { contestant, seed }: Cell,
  { module, inputs, questions }: { module: string; inputs: readonly string[]; questions: number },
  signal: AbortSignal | undefined,
): Promise<Finding> {
  const began = performance.now()
  const world = respondingModule(module)
  try {
    const blueprint = contestant.blueprint!
    const plant = await grow({ inputs, world, blueprint, seed, signal, budget: questions })
    const seconds = (performance.now() - began) / 1000
    const random = new Random(seed + 1)
    let outcomes = ''
    for (let i = 0; i < testRuns; i++) {
      const word = Array.from({ length: 1 + random.below(longestRun) }, () => random.pick(inputs))
      const { outputs } = await world.ask({ inputs: word }, signal ?? new AbortController().signal)
      const foretold = plant.machine.run(word).outputs
      outcomes += outputs.length === foretold.length && outputs.every((output, k) => output === foretold[k]) ? '1' : '0'
    }
    return {
      about: '',
      measured: {
        pairs: outcomes,
        coverage: '',
        rejection: '',
        validity: '',
        novel: 0,
        samples: [],
        mistakes: { pairs: [], missed: [], accepted: [] },
      },
      cost: { examples: 0, questions: plant.experiments.length, seconds },
      nature: machineNature(plant),
    }
  } finally {
    await world.close()
  }
}
