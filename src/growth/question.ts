import { CambiumError } from '../model/error.ts'
import type { Verdict } from '../world/world.ts'

/**
 * How questions of one kind are looked up, written down and answered: the one thing that an engine and a record know of
 * them. A kind is a value; the engine works for every one of them.
 */
export interface QuestionKind<Question, Outcome, Answer> {
  /** Stored in a plant: `membership`. */
  readonly name: string
  /** The fewest questions of a batch whose outcomes answer all of it, in the order of the batch. */
  needed(questions: readonly Question[]): readonly Question[]
  /** An empty index of what is known. */
  knowledge(): Knowledge<Question, Outcome>
  /** What a learner is told. */
  answer(question: Question, outcome: Outcome): Answer
  /** Are two outcomes of one question the same to a learner? If not, the world contradicts itself. */
  same(a: Outcome, b: Outcome, question: Question): boolean
  /** The outcome of a question that the engine gave up after its timeout. */
  timedOut(question: Question): Outcome
  /** An outcome that must not be recorded because growth cannot go on with it, as an error to end it with. */
  failure(question: Question, outcome: Outcome): CambiumError | undefined
  /** How the system died of the question, if it did. */
  crash(outcome: Outcome): string | undefined
  /** An experiment as two texts that a record can keep. */
  write(question: Question, outcome: Outcome): WrittenExperiment
  /** The reverse of `write`. @throws CambiumError (`record-unreadable`) for what `write` never writes */
  read(written: WrittenExperiment): { readonly question: Question; readonly outcome: Outcome }
  /** For messages: the question, the outcome, in a few words. */
  describe(question: Question): string
  describeOutcome(outcome: Outcome): string
}

/** An experiment as it is kept. */
export interface WrittenExperiment {
  readonly question: string
  readonly outcome: string
}

/**
 * What is known, as an index that finds the answer to a question: by the same text, or, for kinds where one experiment
 * answers several questions, by a longer run that contains it.
 */
export interface Knowledge<Question, Outcome> {
  /** A later outcome of the same question replaces the earlier one. */
  add(question: Question, outcome: Outcome): void
  find(question: Question): Outcome | undefined
  /** What was known that an outcome contradicts, as short as it can be said; for kinds whose experiments overlap. */
  conflict?(question: Question, outcome: Outcome): Contradiction<Question, Outcome> | undefined
}

/** One question with two answers. */
export interface Contradiction<Question, Outcome> {
  readonly question: Question
  readonly before: Outcome
  readonly now: Outcome
}

/** What a verdict that did not come in time counts as. */
export type TimeoutPolicy = 'reject' | 'accept' | 'fail'

/**
 * Membership questions: is this text in the language? A crash counts as rejected.
 *
 * @param onTimeout what a text counts as on which the world was not done in time (default `reject`); with `fail` growth
 *   ends, and the text is asked again the next time
 */
export function membership(onTimeout: TimeoutPolicy = 'reject'): QuestionKind<string, Verdict, boolean> {
  const accepted = (verdict: Verdict) =>
    verdict.kind === 'accepted' || (verdict.kind === 'timed-out' && onTimeout === 'accept')
  return {
    name: 'membership',
    needed: texts => [...new Set(texts)],
    knowledge() {
      const verdicts = new Map<string, Verdict>()
      return {
        add(text, verdict) {
          if (verdict.kind !== 'timed-out' || onTimeout !== 'fail') verdicts.set(text, verdict)
        },
        find: text => verdicts.get(text),
      }
    },
    answer: (_, verdict) => accepted(verdict),
    same: (a, b) => accepted(a) === accepted(b),
    timedOut: () => ({ kind: 'timed-out' }),
    failure: (text, verdict) =>
      verdict.kind === 'timed-out' && onTimeout === 'fail'
        ? new CambiumError(
            'world-timed-out',
            `The world gave no answer to ${quote(text)} in time. Give it more, or say that such texts count as rejected or accepted.`,
            { blame: 'world' },
          )
        : undefined,
    crash: verdict => (verdict.kind === 'crashed' ? verdict.signal : undefined),
    write: (text, verdict) => ({
      question: text,
      outcome: verdict.kind === 'crashed' ? `crashed ${verdict.signal}` : verdict.kind,
    }),
    read: ({ question, outcome }) => ({ question, outcome: readVerdict(outcome) }),
    describe: quote,
    describeOutcome: verdict => (verdict.kind === 'crashed' ? `crashed with ${verdict.signal}` : verdict.kind),
  }
}

function readVerdict(written: string): Verdict {
  if (written === 'accepted' || written === 'rejected' || written === 'timed-out') return { kind: written }
  if (written.startsWith('crashed ')) return { kind: 'crashed', signal: written.slice('crashed '.length) }
  throw new CambiumError('record-unreadable', `${quote(written)} is not the outcome of a membership question.`)
}

/** A text for a message: quoted, control characters escaped, the middle of a long one left out. */
export function quote(text: string): string {
  if (text.length <= 200) return JSON.stringify(text)
  return `${JSON.stringify(text.slice(0, 120))} … ${JSON.stringify(text.slice(-40))} (${text.length} characters)`
}
