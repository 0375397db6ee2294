import type { Learner } from '../../growth/protocol.ts'
import type { Experiment } from '../../model/machine/experiment.ts'
import type { MealyMachine, Run } from '../../model/machine/mealy.ts'

/** What came of putting a machine to the test. */
export interface Conformance {
  /** Tests that were put. */
  readonly tests: number
  /** The shortest run found that the machine does not answer as the system did; undefined if there is none. */
  readonly failure?: Run
}

/**
 * Puts a suite of words to a system, until one of them is answered otherwise than by the machine; then takes inputs out of
 * that one as long as it still fails (Zeller and Hildebrandt 2002).
 */
export function* conformance(
  machine: MealyMachine,
  suite: readonly (readonly string[])[],
): Learner<Experiment, Run, Conformance> {
  let tests = 0
  for (let from = 0; from < suite.length; from += batchSize) {
    const batch = suite.slice(from, from + batchSize)
    const about = `${from + batch.length} of ${suite.length} tests`
    const reply = yield { ask: batch.map(inputs => ({ inputs })), about, purpose: 'verifying', best: () => ({ tests }) }
    if (reply.answers === undefined) return { tests }
    tests += batch.length
    const failures = reply.answers.flatMap(run => cut(machine, run) ?? [])
    if (failures.length > 0) return yield* shrink(machine, shortest(failures), tests)
  }
  return { tests }
}

const batchSize = 50

/** Asks for what is left of a failing run without ever smaller parts of it. */
function* shrink(machine: MealyMachine, failing: Run, tests: number): Learner<Experiment, Run, Conformance> {
  let best = failing
  for (let part = Math.ceil(best.inputs.length / 2); part >= 1; ) {
    const candidates: Experiment[] = []
    for (let at = 0; at < best.inputs.length; at += part) {
      const inputs = best.inputs.toSpliced(at, part)
      if (inputs.length > 0) candidates.push({ inputs })
    }
    const about = `a failing test of ${best.inputs.length} inputs without ${part === 1 ? 'one' : part} of them`
    const reply = yield { ask: candidates, about, purpose: 'verifying', best: () => ({ tests, failure: best }) }
    if (reply.answers === undefined) break
    const failures = reply.answers.flatMap(run => cut(machine, run) ?? [])
    const shorter = failures.length > 0 ? shortest(failures) : best
    if (shorter.inputs.length < best.inputs.length) {
      best = shorter
      part = Math.min(part, Math.ceil(best.inputs.length / 2))
    } else if (part === 1) break
    else part = Math.ceil(part / 2)
  }
  return { tests, failure: best }
}

/** The beginning of a run up to the first output that the machine would not give; undefined if there is none. */
function cut(machine: MealyMachine, { inputs, outputs }: Run): Run | undefined {
  const expected = machine.run(inputs).outputs
  const wrong = expected.findIndex((output, n) => output !== outputs[n])
  return wrong < 0 ? undefined : { inputs: inputs.slice(0, wrong + 1), outputs: outputs.slice(0, wrong + 1) }
}

function shortest(runs: readonly Run[]): Run {
  return runs.reduce((a, b) => (b.inputs.length < a.inputs.length ? b : a))
}
