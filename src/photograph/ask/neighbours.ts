import { z } from 'zod'
import { CambiumError } from '../../model/error.ts'
import { keepFrequent } from '../corpus/frequent.ts'

/** What stands near the words of a text: counted while a photograph is made, and kept in it. */
export interface Neighbours {
  /** Words apart at most. */
  readonly window: number
  /** For each word how often it occurs, and its neighbours: the word, how often it was near, and the association. */
  readonly words: Readonly<
    Record<
      string,
      readonly [count: number, near: readonly (readonly [word: string, count: number, association: number])[]]
    >
  >
}

const window = 5
const mostWords = 200_000
const mostPairs = 3_000_000
const keptWords = 20_000
const keptNeighbours = 24

const wordPattern = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu

/** The words of a text as they are counted: in lower case, without what stands between them. */
export function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(wordPattern), match => match[0].toLowerCase())
}

/**
 * Counts which words stand within five words of each other. In bounded memory: words beyond the first 200,000 different
 * ones are passed over, and the rarest pairs are forgotten when there are too many.
 */
export class NeighbourCounter {
  readonly #ids = new Map<string, number>()
  readonly #names: string[] = []
  readonly #counts: number[] = []
  readonly #pairs = new Map<number, number>()
  #total = 0

  /** Counts one part of a text; nothing is near across parts. */
  add(text: string): void {
    const recent: number[] = []
    for (const word of wordsOf(text)) {
      let id = this.#ids.get(word)
      if (id === undefined) {
        if (this.#names.length >= mostWords) continue
        id = this.#names.length
        this.#ids.set(word, id)
        this.#names.push(word)
        this.#counts.push(0)
      }
      this.#counts[id]!++
      this.#total++
      for (const other of recent) {
        if (other === id) continue
        const key = Math.min(id, other) * mostWords + Math.max(id, other)
        this.#pairs.set(key, (this.#pairs.get(key) ?? 0) + 1)
      }
      recent.push(id)
      if (recent.length > window) recent.shift()
    }
    keepFrequent(this.#pairs, mostPairs)
  }

  /** The strongest neighbours of the most frequent words. Association is Dunning's log-likelihood ratio (1993). */
  finish(): Neighbours {
    const frequent = this.#counts
      .map((_, id) => id)
      .sort((a, b) => this.#counts[b]! - this.#counts[a]! || a - b)
      .slice(0, keptWords)
    const near = new Map<number, [number, number, number][]>(frequent.map(id => [id, []]))
    const places = this.#total * 2 * window
    for (const [key, count] of this.#pairs) {
      const a = Math.floor(key / mostWords)
      const b = key % mostWords
      const [placesOfA, placesOfB] = [this.#counts[a]! * 2 * window, this.#counts[b]! * 2 * window]
      if (count * places <= (placesOfA * placesOfB) / (2 * window)) continue
      const association = logLikelihoodRatio(count, placesOfA, this.#counts[b]!, places)
      near.get(a)?.push([b, count, association])
      near.get(b)?.push([a, count, association])
    }
    const words: [string, Neighbours['words'][string]][] = frequent.map(id => [
      this.#names[id]!,
      [
        this.#counts[id]!,
        near
          .get(id)!
          .sort((x, y) => y[2] - x[2] || x[0] - y[0])
          .slice(0, keptNeighbours)
          .map(
            ([other, count, association]) => [this.#names[other]!, count, Math.round(association * 100) / 100] as const,
          ),
      ],
    ])
    return { window, words: Object.fromEntries(words) }
  }
}

/** How much better two rates explain that of `trials` places `hits` held a word that has `all` of `places`, in nats. */
function logLikelihoodRatio(hits: number, trials: number, all: number, places: number): number {
  const ll = (k: number, n: number, p: number): number =>
    (k > 0 ? k * Math.log(p) : 0) + (n > k ? (n - k) * Math.log1p(-p) : 0)
  const outside = Math.max(0, all - hits)
  const rest = Math.max(1, places - trials)
  const together = Math.min(0.999999, all / places)
  const inside = Math.min(0.999999, hits / trials)
  return (
    2 *
    (ll(hits, trials, inside) +
      ll(outside, rest, Math.min(0.999999, outside / rest)) -
      ll(hits, trials, together) -
      ll(outside, rest, together))
  )
}

const shape = z.object({
  window: z.number(),
  words: z.record(z.string(), z.tuple([z.number(), z.array(z.tuple([z.string(), z.number(), z.number()]))])),
})

/** Reads what a photograph keeps. Throws `neighbours-damaged`. */
export function neighboursFromJson(json: unknown): Neighbours {
  const parsed = shape.safeParse(json)
  if (!parsed.success)
    throw new CambiumError('neighbours-damaged', 'The photograph does not say what stands near its words.')
  return parsed.data
}
