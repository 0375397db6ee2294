import type { Tokenizer } from './tokenizer/tokenizer.ts'

/**
 * A model of text that is read token by token: what an n-gram model and a transformer have in common, and all that
 * scoring, sampling and asking need to know of either.
 */
export interface TokenModel {
  readonly tokenizer: Tokenizer
  /** The state at the beginning of a text. */
  begin(): TokenState
}

/** What a model knows after it has read some tokens of a text. */
export interface TokenState {
  /** Reads one more token. */
  push(token: number): void
  /**
   * The natural logarithm of the probability of each token to come next, the end marker at its place; the probabilities
   * sum to one. The array belongs to the state and is overwritten by the next call.
   */
  logProbabilities(): Float64Array
  /** An independent copy: pushing to one does not change the other. */
  copy(): TokenState
}
