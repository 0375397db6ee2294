import { z } from 'zod'
import { reactions } from '../../growth/machine-kind.ts'
import type { Learner } from '../../growth/protocol.ts'
import { growMachine, type MachineTask } from '../../learn/machine/grow-machine.ts'
import type { MachineLearner } from '../../learn/machine/lsharp.ts'
import { usualTesting } from '../../learn/machine/testing.ts'
import type { Experiment } from '../../model/machine/experiment.ts'
import { type MachineData, MealyMachine, type Run } from '../../model/machine/mealy.ts'
import type { Epoch } from '../epoch.ts'
import type { ModelKind } from '../kind.ts'
import type { Plant } from '../plant.ts'
import { readTrace } from './traces.ts'

/** What an epoch comes to: the machine, and how many tests in a row it has passed since it was last changed. */
export interface GrownMachine {
  readonly model: MachineData
  readonly tested: number
}

type Growing = Plant<Experiment, Run, Run, GrownMachine>

/**
 * Plants in which a machine grows. Each epoch learns from nothing, for every answer that still holds is known and costs
 * nothing. A recheck trusts no answer from before it: each transition of a changed system must be tried again anyway.
 */
export function machineKind(
  learn: (task: MachineTask) => MachineLearner = growMachine,
): ModelKind<Experiment, Run, Run, GrownMachine> {
  return {
    name: 'machine',
    grown: grownSchema,
    questions: () => reactions(),
    learner: (plant, epoch) => countingTests(learn(taskOf(plant, epoch))),
    given: (plant, epoch) => tracesIn(plant, epoch).map(run => ({ question: { inputs: run.inputs }, outcome: run })),
    trust: ({ recheckSince }) => ({ since: recheckSince ?? 0, verifiedSince: recheckSince ?? 0 }),
    recheck: () => ({ kind: 'growth', start: null }),
    continuation: last => ({ kind: 'growth', start: null, recheckSince: last.task.recheckSince }),
    following: () => undefined,
  }
}

const grownSchema: z.ZodType<GrownMachine> = z.object({
  model: z.custom<MachineData>(isMachine, 'not a machine'),
  tested: z.int().min(0),
})

function isMachine(value: unknown): boolean {
  MealyMachine.fromJSON(value as MachineData)
  return true
}

function taskOf(plant: Growing, epoch: Epoch<GrownMachine>): MachineTask {
  const { blueprint, seed, acting } = epoch.task
  const { inputs, resetCost, tests } = acting!
  const effort = { ...usualTesting, perTransition: tests }
  return { inputs, resetCost, effort, principles: blueprint.principles, seed, experience: tracesIn(plant, epoch) }
}

/** The traces that the plant was given by then; those from before a recheck hold no longer. */
export function tracesIn(plant: Growing, { number, task }: Epoch<GrownMachine>): Run[] {
  return plant.examples
    .filter(({ epoch }) => epoch <= number && epoch >= (task.recheckSince ?? 0))
    .map(example => readTrace(example))
}

/** The learner, with a count of the tests since it last learned. */
function* countingTests(learner: MachineLearner): Learner<Experiment, Run, GrownMachine> {
  let tested = 0
  let turn = learner.next()
  while (!turn.done) {
    const { best, ...step } = turn.value
    if (step.purpose !== 'verifying') tested = 0
    const now = tested
    const reply = yield { ...step, best: best && (() => ({ model: best().toJSON(), tested: now })) }
    if (step.purpose === 'verifying' && reply.answers !== undefined) tested += step.ask.length
    turn = learner.next(reply)
  }
  return { model: turn.value.toJSON(), tested }
}
