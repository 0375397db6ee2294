import { ask, untilStopped } from '../../growth/ask.ts'
import type { Learner } from '../../growth/protocol.ts'

/** What a plant thinks of its own grammar. */
export interface Estimate {
  /** Fresh samples of the grammar that were put to the world, how many of them differ, and how many it accepted. */
  readonly samples: number
  readonly distinct: number
  readonly accepted: number
}

/** Samples that an estimate asks for, so that its interval is about four points wide for a good grammar. */
export const estimateSamples = 100

/**
 * Puts fresh samples of a finished grammar to the world. A stop ends it with what was answered so far.
 *
 * @param samples drawn from the grammar, each independently of the world's answers
 */
export function* estimate(samples: readonly string[]): Learner<string, boolean, Estimate> {
  const heard: { sample: string; accepted: boolean }[] = []
  const result = (): Estimate => ({
    samples: heard.length,
    distinct: new Set(heard.map(({ sample }) => sample)).size,
    accepted: heard.filter(({ accepted }) => accepted).length,
  })
  return yield* untilStopped(
    (function* (): Learner<string, boolean, Estimate> {
      for (let from = 0; from < samples.length; from += 25) {
        const batch = samples.slice(from, from + 25)
        const about = `whether fresh samples of the finished grammar are accepted (${from + batch.length} of ${samples.length})`
        const answers: readonly boolean[] = yield* ask(batch, about, { purpose: 'verifying', best: result })
        heard.push(...batch.map((sample, i) => ({ sample, accepted: answers[i]! })))
      }
      return result()
    })(),
    result,
  )
}
