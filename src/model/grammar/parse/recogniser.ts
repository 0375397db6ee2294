import type { CharacterClass } from '../character-class.ts'
import { Chart } from './chart.ts'
import { shifts } from './layout.ts'
import type { Parser } from './parser.ts'
import { nextCharacters } from './reader.ts'

/**
 * Reads a text character by character, and knows at each point how it can go on. Characters can be taken back, which
 * makes it fit for searching and for sampling under a grammar.
 */
export class Recogniser {
  readonly #chart: Chart

  /** @param parser shared by as many recognisers as wanted */
  constructor(parser: Parser) {
    this.#chart = new Chart(parser.tables, parser.tables.open)
  }

  /** How many characters (code points) have been read and not taken back. */
  get length(): number {
    return this.#chart.length
  }

  /** Whether what has been read is the beginning of a sentence. */
  get alive(): boolean {
    return this.#chart.alive
  }

  /** Whether what has been read is a sentence. */
  get accepting(): boolean {
    return this.#chart.accepting
  }

  /** Reads one character. A dead recogniser may read on, and stays dead. @returns whether it is alive */
  push(codePoint: number): boolean {
    const { alphabet, open } = this.#chart.tables
    return this.#chart.advance(alphabet.groupOf(codePoint), open)
  }

  /** Reads a whole text. @returns whether it is alive */
  pushText(text: string): boolean {
    for (const c of text) this.push(c.codePointAt(0)!)
    return this.alive
  }

  /** Takes back the last characters. @param count at most `length` */
  pop(count = 1): void {
    this.restore(this.length - count)
  }

  /** Goes back to where `length` had this value. O(1). @param length at most the present one */
  restore(length: number): void {
    if (!(length >= 0 && length <= this.length)) {
      throw new RangeError(`cannot go back to length ${length}: ${this.length} characters have been read`)
    }
    this.#chart.truncate(length)
  }

  /** Whether a character can come next; does not read it. */
  allows(codePoint: number): boolean {
    const { states, starts, length, tables } = this.#chart
    const group = tables.alphabet.groupOf(codePoint)
    for (let k = starts[length]!; k < starts[length + 1]!; k++) {
      if (tables.useful[states[k]! * tables.width + group]! & shifts) return true
    }
    return false
  }

  /** The characters that can come next. */
  next(): CharacterClass {
    return nextCharacters(this.#chart)
  }
}
