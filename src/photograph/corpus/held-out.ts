import { CambiumError } from '../../model/error.ts'
import type { Corpus } from './corpus.ts'

/** A part of a text, and which side it is on. */
export interface DividedPart {
  readonly text: string
  readonly ends: boolean
  readonly heldOut: boolean
}

/**
 * Divides a corpus into text to learn from and text to measure on. Of many texts (20 or more), whole ones are held out,
 * evenly spread; of few, the end of each. The same corpus is always divided in the same way.
 */
export class Division {
  readonly #corpus: Corpus
  readonly #share: number
  /** Characters of each text; null when there are many. */
  readonly #lengths: readonly number[] | null

  private constructor(corpus: Corpus, share: number, lengths: readonly number[] | null) {
    this.#corpus = corpus
    this.#share = share
    this.#lengths = lengths
  }

  /**
   * Reads the corpus through once.
   * @param share what is held out, 0 to 0.5
   * @param visit sees every part on the way
   */
  static async of(corpus: Corpus, share: number, visit: (text: string) => void = () => {}): Promise<Division> {
    if (!(share >= 0 && share <= 0.5))
      throw new CambiumError('held-out-share', `The share of text that is held out is from 0 to 0.5, not ${share}.`)
    const lengths: number[] = []
    let characters = 0
    for await (const { text, index } of corpus.read()) {
      if (index < many) lengths[index] = (lengths[index] ?? 0) + text.length
      else lengths.length = many
      characters += text.length
      if (!text.isWellFormed()) throw new CambiumError('text-malformed', 'A text has half of a surrogate pair.')
      visit(text)
    }
    if (characters === 0) throw new CambiumError('corpus-empty', 'There is no text to learn from: the files are empty.')
    return new Division(corpus, share, lengths.length >= many ? null : lengths)
  }

  async *read(): AsyncGenerator<DividedPart> {
    let at = 0
    let current = -1
    for await (const { text, ends, index } of this.#corpus.read()) {
      if (this.#lengths === null) {
        yield { text, ends, heldOut: Math.floor((index + 1) * this.#share) > Math.floor(index * this.#share) }
        continue
      }
      if (index !== current) at = 0
      current = index
      const cut = Math.ceil((this.#lengths[index] ?? 0) * (1 - this.#share)) - at
      at += text.length
      if (cut >= text.length) yield { text, ends, heldOut: false }
      else if (cut <= 0) yield { text, ends, heldOut: true }
      else {
        // a pair of surrogates stays together
        const low = text.charCodeAt(cut)
        const place = low >= 0xdc00 && low <= 0xdfff ? cut + 1 : cut
        yield { text: text.slice(0, place), ends: true, heldOut: false }
        if (place < text.length) yield { text: text.slice(place), ends, heldOut: true }
      }
    }
  }
}

const many = 20
