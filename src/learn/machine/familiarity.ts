import type { MealyMachine } from '../../model/machine/mealy.ts'
import { NONE, type ObservationTree } from './observation-tree.ts'

/** The transition before the first input of a run. */
export const BEGINNING = -1

/**
 * How well a machine's transitions were tried: for each, behind how many different words, and so for each two of them in a
 * row. What the machine takes for one state is reached on many ways, and a state that it misses hides at the end of one:
 * so a way that was seldom gone on from is worth more than one that was gone on from often.
 */
export class Familiarity {
  readonly #machine: MealyMachine
  /** For each transition. */
  readonly #tried: Int32Array
  /** For each transition, and then the beginning, and each next input. */
  readonly #followed: Int32Array

  /** Counts what a tree holds: O(nodes). */
  constructor(machine: MealyMachine, tree: ObservationTree) {
    this.#machine = machine
    const transitions = machine.next.length
    this.#tried = new Int32Array(transitions)
    this.#followed = new Int32Array((transitions + 1) * machine.inputs.length)
    const stack = [0, 0, BEGINNING]
    while (stack.length > 0) {
      const [node, state, before] = stack.splice(-3) as [number, number, number]
      for (let x = tree.firstChild[node]!; x !== NONE; x = tree.sibling[x]!) {
        const transition = this.count(before, state, tree.input[x]!)
        if (machine.next[transition]! >= 0) stack.push(x, machine.next[transition]!, transition)
      }
    }
  }

  /** How often a transition was tried. */
  tried(transition: number): number {
    return this.#tried[transition]!
  }

  /** How often an input was given after a transition; -1 stands for the beginning. */
  followed(before: number, input: number): number {
    return this.#followed[this.#place(before, input)]!
  }

  /** Counts an input that is given in a state after a transition. @returns the transition of that input */
  count(before: number, state: number, input: number): number {
    const transition = state * this.#machine.inputs.length + input
    this.#tried[transition]!++
    this.#followed[this.#place(before, input)]!++
    return transition
  }

  #place(before: number, input: number): number {
    return (before === BEGINNING ? this.#tried.length : before) * this.#machine.inputs.length + input
  }
}
