import type { Grammar } from '../grammar.ts'
import { Alphabet } from '../parse/alphabet.ts'
import { Parser } from '../parse/parser.ts'
import { classesOf } from '../parse/tables.ts'
import { nicest } from '../repair/insertions.ts'
import { beginning, Continuations, dead } from './continuations.ts'

/** A character that stands for all that neither grammar tells from it. */
interface Letter {
  readonly character: string
  /** Its group in each grammar's alphabet. */
  readonly groups: readonly [number, number]
}

/** A beginning that both read. */
interface Node {
  readonly here: number
  readonly there: number
  /** Length of the shortest text that leads to it. */
  length: number
  /** How much longer a sentence of the first grammar is at least. */
  readonly more: number
  /** By letter, what it leads to; undefined as long as nobody went on from it. */
  next?: readonly (readonly [letter: string, node: Node])[]
  /** By number of letters to come: whether a text that makes the difference may end then. */
  readonly reaches: Map<number, boolean>
}

/** Steps of a search before it gives up: some seconds. */
const usualSteps = 100_000

/**
 * Searches the texts that one grammar accepts and another one does not, in the order of their length: both read the same
 * beginnings side by side, of characters that neither tells apart one; beginnings after which both are in the same state
 * are one; those with which the first grammar makes the shortest sentences come first (A*, Hart, Nilsson and Raphael 1968).
 */
export class ShortestDifference {
  readonly #here: Continuations
  readonly #there: Continuations
  readonly #letters: readonly Letter[] = []
  readonly #nodes = new Map<string, Node>()
  /** Those from which nobody went on, by the length of the shortest sentence of the first grammar through them. */
  readonly #open: Node[][] = []
  readonly #start: Node | undefined
  #steps: number
  #provenUpTo = -1

  /** @param steps how many it may take. @throws CambiumError `grammar-invalid`, `grammar-too-large` */
  constructor(here: Grammar, there: Grammar, steps = usualSteps) {
    const tables = [new Parser(here).tables, new Parser(there).tables] as const
    this.#here = new Continuations(tables[0])
    this.#there = new Continuations(tables[1])
    this.#steps = steps
    const alphabet = new Alphabet([...classesOf(here), ...classesOf(there)])
    this.#letters = Array.from({ length: alphabet.size - 1 }, (_, i) => {
      const character = nicest(alphabet, i + 1)
      const groupIn = (side: 0 | 1) => tables[side].alphabet.groupOf(character.codePointAt(0)!)
      return { character, groups: [groupIn(0), groupIn(1)] as const }
    }).filter(letter => letter.groups[0] !== 0)
    this.#start = this.#node(beginning, beginning, 0)
  }

  /** No text of up to so many characters is missing among those given so far; infinite if there are no more at all. */
  get provenUpTo(): number {
    return this.#provenUpTo
  }

  /** The texts, shortest first, each once, of characters that are not told apart one. Ends where the steps are used up. */
  *texts(): Generator<string> {
    for (let length = 0; this.#start; length++) {
      if (!this.#explore(length)) return
      yield* this.#ofLength(this.#start, length, '')
      if (this.#steps <= 0) return
      if (this.#open.every(nodes => nodes.length === 0) && !this.#mayDiffer(length)) break
      this.#provenUpTo = length
    }
    this.#provenUpTo = Number.POSITIVE_INFINITY
  }

  /** Goes on from all that may be the beginning of a sentence of this length. @returns false where the steps are used up */
  #explore(length: number): boolean {
    for (let at = 0; at <= length; at++) {
      const nodes = this.#open[at] ?? []
      for (let node = nodes.pop(); node; node = nodes.pop()) {
        // It may have come up twice, the second time by a shorter text.
        if (node.next) continue
        if (this.#steps <= 0) return false
        node.next = this.#letters.flatMap(letter => {
          const next = this.#after(node, letter)
          return next ? [[letter.character, next] as const] : []
        })
      }
    }
    return true
  }

  #after({ here, there, length }: Node, { groups }: Letter): Node | undefined {
    this.#steps--
    const next = this.#here.after(here, groups[0])
    return next === dead ? undefined : this.#node(next, this.#there.after(there, groups[1]), length + 1)
  }

  #node(here: number, there: number, length: number): Node | undefined {
    const key = `${here} ${there}`
    let node = this.#nodes.get(key)
    if (node && node.length <= length) return node
    if (node) node.length = length
    else {
      const more = this.#here.shortest(here)
      if (more === Number.POSITIVE_INFINITY) return undefined
      this.#nodes.set(key, (node = { here, there, length, more, reaches: new Map() }))
    }
    if (!node.next) (this.#open[length + node.more] ??= []).push(node)
    return node
  }

  /** Whether, where nothing is left to go on from, texts longer than this may make a difference. */
  #mayDiffer(length: number): boolean {
    // If no text of these lengths does, a longer one would visit a node twice, and a shorter one leave that out.
    const lengths = Array.from({ length: this.#nodes.size }, (_, i) => length + 1 + i)
    return lengths.some(more => this.#reaches(this.#start!, more))
  }

  #makesDifference({ here, there }: Node): boolean {
    return this.#here.accepts(here) && !this.#there.accepts(there)
  }

  *#ofLength(node: Node, length: number, text: string): Generator<string> {
    if (!this.#reaches(node, length)) return
    if (length === 0) yield text
    else for (const [letter, next] of node.next ?? []) yield* this.#ofLength(next, length - 1, text + letter)
  }

  /** Whether so many letters after a beginning a text can end that makes the difference. */
  #reaches(node: Node, length: number): boolean {
    if (length === 0) return this.#makesDifference(node)
    if (length < node.more) return false
    let found = node.reaches.get(length)
    if (found === undefined) {
      this.#steps--
      found = node.next?.some(([, next]) => this.#reaches(next, length - 1)) ?? false
      node.reaches.set(length, found)
    }
    return found
  }
}
