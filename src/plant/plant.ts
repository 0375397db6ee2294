import { membership, quote } from '../growth/question.ts'
import type { GrammarModel, GrammarReport } from '../learn/grammar/model.ts'
import { CambiumError } from '../model/error.ts'
import type { Grammar } from '../model/grammar/grammar.ts'
import { Parser, type Prefix } from '../model/grammar/parse/parser.ts'
import type { Tree } from '../model/grammar/parse/tree.ts'
import { type SampleLimits, Sampler } from '../model/grammar/sample.ts'
import { Random } from '../model/random.ts'
import type { Verdict } from '../world/world.ts'
import {
  type Asking,
  askingOf,
  type Epoch,
  type Estimate,
  type Example,
  epochsOf,
  examplesOf,
  plantFactOf,
} from './epoch.ts'
import { PlantFile } from './file.ts'
import { experimentsOf, type RecordedExperiment, type RecordedStep, stepsOf } from './record.ts'
import { wilsonInterval } from './wilson.ts'

/** What a plant says of itself. */
export interface SelfEstimate extends Estimate {
  /** The share of the language's fresh samples that the world accepts: 95 % Wilson interval. */
  readonly precision: readonly [low: number, high: number]
}

/** Questions that a plant has put to the world in its whole life. */
export interface Spending {
  readonly learning: number
  readonly verifying: number
  /** Asked a second time, to notice a world that contradicts itself. */
  readonly audited: number
  /** Asked again because the world may have changed. */
  readonly rechecked: number
}

/** A rule and the experiments on which it rests. */
export interface Explanation {
  readonly rule: string
  readonly experiments: readonly RecordedExperiment<string, Verdict>[]
}

/** An entry of the log: an epoch begins, a step was answered, an epoch ended. */
export type LogEntry =
  | { readonly kind: 'epoch'; readonly epoch: Epoch; readonly examples: readonly Example[] }
  | {
      readonly kind: 'step'
      readonly step: RecordedStep
      /** Experiments that the step paid for. */
      readonly experiments: readonly RecordedExperiment<string, Verdict>[]
    }
  | { readonly kind: 'end'; readonly epoch: Epoch }

/**
 * The individual that grew: what it was given, what it asked, what it knows. It is read from its file, or lives in memory;
 * opening it executes nothing and asks nobody. To let it go on growing, see `tend`.
 */
export class Plant {
  readonly #file: PlantFile
  #epochs: readonly Epoch[]
  #parser: Parser | undefined

  /** For `open`, `grow` and `tend`. */
  constructor(file: PlantFile) {
    this.#file = file
    plantFactOf(file)
    this.#epochs = epochsOf(file)
  }

  /**
   * Opens a plant to read it. While another process lets it grow, it shows what is recorded up to now.
   *
   * @throws CambiumError `plant-missing`, `plant-foreign`, `plant-newer`, `plant-damaged`, `plant-unwritable`
   */
  static open(path: string): Plant {
    const file = PlantFile.open(path, 'read')
    try {
      return new Plant(file)
    } catch (error) {
      file.close()
      throw error
    }
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
    return this.#last() !== undefined
  }

  /** Is there something that `tend` would go on with: an epoch that was interrupted or stopped? */
  get isUnfinished(): boolean {
    return this.#epochs.at(-1)?.result?.ended !== 'finished'
  }

  get epochs(): readonly Epoch[] {
    return this.#epochs
  }

