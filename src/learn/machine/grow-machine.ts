import type { Principles } from '../../blueprint/principles.ts'
import { MealyMachine, type Run, UNKNOWN } from '../../model/machine/mealy.ts'
import { Random } from '../../model/random.ts'
import { type EquivalenceSearch, lsharp, type MachineLearner } from './lsharp.ts'
import { NONE, ObservationTree } from './observation-tree.ts'
import { inTurn, longestTest, randomisedWp, randomWalks, replay, type TestingEffort, usualTesting } from './testing.ts'

/** What a learner of machines is given. */
export interface MachineTask {
  readonly inputs: readonly string[]
  readonly principles: Principles
  readonly seed: number
  /** Recorded runs: what was seen counts as known. */
  readonly experience?: readonly Run[]
  /** Words to be asked as tests before any others: those of an earlier machine. */
  readonly tests?: readonly (readonly string[])[]
  readonly effort?: TestingEffort
  /** What one reset costs, in inputs (default 1). */
  readonly resetCost?: number
}

/**
 * Grows a machine from nothing but its inputs. What each principle means here, and what is left out without it:
 *
 * - *substitutability*: states that answer alike are one. Without it nothing is generalised: each input is tried once, and
 *   the tree of what was observed is the model.
 * - *recurrence*: what is known of a state holds wherever it is met again. Without it a transition must be told from all
 *   other states by observations of its own.
 * - *recursion*: after an excursion the system may be back where it was. Without it transitions to a state that was known
 *   before their own are left out of the model.
 * - *simplicity*: the fewest states that explain the answers. Without it no transition is taken to lead to a known state
 *   before every input was tried behind it.
 * - *curiosity*: what tells hypotheses apart is asked at once, and the machine is tested. Without it neither.
 * - *categories*, *nesting*, *repetition* say which tests are worth while: inputs that act alike count as one kind; what
 *   an input opened is closed again by the one that leads back; an input may be given again.
 */
export function* growMachine(task: MachineTask): MachineLearner {
  const tree = new ObservationTree(task.inputs)
  for (const run of task.experience ?? []) tree.add(run)
  if (!task.principles.substitutability) return yield* memorise(tree)
  const machine = yield* lsharp(tree, searchFor(task), task.principles)
  return task.principles.recursion ? machine : withoutReturns(machine)
}

/** Random walks, as a share of the other tests. */
const walkingShare = 0.05

function searchFor({
  principles,
  seed,
  tests = [],
  effort = usualTesting,
  resetCost = 1,
}: MachineTask): EquivalenceSearch {
  const searches = [replay(tests)]
  const longest = longestTest(resetCost)
  if (principles.curiosity) {
    const random = new Random(seed)
    const walking = { ...effort, perTransition: effort.perTransition * walkingShare }
    searches.push(randomisedWp(random, effort, principles, longest), randomWalks(random, longest, walking))
  }
  return inTurn(...searches)
}

/** Tries each input once and keeps what was seen, as a machine in the shape of a tree. */
function* memorise(tree: ObservationTree): MachineLearner {
  const asTree = () => treeMachine(tree)
  const reply = yield { ask: tree.inputs.map(input => ({ inputs: [input] })), about: 'each input once', best: asTree }
  for (const run of reply.answers ?? []) tree.add(run)
  return asTree()
}

function treeMachine(tree: ObservationTree): MealyMachine {
  const k = tree.inputs.length
  const next = tree.children.slice(0, tree.size * k)
  const output = next.map(node => (node === NONE ? UNKNOWN : tree.output[node]!))
  return new MealyMachine({ inputs: tree.inputs, outputs: [...tree.outputs], next, output })
}

function withoutReturns(machine: MealyMachine): MealyMachine {
  const k = machine.inputs.length
  const stays = (to: number, at: number) => to >= Math.floor(at / k)
  return new MealyMachine({
    inputs: machine.inputs,
    outputs: machine.outputs,
    next: machine.next.map((to, at) => (stays(to, at) ? to : UNKNOWN)),
    output: machine.output.map((o, at) => (stays(machine.next[at]!, at) ? o : UNKNOWN)),
    names: machine.names,
  })
}
