import type { CharacterClass } from '../character-class.ts'
import { lastCodePoint } from '../character-class.ts'

/**
 * The code points, divided into as few groups as a grammar can tell apart. Group 0 holds what stands in none of its
 * classes (lone surrogates among them); groups 1 to `size - 1` hold the rest.
 */
export class Alphabet {
  /** How many groups there are, group 0 included. */
  readonly size: number
  /** First code points of the segments, ascending from 0; a segment ends before the next one starts. */
  readonly #starts: Int32Array
  /** The group of each segment. */
  readonly #groups: Uint16Array
  /** The group of each code point of the basic plane. */
  readonly #basic = new Uint16Array(0x10000)

  /** @param classes every class that is to be told apart. O(n log n) in the number of ranges */
  constructor(classes: readonly CharacterClass[]) {
    const bounds = new Set<number>([0])
    for (const [first, last] of classes.flat()) {
      bounds.add(first)
      if (last < lastCodePoint) bounds.add(last + 1)
    }
    const starts = [...bounds].sort((a, b) => a - b)
    this.#starts = Int32Array.from(starts)
    this.#groups = new Uint16Array(starts.length)
    this.size = this.#refine(classes)
    for (let s = 0; s < starts.length && starts[s]! < 0x10000; s++) {
      this.#basic.fill(this.#groups[s]!, starts[s]!, Math.min(starts[s + 1] ?? 0x10000, 0x10000))
    }
  }

  /** Splits the groups by one class after the other: what was together and differs in the class comes apart. */
  #refine(classes: readonly CharacterClass[]): number {
    const seen = new Set<string>()
    let size = 1
    for (const ranges of classes) {
      const key = ranges.join()
      if (seen.has(key)) continue
      seen.add(key)
      const inside = new Map<number, number>()
      for (const [first, last] of ranges) {
        for (let s = this.#segment(first); s < this.#starts.length && this.#starts[s]! <= last; s++) {
          const old = this.#groups[s]!
          let split = inside.get(old)
          if (split === undefined) inside.set(old, (split = size++))
          this.#groups[s] = split
        }
      }
    }
    return this.#renumber()
  }

  /** Drops the numbers of groups that lost all members; group 0 stays what it is. */
  #renumber(): number {
    const numbers = new Map<number, number>([[0, 0]])
    for (let s = 0; s < this.#groups.length; s++) {
      const old = this.#groups[s]!
      let number = numbers.get(old)
      if (number === undefined) numbers.set(old, (number = numbers.size))
      this.#groups[s] = number
    }
    return numbers.size
  }

  /** The segment that holds a code point. */
  #segment(codePoint: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= codePoint) low = middle
      else high = middle - 1
    }
    return low
  }

  groupOf(codePoint: number): number {
    return codePoint < 0x10000 ? this.#basic[codePoint]! : this.#groups[this.#segment(codePoint)]!
  }

  /** The groups that make up a class. @param ranges one of the classes that the alphabet was made from */
  groupsOf(ranges: CharacterClass): number[] {
    const groups = new Set<number>()
    for (const [first, last] of ranges) {
      for (let s = this.#segment(first); s < this.#starts.length && this.#starts[s]! <= last; s++) {
        groups.add(this.#groups[s]!)
      }
    }
    return [...groups]
  }

  /** The characters of some groups. */
  charactersIn(has: (group: number) => boolean): CharacterClass {
    const ranges: [number, number][] = []
    for (let s = 0; s < this.#starts.length; s++) {
      if (this.#groups[s] === 0 || !has(this.#groups[s]!)) continue
      const first = this.#starts[s]!
      const last = (this.#starts[s + 1] ?? lastCodePoint + 1) - 1
      const previous = ranges.at(-1)
      if (previous && previous[1] === first - 1) previous[1] = last
      else ranges.push([first, last])
    }
    return ranges
  }
}
