import type { Run } from './mealy.ts'

/**
 * A question to a system that reacts: a decision tree of inputs. From the initial state, `inputs` are sent one after the
 * other, whatever comes back; then the last output decides which of `branches` goes on, and the run ends where none
 * fits. Without `branches` it is a plain word. A plain value that survives JSON.
 */
export interface Experiment {
  readonly inputs: readonly string[]
  readonly branches?: readonly (readonly [output: string, next: Experiment])[]
}

/**
 * Follows an experiment without performing it: hand in each output as it comes, and send what `next` returns until it is
 * undefined.
 */
export class ExperimentCourse {
  #part: Experiment | undefined
  #at = 0

  constructor(experiment: Experiment) {
    this.#part = experiment
    this.#skip(undefined)
  }

  /** The input to send now; undefined when the run is over. */
  get next(): string | undefined {
    return this.#part?.inputs[this.#at]
  }

  /** Takes the answer to the input that was sent. */
  answered(output: string): void {
    this.#at++
    this.#skip(output)
  }

  /** Goes to the branch for `output` when the inputs of this part are used up. */
  #skip(output: string | undefined): void {
    while (this.#part !== undefined && this.#at >= this.#part.inputs.length) {
      this.#part = this.#part.branches?.find(([o]) => o === output)?.[1]
      this.#at = 0
    }
  }
}

/** Performs an experiment on something that answers at once, as a machine does. */
export function performExperiment(experiment: Experiment, step: (input: string) => string): Run {
  const inputs: string[] = []
  const outputs: string[] = []
  const course = new ExperimentCourse(experiment)
  for (let input = course.next; input !== undefined; input = course.next) {
    const output = step(input)
    inputs.push(input)
    outputs.push(output)
    course.answered(output)
  }
  return { inputs, outputs }
}
