import { quote } from '../../growth/question.ts'
import type { GrammarModel, GrammarReport } from '../../learn/grammar/model.ts'
import { CambiumError } from '../../model/error.ts'
import type { Grammar } from '../../model/grammar/grammar.ts'
import { Parser, type Prefix } from '../../model/grammar/parse/parser.ts'
import type { Tree } from '../../model/grammar/parse/tree.ts'
import { type SampleLimits, Sampler } from '../../model/grammar/sample.ts'
import { Random } from '../../model/random.ts'
import { wilsonInterval } from '../../model/wilson.ts'
import type { Verdict } from '../../world/world.ts'
import { PlantFile } from '../file.ts'
import { Plant } from '../plant.ts'
import type { RecordedExperiment } from '../record.ts'
import type { Estimate } from './estimate.ts'
import { type GrownGrammar, grammarKind } from './kind.ts'

/** What a plant says of itself. */
export interface SelfEstimate extends Estimate {
  /** The share of the language's fresh samples that the world accepts: 95 % Wilson interval. */
  readonly precision: readonly [low: number, high: number]
}

/** A rule and the experiments on which it rests. */
export interface Explanation {
  readonly rule: string
  readonly experiments: readonly RecordedExperiment<string, Verdict>[]
}

/** A plant in which a grammar grows. */
export class GrammarPlant extends Plant<string, Verdict, boolean, GrownGrammar> {
  readonly kind = 'grammar'
  #parser: Parser | undefined

  /** For `open`, `grow` and `tend`. */
  constructor(file: PlantFile) {
    super(file, grammarKind())
  }

  /**
   * Opens a plant to read it. While another process lets it grow, it shows what is recorded up to now.
   *
   * @throws CambiumError `plant-missing`, `plant-foreign`, `plant-newer`, `plant-damaged`, `plant-unwritable`,
   *   `plant-of-another-kind`
   */
  static open(path: string): GrammarPlant {
    return PlantFile.read(path, file => new GrammarPlant(file))
  }

  /** What the learner returned last. @throws CambiumError `plant-without-model` */
  get model(): GrammarModel {
    return this.grown.model
  }

  get grammar(): Grammar {
    return this.model.grammar
  }

  get report(): GrammarReport {
    return this.model.report
  }

  /** Its opinion of its own grammar; undefined if it was stopped before it could form one. */
  get estimate(): SelfEstimate | undefined {
    const estimate = this.last?.result?.estimate
    return estimate ? { ...estimate, precision: wilsonInterval(estimate.accepted, estimate.samples) } : undefined
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

  /** The texts of which the world died. */
  get crashes(): readonly { readonly text: string; readonly signal: string }[] {
    const crashes = new Map<string, string>()
    for (const { question, outcome } of this.experiments) {
      if (outcome.kind === 'crashed') crashes.set(question, outcome.signal)
    }
    return [...crashes].map(([text, signal]) => ({ text, signal }))
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

  /** Reads its epochs again, after it has grown. */
  override refresh(): void {
    super.refresh()
    this.#parser = undefined
  }

  #parsing(): Parser {
    this.#parser ??= new Parser(this.grammar)
    return this.#parser
  }
}
