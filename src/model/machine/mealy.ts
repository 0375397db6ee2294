import { CambiumError } from '../error.ts'

/** What came back in one run: as many outputs as inputs, from the initial state on. */
export interface Run {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** How often it was performed, if more than once: what came back is the majority's. */
  readonly times?: number
}

/** A machine as a plain value that survives JSON. State 0 is the initial one; `null` is a transition that is not known. */
export interface MachineData {
  readonly inputs: readonly string[]
  readonly states: readonly {
    readonly name: string
    readonly transitions: readonly ({ readonly to: number; readonly output: string } | null)[]
  }[]
}

/** Marks a transition that is not known, in `next` and `output`. */
export const UNKNOWN = -1

/**
 * A Mealy machine: deterministic, an output on every transition. State 0 is the initial one. Symbols are numbers inside;
 * `inputs` and `outputs` hold their names. The transition of state s on input i stands at `s * inputs.length + i` of
 * `next` (a state) and of `output` (an index into `outputs`); both are `UNKNOWN` where it was never tried.
 */
export class MealyMachine {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly names: readonly string[]
  readonly next: Int32Array
  readonly output: Int32Array
  readonly #inputNumber: ReadonlyMap<string, number>

  constructor(parts: {
    inputs: readonly string[]
    outputs: readonly string[]
    next: Int32Array
    output: Int32Array
    names?: readonly string[]
  }) {
    this.inputs = parts.inputs
    this.outputs = parts.outputs
    this.next = parts.next
    this.output = parts.output
    this.names = parts.names ?? Array.from({ length: parts.next.length / parts.inputs.length }, (_, s) => `s${s}`)
    this.#inputNumber = new Map(parts.inputs.map((name, i) => [name, i]))
  }

  /** The number of states. */
  get size(): number {
    return this.names.length
  }

  /** Whether every transition is known. */
  get complete(): boolean {
    return !this.next.includes(UNKNOWN)
  }

  /** The number of an input. @throws CambiumError `input-unknown` if the machine has no such input */
  inputNumber(name: string): number {
    const number = this.#inputNumber.get(name)
    if (number === undefined) {
      throw new CambiumError('input-unknown', `There is no input '${name}'. The inputs are: ${this.inputs.join(', ')}.`)
    }
    return number
  }

  /**
   * What the machine answers to a word, and where it is then. Ends early at a transition that is not known: then
   * `outputs` is shorter than the word and `state` is the last known one.
   */
  run(word: readonly string[], from = 0): { outputs: string[]; state: number } {
    const outputs: string[] = []
    let state = from
    for (const name of word) {
      const at = state * this.inputs.length + this.inputNumber(name)
      if (this.next[at] === UNKNOWN) break
      outputs.push(this.outputs[this.output[at]!]!)
      state = this.next[at]!
    }
    return { outputs, state }
  }

  /** A shortest word of input numbers to each state, from `from`; undefined for a state that cannot be reached. */
  accessWords(from = 0): (readonly number[] | undefined)[] {
    const words: (readonly number[] | undefined)[] = new Array(this.size).fill(undefined)
    const queue = [from]
    words[from] = []
    for (const state of queue) {
      for (let i = 0; i < this.inputs.length; i++) {
        const to = this.next[state * this.inputs.length + i]!
        if (to === UNKNOWN || words[to] !== undefined) continue
        words[to] = [...words[state]!, i]
        queue.push(to)
      }
    }
    return words
  }

  /** The shortest inputs from where `after` leads until a `wanted` output is seen; undefined if it never can be. */
  wordToOutput(wanted: (output: string) => boolean, after: readonly string[] = []): string[] | undefined {
    const k = this.inputs.length
    const words = this.accessWords(this.run(after).state)
    let best: number[] | undefined
    for (const [state, word] of words.entries()) {
      if (word === undefined || (best !== undefined && word.length + 1 >= best.length)) continue
      for (let i = 0; i < k; i++) {
        const o = this.output[state * k + i]!
        if (o === UNKNOWN || !wanted(this.outputs[o]!)) continue
        best = [...word, i]
        break
      }
    }
    return best?.map(i => this.inputs[i]!)
  }

  toJSON(): MachineData {
    const k = this.inputs.length
    return {
      inputs: this.inputs,
      states: this.names.map((name, s) => ({
        name,
        transitions: this.inputs.map((_, i) => {
          const to = this.next[s * k + i]!
          return to === UNKNOWN ? null : { to, output: this.outputs[this.output[s * k + i]!]! }
        }),
      })),
    }
  }

  /** @throws CambiumError `machine-malformed` if the value is not a machine: wrong shape, or a state that does not exist */
  static fromJSON(data: MachineData): MealyMachine {
    const malformed = (what: string) => new CambiumError('machine-malformed', `This is not a machine: ${what}.`)
    if (!Array.isArray(data?.inputs) || !Array.isArray(data.states) || data.states.length === 0) {
      throw malformed('it needs a list of inputs and at least one state')
    }
    const k = data.inputs.length
    const outputs = new Map<string, number>()
    const next = new Int32Array(data.states.length * k).fill(UNKNOWN)
    const output = new Int32Array(data.states.length * k).fill(UNKNOWN)
    for (const [s, state] of data.states.entries()) {
      if (!Array.isArray(state?.transitions) || state.transitions.length !== k) {
        throw malformed(`state ${s} has not one transition for each input`)
      }
      for (const [i, transition] of state.transitions.entries()) {
        if (transition === null) continue
        const { to, output: text } = transition
        if (!Number.isInteger(to) || to < 0 || to >= data.states.length || typeof text !== 'string') {
          throw malformed(`state ${s}, input '${data.inputs[i]}' leads nowhere`)
        }
        if (!outputs.has(text)) outputs.set(text, outputs.size)
        next[s * k + i] = to
        output[s * k + i] = outputs.get(text)!
      }
    }
    const names = data.states.map((state, s) => state.name ?? `s${s}`)
    return new MealyMachine({ inputs: data.inputs, outputs: [...outputs.keys()], next, output, names })
  }
}
