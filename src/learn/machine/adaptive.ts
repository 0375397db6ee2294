import type { Experiment } from '../../model/machine/experiment.ts'
import type { Conjecture } from './conjecture.ts'
import { NONE } from './observation-tree.ts'

/**
 * A decision tree of inputs whose answers tell candidates apart: an adaptive distinguishing sequence (Lee and Yannakakis
 * 1994) as far as the conjecture knows one. `branches` has the branches in which something is left to tell apart.
 */
export interface Decision {
  readonly inputs: readonly number[]
  readonly branches: readonly (readonly [output: number, next: Decision])[]
}

/** How long a word may be that must be sent before any two candidates answer differently, and how many are looked at. */
const LONGEST = 12
const MOST = 300

/** Finds decision trees for sets of candidates. To be used while the conjecture stays as it is. */
export class Decider {
  readonly #conjecture: Conjecture
  readonly #decided = new Map<string, Decision | undefined>()
  /** How many candidates answer with each output. All zero between calls. */
  #perOutput = new Int32Array(0)

  constructor(conjecture: Conjecture) {
    this.#conjecture = conjecture
  }

  /**
   * Chooses greedily: the input that tells most pairs apart; where none tells any apart, the shortest word that
   * does. (To count pairs that end up in one place as lost makes it worse: measured.)
   * @param positions where each candidate is now: folded tree nodes
   * @returns undefined if nothing tells any two of them apart
   */
  decide(positions: readonly number[]): Decision | undefined {
    const { tree } = this.#conjecture
    if (this.#perOutput.length < tree.outputs.length) this.#perOutput = new Int32Array(tree.outputs.length * 2)
    const key = positions.join()
    if (!this.#decided.has(key)) this.#decided.set(key, this.#decide(positions))
    return this.#decided.get(key)
  }

  #decide(positions: readonly number[]): Decision | undefined {
    if (positions.length < 2) return undefined
    const k = this.#conjecture.tree.inputs.length
    let bestValue = 0
    let inputs: number[] | undefined
    for (let i = 0; i < k; i++) {
      const value = this.#value(positions, i)
      if (value <= bestValue) continue
      bestValue = value
      inputs = [i]
    }
    inputs ??= this.#splittingWord(positions)
    if (inputs === undefined) return undefined
    let at = positions
    for (const i of inputs.slice(0, -1)) at = this.#split(at, i).values().next().value!
    const branches: (readonly [number, Decision])[] = []
    for (const [output, group] of this.#split(at, inputs.at(-1)!)) {
      const next = this.#decide(group)
      if (next !== undefined) branches.push([output, next])
    }
    return { inputs, branches }
  }

  /** Twice the number of pairs that an input tells apart. */
  #value(positions: readonly number[], input: number): number {
    const { children, output, inputs } = this.#conjecture.tree
    const k = inputs.length
    const perOutput = this.#perOutput
    let known = 0
    let together = 0
    for (const position of positions) {
      const to = children[position * k + input]!
      if (to === NONE) continue
      known++
      // Counting up to n adds 1 + 3 + 5 + ... = n^2.
      together += 2 * perOutput[output[to]!]!++ + 1
    }
    for (const position of positions) {
      const to = children[position * k + input]!
      if (to !== NONE) perOutput[output[to]!] = 0
    }
    return known * known - together
  }

  /** Where the candidates are after an input, by output. Candidates of which the answer is not known drop out. */
  #split(positions: readonly number[], input: number): Map<number, number[]> {
    const { tree } = this.#conjecture
    const groups = new Map<number, number[]>()
    for (const position of positions) {
      const to = tree.child(position, input)
      if (to === NONE) continue
      const at = this.#conjecture.known(to)
      const group = groups.get(tree.output[to]!)
      if (group === undefined) groups.set(tree.output[to]!, [at])
      else if (!group.includes(at)) group.push(at)
    }
    return groups
  }

  /** The shortest word at whose end some candidates answer differently, by breadth-first search over sets of positions. */
  #splittingWord(positions: readonly number[]): number[] | undefined {
    const { tree } = this.#conjecture
    const { children, output } = tree
    const k = tree.inputs.length
    const met = new Set<string | number>()
    const queue: { at: readonly number[]; word: number[] }[] = [{ at: positions, word: [] }]
    const next = new Int32Array(positions.length)
    for (const { at, word } of queue) {
      if (word.length >= LONGEST || queue.length > MOST) break
      for (let i = 0; i < k; i++) {
        let seen = NONE
        let size = 0
        for (const position of at) {
          const to = children[position * k + i]!
          if (to === NONE) continue
          if (seen !== NONE && output[to] !== seen) return [...word, i]
          seen = output[to]!
          size = insert(next, size, this.#conjecture.known(to))
        }
        if (size < 2) continue
        const key = size === 2 ? next[0]! * tree.size + next[1]! : next.subarray(0, size).join()
        if (met.has(key)) continue
        met.add(key)
        queue.push({ at: [...next.subarray(0, size)], word: [...word, i] })
      }
    }
    return undefined
  }
}

/** Adds a number to the ascending ones at the beginning of an array, unless it is among them. @returns how many they are then */
function insert(numbers: Int32Array, size: number, number: number): number {
  let at = size
  while (at > 0 && numbers[at - 1]! > number) at--
  if (at > 0 && numbers[at - 1] === number) return size
  numbers.copyWithin(at + 1, at, size)
  numbers[at] = number
  return size + 1
}

/** Puts decision trees into the words of the system. The same tree behind several prefixes is converted once. */
export class Wording {
  readonly #conjecture: Conjecture
  readonly #branches = new WeakMap<Decision, Experiment['branches']>()

  constructor(conjecture: Conjecture) {
    this.#conjecture = conjecture
  }

  /** The question: `prefix` whatever comes back, then the decision tree. */
  experiment(prefix: readonly number[], decision?: Decision): Experiment {
    const { inputs, outputs } = this.#conjecture.tree
    const names = prefix.map(i => inputs[i]!)
    if (decision === undefined) return { inputs: names }
    for (const i of decision.inputs) names.push(inputs[i]!)
    if (decision.branches.length === 0) return { inputs: names }
    let branches = this.#branches.get(decision)
    if (branches === undefined) {
      branches = decision.branches.map(([output, next]) => [outputs[output]!, this.experiment([], next)] as const)
      this.#branches.set(decision, branches)
    }
    return { inputs: names, branches }
  }
}
