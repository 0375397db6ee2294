import type { Blueprint } from '../../blueprint/blueprint.ts'
import type { Learner } from '../../growth/protocol.ts'
import type { Grammar } from '../../model/grammar/grammar.ts'

/** What a learner of grammars is given before it asks anything. The same task and answers give the same model. */
export interface GrammarTask {
  /** Texts that the world is said to accept; the learner may ask whether it does. */
  readonly examples: readonly string[]
  /** Texts that the world is said to reject. */
  readonly rejected: readonly string[]
  /** Which principles it may use. */
  readonly blueprint: Blueprint
  /** Any integer; all its randomness comes from it. */
  readonly seed: number
  /** What an earlier epoch grew, or what a person wrote (without a `core`): it goes on from there. */
  readonly start?: GrammarModel
  /** The world may have changed since `start` was learned: what was put to the test then is to be put to it again. */
  readonly worldChanged?: boolean
  /** How many questions it may expect to have; a wish, not a limit. */
  readonly budgetHint?: number
}

/** What a learner of grammars returns. A plain value that survives JSON. */
export interface GrammarModel {
  /** Simplified and readable. */
  readonly grammar: Grammar
  /** The learner's own state, a plain value that survives JSON, from which the next epoch goes on. */
  readonly core: unknown
  /** For each rule of `grammar` the texts of the questions on whose answers it rests. */
  readonly evidence: Readonly<Record<string, readonly string[]>>
  readonly report: GrammarReport
}

/** What a learner of grammars says of its own work. */
export interface GrammarReport {
  /** Examples that the grammar does not cover: rejected by the world, or not reached before a stop. */
  readonly uncovered: readonly string[]
  /** Samples of the grammar that the world rejected, the rule that was to blame, and whether it could be mended. */
  readonly overgeneral: readonly { readonly sample: string; readonly rule: string; readonly mended: boolean }[]
  /** Further lines for people. */
  readonly notes: readonly string[]
  /** Of a grammar that rests on examples alone: what it weighs. */
  readonly bits?: DescriptionLength
}

/** How many bits it takes to write down examples as they are, or a grammar and then the examples with its help. */
export interface DescriptionLength {
  /** How many examples. */
  readonly examples: number
  readonly plain: number
  readonly grammar: number
  readonly experience: number
}

/** The shape of `learnGrammar`: asks the world about texts, is answered accepted or not, returns a grammar. */
export type GrammarLearner = Learner<string, boolean, GrammarModel>
