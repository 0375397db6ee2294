import { hasCharacter } from './character-class.ts'
import type { Parser } from './parse/parser.ts'
import { Recogniser } from './parse/recogniser.ts'

/** At `offset` (UTF-16 units of the broken text) `removed` goes away and `inserted` comes in. */
export interface Edit {
  readonly offset: number
  readonly removed: string
  readonly inserted: string
}

/** A text of the language near to a broken one. */
export interface Repair {
  readonly text: string
  /** From the left to the right. */
  readonly edits: readonly Edit[]
}

/** A repair of more characters than this is none. */
const mostEdits = 3

/** How many characters before the place where reading ends an edit may stand, for repairs of 1, 2 and 3 edits. */
const windows = [0, 24, 12, 6]

/** Characters that are tried in one place. */
const mostCandidates = 16

/** Characters that are read before the search is given up. */
const patience = 200_000

/**
 * The smallest repair that a search near the faults finds: texts that differ by one edit, then by two, then by three,
 * where an edit inserts, removes or replaces one character shortly before the place where reading comes to an end
 * (the errors that Aho and Peterson 1972 correct, looked for depth first with a bound). Of a class of characters only
 * some are tried. Bounded in time for any text; not always the nearest text of the language.
 * @returns undefined when none was found; no edits when the text is in the language
 */
export function repair(parser: Parser, text: string): Repair | undefined {
  const search = new Search(parser, [...text])
  for (let edits = 0; edits <= mostEdits; edits++) {
    const found = search.run(edits)
    if (found) return described(text, found)
  }
  return undefined
}

/** An edit by positions in code points; `inserted` empty: removal only. */
interface Step {
  readonly at: number
  readonly removes: boolean
  readonly inserted: string
}

class Search {
  readonly #recogniser: Recogniser
  readonly #input: readonly string[]
  /** What the text itself is made of is likelier to be missing than any other character. */
  readonly #own: readonly string[]
  readonly #kinds: readonly string[]
  #read = 0
  /** What is read without any edit stays read. */
  #begun = 0

  constructor(parser: Parser, input: readonly string[]) {
    this.#recogniser = new Recogniser(parser)
    this.#input = input
    this.#own = [...new Set(input)]
    this.#kinds = kindsOf(parser)
  }

  run(edits: number): Step[] | undefined {
    if (edits === 0) {
      this.#begun = this.#readOn(0)
      return this.#isDone(this.#begun) ? [] : undefined
    }
    const from = Math.max(0, this.#begun - windows[edits]!)
    this.#recogniser.restore(Math.min(from, this.#recogniser.length))
    while (this.#recogniser.length < from) this.#recogniser.push(this.#input[this.#recogniser.length]!.codePointAt(0)!)
    return this.#from(from, edits, windows[edits]!)
  }

  /** Continues at a position of the input with at most so many edits; leaves the recogniser as it was if in vain. */
  #from(position: number, edits: number, window: number): Step[] | undefined {
    const start = this.#recogniser.length
    const end = this.#readOn(position)
    if (this.#isDone(end)) return []
    if (edits > 0) {
      for (let at = end; at >= Math.max(position, end - window); at--) {
        this.#recogniser.restore(start + at - position)
        const found = this.#editAt(at, edits, window)
        if (found) return found
        if (this.#read > patience) break
      }
    }
    this.#recogniser.restore(start)
    return undefined
  }

  #editAt(at: number, edits: number, window: number): Step[] | undefined {
    const here = this.#recogniser.length
    const mayRemove = at < this.#input.length
    const candidates = this.#candidates()
    const steps: Step[] = [
      ...(mayRemove ? [{ at, removes: true, inserted: '' }] : []),
      ...candidates.map(inserted => ({ at, removes: false, inserted })),
      ...(mayRemove ? candidates.map(inserted => ({ at, removes: true, inserted })) : []),
    ]
    for (const step of steps) {
      if (this.#read > patience) return undefined
      if (step.inserted !== '') this.#recogniser.push(step.inserted.codePointAt(0)!)
      const rest = this.#from(step.removes ? at + 1 : at, edits - 1, window)
      if (rest) return [step, ...rest]
      this.#recogniser.restore(here)
    }
    return undefined
  }

  /** Reads as far as the text is the beginning of something valid. @returns the position that cannot be read */
  #readOn(position: number): number {
    let at = position
    for (; at < this.#input.length; at++) {
      this.#read++
      const codePoint = this.#input[at]!.codePointAt(0)!
      if (this.#recogniser.push(codePoint)) continue
      this.#recogniser.pop()
      break
    }
    // The first reading of a long text is not part of the search.
    if (position === 0) this.#read = 0
    return at
  }

  #isDone(position: number): boolean {
    return position === this.#input.length && this.#recogniser.accepting
  }

  #candidates(): string[] {
    const next = this.#recogniser.next()
    const own = this.#own
      .filter(character => hasCharacter(next, character.codePointAt(0)!))
      .slice(0, mostCandidates / 2)
    const other = this.#kinds.filter(character => hasCharacter(next, character.codePointAt(0)!))
    return [...new Set([...own, ...other])].slice(0, mostCandidates)
  }
}

/** One character of each group that the grammar tells apart, an ordinary one if there is; of the basic plane only. */
function kindsOf({ tables: { alphabet } }: Parser): string[] {
  const kinds = new Map<number, string>()
  const add = (codePoint: number) => {
    const group = alphabet.groupOf(codePoint)
    if (group !== 0 && !kinds.has(group)) kinds.set(group, String.fromCodePoint(codePoint))
  }
  for (const ordinary of '0aA _') add(ordinary.codePointAt(0)!)
  for (let codePoint = 0x21; codePoint < 0xd800; codePoint++) add(codePoint)
  for (let codePoint = 0; codePoint < 0x21; codePoint++) add(codePoint)
  return [...kinds.values()]
}

/** Steps side by side become one edit. */
function described(text: string, steps: readonly Step[]): Repair {
  const characters = [...text]
  const edits: { from: number; to: number; inserted: string }[] = []
  for (const { at, removes, inserted } of steps) {
    const last = edits.at(-1)
    if (last && last.to === at) {
      last.inserted += inserted
      last.to += removes ? 1 : 0
    } else {
      edits.push({ from: at, to: at + (removes ? 1 : 0), inserted })
    }
  }
  let repaired = ''
  let position = 0
  const described: Edit[] = []
  for (const { from, to, inserted } of edits) {
    const offset = characters.slice(0, from).join('').length
    described.push({ offset, removed: characters.slice(from, to).join(''), inserted })
    repaired += characters.slice(position, from).join('') + inserted
    position = to
  }
  return { text: repaired + characters.slice(position).join(''), edits: described }
}
