import type { TokenModel, TokenState } from '../token-model.ts'
import { endOfText, type Tokenizer } from '../tokenizer/tokenizer.ts'
import type { NgramTrie } from './counts.ts'

/**
 * Interpolated modified Kneser-Ney smoothing (Chen and Goodman 1999). With `a` the adjusted counts, `h` a context and `h'`
 * the same without its first token,
 *
 *   p(w | h) = (a(hw) - D(a(hw))) / a(h.) + g(h) p(w | h'),
 *
 * where a count is discounted by one of three amounts that are estimated for each order from the counts of counts, `g(h)`
 * is what the discounts took away, and the recursion ends in the uniform distribution over all tokens. The probabilities
 * of all tokens after any context sum to one.
 */
export class KneserNeyModel implements TokenModel {
  readonly tokenizer: Tokenizer
  readonly trie: NgramTrie
  /** For each order the discounts of counts 1, 2, and 3 or more. */
  readonly discounts: readonly Discounts[]
  /** For each context of each order the sum of the adjusted counts after it, and the weight of the shorter context. */
  readonly #totals: readonly Float64Array[]
  readonly #weights: readonly Float64Array[]

  /**
   * @param trie the counts, from `NgramCounts.toTrie()`
   * @param tokenizer the tokens that were counted. Time and memory O(n) in the number of distinct n-grams
   */
  constructor(trie: NgramTrie, tokenizer: Tokenizer) {
    this.trie = trie
    this.tokenizer = tokenizer
    this.discounts = trie.levels.map(level => estimateDiscounts(level.count))
    const totals: Float64Array[] = []
    const weights: Float64Array[] = []
    for (let k = 0; k < trie.order; k++) {
      const { count } = trie.levels[k]!
      const start = k === 0 ? Uint32Array.of(0, trie.size) : trie.levels[k - 1]!.start
      const total = new Float64Array(start.length - 1)
      const weight = new Float64Array(start.length - 1)
      for (let context = 0; context < total.length; context++) {
        let sum = 0
        let taken = 0
        for (let i = start[context]!; i < start[context + 1]!; i++) {
          sum += count[i]!
          taken += discountOf(this.discounts[k]!, count[i]!)
        }
        total[context] = sum
        weight[context] = sum === 0 ? 1 : taken / sum
      }
      totals.push(total)
      weights.push(weight)
    }
    this.#totals = totals
    this.#weights = weights
  }

  begin(): NgramState {
    return new NgramState(this, [endOfText])
  }

  /** The place of the n-gram one token longer, or -1. Binary search. */
  child(level: number, place: number, token: number): number {
    const { start } = this.trie.levels[level]!
    const { symbol } = this.trie.levels[level + 1]!
    let low = start[place]!
    let high = start[place + 1]! - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = symbol[middle]!
      if (found < token) low = middle + 1
      else if (found > token) high = middle - 1
      else return middle
    }
    return -1
  }

  /**
   * The probability of each token after a context.
   * @param contexts the places of the contexts of length 1, 2, ... (index 0: length 1); ends at the first that is unknown
   * @param into one number a token, overwritten
   */
  probabilities(contexts: readonly number[], into: Float64Array): void {
    into.fill(1 / this.trie.size)
    this.#interpolate(0, 0, 0, this.trie.size, into)
    for (let k = 1; k < this.trie.order && k <= contexts.length; k++) {
      const context = contexts[k - 1]!
      const { start } = this.trie.levels[k - 1]!
      this.#interpolate(k, context, start[context]!, start[context + 1]!, into)
    }
  }

  #interpolate(k: number, context: number, from: number, to: number, into: Float64Array): void {
    const total = this.#totals[k]![context]!
    if (total === 0) return
    const weight = this.#weights[k]![context]!
    const { symbol, count } = this.trie.levels[k]!
    const discounts = this.discounts[k]!
    for (let i = 0; i < into.length; i++) into[i]! *= weight
    for (let i = from; i < to; i++) into[symbol[i]!]! += (count[i]! - discountOf(discounts, count[i]!)) / total
  }

  /** The probability of one token after a context; as `probabilities`, without visiting all tokens. O(order log size). */
  probability(contexts: readonly number[], token: number): number {
    let p = 1 / this.trie.size
    for (let k = 0; k < this.trie.order && k <= contexts.length; k++) {
      const context = k === 0 ? 0 : contexts[k - 1]!
      const total = this.#totals[k]![context]!
      if (total === 0) continue
      const place = k === 0 ? token : this.child(k - 1, context, token)
      const count = place < 0 ? 0 : this.trie.levels[k]!.count[place]!
      p = this.#weights[k]![context]! * p + (count - discountOf(this.discounts[k]!, count)) / total
    }
    return p
  }
}

/** The n-gram contexts that end at the last token read. */
export class NgramState implements TokenState {
  readonly #model: KneserNeyModel
  /** Places of the contexts of length 1, 2, ..., up to the longest that was seen in training. */
  #contexts: readonly number[]
  readonly #result: Float64Array

  constructor(model: KneserNeyModel, contexts: readonly number[]) {
    this.#model = model
    this.#contexts = contexts
    this.#result = new Float64Array(model.tokenizer.size)
  }

  push(token: number): void {
    const contexts = [token]
    for (let k = 0; k + 2 < this.#model.trie.order && k < this.#contexts.length; k++) {
      const place = this.#model.child(k, this.#contexts[k]!, token)
      // where a context was not seen, no longer one was
      if (place < 0) break
      contexts.push(place)
    }
    this.#contexts = contexts
  }

  logProbabilities(): Float64Array {
    this.#model.probabilities(this.#contexts, this.#result)
    for (let i = 0; i < this.#result.length; i++) this.#result[i] = Math.log(this.#result[i]!)
    return this.#result
  }

  /** The natural logarithm of the probability of one token. */
  logProbability(token: number): number {
    return Math.log(this.#model.probability(this.#contexts, token))
  }

  copy(): NgramState {
    return new NgramState(this.#model, this.#contexts)
  }
}

/** What is taken from counts of 1, 2, and 3 or more. */
export type Discounts = readonly [one: number, two: number, more: number]

function discountOf(discounts: Discounts, count: number): number {
  return count === 0 ? 0 : count === 1 ? discounts[0] : count === 2 ? discounts[1] : discounts[2]
}

/**
 * The discounts of one order from how many n-grams have counts 1 to 4 (Chen and Goodman 1999, equation 17). Where a text
 * is so small or so regular that this has no answer, one discount for all counts (Ney, Essen and Kneser 1994): a small one
 * where nothing occurred just once, so that something is left for what never occurred; not all of a count where nothing
 * occurred just twice, so that something is left for what occurred once.
 */
function estimateDiscounts(counts: Uint32Array): Discounts {
  const n = [0, 0, 0, 0, 0]
  for (const count of counts) if (count <= 4) n[count]!++
  if (n[1] === 0) return [0.01, 0.01, 0.01]
  const y = n[1]! / (n[1]! + 2 * n[2]!)
  const estimate = (j: number): number => j - ((j + 1) * y * n[j + 1]!) / n[j]!
  const estimates: Discounts = [estimate(1), estimate(2), estimate(3)]
  if (n[4]! > 0 && estimates.every(discount => discount > 0)) return estimates
  const discount = Math.min(y, 0.9)
  return [discount, discount, discount]
}
