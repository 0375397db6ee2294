import type { Random } from '../model/random.ts'

/** How many questions are asked a second time, to notice a world that contradicts itself. */
export interface AuditExtent {
  /** Of the new questions, from 0 to 1. */
  readonly share: number
  /** At least so many, as long as that is no more than a quarter of the new questions. */
  readonly least: number
  /** At most so many in one growth. */
  readonly most: number
}

export const usualAudit: AuditExtent = { share: 0.02, least: 8, most: 200 }

/** Draws the questions to ask again, without replacement, from everything that the learner was answered. */
export class Audit<Question, Outcome> {
  readonly #extent: AuditExtent
  readonly #random: Random
  readonly #pool: { readonly question: Question; readonly outcome: Outcome }[] = []
  #fresh = 0
  #drawn = 0

  constructor(extent: AuditExtent, random: Random) {
    this.#extent = extent
    this.#random = random
  }

  /** @param fresh was it asked just now? If not, it is an answer of an earlier run that the learner relies on */
  answered(question: Question, outcome: Outcome, fresh: boolean): void {
    this.#pool.push({ question, outcome })
    if (fresh) this.#fresh++
  }

  /** What to ask again now. */
  due(): { readonly question: Question; readonly outcome: Outcome }[] {
    const { share, least, most } = this.#extent
    const wanted = Math.max(Math.ceil(share * this.#fresh), Math.min(least, this.#fresh >> 2))
    const drawn = []
    while (this.#drawn < Math.min(wanted, most) && this.#pool.length > 0 && share > 0) {
      const at = this.#random.below(this.#pool.length)
      drawn.push(this.#pool[at]!)
      this.#pool[at] = this.#pool.at(-1)!
      this.#pool.pop()
      this.#drawn++
    }
    return drawn
  }
}
