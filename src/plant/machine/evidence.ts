import { NONE, type ObservationTree } from '../../learn/machine/observation-tree.ts'
import { Distinguisher } from '../../model/machine/distinguish.ts'
import { type MealyMachine, type Run, UNKNOWN } from '../../model/machine/mealy.ts'

/** A state and what was observed of it. */
export interface StateExplanation {
  readonly state: string
  /** The shortest run that was observed to lead there. */
  readonly reached: Run
  /** What was observed of each input: the shortest run that ends with it. Inputs never tried are left out. */
  readonly transitions: readonly {
    readonly input: string
    readonly output: string
    readonly to: string
    readonly seen: Run
  }[]
  /** For each other state two runs that part: the same inputs behind a way to each, answered differently. */
  readonly apart: readonly {
    readonly from: string
    readonly inputs: readonly string[]
    readonly here: Run
    readonly there: Run
  }[]
}

/** Finds in all that was observed what a machine rests on. */
export class Evidence {
  readonly #machine: MealyMachine
  readonly #tree: ObservationTree
  /** The observed nodes of each state, the nearest first. */
  readonly #nodes: number[][]

  constructor(machine: MealyMachine, tree: ObservationTree) {
    this.#machine = machine
    this.#tree = tree
    this.#nodes = machine.names.map(() => [])
    const states = new Map([[0, 0]])
    const queue = [0]
    for (const node of queue) {
      const state = states.get(node)!
      this.#nodes[state]!.push(node)
      for (let i = 0; i < tree.inputs.length; i++) {
        const child = tree.child(node, i)
        const to = machine.next[state * tree.inputs.length + i]!
        if (child === NONE || to === UNKNOWN) continue
        states.set(child, to)
        queue.push(child)
      }
    }
  }

  explain(state: number): StateExplanation {
    const machine = this.#machine
    const k = machine.inputs.length
    const distinguisher = new Distinguisher(machine)
    const transitions = machine.inputs.flatMap((input, i) => {
      const node = this.#behind(state, [i])
      const to = machine.next[state * k + i]!
      if (node === NONE || to === UNKNOWN) return []
      const output = machine.outputs[machine.output[state * k + i]!]!
      return [{ input, output, to: machine.names[to]!, seen: this.#run(node) }]
    })
    const apart = machine.names.flatMap((name, other) => {
      const found = other === state ? undefined : this.#parting(state, other, distinguisher)
      return found === undefined ? [] : [{ from: name, ...found }]
    })
    const reached = this.#run(this.#nodes[state]![0] ?? 0)
    return { state: machine.names[state]!, reached, transitions, apart }
  }

  /** Two observed runs, by the same inputs behind a way to each of the states, with different answers. */
  #parting(state: number, other: number, distinguisher: Distinguisher) {
    const word = distinguisher.word(state, other)
    if (word !== undefined) {
      const [here, there] = [this.#behind(state, word), this.#behind(other, word)]
      if (here !== NONE && there !== NONE) return this.#pair(word, here, there)
    }
    // Not by the shortest word: by any that was observed behind both.
    for (const a of this.#nodes[state]!.slice(0, 20)) {
      for (const b of this.#nodes[other]!.slice(0, 20)) {
        const seen = this.#tree.witness(a, b)
        if (seen !== undefined) return this.#pair(seen, this.#tree.at(seen, a), this.#tree.at(seen, b))
      }
    }
    return undefined
  }

  #pair(word: readonly number[], here: number, there: number) {
    return { inputs: word.map(i => this.#tree.inputs[i]!), here: this.#run(here), there: this.#run(there) }
  }

  /** The nearest observed node that a word leads to from a state. */
  #behind(state: number, word: readonly number[]): number {
    for (const node of this.#nodes[state]!) {
      const end = this.#tree.at(word, node)
      if (end !== NONE) return end
    }
    return NONE
  }

  #run(node: number): Run {
    const tree = this.#tree
    const outputs: string[] = []
    for (let n = node; n !== 0; n = tree.parent[n]!) outputs.push(tree.outputs[tree.output[n]!]!)
    return { inputs: tree.wordTo(node).map(i => tree.inputs[i]!), outputs: outputs.reverse() }
  }
}
