import { CambiumError } from '../model/error.ts'
import { Random } from '../model/random.ts'
import type { World } from '../world/world.ts'
import { Asker, type Manners } from './asker.ts'
import { Audit, type AuditExtent, usualAudit } from './audit.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Learner, Reply, Step, StopReason } from './protocol.ts'
import type { Contradiction, Knowledge, QuestionKind } from './question.ts'
import type { Experiment, ExperimentRecord, GrowthStep, Purpose } from './record.ts'
import { MemoryRecord } from './record.ts'

/** What a growth needs: who learns, where, and within which limits. */
export interface RunOptions<Question, Outcome, Answer, Model> extends Partial<Manners> {
  readonly learner: Learner<Question, Answer, Model>
  readonly world: World<Question, Outcome>
  readonly kind: QuestionKind<Question, Outcome, Answer>
  /** Looked up first and written to; in memory unless given. */
  readonly record?: ExperimentRecord<Question, Outcome>
  /** Outcomes that are known without being asked. The world contradicts itself if it says otherwise. */
  readonly given?: readonly { readonly question: Question; readonly outcome: Outcome }[]
  /**
   * How many questions the epoch may put to the world, the audit's apart. What was known before the epoch is free; what
   * an interrupted run of it paid for counts, so that the epoch ends at the same step however often it was interrupted.
   */
  readonly budget?: number
  /** Milliseconds from now after which the learner is asked for its best model. */
  readonly deadline?: number
  /** Stops the growth: the learner is asked for its best model. */
  readonly signal?: AbortSignal
  /** How much is asked a second time; `false` for nothing. */
  readonly audit?: AuditExtent | false
  /** For the choice of what is audited; never reaches the learner. */
  readonly seed?: number
  readonly clock?: Clock
  /** Told after every step, and during long ones about four times a second. */
  readonly onProgress?: (progress: Progress) => void
}

/** Numbers of questions. */
export interface Counts {
  /** Put to the world in this run, the audit's apart. */
  readonly asked: number
  /** Answered from what an interrupted run of the same epoch had recorded. */
  readonly replayed: number
  /** Put to the world in this epoch while learning, and while verifying: together what the budget counts. */
  readonly learning: number
  readonly verifying: number
  /** Asked a second time in this run. */
  readonly audited: number
  readonly steps: number
}

/** What people are shown while they wait. */
export interface Progress extends Counts {
  readonly about: string
  /** Questions a second put to the world since the start of the run. */
  readonly rate: number
  /** Milliseconds since the start of the run. */
  readonly elapsed: number
  readonly figures: Readonly<Record<string, number>>
}

/** How a growth ended. */
export interface Growth<Question, Model> {
  /** The learner's model: the final one, or the best it had when it was stopped. */
  readonly model: Model
  /** `failed`: the world failed or contradicted itself; see `failure`. */
  readonly ended: 'finished' | StopReason | 'failed'
  readonly failure?: CambiumError
  readonly counts: Counts
  /** Questions of this run of which the system died, and how. */
  readonly crashes: readonly { readonly question: Question; readonly how: string }[]
}

/**
 * Runs a learner in a world: each question is looked up first, the rest goes out in parallel, every outcome is recorded as
 * soon as it arrives. The learner gets all answers of a batch at once and in its own order, so its model depends on the
 * answers alone. When the budget is used up, the deadline has come, the signal is given or the world fails, it is asked
 * for its best model.
 *
 * @returns also when the world fails: what was learned is not lost (`failure` then says why)
 * @throws what the learner or the record throws
 */
export async function run<Question, Outcome, Answer, Model>(
  options: RunOptions<Question, Outcome, Answer, Model>,
): Promise<Growth<Question, Model>> {
  const { learner } = options
  const inquiry = new Inquiry(options)
  try {
    let turn = learner.next()
    while (!turn.done) {
      const reply = await inquiry.reply(turn.value)
      turn = learner.next(reply)
      if (reply.stop !== undefined) turn = insist(learner, turn, reply)
    }
    await inquiry.finish()
    return { model: turn.value, ended: inquiry.ended ?? 'finished', ...inquiry.outcome() }
  } finally {
    inquiry.close()
  }
}

