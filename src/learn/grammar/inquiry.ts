import { ask } from '../../growth/ask.ts'
import type { Reply, Step } from '../../growth/protocol.ts'
import type { Derivation } from './derivation.ts'
import type { GrammarModel } from './model.ts'

/** A piece of a grammar learner: it may ask whether texts are accepted, and returns what it found out. */
export type Inquiry<T> = Generator<Step<string, GrammarModel>, T, Reply<boolean>>

/** Every answer of this growth: no text is asked twice, and every hypothesis can be held against them all. */
export class Facts {
  readonly #answers = new Map<string, boolean>()
  /** What the questions that follow are for. */
  purpose: 'learning' | 'verifying' = 'learning'
  /** Blanks between tokens are free, so that a blank that is accepted need not be part of a word. */
  blanks = false
  /** What ends a line where a text is a row of lines: more characters behind it are no part of a line. */
  lineEnd = ''
  /** The model that the learner would return now. */
  best: (() => GrammarModel) | undefined
  /** Accepted and rejected texts, in the order in which they became known. */
  readonly accepted: string[] = []
  readonly rejected: string[] = []
  /** How accepted texts were derived when they were last parsed. */
  readonly derivations = new Map<string, Derivation>()
  /** Texts longer than this are taken for rejected without asking. */
  longest = 1_000_000

  get(text: string): boolean | undefined {
    return this.#answers.get(text)
  }

  set(text: string, accepted: boolean): void {
    if (this.#answers.has(text)) return
    this.#answers.set(text, accepted)
    if (accepted) this.accepted.push(text)
    else this.rejected.push(text)
  }

  get size(): number {
    return this.#answers.size
  }

  /** Asks independent questions as one batch; the answers come in the same order. Known ones cost nothing. */
  *askAll(texts: readonly string[], about: string): Inquiry<boolean[]> {
    const unknown = [...new Set(texts.filter(text => !this.#answers.has(text)))]
    const answers: readonly boolean[] = yield* ask(unknown, about, { purpose: this.purpose, best: this.best })
    unknown.forEach((text, i) => {
      this.set(text, answers[i]!)
    })
    return texts.map(text => this.#answers.get(text)!)
  }

  *ask(text: string, about: string): Inquiry<boolean> {
    return (yield* this.askAll([text], about))[0]!
  }
}
