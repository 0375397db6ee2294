import { Random } from '../../model/random.ts'
import { drawToken, type TokenModel } from '../../photograph/index.ts'
import { NgramState } from '../../photograph/ngram/kneser-ney.ts'
import { endOfText } from '../../photograph/tokenizer/tokenizer.ts'
import { lengthOf } from './contestant.ts'

/** Tokens of a generated text, at most. */
const longestSample = 300

/** What the setting is called that says how well a model predicts the validation texts: bits a character, ends included. */
export const validationBits = 'validation bits a character'
/** What the setting is called that says by which share the held-out loss fell in the last quarter of a training. */
export const lastQuarterFall = 'fall of the held-out loss in the last quarter'

export function bitsOf(model: TokenModel, texts: readonly string[]): number {
  const log = texts.reduce((sum, text) => sum + logProbabilityOf(model, text), 0)
  return -log / Math.LN2 / texts.reduce((sum, text) => sum + lengthOf(text), 0)
}

/**
 * The natural logarithm of the probability of a text and its end.
 * @param open whether the text may go on: then its end is not judged
 */
export function logProbabilityOf(model: TokenModel, text: string, open = false): number {
  const state = model.begin()
  let sum = 0
  for (const token of [...model.tokenizer.encode(text), ...(open ? [] : [endOfText])]) {
    sum += state instanceof NgramState ? state.logProbability(token) : state.logProbabilities()[token]!
    state.push(token)
  }
  return sum
}

/** Texts as the model has them, at temperature 1; what does not end within 300 tokens is cut there. */
export function samplesOf(model: TokenModel, count: number, seed: number): string[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => {
    const state = model.begin()
    const tokens: number[] = []
    while (tokens.length < longestSample) {
      const token = drawToken(state.logProbabilities(), {}, random)
      if (token === endOfText) break
      tokens.push(token)
      state.push(token)
    }
    return model.tokenizer.decode(tokens)
  })
}
