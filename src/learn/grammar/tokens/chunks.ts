import { isBlank } from '../blanks.ts'
import { halves } from '../halves.ts'
import type { Facts, Inquiry } from '../inquiry.ts'

const about = 'whether blanks between tokens are free'

/** How many examples decide whether blanks are free. */
const witnesses = 3

/** So many places of one text are tried singly before it counts as one in which no blank can be added. */
const mostSingly = 6

/** Signs of many uses; where all but a few of them stand, so does any text. */
const signs = ['§', '~', '@', '&', '%', ',', '=']
const mostRefused = 2

/** So many questions one text may take; where they do not do, what is left is taken for one token. */
const mostAsked = 200

const isWord = (c: string): boolean => /[\p{L}\p{N}_]/u.test(c)

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

/** Stand in a comment if anything does. */
const junk = [" k (k '", ' ) "k [ 1']

/** Cuts texts into tokens: between any two of them blanks may stand. */
export class Chunker {
  readonly #facts: Facts
  /** What was found of two neighbours: that a blank may stand between them, or not. */
  readonly #free = new Set<string>()
  readonly #tight = new Set<string>()
  readonly #quotes = new Set<string>()
  readonly #comments: Comment[] = []
  /** Signs that were found to begin no comment. */
  readonly #plain = new Set<string>()

  constructor(facts: Facts) {
    this.#facts = facts
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
      } else if (/[#%/;(<{-]/.test(c) && (yield* this.#comment(characters, at)) !== undefined) {
        const end = yield* this.#comment(characters, at)
        isApart = true
        at = end!
      } else {
        const to = /["'`]/.test(c) ? yield* this.#closing(characters, at) : undefined
        push(characters.slice(at, to ?? at + 1).join(''))
        at = to ?? at + 1
      }
    }
    return atoms
  }

  *#all(texts: readonly string[], about: string): Inquiry<boolean> {
    for (const text of texts) if (!(yield* this.#facts.ask(text, about))) return false
    return true
  }

  /** Where a comment ends that begins at a sign; undefined where none does. */
  *#comment(characters: readonly string[], at: number): Inquiry<number | undefined> {
    const signs = /^[^\p{L}\p{N}_\s"'`]{1,4}/u.exec(characters.slice(at, at + 4).join(''))?.[0] ?? ''
    for (let n = signs.length; n > 0; n--) {
      const open = signs.slice(0, n)
      const from = at + n
      const rest = characters.slice(from)
      const close = Array.from(open)
        .reverse()
        .map(c => mirrored[c] ?? c)
        .join('')
      const line = rest.indexOf('\n') < 0 ? rest.length : rest.indexOf('\n')
      const closing = n > 1 ? rest.join('').indexOf(close) : -1
      const known = this.#comments.find(comment => comment.open === open)
      if (known) {
        if (known.close === undefined) return from + line
        if (closing >= 0) return from + Array.from(rest.join('').slice(0, closing)).length + close.length
      }
      if (this.#plain.has(open)) continue
      const put = (inner: string, to: number) => [...characters.slice(0, from), inner, ...characters.slice(to)].join('')
      const without = (to: number) => [...characters.slice(0, at), ' ', ...characters.slice(to)].join('')
      const about = 'whether what follows a sign is a comment'
      if (closing >= 0) {
        const inner = Array.from(rest.join('').slice(0, closing)).length
        const others = [...junk.map(some => put(some, from + inner)), without(from + inner + close.length)]
        if (yield* this.#all(others, about)) {
          this.#comments.push({ open, close })
          return from + inner + close.length
        }
      }
      if (yield* this.#all([...junk.map(some => put(some, from + line)), without(from + line)], about)) {
        this.#comments.push({ open })
        return from + line
      }
      this.#plain.add(open)
    }
    return undefined
  }

  /** Where a quoted stretch ends that begins at a quote: behind the first of its kind between which anything may stand. */
  *#closing(characters: readonly string[], at: number): Inquiry<number | undefined> {
    const quote = characters[at]!
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
    return undefined
  }
}

const mirrored: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' }

/** Where no blank stands before an atom. */
const gapsOf = (atoms: readonly Atom[]): number[] => atoms.flatMap(({ isApart }, i) => (i > 0 && !isApart ? [i] : []))

/** Atoms with one blank where there were some, and at further places. */
function joined(atoms: readonly Atom[], open: ReadonlySet<number>, blank = ' '): string {
  return atoms.map(({ text, isApart }, i) => (i > 0 && (isApart || open.has(i)) ? blank + text : text)).join('')
}

/** What tells whether a blank may stand beside an atom: a sign by itself, a word by what it begins with. */
function kindOf(atom: string): string {
  if (/^\p{N}/u.test(atom)) return 'number'
  if (isWord(atom[0]!)) return 'word'
  return atom.length > 1 ? 'quoted' : atom
}
