import { reactions } from '../../growth/machine-kind.ts'
import { ObservationTree } from '../../learn/machine/observation-tree.ts'
import { CambiumError } from '../../model/error.ts'
import type { Experiment } from '../../model/machine/experiment.ts'
import { MealyMachine, type Run } from '../../model/machine/mealy.ts'
import { wilsonInterval } from '../../model/wilson.ts'
import type { Acting } from '../epoch.ts'
import { PlantFile } from '../file.ts'
import { Plant } from '../plant.ts'
import { Evidence, type StateExplanation } from './evidence.ts'
import { type GrownMachine, machineKind, tracesIn } from './kind.ts'

export type { StateExplanation } from './evidence.ts'

/** What the experiments of a plant cost. */
export interface ActingCost {
  readonly resets: number
  /** Inputs that were given. */
  readonly symbols: number
}

/** A plant in which a machine grows. */
export class MachinePlant extends Plant<Experiment, Run, Run, GrownMachine> {
  readonly kind = 'machine'
  #machine: MealyMachine | undefined

  /** For `open`, `grow` and `tend`. */
  constructor(file: PlantFile) {
    super(file, machineKind())
  }

  /**
   * Opens a plant to read it. While another process lets it grow, it shows what is recorded up to now.
   *
   * @throws CambiumError as `GrammarPlant.open`
   */
  static open(path: string): MachinePlant {
    return PlantFile.read(path, file => new MachinePlant(file))
  }

  /** What the learner returned last. @throws CambiumError `plant-without-model` */
  get machine(): MealyMachine {
    this.#machine ??= MealyMachine.fromJSON(this.grown.model)
    return this.#machine
  }

  /** How it may act: its inputs, and what a reset costs. */
  get acting(): Acting {
    return this.epochs.at(-1)!.task.acting!
  }

  /**
   * How many tests in a row agree with the machine, and which share of such tests does at least (95 % Wilson interval);
   * no test: it was stopped before it could test itself.
   */
  get tested(): { readonly tests: number; readonly agreement: readonly [low: number, high: number] } | undefined {
    const tests = this.last?.result?.tested ?? 0
    return tests === 0 ? undefined : { tests, agreement: wilsonInterval(tests, tests) }
  }

  /** What it was given that still holds. */
  get traces(): readonly Run[] {
    return tracesIn(this, this.epochs.at(-1)!)
  }

  /** What its experiments have cost in its whole life. */
  get cost(): ActingCost {
    const { experiments } = this
    return {
      resets: experiments.reduce((sum, { outcome }) => sum + (outcome.times ?? 1), 0),
      symbols: experiments.reduce((sum, { outcome }) => sum + outcome.inputs.length * (outcome.times ?? 1), 0),
    }
  }

  /** The runs in which the system died, and how. */
  get crashes(): readonly { readonly run: Run; readonly how: string }[] {
    const { crash } = reactions()
    return this.experiments.flatMap(({ outcome }) => {
      const how = crash(outcome)
      return how === undefined ? [] : [{ run: outcome, how }]
    })
  }

  /**
   * Where a recorded trace stops being one of the machine: the index of the first output that the machine would not give;
   * undefined if it fits as far as the machine is known.
   */
  misfit({ inputs, outputs }: Run): number | undefined {
    const expected = this.machine.run(inputs).outputs
    const at = expected.findIndex((output, n) => output !== outputs[n])
    return at < 0 ? undefined : at
  }

  /** The experiments on which a state rests. @throws CambiumError `state-unknown` */
  explain(name: string): StateExplanation {
    const { machine } = this
    const state = machine.names.indexOf(name)
    if (state < 0) {
      const names = machine.names.join(', ')
      throw new CambiumError('state-unknown', `There is no state ${JSON.stringify(name)}. The states are ${names}.`)
    }
    return new Evidence(machine, this.#observations()).explain(state)
  }

  override refresh(): void {
    super.refresh()
    this.#machine = undefined
  }

  /** All runs that still hold, as a tree. */
  #observations(): ObservationTree {
    const since = this.epochs.at(-1)!.task.recheckSince ?? 0
    const known = reactions().knowledge()
    for (const run of this.traces) known.add({ inputs: run.inputs }, run)
    const runs = this.experiments.filter(({ epoch, purpose }) => epoch >= since && purpose !== 'audit')
    for (const { question, outcome } of runs) known.add(question, outcome)
    const tree = new ObservationTree(this.machine.inputs)
    // What a later answer has replaced is left out.
    for (const { question, outcome } of runs) {
      const run = known.find({ inputs: outcome.inputs.slice(0, outcome.outputs.length) })
      if (run !== undefined && question.inputs.every(input => this.machine.inputs.includes(input))) tree.add(run)
    }
    for (const run of this.traces) tree.add(run)
    return tree
  }
}
