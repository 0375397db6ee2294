import { capability, type Photograph, type TokenScore } from '../photograph.ts'
import { characterCount } from '../tokenizer/pieces.ts'

/** How probable a text is. Logarithms are natural. */
export interface TextScore {
  readonly tokens: readonly TokenScore[]
  readonly logProbability: number
  readonly perToken: number
  readonly perCharacter: number
  readonly perByte: number
  /** e to the minus mean log-probability of a token. */
  readonly perplexity: number
}

/** Scores a text. Throws `capability-missing` where the photograph cannot. */
export async function scoreText(photograph: Photograph, text: string, signal?: AbortSignal): Promise<TextScore> {
  const tokens = await capability(photograph, 'score')(text, signal)
  const logProbability = tokens.reduce((sum, token) => sum + token.logProbability, 0)
  const mean = (n: number): number => (n === 0 ? 0 : logProbability / n)
  return {
    tokens,
    logProbability,
    perToken: mean(tokens.length),
    perCharacter: mean(characterCount(text)),
    perByte: mean(new TextEncoder().encode(text).length),
    perplexity: Math.exp(-mean(tokens.length)),
  }
}

/** Which of two texts a photograph finds more probable. */
export interface Preference {
  readonly good: TextScore
  readonly bad: TextScore
  readonly prefersGood: boolean
}

export async function comparePair(
  photograph: Photograph,
  good: string,
  bad: string,
  signal?: AbortSignal,
): Promise<Preference> {
  const scores = [await scoreText(photograph, good, signal), await scoreText(photograph, bad, signal)] as const
  return { good: scores[0], bad: scores[1], prefersGood: scores[0].logProbability > scores[1].logProbability }
}

/** A share with the limits between which the true one lies with 95 % confidence (Wilson 1927). */
export interface Share {
  readonly hits: number
  readonly trials: number
  readonly share: number
  readonly low: number
  readonly high: number
}

export function wilson(hits: number, trials: number): Share {
  const z = 1.959963984540054
  if (trials === 0) return { hits, trials, share: Number.NaN, low: 0, high: 1 }
  const share = hits / trials
  const middle = share + (z * z) / (2 * trials)
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  const norm = 1 + (z * z) / trials
  return {
    hits,
    trials,
    share,
    low: Math.max(0, (middle - spread) / norm),
    high: Math.min(1, (middle + spread) / norm),
  }
}
