/**
 * The protocol between a learner and whoever answers it. A learner does no input or output: it yields batches of
 * questions, is resumed with their answers, and returns a model.
 */

/** A batch of questions that do not depend on each other. */
export interface Step<Question, Model> {
  /** Answered together, in any order. May be empty: a step that only tells, or, where it tells nothing new, only pauses. */
  readonly ask: readonly Question[]
  /** One line for people: what the learner wants to know, or what it has concluded. */
  readonly about: string
  /** `learning` unless said otherwise; questions of the two are counted apart. */
  readonly purpose?: 'learning' | 'verifying'
  /** The model that it would return if it were stopped here. */
  readonly best?: () => Model
  /** What it counts of its model so far, for people who watch: `{ rules: 12 }`. */
  readonly figures?: Readonly<Record<string, number>>
}

/** Why an engine ends a growth before the learner is done. */
export type StopReason = 'budget' | 'deadline' | 'cancelled'

/** Answers in the order of the questions, or the wish that the learner return its best model now. */
export type Reply<Answer> =
  | { readonly answers: readonly Answer[]; readonly stop?: undefined }
  | { readonly stop: StopReason; readonly answers?: undefined }

export type Learner<Question, Answer, Model> = Generator<Step<Question, Model>, Model, Reply<Answer>>
