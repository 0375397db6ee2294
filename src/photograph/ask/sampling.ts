import { CambiumError } from '../../model/error.ts'
import { Random } from '../../model/random.ts'
import type { SampleOptions } from '../photograph.ts'

/**
 * Draws a token from log-probabilities (which may be unnormalised; -Infinity never is drawn): sharpened or flattened by
 * the temperature, cut to the `topK` most probable (Fan et al. 2018) and to the smallest set that holds a share of `topP`
 * (Holtzman et al. 2020). Equally probable tokens: the smaller first. Returns -1 where all are -Infinity.
 */
export function drawToken(
  logProbabilities: Float64Array,
  options: Omit<SampleOptions, 'maxTokens'>,
  random: Random,
): number {
  const { temperature = 1, topK = 0, topP = 1 } = options
  const order = candidates(logProbabilities, temperature === 0 ? 1 : topK, topP)
  if (order.length <= 1) return order[0] ?? -1
  const highest = logProbabilities[order[0]!]!
  const weights = order.map(token => Math.exp((logProbabilities[token]! - highest) / temperature))
  if (topP < 1) {
    const total = weights.reduce((sum, w) => sum + w, 0)
    let held = 0
    let kept = 0
    while (kept < weights.length && held < topP * total) held += weights[kept++]!
    weights.length = kept
  }
  let left = random.unit() * weights.reduce((sum, w) => sum + w, 0)
  for (let i = 0; i < weights.length; i++) if ((left -= weights[i]!) < 0) return order[i]!
  return order[weights.length - 1]!
}

/** The tokens that may be drawn, most probable first where it matters. */
function candidates(logProbabilities: Float64Array, topK: number, topP: number): number[] {
  if (topK === 1) {
    let best = -1
    for (let i = 0; i < logProbabilities.length; i++)
      if (logProbabilities[i]! > (best < 0 ? -Infinity : logProbabilities[best]!)) best = i
    return best < 0 ? [] : [best]
  }
  const possible: number[] = []
  let best = 0
  for (let i = 0; i < logProbabilities.length; i++)
    if (logProbabilities[i]! > -Infinity) {
      if (possible.length > 0 && logProbabilities[i]! > logProbabilities[possible[best]!]!) best = possible.length
      possible.push(i)
    }
  if (topK === 0 && topP >= 1) {
    // the order does not matter, but the first must be the highest, from which the others are measured
    if (best > 0) [possible[0], possible[best]] = [possible[best]!, possible[0]!]
    return possible
  }
  possible.sort((a, b) => logProbabilities[b]! - logProbabilities[a]! || a - b)
  return topK > 0 ? possible.slice(0, topK) : possible
}

/** Throws `sample-options` for settings that make no sense. */
export function checkSampleOptions({ maxTokens, temperature = 1, topK = 0, topP = 1 }: SampleOptions): void {
  const wrong = !(temperature >= 0 && temperature <= 100)
    ? `The temperature is from 0 to 100, not ${temperature}.`
    : !(Number.isInteger(topK) && topK >= 0)
      ? `top-k is a whole number from 0 (all), not ${topK}.`
      : !(topP > 0 && topP <= 1)
        ? `top-p is above 0 and at most 1 (all), not ${topP}.`
        : !(Number.isInteger(maxTokens) && maxTokens >= 0)
          ? `The number of tokens is a whole number from 0, not ${maxTokens}.`
          : undefined
  if (wrong !== undefined) throw new CambiumError('sample-options', wrong)
}

/** A generator whose first numbers are unlike those of neighbouring seeds (the finaliser of MurmurHash3, Appleby 2011). */
export function seeded(seed: number): Random {
  let h = seed | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return new Random(h ^ (h >>> 16)).split()
}
