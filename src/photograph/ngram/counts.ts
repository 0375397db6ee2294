import { CambiumError } from '../../model/error.ts'
import { endOfText } from '../tokenizer/tokenizer.ts'

/**
 * Counts of all n-grams up to an order, taken in one pass over a stream of tokens. Texts are told apart: the end marker
 * stands before the first token of each and after its last.
 *
 * The n-grams of order k are numbered as they are first seen. `prefix[k][g]` is the number of the (k-1)-gram that n-gram
 * `g` begins with, `symbol[k][g]` its last token. A hash table finds `g` from the two. `count[k][g]` is the adjusted count
 * of Kneser and Ney: at the highest order, and for n-grams that begin a text, how often it occurs; below, how many
 * different tokens have stood before it.
 */
export class NgramCounts {
  readonly order: number
  /** The number of different tokens. */
  readonly size: number
  /** Tokens counted, the end of each text included. */
  tokens = 0
  readonly #tables: NgramTable[]
  readonly #most: number
  #distinct = 0
  /** The numbers of the n-grams of order 1, 2, ... that end at the last token read; -1 where the text is too short. */
  #ending: Int32Array
  #length = 0

  /**
   * @param order the longest n-gram, 1 to 12
   * @param size the number of different tokens, at most 65,536
   * @param most different n-grams of all orders that may be held, of about 40 bytes each
   */
  constructor(order: number, size: number, most = 80_000_000) {
    if (!(Number.isInteger(order) && order >= 1 && order <= 12))
      throw new CambiumError(
        'ngram-order',
        `The order of an n-gram model is a whole number from 1 to 12, not ${order}.`,
      )
    this.order = order
    this.size = size
    this.#most = most
    this.#tables = Array.from({ length: order }, () => new NgramTable())
    for (let token = 0; token < size; token++) this.#tables[0]!.find(0, token)
    this.#ending = new Int32Array(order + 1).fill(-1)
    this.beginText()
  }

  /** Goes back to the beginning of a text. */
  beginText(): void {
    this.#ending.fill(-1)
    this.#ending[1] = endOfText
    this.#length = 1
  }

