import { nearMisses, type Pair } from './near-miss.ts'
import { drawDistinct, randomFor, type Subject } from './subject.ts'

/** Texts to measure on: none of them is ever trained on. */
export interface Exam {
  /** Held-out texts, each with a near miss. */
  readonly pairs: readonly Pair[]
}

/** What one learner is given. */
export interface Lesson {
  readonly examples: readonly string[]
  /** For choosing settings and thresholds; the same for all. Photographs use it, those that grow do not. */
  readonly validation: readonly Pair[]
}

/** How much of what. */
export interface Extent {
  readonly test: number
  readonly validation: number
}

/** The texts of a comparison, all from one seed: an exam and a validation set for all, and lessons by seed and size. */
export class Material {
  readonly subject: Subject
  readonly test: Exam
  readonly validation: readonly Pair[]
  readonly #seed: number
  readonly #taken: ReadonlySet<string>
  readonly #shown: readonly string[]

  private constructor(
    subject: Subject,
    seed: number,
    shown: readonly string[],
    test: Exam,
    validation: readonly Pair[],
  ) {
    this.subject = subject
    this.test = test
    this.validation = validation
    this.#seed = seed
    this.#shown = shown
    this.#taken = new Set([...test.pairs, ...validation].map(({ good }) => good).concat(shown))
  }

  /**
   * @param subject where lessons and validation come from
   * @param examined where the test comes from, if it is another part of the language
   * @param beyond what is no part of what lessons come from: near misses of the test are, those of validation are not, so
   * that nobody is told of a text beyond that it is rejected
   * @param shown examples that every lesson begins with
   * @throws CambiumError `language-too-small`
   */
  static async of(
    subject: Subject,
    extent: Extent,
    seed: number,
    more: { examined?: Subject; beyond?: (text: string) => boolean; shown?: readonly string[] } = {},
  ): Promise<Material> {
    const { examined = subject, shown = [], beyond } = more
    const random = randomFor(seed, 'material', subject.name)
    const valid = drawDistinct(examined, extent.test, random, new Set(shown), 'the test')
    const others = drawDistinct(subject, extent.validation, random, new Set([...valid, ...shown]), 'validation')
    const test = { pairs: await nearMisses(valid, examined, random, beyond) }
    const validation = await nearMisses(others, subject, random, beyond && (text => !beyond(text)))
    return new Material(subject, seed, shown, test, validation)
  }

  /**
   * The first so many examples of a seed: larger lessons of the same seed begin with the smaller ones.
   * @throws CambiumError `language-too-small`
   */
  lesson(size: number, seed: number): Lesson {
    const random = randomFor(this.#seed, 'lesson', seed, this.subject.name)
    const drawn = drawDistinct(this.subject, size, random, this.#taken, `lessons of ${size}`)
    return { examples: [...this.#shown, ...drawn], validation: this.validation }
  }
}
