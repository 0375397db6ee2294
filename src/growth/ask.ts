import type { Reply, Step } from './protocol.ts'

/** What is thrown inside a learner that asked through `ask` when the engine wants it to end; see `untilStopped`. */
export class Stopped {
  readonly reason: NonNullable<Reply<unknown>['stop']>

  constructor(reason: Stopped['reason']) {
    this.reason = reason
  }
}

/**
 * Asks one batch from anywhere inside a learner: `const answers = yield* ask(questions, 'what may follow a comma')`.
 * Without questions it returns at once and yields nothing.
 * @throws Stopped when the engine ends the growth; let it pass through to `untilStopped`
 */
export function* ask<Question, Answer, Model>(
  questions: readonly Question[],
  about: string,
  more: Omit<Step<Question, Model>, 'ask' | 'about'> = {},
): Generator<Step<Question, Model>, readonly Answer[], Reply<Answer>> {
  if (questions.length === 0) return []
  const reply = yield { ask: questions, about, ...more }
  if (reply.stop !== undefined) throw new Stopped(reply.stop)
  return reply.answers
}

/** Tells people something and asks nothing. @throws Stopped */
export function* tell<Question, Answer, Model>(
  about: string,
  more: Omit<Step<Question, Model>, 'ask' | 'about'> = {},
): Generator<Step<Question, Model>, void, Reply<Answer>> {
  const reply = yield { ask: [], about, ...more }
  if (reply.stop !== undefined) throw new Stopped(reply.stop)
}

/** Runs a learner that uses `ask`, and returns its best model when the engine stops it. */
export function* untilStopped<Question, Answer, Model>(
  learner: Generator<Step<Question, Model>, Model, Reply<Answer>>,
  best: (reason: Stopped['reason']) => Model,
): Generator<Step<Question, Model>, Model, Reply<Answer>> {
  try {
    return yield* learner
  } catch (error) {
    if (error instanceof Stopped) return best(error.reason)
    throw error
  }
}
