import { isBlank } from '../blanks.ts'
import { halves } from '../halves.ts'
import type { Facts, Inquiry } from '../inquiry.ts'
import { closing } from '../reduce.ts'
import { isWord } from '../survey.ts'

const about = 'whether blanks between tokens are free'

/** How many examples decide whether blanks are free. */
const witnesses = 3

/** So many places of one text are tried singly before it counts as one in which no blank can be added. */
const mostSingly = 6

/** Signs of many uses, of which a name may be made, and a bracket; where all but a few of them stand, so does any text. */
const signs = ['§', '~', '@', '&', '%', ',', '=', ')']
const mostRefused = 2

/** So many questions one text may take; where they do not do, what is left is taken for one token. */
const mostAsked = 200

const isAscii = (c: string): boolean => c < '\x80'

/** What a text is made of before it is known which of it are tokens: words, single signs, what stands in quotes. */
interface Atom {
  readonly text: string
  /** Whether a blank stands before it. */
  readonly isApart: boolean
}

/** What begins a comment, and what ends it: the end of a line where that is undefined. */
export interface Comment {
  readonly open: string
  readonly close?: string
  /** Whether it may end a text without its own end. */
  readonly isLast?: boolean
}

/** What begins a comment has at most so many signs. */
const longestOpen = 4

/**
 * At so many places a quote that never held any text is tried for it. If it were tried at each, a JSON text of 5,000 characters
 * would take 4,711 questions in place of 714.
 */
const mostVain = 8

/** Stand in a comment if anything does. */
const junk = [" k (k '", ' ) "k [ 1']

/** Cuts texts into tokens: between any two of them blanks may stand. */
export class Chunker {
  readonly #facts: Facts
  /** What was found of two neighbours: that a blank may stand between them, or not. */
  readonly #free = new Set<string>()
  readonly #tight = new Set<string>()
  readonly #quotes = new Set<string>()
  /** How often a quote was found to hold no such text. */
  readonly #vain = new Map<string, number>()
  readonly #comments: Comment[]
  /** Signs that were found to begin no comment. */
  readonly #plain = new Set<string>()

  /** @param comments those that are known already */
  constructor(facts: Facts, comments: readonly Comment[] = []) {
    this.#facts = facts
    this.#comments = [...comments]
  }

  /** The quotes that were found to hold what stands for any text. */
  get quotes(): ReadonlySet<string> {
    return this.#quotes
  }

  /** Comments that stand where blanks stand. */
  get comments(): readonly Comment[] {
    return this.#comments
  }

