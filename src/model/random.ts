import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A seeded source of randomness that is passed to whoever needs one. The same seed gives the same sequence everywhere. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>

  /** @param seed any integer */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed | 0)
  }

  /** An integer from 0 to `bound - 1`, each as likely. @param bound at least 1 */
  below(bound: number): number {
    return uniformInt(this.#generator, 0, bound - 1)
  }

  /** A number from 0 (included) to 1 (not included), with 32 random bits. */
  unit(): number {
    return uniformInt(this.#generator, 0, 0xffffffff) / 0x100000000
  }

  /** One of the items. @param items at least one */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  /** A new array with the same items in random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items]
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      ;[result[i], result[j]] = [result[j]!, result[i]!]
    }
    return result
  }

  /** An independent generator that is determined by this one's state. */
  split(): Random {
    return new Random(uniformInt(this.#generator, -0x80000000, 0x7fffffff))
  }
}