/** Milliseconds that a learner may compute before whatever else waits has its turn. */
const breath = 50

/** A stopped learner may have parts that want to ask on; each is told to stop. */
function insist<Question, Answer, Model>(
  learner: Learner<Question, Answer, Model>,
  turn: IteratorResult<Step<Question, Model>, Model>,
  stop: Reply<Answer>,
): IteratorReturnResult<Model> {
  for (let patience = 100; patience > 0; patience--) {
    if (turn.done) return turn
    turn = learner.next(stop)
  }
  throw new CambiumError('learner-does-not-stop', 'The learner goes on asking although it was stopped.', {
    blame: 'internal',
  })
}

/** A question that goes to the world, and what the first answer was if it is asked again. */
interface Errand<Question, Outcome> {
  readonly question: Question
  readonly purpose: Purpose
  readonly before?: Outcome
}

/** The questions of one run: what is known, what was asked, why it has to end. */
class Inquiry<Question, Outcome, Answer, Model> {
  ended: StopReason | 'failed' | undefined
  #failure: CambiumError | undefined
  readonly #options: RunOptions<Question, Outcome, Answer, Model>
  readonly #kind: QuestionKind<Question, Outcome, Answer>
  readonly #record: ExperimentRecord<Question, Outcome>
  readonly #seen: Knowledge<Question, Outcome>
  readonly #asker: Asker<Question, Outcome>
  readonly #audit: Audit<Question, Outcome>
  readonly #clock: Clock
  readonly #stop = new AbortController()
  readonly #cancelDeadline: (() => void) | undefined
  readonly #journal: Journal<Question, Outcome>
  readonly #started: number
  readonly #contradictions: Contradiction<Question, Outcome>[] = []
  readonly #crashes: { question: Question; how: string }[] = []
  readonly #counts = { asked: 0, replayed: 0, learning: 0, verifying: 0, audited: 0, steps: 0 }
  #lastProgress = 0
  #lastBreath: number
  /** What was told last. */
  #told = ''

