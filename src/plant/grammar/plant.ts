import { quote } from '../../growth/question.ts'
import type { GrammarModel, GrammarReport } from '../../learn/grammar/model.ts'
import { CambiumError } from '../../model/error.ts'
import type { Grammar } from '../../model/grammar/grammar.ts'
import { isEbnfName, type RuleNotes } from '../../model/grammar/notation/ebnf.ts'
import { Parser, type Prefix } from '../../model/grammar/parse/parser.ts'
import type { Tree } from '../../model/grammar/parse/tree.ts'
import { type SampleLimits, Sampler } from '../../model/grammar/sample.ts'
import { adoptedNames, type GivenName, ruleAlone, withNames, withRulesOf } from '../../model/grammar/simplify/adopt.ts'
import { Random } from '../../model/random.ts'
import { wilsonInterval } from '../../model/wilson.ts'
import type { Verdict } from '../../world/world.ts'
import { insertFact, namesOf } from '../epoch.ts'
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

/** A rule, the experiments on which it rests, and where it was heard. */
export interface Explanation {
  readonly rule: string
  /** Valid examples whose trees use it, a few, the shortest first. */
  readonly examples: readonly string[]
  readonly experiments: readonly RecordedExperiment<string, Verdict>[]
}

/** Examples that notes rest on, and how long they may be. */
const mostNoted = 500
const longestNoted = 20_000

/** Examples by which a rule is explained. */
const mostHeard = 20

/** A plant in which a grammar grows. */
export class GrammarPlant extends Plant<string, Verdict, boolean, GrownGrammar> {
  readonly kind = 'grammar'
  #parser: Parser | undefined
  #named: { readonly model: GrammarModel; readonly as: GrammarModel } | undefined

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

  /** What the learner returned last, under the names that a person gave. @throws CambiumError `plant-without-model` */
  get model(): GrammarModel {
    const { model } = this.grown
    if (this.#named?.model !== model) this.#named = { model, as: this.#asGiven(model) }
    return this.#named.as
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
    this.#known(rule)
    const { evidence } = this.model
    const wanted = new Set(Object.hasOwn(evidence, rule) ? evidence[rule] : [])
    const found = new Map<string, RecordedExperiment<string, Verdict>>()
    for (const experiment of this.experiments) {
      if (experiment.purpose !== 'audit' && wanted.has(experiment.question)) found.set(experiment.question, experiment)
    }
    const uses = this.#trees.filter(({ nodes }) => nodes.some(node => node.rule === rule)).map(({ text }) => text)
    const examples = uses.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, mostHeard)
    return { rule, experiments: [...wanted].flatMap(question => found.get(question) ?? []), examples }
  }

  /**
   * What can be said of each rule beside what it is: a short text that it derives, from the experience if that has one, and
   * the share of the valid examples whose trees use it.
   */
  get notes(): Map<string, RuleNotes> {
    const { grammar } = this
    const trees = this.#trees
    const sampler = new Sampler(grammar)
    return new Map(
      grammar.rules.map(({ name }) => {
        const pieces = trees.map(({ text, nodes }) =>
          nodes.filter(({ rule }) => rule === name).map(({ start, end }) => text.slice(start, end)),
        )
        const [example = sampler.shortest(name)] = pieces.flat().sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
        const uses = pieces.filter(own => own.length > 0).length
        return [name, { example, share: trees.length === 0 ? undefined : uses / trees.length }]
      }),
    )
  }

  /** The nodes of valid examples that the grammar covers. */
  get #trees(): readonly { readonly text: string; readonly nodes: readonly Tree[] }[] {
    const examples = this.examples.filter(({ text, valid }) => valid && text.length <= longestNoted).slice(0, mostNoted)
    return examples.flatMap(({ text }) => {
      const tree = this.parse(text)
      return tree ? [{ text, nodes: nodesOf(tree) }] : []
    })
  }

  /**
   * Gives a rule another name, which it keeps as the plant goes on growing, as long as a rule derives what it does now. The
   * plant must be kept in a file that nobody else writes.
   * @throws CambiumError `rule-unknown`, `name-invalid`, `name-taken`, `plant-in-use`
   */
  rename(rule: string, name: string): void {
    this.file.beginWriting()
    try {
      const { grammar } = this.model
      this.#known(rule)
      if (!isEbnfName(name)) {
        throw new CambiumError('name-invalid', `${quote(name)} is no name: a letter or _, then letters, digits, _ . -`)
      }
      if (name === rule) return
      if (grammar.rules.some(other => other.name === name)) {
        throw new CambiumError('name-taken', `There is a rule ${quote(name)} already. Rename that one first.`)
      }
      const before = namesOf(this.file).filter(given => given.name !== rule && given.name !== name)
      this.file.write(insert =>
        insertFact(insert, 'names', [
          { name, grammar: ruleAlone(grammar, rule), isStart: rule === grammar.start },
          ...before,
        ]),
      )
      this.refresh()
    } finally {
      this.file.settle()
    }
  }

  /** Reads its epochs again, after it has grown. */
  override refresh(): void {
    super.refresh()
    this.#parser = undefined
    this.#named = undefined
  }

  /** A model with the rules of the grammar from which it grew, and under the names that a person gave to rules. */
  #asGiven(model: GrammarModel): GrammarModel {
    const from = this.last?.task.from
    const written =
      from?.rules.map(({ name }) => ({ name, grammar: ruleAlone(from, name), isStart: name === from.start })) ?? []
    const known = named(model, written)
    return named(from ? withWritten(known, from) : known, namesOf(this.file))
  }

  #known(rule: string): void {
    const { rules } = this.grammar
    if (rules.some(({ name }) => name === rule)) return
    const names = rules.map(({ name }) => name).join(', ')
    throw new CambiumError('rule-unknown', `There is no rule ${quote(rule)}. The rules are ${names}.`)
  }

  #parsing(): Parser {
    this.#parser ??= new Parser(this.grammar)
    return this.#parser
  }
}

/** A model under other names for its rules. */
function named(model: GrammarModel, given: readonly GivenName[]): GrammarModel {
  const names = given.length === 0 ? new Map<string, string>() : adoptedNames(model.grammar, given)
  if (names.size === 0) return model
  const nameOf = (rule: string) => names.get(rule) ?? rule
  return {
    ...model,
    grammar: withNames(model.grammar, names),
    evidence: Object.fromEntries(Object.entries(model.evidence).map(([rule, texts]) => [nameOf(rule), texts])),
    report: {
      ...model.report,
      overgeneral: model.report.overgeneral.map(found => ({ ...found, rule: nameOf(found.rule) })),
    },
  }
}

/** A model with the rules that a person wrote; what they rest on is what the rules rest on in which they stand. */
function withWritten(model: GrammarModel, from: Grammar): GrammarModel {
  const { grammar, homes } = withRulesOf(from, model.grammar)
  const evidence = [...homes].map(([rule, home]) => [rule, model.evidence[home] ?? []])
  return { ...model, grammar, evidence: { ...model.evidence, ...Object.fromEntries(evidence) } }
}

function nodesOf(root: Tree): Tree[] {
  const all = [root]
  for (const node of all) all.push(...node.children)
  return all
}
