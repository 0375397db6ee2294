import { CambiumError } from '../model/error.ts'
import {
  type Asking,
  askingOf,
  type Epoch,
  type EpochResult,
  type Example,
  epochsOf,
  examplesOf,
  type Grown,
  plantFactOf,
} from './epoch.ts'
import type { PlantFile } from './file.ts'
import type { ModelKind } from './kind.ts'
import { experimentsOf, type RecordedExperiment, type RecordedStep, stepsOf } from './record.ts'

/** Questions that a plant has put to the world in its whole life. */
export interface Spending {
  readonly learning: number
  readonly verifying: number
  /** Asked a second time, to notice a world that contradicts itself. */
  readonly audited: number
  /** Asked again because the world may have changed. */
  readonly rechecked: number
}

/** An entry of the log: an epoch begins, a step was answered, an epoch ended. */
export type LogEntry<Question, Outcome, G extends Grown> =
  | { readonly kind: 'epoch'; readonly epoch: Epoch<G>; readonly examples: readonly Example[] }
  | {
      readonly kind: 'step'
      readonly step: RecordedStep
      /** Experiments that the step paid for. */
      readonly experiments: readonly RecordedExperiment<Question, Outcome>[]
    }
  | { readonly kind: 'end'; readonly epoch: Epoch<G> }

/**
 * The individual that grew: what it was given, what it asked, what it knows. It is read from its file, or lives in memory;
 * opening it executes nothing and asks nobody. To let it go on growing, see `tend`. What its model can do is in
 * `GrammarPlant` and `MachinePlant`.
 */
export abstract class Plant<Question, Outcome, Answer, G extends Grown> {
  /** What grows in it. */
  abstract readonly kind: 'grammar' | 'machine'
  readonly #file: PlantFile
  readonly #kind: ModelKind<Question, Outcome, Answer, G>
  #epochs: readonly Epoch<G>[]

  /** @throws CambiumError `plant-of-another-kind`, `plant-damaged` */
  constructor(file: PlantFile, kind: ModelKind<Question, Outcome, Answer, G>) {
    this.#file = file
    this.#kind = kind
    const { model } = plantFactOf(file)
    if (model !== kind.name) {
      throw new CambiumError(
        'plant-of-another-kind',
        `${file.path ?? 'This plant'} has grown a ${model}, and what you want of it needs a ${kind.name}.`,
      )
    }
    this.#epochs = epochsOf(file, kind.grown)
  }

  /** For `tend`. */
  get file(): PlantFile {
    return this.#file
  }

  /** Where it is kept; undefined in memory. */
  get path(): string | undefined {
    return this.#file.path
  }

  /** Has it a model? An interrupted plant may not have come so far. */
  get hasModel(): boolean {
    return this.last !== undefined
  }

  /** Is there something that `tend` would go on with: an epoch that was interrupted or stopped? */
  get isUnfinished(): boolean {
    return this.#epochs.at(-1)?.result?.ended !== 'finished'
  }

  get epochs(): readonly Epoch<G>[] {
    return this.#epochs
  }

  /** How its world was asked last. It is never asked by itself. */
  get asking(): Asking {
    return askingOf(this.#file)
  }

  /** What it was given, in the order in which it was given. */
  get examples(): readonly Example[] {
    return examplesOf(this.#file)
  }

  /** Every question to the world with its outcome, in the order in which they came. */
  get experiments(): readonly RecordedExperiment<Question, Outcome>[] {
    return experimentsOf(this.#file, this.#kind.questions({ onTimeout: 'reject' }))
  }

  get spending(): Spending {
    const times = { learning: 0, verifying: 0, audit: 0, recheck: 0 }
    for (const { purpose } of this.experiments) times[purpose]++
    return {
      learning: times.learning,
      verifying: times.verifying,
      audited: times.audit,
      rechecked: times.recheck,
    }
  }

  /** How it grew, step by step. */
  log(): LogEntry<Question, Outcome, G>[] {
    const examples = this.examples
    const steps = stepsOf(this.#file)
    const bought = new Map<string, RecordedExperiment<Question, Outcome>[]>()
    for (const experiment of this.experiments) {
      if (experiment.purpose === 'audit') continue
      const key = `${experiment.epoch} ${experiment.step}`
      const list = bought.get(key)
      if (list) list.push(experiment)
      else bought.set(key, [experiment])
    }
    return this.#epochs.flatMap(epoch => [
      { kind: 'epoch' as const, epoch, examples: examples.filter(example => example.epoch === epoch.number) },
      ...steps
        .filter(step => step.epoch === epoch.number)
        .map(step => ({
          kind: 'step' as const,
          step,
          experiments: bought.get(`${step.epoch} ${step.number}`) ?? [],
        })),
      ...(epoch.result ? [{ kind: 'end' as const, epoch }] : []),
    ])
  }

  /** How epoch `number` ended. @throws CambiumError `plant-damaged` if it has no model */
  resultOf(number: number): EpochResult<G> {
    const result = this.#epochs.find(epoch => epoch.number === number)?.result
    if (result) return result
    throw new CambiumError('plant-damaged', `Epoch ${number}, from which another one starts, has no model.`)
  }

  /** Ends the connection to its file. */
  close(): void {
    this.#file.close()
  }

  /** Reads its epochs again, after it has grown. */
  refresh(): void {
    this.#epochs = epochsOf(this.#file, this.#kind.grown)
  }

  /** The last epoch that has a model. */
  protected get last(): Epoch<G> | undefined {
    return this.#epochs.findLast(epoch => epoch.result !== null)
  }

  /** What the last epoch came to. @throws CambiumError `plant-without-model` */
  protected get grown(): EpochResult<G> {
    const last = this.last
    if (last) return last.result!
    throw new CambiumError(
      'plant-without-model',
      `${this.path ?? 'This plant'} was interrupted before it had a model. Tend it, and it goes on where it stopped.`,
    )
  }
}
