import { ask } from '../../growth/ask.ts'
import type { Reply, Step } from '../../growth/protocol.ts'
import type { Derivation } from './derivation.ts'
import type { GrammarModel } from './model.ts'

/** A piece of a grammar learner: it may ask whether texts are accepted, and returns what it found out. */
export type Inquiry<T> = Generator<Step<string, GrammarModel>, T, Reply<boolean>>

/** What stands for what: texts that a learner thinks of, spelled as those of other facts. */
interface Below {
  readonly facts: Facts
  readonly spell: (text: string) => string
  /**
   * Texts none of which may be accepted if a text that is spelled and accepted is to count; undefined where it does not count
   * whatever the world says of it.
   */
  readonly refuting?: ((text: string) => readonly string[] | undefined) | undefined
}

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
  readonly #below: Below | undefined

  /** @param below what texts are to be spelled as, where they are not what the world is asked about */
  constructor(below?: Below) {
    this.#below = below
  }

  /** The text that the world is asked about. */
  spell(text: string): string {
    return this.#below ? this.#below.facts.spell(this.#below.spell(text)) : text
  }

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
    const answers: readonly boolean[] = this.#below
      ? yield* this.#askBelow(this.#below, unknown, about)
      : yield* ask(unknown, about, { purpose: this.purpose, best: this.best })
    unknown.forEach((text, i) => {
      this.set(text, answers[i]!)
    })
    return texts.map(text => this.#answers.get(text)!)
  }

  *#askBelow({ facts, spell, refuting }: Below, texts: readonly string[], about: string): Inquiry<boolean[]> {
    facts.purpose = this.purpose
    facts.best = this.best ?? facts.best
    const told = texts.filter(text => !refuting || refuting(text) !== undefined)
    const accepted = yield* facts.askAll(told.map(spell), about)
    const counting = new Set(told.filter((_, i) => accepted[i]))
    for (const text of refuting ? [...counting] : []) {
      const others = refuting!(text)!.map(spell)
      if ((yield* facts.askAll(others, about)).includes(true)) counting.delete(text)
    }
    facts.purpose = 'learning'
    return texts.map(text => counting.has(text))
  }

  *ask(text: string, about: string): Inquiry<boolean> {
    return this.#answers.get(text) ?? (yield* this.askAll([text], about))[0]!
  }
}
