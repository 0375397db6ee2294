import type { Pair } from '../work/near-miss.ts'
import { bestThreshold, type Learned, lengthOf } from './contestant.ts'

/** The natural logarithm of the probability of a whole text, its end included where the model knows one. */
export type LogProbability = (text: string) => number | Promise<number>

/** How much the probability among rejected texts may count against a text. */
const contrasts = [0, 0.25, 0.5, 0.75, 1]

/**
 * Makes a judge of a language model: chooses on validation pairs whether log-probabilities count by the text or by the
 * character, how much a second model of rejected texts counts against it (the contrastive term), and the threshold. Of
 * equals the simplest.
 */
export async function calibrated(
  model: LogProbability,
  validation: readonly Pair[],
  rejected?: LogProbability,
): Promise<Pick<Learned, 'score' | 'threshold'> & { settings: Record<string, string | number> }> {
  const measured = async (text: string) => ({
    text,
    log: await model(text),
    against: rejected ? await rejected(text) : 0,
  })
  const pairs = []
  for (const { good, bad } of validation) pairs.push({ good: await measured(good), bad: await measured(bad) })
  let best = { right: -1, per: 'text' as 'text' | 'character', contrast: 0 }
  const scored = ({ text, log, against }: Awaited<ReturnType<typeof measured>>, choice: Omit<typeof best, 'right'>) =>
    (log - choice.contrast * against) / (choice.per === 'character' ? lengthOf(text) : 1)
  for (const contrast of rejected ? contrasts : [0]) {
    for (const per of ['text', 'character'] as const) {
      const choice = { per, contrast }
      const right = pairs.filter(({ good, bad }) => scored(good, choice) > scored(bad, choice)).length
      if (right > best.right) best = { right, ...choice }
    }
  }
  const threshold = bestThreshold(
    pairs.map(({ good }) => scored(good, best)),
    pairs.map(({ bad }) => scored(bad, best)),
  )
  return {
    score: async text => scored(await measured(text), best),
    threshold,
    settings: { scored: `by the ${best.per}`, ...(rejected ? { contrast: best.contrast } : {}) },
  }
}