  /** How its world was asked last. It is never asked by itself. */
  get asking(): Asking {
    return askingOf(this.#file)
  }

  /** What the learner returned last. @throws CambiumError `plant-without-model` */
  get model(): GrammarModel {
    const last = this.#last()
    if (last) return last.result!.model
    throw new CambiumError(
      'plant-without-model',
      `${this.path ?? 'This plant'} was interrupted before it had a model. Tend it, and it goes on where it stopped.`,
    )
  }

  get grammar(): Grammar {
    return this.model.grammar
  }

  get report(): GrammarReport {
    return this.model.report
  }

  /** Its opinion of its own grammar; undefined if it was stopped before it could form one. */
  get estimate(): SelfEstimate | undefined {
    const estimate = this.#last()?.result?.estimate
    return estimate ? { ...estimate, precision: wilsonInterval(estimate.accepted, estimate.samples) } : undefined
  }

  /** What it was given, in the order in which it was given. */
  get examples(): readonly Example[] {
    return examplesOf(this.#file)
  }

  /** How many of its valid examples the grammar covers. */
  get coverage(): { readonly covered: number; readonly examples: number } {
    const examples = this.examples.filter(example => example.valid)
    return { covered: examples.filter(({ text }) => this.accepts(text)).length, examples: examples.length }
  }

  /** Is the text in the language? */
  accepts(text: string): boolean {
    return this.#parsing().accepts(text)
  }

  /** The tree of the text with rule names and offsets; undefined if the text is not in the language. */
  parse(text: string): Tree | undefined {
    return this.#parsing().parse(text)
  }

  /**
   * Texts of the language: every alternative of a rule is as likely as the others, and rules nested deeper than
   * `maxDepth` (default 12) take their shortest way. The same seed gives the same texts.
   *
   * @param options.count how many (default 1)
   * @throws CambiumError `grammar-unproductive`, `sample-too-long`
   */
  sample({ count = 1, seed = 1, ...limits }: SampleLimits & { count?: number; seed?: number } = {}): string[] {
    const sampler = new Sampler(this.grammar)
    const random = new Random(seed)
    return Array.from({ length: count }, () => sampler.sample(random, limits))
  }

  /** Up to where the text is the beginning of something valid, and what could stand there. */
  prefix(text: string): Prefix {
    return this.#parsing().prefix(text)
  }

  /** Every question to the world with its outcome, in the order in which they came. */
  get experiments(): readonly RecordedExperiment<string, Verdict>[] {
    return experimentsOf(this.#file, membership())
  }

  /** The texts of which the world died. */
  get crashes(): readonly { readonly text: string; readonly signal: string }[] {
    const crashes = new Map<string, string>()
    for (const { question, outcome } of this.experiments) {
      if (outcome.kind === 'crashed') crashes.set(question, outcome.signal)
    }
    return [...crashes].map(([text, signal]) => ({ text, signal }))
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
  log(): LogEntry[] {
    const examples = this.examples
    const steps = stepsOf(this.#file)
    const bought = new Map<string, RecordedExperiment<string, Verdict>[]>()
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

  /** The experiments on which a rule rests, the newest answer to each question. @throws CambiumError `rule-unknown` */
  explain(rule: string): Explanation {
    const { grammar, evidence } = this.model
    if (!grammar.rules.some(({ name }) => name === rule)) {
      const names = grammar.rules.map(({ name }) => name).join(', ')
      throw new CambiumError('rule-unknown', `There is no rule ${quote(rule)}. The rules are ${names}.`)
    }
    const wanted = new Set(Object.hasOwn(evidence, rule) ? evidence[rule] : [])
    const found = new Map<string, RecordedExperiment<string, Verdict>>()
    for (const experiment of this.experiments) {
      if (experiment.purpose !== 'audit' && wanted.has(experiment.question)) found.set(experiment.question, experiment)
    }
    return { rule, experiments: [...wanted].flatMap(question => found.get(question) ?? []) }
  }

  /** Ends the connection to its file. */
  close(): void {
    this.#file.close()
  }

  /** Reads its epochs again, after it has grown. */
  refresh(): void {
    this.#epochs = epochsOf(this.#file)
    this.#parser = undefined
  }

  #last(): Epoch | undefined {
    return this.#epochs.findLast(epoch => epoch.result !== null)
  }

  #parsing(): Parser {
    this.#parser ??= new Parser(this.grammar)
    return this.#parser
  }
}