  /** Counts the next token of the current text. O(order). Throws `ngrams-too-many`. */
  add(token: number): void {
    const ending = this.#ending
    const order = this.order
    this.tokens++
    this.#length++
    const longest = Math.min(order, this.#length)
    for (let k = longest; k >= 2; k--) {
      const table = this.#tables[k - 1]!
      const before = table.length
      const gram = table.find(ending[k - 1]!, token)
      ending[k] = gram
      // the (k-1)-gram that this one ends with has stood after one more token
      if (table.length > before) {
        this.#suffixIsNew[k] = 1
        this.#distinct++
      }
    }
    if (this.#distinct > this.#most)
      throw new CambiumError(
        'ngrams-too-many',
        `After ${this.tokens} tokens there are more than ${this.#most} different n-grams, too many to hold: take a lower order, a smaller vocabulary or less text.`,
      )
    ending[1] = token
    for (let k = longest; k >= 2; k--) {
      if (this.#suffixIsNew[k] !== 1) continue
      this.#suffixIsNew[k] = 0
      this.#tables[k - 2]!.count[ending[k - 1]!]!++
    }
    // the longest n-gram has nothing before it to be told apart by: it counts as often as it occurs
    this.#tables[longest - 1]!.count[ending[longest]!]!++
  }
  readonly #suffixIsNew = new Uint8Array(16)

  /** Counts a whole text: its tokens and its end. */
  addText(tokens: Iterable<number>): void {
    this.beginText()
    for (const token of tokens) this.add(token)
    this.add(endOfText)
  }

  /** How many different n-grams of an order there are. */
  distinct(order: number): number {
    return this.#tables[order - 1]!.length
  }

  /**
   * The counts as a trie in a few flat arrays, see `NgramTrie`. O(n): two stable counting sorts an order, by last token
   * and then by prefix.
   */
  toTrie(): NgramTrie {
    const levels: NgramLevel[] = []
    /** the place in the trie of the n-gram of the order above that had a number in the table */
    let placeOf = Int32Array.from({ length: this.size }, (_, i) => i)
    levels.push({
      symbol: Uint16Array.from(placeOf),
      count: this.#tables[0]!.count.slice(0, this.size),
      start: new Uint32Array(0),
    })
    for (let k = 2; k <= this.order; k++) {
      const table = this.#tables[k - 1]!
      const n = table.length
      const bySymbol = countingSort(
        n,
        this.size,
        i => table.symbol[i]!,
        i => i,
      )
      const prefixes = placeOf.length
      const prefixPlace = placeOf
      const sorted = countingSort(
        n,
        prefixes,
        i => prefixPlace[table.prefix[i]!]!,
        i => bySymbol[i]!,
      )
      const level: NgramLevel = { symbol: new Uint16Array(n), count: new Uint32Array(n), start: new Uint32Array(0) }
      const start = new Uint32Array(prefixes + 1)
      const places = new Int32Array(n)
      for (let place = 0; place < n; place++) {
        const gram = sorted[place]!
        places[gram] = place
        level.symbol[place] = table.symbol[gram]!
        level.count[place] = table.count[gram]!
        start[prefixPlace[table.prefix[gram]!]! + 1]!++
      }
      for (let i = 0; i < prefixes; i++) start[i + 1]! += start[i]!
      levels[k - 2]!.start = start
      levels.push(level)
      placeOf = places
    }
    return { order: this.order, size: this.size, tokens: this.tokens, levels }
  }
}

/**
 * N-grams as a trie. The children of the n-gram at place `p` of a level (the n-grams one token longer that begin with it)
 * stand at places `start[p]` to `start[p + 1] - 1` of the next level, ordered by their last token, `symbol`. `count` is
 * the adjusted count. The last level has no `start`.
 */
export interface NgramTrie {
  readonly order: number
  readonly size: number
  readonly tokens: number
  readonly levels: readonly NgramLevel[]
}

export interface NgramLevel {
  symbol: Uint16Array
  count: Uint32Array
  start: Uint32Array
}

/** A stable sort of `visit(0..n-1)` by small keys. */
function countingSort(n: number, keys: number, key: (i: number) => number, visit: (i: number) => number): Int32Array {
  const at = new Int32Array(keys + 1)
  for (let i = 0; i < n; i++) at[key(i) + 1]!++
  for (let i = 0; i < keys; i++) at[i + 1]! += at[i]!
  const sorted = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    const item = visit(i)
    sorted[at[key(item)]!++] = item
  }
  return sorted
}

/** Open addressing with linear probing; the slots hold numbers of n-grams plus one, 0 is free. */
class NgramTable {
  length = 0
  prefix = new Int32Array(1024)
  symbol = new Uint16Array(1024)
  count = new Uint32Array(1024)
  #slots = new Int32Array(4096)

  /** The number of the n-gram; a new one where it is not known yet. */
  find(prefix: number, symbol: number): number {
    const mask = this.#slots.length - 1
    let slot = hash(prefix, symbol) & mask
    for (;;) {
      const gram = this.#slots[slot]! - 1
      if (gram < 0) break
      if (this.prefix[gram] === prefix && this.symbol[gram] === symbol) return gram
      slot = (slot + 1) & mask
    }
    if (this.length === this.prefix.length) this.#growEntries()
    const gram = this.length++
    this.prefix[gram] = prefix
    this.symbol[gram] = symbol
    this.#slots[slot] = gram + 1
    if (this.length * 2 > this.#slots.length) this.#growSlots()
    return gram
  }

  #growEntries(): void {
    const prefix = new Int32Array(this.prefix.length * 2)
    prefix.set(this.prefix)
    this.prefix = prefix
    const symbol = new Uint16Array(prefix.length)
    symbol.set(this.symbol)
    this.symbol = symbol
    const count = new Uint32Array(prefix.length)
    count.set(this.count)
    this.count = count
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let gram = 0; gram < this.length; gram++) {
      let slot = hash(this.prefix[gram]!, this.symbol[gram]!) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = gram + 1
    }
  }
}

function hash(prefix: number, symbol: number): number {
  let h = Math.imul(prefix, 0x9e3779b1) ^ Math.imul(symbol + 1, 0x85ebca6b)
  h ^= h >>> 15
  h = Math.imul(h, 0x2c1b3c6d)
  return (h ^ (h >>> 13)) >>> 0
}