  /**
   * Whether blanks are free in some of the texts, so that it makes sense to cut them all.
   * @param texts accepted ones
   */
  *isWorthwhile(texts: readonly string[]): Inquiry<boolean> {
    const several = texts.filter(text => /\s/.test(text.trim()) || /[^\p{L}\p{N}_\s]/u.test(text))
    let isFree = false
    for (const text of several.slice(0, witnesses)) {
      if (!(yield* this.#facts.ask(text, 'whether an example is accepted'))) continue
      const atoms = yield* this.#atoms(text)
      const isSpaced = atoms.some(({ isApart }, i) => i > 0 && isApart)
      // where a blank stands alone it must be free to be two
      if (isSpaced && !(yield* this.#facts.ask(joined(atoms, new Set(), '  '), about))) return false
      const gaps = gapsOf(atoms)
      if (gaps.length === 0) continue
      let open = (yield* this.#facts.ask(joined(atoms, new Set(gaps)), about)) ? gaps : []
      for (const gap of open.length > 0 ? [] : gaps.slice(0, mostSingly))
        if (yield* this.#facts.ask(joined(atoms, new Set([gap])), about)) open = [...open, gap]
      const real: number[] = []
      for (const gap of open.slice(0, witnesses)) if (!(yield* this.#isAmongText(atoms, gap))) real.push(gap)
      if (open.length > 0 && real.length === 0) return false
      isFree ||= real.length > 0
      if (isFree && open.length === gaps.length) return true
    }
    return isFree
  }

  /** The tokens of an accepted text; undefined where the world does not accept them with blanks between. */
  *chunks(text: string): Inquiry<string[] | undefined> {
    const atoms = yield* this.#withLines(text)
    const key = (at: number) => `${kindOf(atoms[at - 1]!.text)} ${kindOf(atoms[at]!.text)}`
    const gaps = gapsOf(atoms)
    let open = gaps.filter(at => !this.#tight.has(key(at)) || this.#free.has(key(at)))
    if (!(yield* this.#facts.ask(joined(atoms, new Set(open)), about))) {
      open = gaps.filter(at => this.#free.has(key(at)) && !this.#tight.has(key(at)))
      if (open.length > 0 && !(yield* this.#facts.ask(joined(atoms, new Set(open)), about))) open = []
      const known = open
      const rest = gaps.filter(at => !known.includes(at))
      const opened = (places: ReadonlySet<number>) => joined(atoms, new Set([...known, ...places]))
      open = [...known, ...(yield* halves(this.#facts, rest, opened, about, mostAsked))]
    }
    for (const at of gaps) (open.includes(at) ? this.#free : this.#tight).add(key(at))
    const set = new Set(open)
    if (!(yield* this.#facts.ask(joined(atoms, set), about))) return undefined
    const chunks: string[] = []
    for (const [i, { text: part, isApart }] of atoms.entries()) {
      if (i === 0 || isApart || set.has(i)) chunks.push(part)
      else chunks.push(chunks.pop() + part)
    }
    return chunks
  }

  /** The atoms of an accepted text, with the ends of lines for which a blank does not do. */
  *#withLines(text: string): Inquiry<Atom[]> {
    const plain = yield* this.#atoms(text)
    if (!text.includes('\n') || (yield* this.#facts.ask(joined(plain, new Set()), about))) return plain
    const all = yield* this.#atoms(text, 'atom')
    const ends = all.flatMap(({ text: atom }, i) => (atom === '\n' ? [i] : []))
    const without = (places: ReadonlySet<number>) =>
      joined(
        all.filter((_, i) => !places.has(i)),
        new Set(),
      )
    const gone = yield* halves(this.#facts, ends, without, about)
    return all.filter((_, i) => !gone.includes(i))
  }

  /** Whether signs stand where a blank may stand: then it is a character among others, and no blank between tokens. */
  *#isAmongText(atoms: readonly Atom[], gap: number): Inquiry<boolean> {
    const sides = [atoms.slice(0, gap), atoms.slice(gap)].map(side => joined(side, new Set()))
    const put = (c: string) => sides.join(c)
    let refused = 0
    for (const sign of signs) {
      if (!(yield* this.#facts.ask(put(sign), about)) && ++refused > mostRefused) return false
    }
    return true
  }

  /** @param lines whether the end of a line is a blank, or an atom */
  *#atoms(text: string, lines: 'blank' | 'atom' = 'blank'): Inquiry<Atom[]> {
    const characters = Array.from(text)
    const atoms: Atom[] = []
    let isApart = false
    const push = (part: string) => {
      atoms.push({ text: part, isApart })
      isApart = false
    }
    for (let at = 0; at < characters.length; ) {
      const c = characters[at]!
      if (c === '\n' && lines !== 'blank') {
        isApart = true
        push(c)
        isApart = true
        at++
      } else if (isBlank(c)) {
        isApart = true
        at++
      } else if (isWord(c)) {
        let to = at + 1
        while (to < characters.length && isWord(characters[to]!) && isAscii(characters[to]!) === isAscii(c)) to++
        push(characters.slice(at, to).join(''))
        at = to
      } else {
        const commentEnd = /[#%/;(<{-]/.test(c) ? yield* this.#commentEnd(characters, at) : undefined
        const quoteEnd = /["'`]/.test(c) ? yield* this.#quoteEnd(characters, at) : undefined
        const to = commentEnd ?? quoteEnd ?? at + 1
        if (commentEnd === undefined) push(characters.slice(at, to).join(''))
        else isApart = true
        at = to
      }
    }
    return atoms
  }

  *#areAllAccepted(texts: readonly string[], about: string): Inquiry<boolean> {
    for (const text of texts) if (!(yield* this.#facts.ask(text, about))) return false
    return true
  }

  /** Where a comment ends that begins at a sign; undefined where none does. */
  *#commentEnd(characters: readonly string[], at: number): Inquiry<number | undefined> {
    const ahead = /^[^\p{L}\p{N}_\s"'`]+/u.exec(characters.slice(at, at + longestOpen).join(''))
    const signs = Array.from(ahead?.[0] ?? '')
    for (let n = signs.length; n > 0; n--) {
      const open = signs.slice(0, n).join('')
      const known = this.#comments.find(comment => comment.open === open)
      const isPlain = this.#plain.has(open)
      if (!known && isPlain) continue
      const from = at + n
      const newline = characters.indexOf('\n', from)
      const lineEnd = newline < 0 ? characters.length : newline
      if (known && known.close === undefined) return lineEnd
      const close = signs.slice(0, n).map(c => closing[c] ?? c)
      close.reverse()
      const inner = n > 1 ? indexOf(characters, close, from) : -1
      const closeEnd = inner < 0 ? undefined : inner + n
      if (known && closeEnd !== undefined) return closeEnd
      if (isPlain) continue
      const put = (start: number, text: string, end: number) =>
        [...characters.slice(0, start), text, ...characters.slice(end)].join('')
      /** Whether anything may stand inside, and a blank in the place of it all. */
      const isFree = (innerEnd: number, end: number) =>
        this.#areAllAccepted(
          [...junk.map(some => put(from, some, innerEnd)), put(at, ' ', end)],
          'whether what follows a sign is a comment',
        )
      if (closeEnd !== undefined && (yield* isFree(inner, closeEnd))) {
        this.#comments.push({ open, close: close.join('') })
        return closeEnd
      }
      if (yield* isFree(lineEnd, lineEnd)) {
        this.#comments.push({ open })
        return lineEnd
      }
      this.#plain.add(open)
    }
    return undefined
  }

  /** Where a quoted stretch ends that begins at a quote: behind the first of its kind between which anything may stand. */
  *#quoteEnd(characters: readonly string[], at: number): Inquiry<number | undefined> {
    const quote = characters[at]!
    const vain = this.#vain.get(quote) ?? 0
    if (vain >= mostVain && !this.#quotes.has(quote)) return undefined
    for (let to = characters.indexOf(quote, at + 1), tried = 0; to > 0 && tried < 4; tried++) {
      const isPlain = !characters.slice(at + 1, to).includes('\\') && characters[to + 1] !== quote
      if (this.#quotes.has(quote) && isPlain) return to + 1
      const put = (inner: string) => [...characters.slice(0, at + 1), inner, ...characters.slice(to)].join('')
      let isFree = true
      for (const inner of ['k', 'k (k , k'])
        isFree &&= yield* this.#facts.ask(put(inner), 'whether quotes hold any text')
      if (isFree) {
        this.#quotes.add(quote)
        return to + 1
      }
      to = characters.indexOf(quote, to + 1)
    }
    this.#vain.set(quote, vain + 1)
    return undefined
  }
}

/** Where no blank stands before an atom. */
const gapsOf = (atoms: readonly Atom[]): number[] => atoms.flatMap(({ isApart }, i) => (i > 0 && !isApart ? [i] : []))

/** Atoms with one blank where there were some, and at further places. */
function joined(atoms: readonly Atom[], open: ReadonlySet<number>, blank = ' '): string {
  return atoms.map(({ text, isApart }, i) => (i > 0 && (isApart || open.has(i)) ? blank + text : text)).join('')
}

/** Where a row of characters begins in others, from a place on; -1 where it does not. */
function indexOf(characters: readonly string[], row: readonly string[], from: number): number {
  for (let at = characters.indexOf(row[0]!, from); at >= 0; at = characters.indexOf(row[0]!, at + 1))
    if (row.every((c, i) => characters[at + i] === c)) return at
  return -1
}

/** What atoms or tokens that begin alike have in common: a sign that sign, words and numbers that they are such. */
export function kindOf(atom: string): string {
  if (/^\p{N}/u.test(atom)) return 'number'
  if (isWord(atom[0]!)) return 'word'
  return atom.length > 1 ? 'quoted' : atom
}
