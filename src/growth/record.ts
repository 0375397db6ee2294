import type { Knowledge, QuestionKind } from './question.ts'

/** Why a question went to the world. */
export type Purpose = 'learning' | 'verifying' | 'audit' | 'recheck'

/** One question to the world, with its outcome. */
export interface Experiment<Question, Outcome> {
  readonly question: Question
  readonly outcome: Outcome
  readonly purpose: Purpose
  /** The number of the step, within its epoch, that asked. */
  readonly step: number
  /** When the outcome arrived, in milliseconds since 1970. */
  readonly time: number
}

/** One step of a learner, as people read it in the log. */
export interface GrowthStep {
  /** Counted from 0 within the epoch. */
  readonly number: number
  readonly about: string
  readonly purpose: 'learning' | 'verifying'
  /** How many questions the learner put, and how many of them were not known before. */
  readonly questions: number
  readonly fresh: number
  /** What the learner counts of its model: `{ rules: 12 }`. */
  readonly figures: Readonly<Record<string, number>>
  /** When it was answered, in milliseconds since 1970. */
  readonly time: number
}

/**
 * Where an engine finds known answers and writes new ones, for one epoch. It tells answers that were known before the
 * epoch from those that the epoch itself has paid for, so that a budget ends a replayed epoch where it ended it before.
 */
export interface ExperimentRecord<Question, Outcome> {
  /** An outcome from before this epoch. */
  known(question: Question): Outcome | undefined
  /** An outcome that an interrupted run of this epoch recorded. */
  replay(question: Question): Outcome | undefined
  /**
   * Keeps all of it or nothing; when it returns, a killed process loses none of it. A step seen before is kept once. Steps
   * may come later than the experiments that they paid for.
   */
  write(experiments: readonly Experiment<Question, Outcome>[], steps: readonly GrowthStep[]): void
}

/** A record in memory. */
export class MemoryRecord<Question, Outcome> implements ExperimentRecord<Question, Outcome> {
  readonly experiments: Experiment<Question, Outcome>[] = []
  readonly steps: GrowthStep[] = []
  readonly #before: Knowledge<Question, Outcome>
  #during: Knowledge<Question, Outcome>
  #kind: Pick<QuestionKind<Question, Outcome, unknown>, 'knowledge'>
  #epochStart = 0
  #stepsBefore = 0

  constructor(kind: Pick<QuestionKind<Question, Outcome, unknown>, 'knowledge'>) {
    this.#kind = kind
    this.#before = kind.knowledge()
    this.#during = kind.knowledge()
  }

  known(question: Question): Outcome | undefined {
    return this.#before.find(question)
  }

  replay(question: Question): Outcome | undefined {
    return this.#during.find(question)
  }

  write(experiments: readonly Experiment<Question, Outcome>[], steps: readonly GrowthStep[]): void {
    for (const experiment of experiments) {
      this.experiments.push(experiment)
      if (experiment.purpose !== 'audit') this.#during.add(experiment.question, experiment.outcome)
    }
    for (const step of steps) if (step.number >= this.steps.length - this.#stepsBefore) this.steps.push(step)
  }

  /** What was recorded so far is known before whatever comes now. */
  nextEpoch(): void {
    for (const { question, outcome, purpose } of this.experiments.slice(this.#epochStart)) {
      if (purpose !== 'audit') this.#before.add(question, outcome)
    }
    this.#epochStart = this.experiments.length
    this.#stepsBefore = this.steps.length
    this.#during = this.#kind.knowledge()
  }
}
