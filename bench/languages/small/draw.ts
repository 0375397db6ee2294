import type { Random } from '../../../src/model/random.ts'

const words =
  'time year way day thing man world life hand part child eye woman place work week box point company number group problem fact red blue big small get set run main test item list user file name data key value old young north tree river stone light'.split(
    ' ',
  )

/** What generators of test strings are made of. */
export class Draw {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  /** Whether something happens that happens once in `n` times. */
  chance(n: number): boolean {
    return this.#random.below(n) === 0
  }

  pick(items: string | readonly string[]): string {
    return this.#random.pick(typeof items === 'string' ? Array.from(items) : items)
  }

  /** One of several ways, each as likely. */
  one(...ways: readonly (() => string)[]): string {
    return this.#random.pick(ways)()
  }

  /** The text of `make` every second time. */
  maybe(make: () => string): string {
    return this.chance(2) ? make() : ''
  }

  /** An integer from `from` to `to`, both included. */
  int(from: number, to: number): number {
    return from + this.#random.below(to - from + 1)
  }

  /** The same with leading zeros to `width` digits. */
  digits(from: number, to: number, width: number): string {
    return String(this.int(from, to)).padStart(width, '0')
  }

  /** Between `from` and `to` texts of `make`, with `by` between them. */
  some(from: number, to: number, make: () => string, by = ''): string {
    return Array.from({ length: this.int(from, to) }, make).join(by)
  }

  /** Between `from` and `to` characters out of `of`. */
  chars(of: string, from: number, to: number): string {
    return this.some(from, to, () => this.pick(of))
  }

  /** A usual word in lower case. */
  word(): string {
    return this.pick(words)
  }

  /** A usual word with a capital. */
  name(): string {
    const word = this.word()
    return word[0]!.toUpperCase() + word.slice(1)
  }

  /** Some words of a sentence. */
  phrase(from = 1, to = 4): string {
    return this.some(from, to, () => this.word(), ' ')
  }
}