  constructor(options: RunOptions<Question, Outcome, Answer, Model>) {
    this.#options = options
    this.#kind = options.kind
    this.#record = options.record ?? new MemoryRecord(options.kind)
    this.#seen = options.kind.knowledge()
    for (const { question, outcome } of options.given ?? []) this.#seen.add(question, outcome)
    this.#clock = options.clock ?? systemClock
    this.#started = this.#clock.now()
    this.#lastBreath = this.#started
    const { jobs = 1, rate, timeout, deadline, signal, audit = usualAudit, seed = 0 } = options
    this.#asker = new Asker(options.world, options.kind, { jobs, rate, timeout }, this.#clock)
    this.#audit = new Audit(audit || { share: 0, least: 0, most: 0 }, new Random(seed))
    this.#journal = new Journal(this.#record, this.#clock)
    this.#cancelDeadline =
      deadline === undefined ? undefined : this.#clock.after(deadline, () => this.#stop.abort('deadline'))
    if (signal?.aborted) this.#cancel()
    signal?.addEventListener('abort', this.#cancel)
  }

  #cancel = () => this.#stop.abort('cancelled')

  /** Answers one step, from the record or from the world. */
  async reply(step: Step<Question, Model>): Promise<Reply<Answer>> {
    await this.#breathe()
    const purpose = step.purpose ?? 'learning'
    const paid = this.#counts.learning + this.#counts.verifying
    const questions = this.#kind.needed(step.ask)
    const { unknown, enough } = this.#lookUp(questions, purpose)
    this.#progress(step, false)
    if (this.#isOver()) return this.#stopped()
    try {
      await this.#ask(
        unknown.map(question => ({ question, purpose })),
        step,
      )
    } catch (error) {
      this.#fail(error)
    }
    if (!enough) this.ended ??= 'budget'
    this.#progress(step, true)
    if (this.#isOver()) {
      this.#journal.flush()
      return this.#stopped()
    }
    if (this.#tellsNothingNew(step)) return { answers: [] }
    this.#journal.step({
      number: this.#counts.steps++,
      about: step.about,
      purpose,
      questions: questions.length,
      fresh: this.#counts.learning + this.#counts.verifying - paid,
      figures: step.figures ?? {},
      time: this.#clock.now(),
    })
    return { answers: step.ask.map(question => this.#kind.answer(question, this.#find(question)!)) }
  }

  /** The last of the audit. */
  async finish(): Promise<void> {
    if (this.ended !== undefined && this.ended !== 'budget') return
    try {
      await this.#ask([], undefined)
    } catch (error) {
      this.#fail(error)
    }
    this.#journal.flush()
  }

  outcome(): Pick<Growth<Question, Model>, 'failure' | 'counts' | 'crashes'> {
    return { failure: this.#failure, counts: { ...this.#counts }, crashes: this.#crashes }
  }

  close(): void {
    this.#cancelDeadline?.()
    this.#options.signal?.removeEventListener('abort', this.#cancel)
    this.#journal.flush(true)
  }

  /** Lets timers and signals have their turn, which a learner that computes for long, and asks little, keeps waiting. */
  async #breathe(): Promise<void> {
    if (this.#clock.now() - this.#lastBreath < breath) return
    await new Promise<void>(resolve => this.#clock.after(0, resolve))
    this.#lastBreath = this.#clock.now()
  }

  /** A step that asks nothing and says what the one before it said is only there to be stopped at. */
  #tellsNothingNew({ ask, about, figures }: Step<Question, Model>): boolean {
    const before = this.#told
    this.#told = JSON.stringify([about, figures])
    return ask.length === 0 && this.#told === before
  }

  /** Sorts out what must be asked, as far as the budget goes. */
  #lookUp(questions: readonly Question[], purpose: 'learning' | 'verifying') {
    const { budget = Number.POSITIVE_INFINITY } = this.#options
    const unknown: Question[] = []
    for (const question of questions) {
      if (this.#find(question) !== undefined) continue
      if (this.#counts.learning + this.#counts.verifying + unknown.length >= budget) return { unknown, enough: false }
      const outcome = this.#record.replay(question)
      if (outcome === undefined) unknown.push(question)
      else {
        this.#counts.replayed++
        this.#counts[purpose]++
        this.#hear(question, outcome)
        this.#audit.answered(question, outcome, false)
      }
    }
    return { unknown, enough: true }
  }

  /** What the learner is told to a question; what it was told once is what later answers must agree with. */
  #find(question: Question): Outcome | undefined {
    const seen = this.#seen.find(question)
    if (seen !== undefined) return seen
    const known = this.#record.known(question)
    if (known !== undefined) this.#hear(question, known)
    return known
  }

  /** Takes an outcome for the answer, unless it contradicts what the learner was told before. */
  #hear(question: Question, outcome: Outcome): void {
    const conflict = this.#seen.conflict?.(question, outcome)
    if (conflict === undefined) this.#seen.add(question, outcome)
    else this.#contradictions.push(conflict)
  }

  /** Asks the world, and again what the audit wants asked again. */
  async #ask(questions: readonly Errand<Question, Outcome>[], step: Step<Question, Model> | undefined): Promise<void> {
    const again = this.#audit.due().map(({ question, outcome }) => ({
      question,
      purpose: 'audit' as const,
      before: outcome,
    }))
    await this.#put([...questions, ...again], (errand, outcome) => {
      if (errand.before === undefined) {
        this.#counts.asked++
        this.#counts[errand.purpose as 'learning' | 'verifying']++
        this.#hear(errand.question, outcome)
        this.#audit.answered(errand.question, outcome, true)
        const how = this.#kind.crash(outcome)
        if (how !== undefined) this.#crashes.push({ question: errand.question, how })
      } else {
        this.#counts.audited++
        if (!this.#kind.same(errand.before, outcome, errand.question)) {
          this.#contradictions.push({ question: errand.question, before: errand.before, now: outcome })
        }
      }
      if (step) this.#progress(step, false)
    })
    if (this.#contradictions[0]) throw await this.#contradiction(this.#contradictions[0])
  }

  async #put(
    errands: readonly Errand<Question, Outcome>[],
    heard: (errand: Errand<Question, Outcome>, outcome: Outcome) => void,
  ): Promise<void> {
    if (errands.length === 0) return
    const questions = errands.map(errand => errand.question)
    await this.#asker.askAll(
      questions,
      (index, outcome) => {
        const { question, purpose } = errands[index]!
        const failure = this.#kind.failure(question, outcome)
        if (failure) throw failure
        this.#journal.experiment({ question, outcome, purpose, step: this.#counts.steps, time: this.#clock.now() })
        heard(errands[index]!, outcome)
        // A world that never waits keeps the timer of the deadline from firing.
        if (this.#pastDeadline()) this.#stop.abort('deadline')
      },
      this.#stop.signal,
    )
  }

  /** Asks three more times, so that people see how often the world says what. */
  async #contradiction({ question, before, now }: Contradiction<Question, Outcome>) {
    const outcomes = [before, now]
    const errands = Array.from({ length: 3 }, () => ({ question, purpose: 'audit' as const }))
    await this.#put(errands, (_, outcome) => {
      this.#counts.audited++
      outcomes.push(outcome)
    })
    const said = new Map<string, number>()
    for (const outcome of outcomes) {
      const words = this.#kind.describeOutcome(outcome)
      said.set(words, (said.get(words) ?? 0) + 1)
    }
    const answers = [...said].map(([words, times]) => `${words} (${times} of ${outcomes.length} times)`).join(' and ')
    return new CambiumError(
      'world-contradicts-itself',
      `The world contradicts itself: asked again about ${this.#kind.describe(question)}, it said ${answers}. Growth needs a world that gives the same answer to the same question: if the program has changed since, ask again what was known (recheck); if it remembers earlier questions or is short of time, start it afresh or give it more.`,
      { blame: 'world' },
    )
  }

  #isOver(): boolean {
    if (this.ended === undefined && this.#pastDeadline()) this.ended = 'deadline'
    if (this.ended === undefined && this.#stop.signal.aborted) this.ended = this.#stop.signal.reason as StopReason
    return this.ended !== undefined
  }

  #pastDeadline(): boolean {
    const { deadline } = this.#options
    return deadline !== undefined && this.#clock.now() - this.#started >= deadline
  }

  #fail(error: unknown): void {
    if (!(error instanceof CambiumError) || error.blame !== 'world') throw error
    this.#failure = error
    this.ended = 'failed'
  }

  #stopped(): Reply<Answer> {
    return { stop: this.ended === 'failed' || this.ended === undefined ? 'cancelled' : this.ended }
  }

  #progress(step: Step<Question, Model>, always: boolean): void {
    const { onProgress } = this.#options
    if (!onProgress) return
    const now = this.#clock.now()
    if (!always && now - this.#lastProgress < 250) return
    this.#lastProgress = now
    const elapsed = now - this.#started
    const rate = elapsed > 0 ? ((this.#counts.asked + this.#counts.audited) * 1000) / elapsed : 0
    onProgress({ ...this.#counts, about: step.about, rate, elapsed, figures: step.figures ?? {} })
  }
}

/**
 * Keeps outcomes for a moment, so that a fast world does not pay for one transaction each; and steps for a little longer,
 * since a replay writes again the ones that were lost.
 */
class Journal<Question, Outcome> {
  readonly #record: ExperimentRecord<Question, Outcome>
  readonly #clock: Clock
  #experiments: Experiment<Question, Outcome>[] = []
  #steps: GrowthStep[] = []
  #flushed = 0
  #stepsFlushed = 0

  constructor(record: ExperimentRecord<Question, Outcome>, clock: Clock) {
    this.#record = record
    this.#clock = clock
  }

  experiment(experiment: Experiment<Question, Outcome>): void {
    this.#experiments.push(experiment)
    if (experiment.time - this.#flushed >= 20) this.flush()
  }

  step(step: GrowthStep): void {
    this.#steps.push(step)
    this.flush(step.time - this.#stepsFlushed >= 100)
  }

  /** After this no outcome is lost when the process is killed. */
  flush(withSteps = false): void {
    const steps = withSteps ? this.#steps : []
    if (this.#experiments.length + steps.length === 0) return
    this.#record.write(this.#experiments, steps)
    this.#experiments = []
    this.#flushed = this.#clock.now()
    if (!withSteps) return
    this.#steps = []
    this.#stepsFlushed = this.#flushed
  }
}
