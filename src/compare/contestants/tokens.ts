import { Random } from '../../model/random.ts'
import { drawToken, type TokenModel } from '../../photograph/index.ts'
import { NgramState } from '../../photograph/ngram/kneser-ney.ts'
import { endOfText } from '../../photograph/tokenizer/tokenizer.ts'

/** Tokens of a generated text, at most. */
const longestSample = 300

/** The natural logarithm of the probability of a text and its end. */
export function logProbabilityOf(model: TokenModel, text: string): number {
  const state = model.begin()
  let sum = 0
  for (const token of [...model.tokenizer.encode(text), endOfText]) {
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
