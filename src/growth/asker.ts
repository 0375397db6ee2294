import { CambiumError } from '../model/error.ts'
import type { World } from '../world/world.ts'
import type { Clock } from './clock.ts'
import type { QuestionKind } from './question.ts'

/** How a world may be asked. */
export interface Manners {
  /** Questions under way at the same time. */
  readonly jobs: number
  /** Questions begun in a second, at most. */
  readonly rate?: number
  /** Milliseconds after which a question is given up. */
  readonly timeout?: number
}

// A world should let go of an aborted question at once; one that does not is left behind after this many milliseconds.
const grace = 2_000
// A world that answers without waiting would keep timers and signals from firing for ever.
const breathe = 25

/** Puts questions to a world: several at a time, not too fast, none for too long. */
export class Asker<Question, Outcome> {
  readonly #world: World<Question, Outcome>
  readonly #kind: Pick<QuestionKind<Question, Outcome, unknown>, 'timedOut'>
  readonly #manners: Manners
  readonly #clock: Clock
  #nextStart = 0
  #lastBreath: number

  constructor(
    world: World<Question, Outcome>,
    kind: Pick<QuestionKind<Question, Outcome, unknown>, 'timedOut'>,
    manners: Manners,
    clock: Clock,
  ) {
    this.#world = world
    this.#kind = kind
    this.#manners = manners
    this.#clock = clock
    this.#lastBreath = clock.now()
  }

  /**
   * Asks them all, beginning in their order.
   *
   * @param heard told each outcome as soon as it arrives, in any order; what it throws ends the batch
   * @param stop ends the batch early: questions under way are aborted, and the promise is fulfilled
   * @throws CambiumError when the world fails; the other questions under way are aborted first
   */
  async askAll(
    questions: readonly Question[],
    heard: (index: number, outcome: Outcome) => void,
    stop: AbortSignal,
  ): Promise<void> {
    const batch = new Batch()
    const end = () => batch.end(stop.reason)
    if (stop.aborted) return
    stop.addEventListener('abort', end, { once: true })
    let next = 0
    let failure: { error: unknown } | undefined
    const lane = async () => {
      try {
        while (next < questions.length && (await this.#mayStart(batch))) {
          // Another lane may have taken the last one in the meantime.
          if (next >= questions.length) return
          const index = next++
          const outcome = await this.#ask(questions[index]!, batch)
          if (outcome !== undefined) heard(index, outcome.value)
        }
      } catch (error) {
        failure ??= { error }
        batch.end(error)
      }
    }
    await Promise.all(Array.from({ length: Math.min(this.#manners.jobs, questions.length) }, lane))
    stop.removeEventListener('abort', end)
    if (failure) throw failure.error
  }

  /** Waits for its turn under the rate. @returns false when the batch has ended */
  async #mayStart(batch: Batch): Promise<boolean> {
    if (batch.ended) return false
    const now = this.#clock.now()
    if (this.#manners.rate !== undefined) {
      const start = Math.max(now, this.#nextStart)
      this.#nextStart = start + 1000 / this.#manners.rate
      if (start > now) await this.#sleep(start - now, batch)
    }
    if (now - this.#lastBreath > breathe) {
      this.#lastBreath = now
      await this.#sleep(0, batch)
    }
    return !batch.ended
  }

  /** @returns nothing when the batch has ended before the outcome came */
  async #ask(question: Question, batch: Batch): Promise<{ value: Outcome } | undefined> {
    const { timeout } = this.#manners
    const abort = new AbortController()
    const end = (reason: unknown) => abort.abort(reason)
    batch.onEnd.add(end)
    let late = false
    const cancelTimer =
      timeout === undefined
        ? undefined
        : this.#clock.after(timeout, () => {
            late = true
            abort.abort(new Error(`no answer within ${timeout} ms`))
          })
    try {
      return { value: await orLeftBehind(this.#world.ask(question, abort.signal), abort.signal, this.#clock) }
    } catch (error) {
      if (late) return { value: this.#kind.timedOut(question) }
      if (batch.ended) return undefined
      throw asFailure(error)
    } finally {
      cancelTimer?.()
      batch.onEnd.delete(end)
    }
  }

  #sleep(ms: number, batch: Batch): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        cancel()
        batch.onEnd.delete(done)
        resolve()
      }
      const cancel = this.#clock.after(ms, done)
      batch.onEnd.add(done)
    })
  }
}

/** Who must be told when a batch ends early. An AbortSignal would do, but warns of many listeners. */
class Batch {
  ended = false
  readonly onEnd = new Set<(reason: unknown) => void>()

  end(reason: unknown): void {
    this.ended = true
    for (const tell of [...this.onEnd]) tell(reason)
  }
}

/** The promise itself, or a rejection a while after the abort if the world holds on to the question. */
function orLeftBehind<T>(promise: Promise<T>, abort: AbortSignal, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    let cancel: (() => void) | undefined
    const onAbort = () => {
      cancel = clock.after(grace, () => reject(abort.reason))
    }
    abort.addEventListener('abort', onAbort, { once: true })
    const settled = () => {
      abort.removeEventListener('abort', onAbort)
      cancel?.()
    }
    promise.then(
      value => {
        settled()
        resolve(value)
      },
      error => {
        settled()
        reject(error)
      },
    )
  })
}

function asFailure(error: unknown): CambiumError {
  if (error instanceof CambiumError) return error
  const what = error instanceof Error ? error.message : String(error)
  return new CambiumError('world-failed', `The world failed: ${what}`, { blame: 'world', cause: error })
}
