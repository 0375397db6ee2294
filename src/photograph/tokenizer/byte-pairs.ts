import { CambiumError } from '../../model/error.ts'

/** Two tokens that are joined into a third, whose id is the position of the merge after the ids that came before. */
export type Merge = readonly [left: number, right: number]

/**
 * Byte-pair encoding (Gage 1994; Sennrich, Haddow and Birch 2016): again and again the most frequent pair of neighbouring
 * tokens becomes a token. Equally frequent pairs: the one with the smaller ids first, so that the result is determined.
 *
 * All occurrences stand in one linked list over typed arrays: `symbol[i]` is the token that begins at position `i` (or
 * -1 where a merge swallowed it), `before[i]` and `after[i]` are its neighbours in the same piece (-1 at the borders), and
 * `weight[i]` is how often the piece was seen. A pair knows the positions at which it has ever stood; stale ones are
 * skipped. Time O(n log n) in the length of the distinct pieces.
 *
 * @param counts how often each distinct piece of the text occurs
 * @param wanted the number of merges; fewer come back when no pair is left that occurs twice
 * @param firstByte the token id of byte 0; the ids of the merged tokens begin after that of byte 255
 */
export function learnMerges(counts: ReadonlyMap<string, number>, wanted: number, firstByte: number): Merge[] {
  const encoder = new TextEncoder()
  const pieces: { bytes: Uint8Array; count: number }[] = []
  let total = 0
  for (const [piece, count] of counts) {
    const bytes = encoder.encode(piece)
    if (bytes.length > 1) pieces.push({ bytes, count })
    if (bytes.length > 1) total += bytes.length
  }
  const symbol = new Int32Array(total)
  const before = new Int32Array(total)
  const after = new Int32Array(total)
  const weight = new Float64Array(total)
  const pairs = new Map<number, { count: number; positions: number[] }>()
  const queue = new PairQueue()

  const gain = (position: number, amount: number): void => {
    const key = symbol[position]! * pairBase + symbol[after[position]!]!
    let pair = pairs.get(key)
    if (pair === undefined) pairs.set(key, (pair = { count: 0, positions: [] }))
    pair.count += amount
    if (amount > 0) pair.positions.push(position)
  }
  const touched = new Set<number>()
  const change = (position: number, amount: number): void => {
    gain(position, amount)
    if (amount > 0) touched.add(symbol[position]! * pairBase + symbol[after[position]!]!)
  }

  let at = 0
  for (const { bytes, count } of pieces) {
    for (let i = 0; i < bytes.length; i++, at++) {
      symbol[at] = firstByte + bytes[i]!
      before[at] = i === 0 ? -1 : at - 1
      after[at] = i === bytes.length - 1 ? -1 : at + 1
      weight[at] = count
    }
    for (let i = at - bytes.length; i < at - 1; i++) gain(i, count)
  }
  for (const [key, pair] of pairs) queue.push(pair.count, key)

  const merges: Merge[] = []
  while (merges.length < wanted) {
    const top = queue.pop()
    if (top === undefined) break
    const pair = pairs.get(top.key)
    if (pair === undefined || pair.count !== top.count) {
      // the count changed since it was queued; queue it again with what it is now
      if (pair !== undefined && pair.count > 1 && pair.count < top.count) queue.push(pair.count, top.key)
      continue
    }
    if (pair.count < 2) break
    const left = Math.floor(top.key / pairBase)
    const right = top.key % pairBase
    const joined = firstByte + 256 + merges.length
    merges.push([left, right])
    pairs.delete(top.key)
    touched.clear()
    for (const i of pair.positions) {
      const j = symbol[i] === left ? after[i]! : -1
      if (j < 0 || symbol[j] !== right) continue
      const count = weight[i]!
      if (before[i]! >= 0) change(before[i]!, -count)
      if (after[j]! >= 0) change(j, -count)
      symbol[i] = joined
      symbol[j] = -1
      after[i] = after[j]!
      if (after[j]! >= 0) before[after[j]!] = i
      if (before[i]! >= 0) change(before[i]!, count)
      if (after[i]! >= 0) change(i, count)
    }
    pairs.delete(top.key) // overlapping occurrences (aaa) may have brought it back with nothing in it
    for (const key of touched) if (pairs.has(key)) queue.push(pairs.get(key)!.count, key)
  }
  return merges
}

/** Ids are below this: a pair fits into one exact integer. */
const pairBase = 65536

/** A binary heap of pairs: the most frequent on top, ties by the smaller key. */
class PairQueue {
  readonly #counts: number[] = []
  readonly #keys: number[] = []

  push(count: number, key: number): void {
    let i = this.#counts.length
    this.#counts.push(count)
    this.#keys.push(key)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!this.#above(i, parent)) break
      this.#swap(i, parent)
      i = parent
    }
  }

  pop(): { count: number; key: number } | undefined {
    if (this.#counts.length === 0) return undefined
    const top = { count: this.#counts[0]!, key: this.#keys[0]! }
    const count = this.#counts.pop()!
    const key = this.#keys.pop()!
    if (this.#counts.length > 0) {
      this.#counts[0] = count
      this.#keys[0] = key
      for (let i = 0; ; ) {
        let best = i
        for (const child of [2 * i + 1, 2 * i + 2])
          if (child < this.#counts.length && this.#above(child, best)) best = child
        if (best === i) break
        this.#swap(i, best)
        i = best
      }
    }
    return top
  }

  #above(i: number, j: number): boolean {
    return (
      this.#counts[i]! > this.#counts[j]! || (this.#counts[i] === this.#counts[j] && this.#keys[i]! < this.#keys[j]!)
    )
  }

  #swap(i: number, j: number): void {
    ;[this.#counts[i], this.#counts[j]] = [this.#counts[j]!, this.#counts[i]!]
    ;[this.#keys[i], this.#keys[j]] = [this.#keys[j]!, this.#keys[i]!]
  }
}

/**
 * Applies merges to the bytes of one piece: the merge that was learned first goes first, from left to right. Quadratic in
 * the length of the piece, which the split pattern bounds.
 *
 * @param ids one token id a byte
 * @param ranks for a pair (`left * 65536 + right`) the id it becomes; the smaller the id, the earlier it was learned
 */
export function applyMerges(ids: number[], ranks: ReadonlyMap<number, number>): number[] {
  for (;;) {
    let best = Infinity
    for (let i = 0; i + 1 < ids.length; i++) {
      const joined = ranks.get(ids[i]! * pairBase + ids[i + 1]!)
      if (joined !== undefined && joined < best) best = joined
    }
    if (best === Infinity) return ids
    const merged: number[] = []
    for (let i = 0; i < ids.length; i++) {
      if (i + 1 < ids.length && ranks.get(ids[i]! * pairBase + ids[i + 1]!) === best) {
        merged.push(best)
        i++
      } else merged.push(ids[i]!)
    }
    ids = merged
  }
}

/** The look-up table that `applyMerges` takes. Throws `vocabulary-too-large` where an id would not fit in 16 bits. */
export function mergeRanks(merges: readonly Merge[], firstByte: number): Map<number, number> {
  if (firstByte + 256 + merges.length > pairBase)
    throw new CambiumError(
      'vocabulary-too-large',
      `A vocabulary has at most ${pairBase} tokens; this one has ${firstByte + 256 + merges.length}.`,
    )
  return new Map(merges.map(([left, right], i) => [left * pairBase + right, firstByte + 256 + i]))
}
