import { CambiumError } from '../../model/error.ts'
import type { Experiment } from '../../model/machine/experiment.ts'
import type { Run } from '../../model/machine/mealy.ts'
import { worldFailure } from '../failure.ts'
import type { Responder } from './responder.ts'

/** How likely one output of a run may be wrong in the end. */
const residualError = 1e-7

/** Repetitions after which a system counts as too noisy. */
const mostRepetitions = 2_000

/**
 * A system that errs now and then, asked until the majority is clear: each experiment is repeated until at every place of
 * the run the leading output is ahead by so much that it is wrong with a probability of less than 1e-7 (the sequential
 * probability ratio test: Wald 1945). The run says how often it was performed.
 * @param noise how likely one output is wrong, above 0 and below 0.5
 * @throws CambiumError `noise-impossible`
 */
export function majority(world: Responder, noise: number): Responder {
  if (!(noise > 0 && noise < 0.5)) {
    throw new CambiumError(
      'noise-impossible',
      `A share of ${noise} wrong outputs leaves no majority. It is a number above 0 and below 0.5.`,
    )
  }
  const lead = Math.ceil(Math.log(1 / residualError) / Math.log((1 - noise) / noise))
  return {
    description: { kind: 'majority', of: world.description, noise },
    async ask(experiment: Experiment, signal: AbortSignal): Promise<Run> {
      const votes = new Votes()
      for (let times = 1; times <= mostRepetitions; times++) {
        votes.add(await world.ask(experiment, signal))
        const run = times >= lead ? votes.decided(lead) : undefined
        if (run !== undefined) return { ...run, times }
      }
      throw worldFailure(
        `The system gave no clear answer in ${mostRepetitions} repetitions of one experiment. It errs more often than --noisy ${noise} says, or is not reset completely.`,
      )
    },
    close: () => world.close(),
  }
}

/** Runs of one experiment. Those that took the same inputs so far vote on the next output together. */
class Votes {
  readonly #runs: Run[] = []

  add(run: Run): void {
    this.#runs.push(run)
  }

  /** The run that leads by `lead` votes at each of its places; undefined as long as there is none. */
  decided(lead: number): Run | undefined {
    const inputs: string[] = []
    const outputs: string[] = []
    let voters = this.#runs
    for (let n = 0; ; n++) {
      // In a decision tree an output that was outvoted may have led elsewhere.
      const input = voters.find(run => n === 0 || run.outputs[n - 1] === outputs[n - 1])!.inputs[n]
      if (input === undefined) return { inputs, outputs }
      voters = voters.filter(run => run.inputs[n] === input)
      const { output, ahead } = leading(voters.map(run => run.outputs[n]!))
      if (ahead < lead) return undefined
      inputs.push(input)
      outputs.push(output)
    }
  }
}

function leading(outputs: readonly string[]): { output: string; ahead: number } {
  const counts = new Map<string, number>()
  for (const output of outputs) counts.set(output, (counts.get(output) ?? 0) + 1)
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1])
  return { output: first![0], ahead: first![1] - (second?.[1] ?? 0) }
}
