import { CambiumError } from '../model/error.ts'
import { type Experiment, ExperimentCourse } from '../model/machine/experiment.ts'
import type { Run } from '../model/machine/mealy.ts'
import type { Contradiction, QuestionKind } from './question.ts'

/** Outputs of which a responder makes known that the system gave none: it was too slow, or died. See `Responder`. */
export const TIMEOUT = '(timeout)'
const died = /^\((killed by .*)\)$/

/**
 * Experiments with a system that reacts: words of inputs and decision trees of them. What was seen once is known for every
 * experiment that takes the same way: each run answers all its beginnings, and a tree is known when each input on the way
 * that the known outputs choose is.
 */
export function reactions(): QuestionKind<Experiment, Run, Run> {
  return {
    name: 'reaction',
    needed: experiments => {
      const distinct = [...new Map(experiments.map(experiment => [JSON.stringify(experiment), experiment])).values()]
      // A plain word that another plain word begins with is answered by that one.
      const words = distinct.filter(({ branches }) => branches === undefined).map(({ inputs }) => inputs)
      const begun = new Set<string>()
      for (const word of words) for (let n = 1; n < word.length; n++) begun.add(JSON.stringify(word.slice(0, n)))
      return distinct.filter(({ inputs, branches }) => branches !== undefined || !begun.has(JSON.stringify(inputs)))
    },
    knowledge: () => new KnownRuns(),
    answer: (_, run) => run,
    same: (a, b) => JSON.stringify([a.inputs, a.outputs]) === JSON.stringify([b.inputs, b.outputs]),
    timedOut: ({ inputs }) => ({ inputs: inputs.slice(0, 1), outputs: inputs.slice(0, 1).map(() => TIMEOUT) }),
    failure: () => undefined,
    crash: run => run.outputs.map(output => died.exec(output)?.[1]).find(how => how !== undefined),
    write: (experiment, run) => ({ question: JSON.stringify(experiment), outcome: JSON.stringify(run) }),
    read: ({ question, outcome }) => ({ question: readExperiment(question), outcome: readRun(outcome) }),
    describe: describeExperiment,
    describeOutcome: ({ outputs }) => outputs.map(output => JSON.stringify(output)).join(', ') || 'nothing',
  }
}

/** Runs as a tree of inputs, each with its output. */
class KnownRuns {
  readonly #root: KnownRun = { next: new Map() }

  add(_: Experiment, { inputs, outputs }: Run): void {
    let at = this.#root
    for (const [n, output] of outputs.entries()) {
      const known = at.next.get(inputs[n]!)
      // A later answer replaces the earlier one, and with it what came after.
      if (known === undefined || known.output !== output) at.next.set(inputs[n]!, { output, next: new Map() })
      at = at.next.get(inputs[n]!)!
    }
  }

  conflict(_: Experiment, { inputs, outputs }: Run): Contradiction<Experiment, Run> | undefined {
    const before: string[] = []
    let at = this.#root
    for (const [n, output] of outputs.entries()) {
      const known = at.next.get(inputs[n]!)
      if (known === undefined) return undefined
      before.push(known.output!)
      if (known.output !== output) {
        const word = inputs.slice(0, n + 1)
        return {
          question: { inputs: word },
          before: { inputs: word, outputs: before },
          now: { inputs: word, outputs: outputs.slice(0, n + 1) },
        }
      }
      at = known
    }
    return undefined
  }

  find(experiment: Experiment): Run | undefined {
    const inputs: string[] = []
    const outputs: string[] = []
    const course = new ExperimentCourse(experiment)
    let at = this.#root
    for (let input = course.next; input !== undefined; input = course.next) {
      const known = at.next.get(input)
      if (known === undefined) return undefined
      inputs.push(input)
      outputs.push(known.output!)
      course.answered(known.output!)
      at = known
    }
    return { inputs, outputs }
  }
}

interface KnownRun {
  readonly output?: string
  readonly next: Map<string, KnownRun>
}

function describeExperiment({ inputs, branches }: Experiment): string {
  return `the inputs ${inputs.slice(0, 40).join(' ')}${inputs.length > 40 ? ' …' : ''}${branches ? ' and what follows them' : ''}`
}

function readExperiment(text: string): Experiment {
  const check = (value: unknown): value is Experiment => {
    const { inputs, branches = [] } = (value ?? {}) as Experiment
    return (
      isWords(inputs) && Array.isArray(branches) && branches.every(([o, next]) => typeof o === 'string' && check(next))
    )
  }
  const value = parsed(text)
  if (check(value)) return value
  throw new CambiumError('record-unreadable', 'A recorded experiment is not one.')
}

function readRun(text: string): Run {
  const value = parsed(text) as Run | undefined
  if (isWords(value?.inputs) && isWords(value.outputs) && value.outputs.length <= value.inputs.length) return value
  throw new CambiumError('record-unreadable', 'The recorded outcome of an experiment is not one.')
}

const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(word => typeof word === 'string')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
