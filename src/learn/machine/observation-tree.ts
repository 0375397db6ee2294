import { CambiumError } from '../../model/error.ts'
import type { Run } from '../../model/machine/mealy.ts'

/** No such node. */
export const NONE = -1

/**
 * All runs seen so far, as a tree. Node 0 is the initial state; each edge is an input with the output that came back.
 * Symbols are numbers. Layout, one cell a node, in arrays that double when full:
 *
 * - `parent`, `input` (of the edge from the parent), `output` (of that edge), `depth`;
 * - `firstChild`, `sibling`: the children as a list, for walking thin subtrees fast;
 * - `children`: k cells a node, the child on each input or `NONE`.
 */
export class ObservationTree {
  readonly inputs: readonly string[]
  readonly outputs: string[] = []
  size = 1
  parent = new Int32Array(64).fill(NONE)
  input = new Int32Array(64).fill(NONE)
  output = new Int32Array(64).fill(NONE)
  depth = new Int32Array(64)
  firstChild = new Int32Array(64).fill(NONE)
  sibling = new Int32Array(64).fill(NONE)
  children: Int32Array
  readonly #inputNumber: ReadonlyMap<string, number>
  readonly #outputNumber = new Map<string, number>()
  #stack = new Int32Array(256)

  constructor(inputs: readonly string[]) {
    this.inputs = inputs
    this.#inputNumber = new Map(inputs.map((name, i) => [name, i]))
    this.children = new Int32Array(64 * inputs.length).fill(NONE)
  }

  child(node: number, input: number): number {
    return this.children[node * this.inputs.length + input]!
  }

  inputNumber(name: string): number {
    const number = this.#inputNumber.get(name)
    if (number === undefined) throw new CambiumError('input-unknown', `A run contains '${name}', which is no input.`)
    return number
  }

  outputNumber(text: string): number {
    let number = this.#outputNumber.get(text)
    if (number === undefined) {
      number = this.outputs.length
      this.#outputNumber.set(text, number)
      this.outputs.push(text)
    }
    return number
  }

  /**
   * Adds a run and returns its last node.
   * @throws CambiumError `world-contradicts` if the same inputs were answered differently before
   */
  add(run: Run): number {
    let node = 0
    for (let n = 0; n < run.outputs.length; n++) {
      const input = this.inputNumber(run.inputs[n]!)
      const output = this.outputNumber(run.outputs[n]!)
      const known = this.child(node, input)
      if (known !== NONE && this.output[known] !== output) {
        throw new CambiumError(
          'world-contradicts',
          `After ${JSON.stringify(run.inputs.slice(0, n + 1))} the system answered ` +
            `${JSON.stringify(this.outputs[this.output[known]!])} before, and ${JSON.stringify(run.outputs[n])} now. ` +
            'It is not deterministic, is not reset completely, or has changed.',
          { blame: 'world' },
        )
      }
      node = known !== NONE ? known : this.#append(node, input, output)
    }
    return node
  }

  /** The node at the end of a word, or `NONE` if the word was not run. */
  at(word: readonly number[], from = 0): number {
    let node = from
    for (const input of word) {
      node = this.child(node, input)
      if (node === NONE) return NONE
    }
    return node
  }

  /** The inputs on the way to a node. */
  wordTo(node: number): number[] {
    const word: number[] = new Array(this.depth[node]!)
    for (let n = node, at = word.length - 1; at >= 0; n = this.parent[n]!, at--) word[at] = this.input[n]!
    return word
  }

  /** Whether a word was run from both nodes and answered differently: then they are different states of the system. */
  apart(a: number, b: number): boolean {
    const { children, firstChild, sibling, input, output } = this
    const k = this.inputs.length
    let stack = this.#stack
    let top = 0
    stack[top++] = a
    stack[top++] = b
    while (top > 0) {
      const right = stack[--top]!
      const left = stack[--top]!
      for (let x = firstChild[left]!; x !== NONE; x = sibling[x]!) {
        const y = children[right * k + input[x]!]!
        if (y === NONE) continue
        if (output[x] !== output[y]) return true
        if (firstChild[x] === NONE || firstChild[y] === NONE) continue
        if (top + 2 > stack.length) {
          const larger = new Int32Array(stack.length * 2)
          larger.set(stack)
          this.#stack = stack = larger
        }
        stack[top++] = x
        stack[top++] = y
      }
    }
    return false
  }

  /** A shortest word that shows two nodes apart; undefined if they are not. */
  witness(a: number, b: number): number[] | undefined {
    const pairs = [{ left: a, right: b, before: -1 }]
    for (let n = 0; n < pairs.length; n++) {
      const { left, right } = pairs[n]!
      for (let x = this.firstChild[left]!; x !== NONE; x = this.sibling[x]!) {
        const y = this.child(right, this.input[x]!)
        if (y === NONE) continue
        if (this.output[x] !== this.output[y]) {
          const word = [this.input[x]!]
          for (let p = pairs[n]!; p.before !== -1; p = pairs[p.before]!) word.push(this.input[p.left]!)
          return word.reverse()
        }
        pairs.push({ left: x, right: y, before: n })
      }
    }
    return undefined
  }

  #append(parent: number, input: number, output: number): number {
    if (this.size === this.parent.length) this.#grow()
    const node = this.size++
    this.parent[node] = parent
    this.input[node] = input
    this.output[node] = output
    this.depth[node] = this.depth[parent]! + 1
    this.sibling[node] = this.firstChild[parent]!
    this.firstChild[parent] = node
    this.children[parent * this.inputs.length + input] = node
    return node
  }

  #grow(): void {
    const larger = (array: Int32Array, fill: number) => {
      const result = new Int32Array(array.length * 2).fill(fill, array.length)
      result.set(array)
      return result
    }
    this.parent = larger(this.parent, NONE)
    this.input = larger(this.input, NONE)
    this.output = larger(this.output, NONE)
    this.depth = larger(this.depth, 0)
    this.firstChild = larger(this.firstChild, NONE)
    this.sibling = larger(this.sibling, NONE)
    this.children = larger(this.children, NONE)
  }
}
