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
