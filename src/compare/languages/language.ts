import type { Grammar } from '../../model/grammar/index.ts'
import type { Random } from '../../model/random.ts'

/**
 * A language with an exact definition, and what can be asked of those who learn it beyond samples like the ones they were
 * given. The definition draws the texts and judges; contestants never see it.
 */
export interface Language {
  readonly name: string
  /** One sentence for the report. */
  readonly about: string
  /** What a near miss changes: one character, or one word of a text in which words are parted by single blanks. */
  readonly unit: 'characters' | 'words'
  readonly grammar: Grammar
  /** Code points of the longest text that is drawn. */
  readonly longest: number
  /** Texts of which contestants see nothing, or only what is shown. */
  readonly generalisations: readonly Generalisation[]
  /** The same texts under a bijection that no human language knows. */
  readonly variants: readonly Variant[]
  /** How its world changes. */
  readonly change?: Change
  /** Another language that has much in common with it. */
  readonly relative?: Relative
}

/** A part of the language that training does not reach. Decided on the surface, for valid and invalid texts alike. */
export interface Generalisation {
  readonly name: string
  readonly about: string
  /** Is a text beyond what contestants are given, and the world answers? */
  readonly beyond: (text: string) => boolean
  /** Texts beyond it that all contestants are shown nevertheless: the one context of a new word. */
  readonly shown: readonly string[]
  /** Results are told apart by this number: the depth of nesting. */
  readonly level?: (text: string) => number
  /** Code points of the longest text of the test; default: the language's. */
  readonly longest?: number
  /** The levels of the test, if it has levels: as many texts of each. */
  readonly levels?: readonly number[]
}

/** A bijection from texts of a language to texts of another one. */
export interface Variant {
  readonly name: string
  readonly about: string
  /** Its place in the Chomsky hierarchy, and why. */
  readonly hierarchy: string
  /** Whether it is there for comparison: as possible as the original. */
  readonly possible: boolean
  readonly map: (text: string, random: Random) => string
  /** The text of which this one is the image; undefined if there is none. */
  readonly inverse: (text: string) => string | undefined
}

/** The world gains a construct and loses another. */
export interface Change {
  readonly about: string
  readonly after: Grammar
  /** Does a text hold what is gained, or what is lost? */
  readonly gained: (text: string) => boolean
  readonly lost: (text: string) => boolean
}

/** A related language, learned after this one. */
export interface Relative {
  readonly name: string
  readonly about: string
  readonly grammar: Grammar
}

/** How deep brackets are nested in a text, well-formed or not. */
export function bracketDepth(text: string, open: string, close: string): number {
  let depth = 0
  let deepest = 0
  for (const c of text) {
    if (open.includes(c)) deepest = Math.max(deepest, ++depth)
    else if (close.includes(c)) depth--
  }
  return deepest
}

/** The two generalisations that every language with a depth has: trained up to depth 3 and a length, tested beyond. */
export function deeperAndLonger(
  depth: (text: string) => number,
  what: string,
  lengths: { trained: number; tested: number },
): Generalisation[] {
  const { trained, tested } = lengths
  return [
    {
      name: 'deeper',
      about: `trained on ${what} up to depth 3, tested on depth 4 to 10`,
      beyond: text => depth(text) > 3,
      shown: [],
      level: depth,
      longest: 2 * tested,
      levels: [4, 5, 6, 7, 8, 9, 10],
    },
    {
      name: 'longer',
      about: `trained on texts of up to ${trained} characters, tested on ${trained + 1} to ${tested}`,
      beyond: text => text.length > trained,
      shown: [],
      longest: tested,
    },
  ]
}
