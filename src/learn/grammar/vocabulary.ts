import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { inferPieces } from './lexical.ts'

/** Longer sentences, in words, are not made small to tell two words apart. */
const longestSentence = 40

/** So many sentences, the short ones first, are told with other words of their classes. */
const mostSentences = 40

/** After so many refusals in a row a context is as small as it gets. */
const patience = 48

/** A decision by what is accepted in a context; at the leaves words that nothing has told apart. */
type Decision =
  | { readonly left: readonly string[]; readonly right: readonly string[]; readonly yes: Leaf; readonly no: Leaf }
  | { readonly words: string[] }

interface Leaf {
  decision: Decision
}

const leaf = (): Leaf => ({ decision: { words: [] } })

/**
 * Which words stand for one another, before anything is known of what they form. A tree of contexts sorts them, as a tree
 * of suffixes sorts the states of an automaton (Kearns and Vazirani 1994). Where a sentence is rejected when it is told with
 * other words of their classes, bisection finds a word that is not of its class (Rivest and Schapire 1993).
 */
export class Vocabulary {
  readonly #k: Knowledge
  readonly #separator: string
  readonly #root = leaf()
  readonly #leafOf = new Map<string, Leaf>()

  /** @param separator what stands between two words */
  constructor(k: Knowledge, separator: string) {
    this.#k = k
    this.#separator = separator
  }

  /** The classes, each with its words; the first one stands for them all. */
  get classes(): string[][] {
    return [...new Set(this.#leafOf.values())].map(({ decision }) => ('words' in decision ? decision.words : []))
  }

  /** Whether words in place of each other form a sentence. */
  accepts(words: readonly string[]): Inquiry<boolean> {
    return this.#k.facts.ask(words.join(this.#separator), 'which words stand for one another')
  }

  /**
   * Sorts the words of sentences.
   * @returns false where other characters may stand in a word: it is no vocabulary then
   */
  *sort(sentences: readonly (readonly string[])[]): Inquiry<boolean> {
    for (const [nth, sentence] of sentences.entries()) {
      for (const word of sentence) if (!this.#leafOf.has(word)) yield* this.#sift(word, this.#root)
      if (nth >= mostSentences || sentence.length > longestSentence || !(yield* this.accepts(sentence))) continue
      // the first word of a class may stand in more places than the others, and the last may
      const told = () => sentence.map(word => this.#wordsLike(word).at(-(nth % 2))!)
      for (let other = told(); !(yield* this.accepts(other)); other = told()) {
        if (!(yield* this.tellApart(sentence, other))) return false
      }
    }
    return true
  }

  #wordsLike(word: string): readonly string[] {
    const { decision } = this.#leafOf.get(word)!
    return 'words' in decision ? decision.words : []
  }

  *#sift(word: string, from: Leaf): Inquiry<void> {
    let at = from
    while ('yes' in at.decision) {
      const { left, right, yes, no } = at.decision
      at = (yield* this.accepts([...left, word, ...right])) ? yes : no
    }
    at.decision.words.push(word)
    this.#leafOf.set(word, at)
  }

  /**
   * Divides a class.
   * @param sentence an accepted sentence
   * @param other a rejected one with other words of the same classes
   * @returns false where the word that makes the difference is not spelled as it is
   */
  *tellApart(sentence: readonly string[], other: readonly string[]): Inquiry<boolean> {
    const mixed = (n: number) => [...other.slice(0, n), ...sentence.slice(n)]
    let [fine, wrong] = [0, sentence.length]
    while (wrong - fine > 1) {
      const middle = (fine + wrong) >> 1
      if (yield* this.accepts(mixed(middle))) fine = middle
      else wrong = middle
    }
    const word = sentence[fine]!
    const { left, right } = yield* this.#smaller(other.slice(0, fine), word, other[fine]!, sentence.slice(fine + 1))
    const before = left.map(w => w + this.#separator).join('')
    const after = right.map(w => this.#separator + w).join('')
    const pieces = yield* inferPieces(this.#k, before, word, after)
    if (pieces.some(piece => piece.tokens)) return false
    const divided = this.#leafOf.get(word)!
    const words = this.#wordsLike(word)
    divided.decision = { left, right, yes: leaf(), no: leaf() }
    for (const member of words) yield* this.#sift(member, divided)
    return true
  }

  /** Makes a context smaller in which one word is accepted and another is not. */
  *#smaller(
    left: readonly string[],
    word: string,
    other: string,
    right: readonly string[],
  ): Inquiry<{ left: readonly string[]; right: readonly string[] }> {
    let [before, after] = [left, right]
    let refused = 0
    const n = () => before.length + after.length
    for (let size = n() >> 1; size > 0 && refused < patience; ) {
      let isSmaller = false
      for (let from = 0; from + size <= n() && refused < patience; ) {
        const at = from - before.length
        const isLeft = at + size <= 0
        const l = isLeft ? [...before.slice(0, from), ...before.slice(from + size)] : before
        const r = isLeft ? after : [...after.slice(0, Math.max(0, at)), ...after.slice(at + size)]
        const isAcross = at < 0 && !isLeft
        if (!isAcross && (yield* this.accepts([...l, word, ...r])) && !(yield* this.accepts([...l, other, ...r]))) {
          before = l
          after = r
          isSmaller = true
          refused = 0
        } else {
          from++
          if (!isAcross) refused++
        }
      }
      if (!isSmaller || size > n()) size = Math.min(size - 1, n(), Math.max(1, size >> 1))
    }
    return { left: before, right: after }
  }
}
