import { type MealyMachine, UNKNOWN } from './mealy.ts'

/**
 * Shortest distinguishing words for all pairs of states of one machine. Holds the partition of the states by all words up
 * to each length (Moore 1956; for the words: Gill 1962): O(states * inputs) a length to build, O(length * inputs) a word.
 * A transition that is not known counts as an answer of its own.
 */
export class Distinguisher {
  readonly #machine: MealyMachine
  /** `#blocks[n][s]`: the block of state s when words of up to n inputs are asked. */
  readonly #blocks: Int32Array[]

  constructor(machine: MealyMachine) {
    this.#machine = machine
    const { size, next, output } = machine
    const k = machine.inputs.length
    this.#blocks = [new Int32Array(size)]
    for (let count = 1; ; ) {
      const before = this.#blocks.at(-1)!
      const signatures = new Map<string, number>()
      const blocks = new Int32Array(size)
      for (let s = 0; s < size; s++) {
        let signature = `${before[s]}`
        for (let i = 0; i < k; i++) {
          const to = next[s * k + i]!
          signature += `,${output[s * k + i]}:${to === UNKNOWN ? UNKNOWN : before[to]}`
        }
        let block = signatures.get(signature)
        if (block === undefined) signatures.set(signature, (block = signatures.size))
        blocks[s] = block
      }
      if (signatures.size === count) break
      count = signatures.size
      this.#blocks.push(blocks)
    }
  }

  /** A shortest word of input numbers that two states answer differently; undefined if they are equivalent. */
  word(a: number, b: number): number[] | undefined {
    const { next, output } = this.#machine
    const k = this.#machine.inputs.length
    let length = this.#blocks.findIndex(blocks => blocks[a] !== blocks[b])
    if (length < 0) return undefined
    const word: number[] = []
    let left = a
    let right = b
    for (; length > 0; length--) {
      const before = this.#blocks[length - 1]!
      const input = this.#telling(left, right, before)
      word.push(input)
      if (output[left * k + input] !== output[right * k + input]) return word
      left = next[left * k + input]!
      right = next[right * k + input]!
      if (left === UNKNOWN || right === UNKNOWN) return word
    }
    return word
  }

  /**
   * For each state the words that tell it from every other one, such that any two states share a word (up to its length)
   * that tells them apart: a harmonised family (Petrenko 1991). Equivalent states are not told apart.
   */
  family(): number[][][] {
    const { size } = this.#machine
    const words: number[][][] = Array.from({ length: size }, () => [])
    for (let a = 0; a < size; a++) {
      for (let b = a + 1; b < size; b++) {
        if (words[a]!.some(word => words[b]!.includes(word) && this.#tellsApart(a, b, word))) continue
        const word = this.word(a, b)
        if (word === undefined) continue
        const same = (other: number[]) => other.length === word.length && other.every((i, n) => i === word[n])
        const shared = words[a]!.find(same) ?? words[b]!.find(same) ?? word
        if (!words[a]!.includes(shared)) words[a]!.push(shared)
        if (!words[b]!.includes(shared)) words[b]!.push(shared)
      }
    }
    return words
  }

  #tellsApart(a: number, b: number, word: readonly number[]): boolean {
    const { next, output } = this.#machine
    const k = this.#machine.inputs.length
    let left = a
    let right = b
    for (const i of word) {
      if (output[left * k + i] !== output[right * k + i]) return true
      left = next[left * k + i]!
      right = next[right * k + i]!
      if (left === right || left === UNKNOWN || right === UNKNOWN) return false
    }
    return false
  }

  #telling(a: number, b: number, before: Int32Array): number {
    const { next, output } = this.#machine
    const k = this.#machine.inputs.length
    for (let i = 0; i < k; i++) if (output[a * k + i] !== output[b * k + i]) return i
    for (let i = 0; i < k; i++) {
      const left = next[a * k + i]!
      const right = next[b * k + i]!
      if (left !== UNKNOWN && right !== UNKNOWN && before[left] !== before[right]) return i
    }
    throw new Error('states of different blocks have an input that tells them apart')
  }
}
