import type { Tables } from '../parse/layout.ts'
import { insertionsOf } from '../repair/insertions.ts'

/** What a beginning of a text leaves open: states of automata, each with what follows the end of its rule. */
interface Continuation {
  readonly items: readonly Item[]
  /** By rule that may begin here, at any depth: who waits for its end. Made when first wanted. */
  waiting?: ReadonlyMap<number, readonly Item[]>
  /** By rule that may begin here: how many characters are wanted after its end. Made when first wanted. */
  wanted?: ReadonlyMap<number, number>
  /** By group of characters: the number of the continuation after one of them, or -1 if that is not known yet. */
  readonly after: Int32Array
}

/** A state, and the number of the {@link Return} at the end of its rule. */
type Item = readonly [state: number, back: number]

/** Where to go on at the end of a rule: with who waited for it where it began. */
interface Return {
  readonly continuation: number
  readonly rule: number
  /** The one that is taken for it, because who waits can only end as well. Known when first wanted. */
  shortcut?: number
}

/** Beginnings after which nothing makes a sentence. */
export const dead = 0
/** The empty beginning. */
export const beginning = 1
/** The return of the frame around the start rule. */
const nowhere = 0

/**
 * The beginnings of texts, as numbers, such that after two of the same number the same can come: an Earley parser (1970)
 * whose sets refer to the sets before them by what these hold and not by where they are, each made once, with the short
 * cuts of Leo (1991), so that right recursion comes back to where it was. Two of different numbers may still have the
 * same continuations.
 */
export class Continuations {
  readonly #tables: Tables
  readonly #rest: Float64Array
  readonly #all: Continuation[] = []
  readonly #numbers = new Map<string, number>()
  readonly #returns: Return[] = [{ continuation: dead, rule: -1, shortcut: nowhere }]
  readonly #returnNumbers = new Map<string, number>()
  /** By state, the rules with which what comes may begin, at any depth. */
  readonly #expected = new Map<number, ReadonlySet<number>>()

  constructor(tables: Tables) {
    this.#tables = tables
    const { rest, lengths } = insertionsOf(tables)
    const frame = tables.first.at(-1)!
    // The frame around the start rule is over when that has been read.
    rest[tables.accepting] = 0
    rest[frame] = lengths[tables.start]!
    this.#rest = rest
    this.#number([])
    this.#number([[frame, nowhere]])
  }

  /** The continuation after one more character of a group. */
  after(number: number, group: number): number {
    const from = this.#all[number]!
    if (from.after[group] === -1) from.after[group] = this.#advanced(number, group)
    return from.after[group]!
  }

  /** Whether the text may end here. */
  accepts(number: number): boolean {
    const { startNullable, accepting } = this.#tables
    return number === beginning ? startNullable : this.#all[number]!.items.some(([state]) => state === accepting)
  }

  /** How many characters the shortest sentence with this beginning has more; infinite if there is none. */
  shortest(number: number): number {
    if (this.accepts(number)) return 0
    return Math.min(...this.#all[number]!.items.map(([state, back]) => this.#rest[state]! + this.#wantedAt(back)))
  }

  #advanced(number: number, group: number): number {
    const { shift, width, first, final, closed, accepting } = this.#tables
    const found = new Map<number, Item>()
    const add = (state: number, back: number): void => {
      const short = this.#shortcut(back)
      const key = state * 2 ** 31 + short
      if (!found.has(key) && this.#rest[state] !== Number.POSITIVE_INFINITY) found.set(key, [state, short])
    }
    for (const [state, back] of this.#all[number]!.items) {
      const target = shift[state * width + group]!
      if (target >= 0) add(target, back)
    }
    for (const rule of this.#waiting(number).keys()) {
      const target = shift[first[rule]! * width + group]!
      if (target >= 0) add(target, this.#return(number, rule))
    }
    // What is added while the loop runs is seen by it.
    for (const [state, back] of found.values()) {
      if (final[state]) for (const [target, further] of this.#waitingAt(back)) add(target, further)
    }
    return this.#number([...found.values()].filter(([state]) => state === accepting || !closed[state]))
  }

  #waiting(number: number): ReadonlyMap<number, readonly Item[]> {
    const at = this.#all[number]!
    if (at.waiting) return at.waiting
    const { gotoFrom, gotoRule, gotoTarget, first } = this.#tables
    const waiting = new Map<number, Item[]>()
    const add = ([state, back]: Item) => {
      for (let g = gotoFrom[state]!; g < gotoFrom[state + 1]!; g++) {
        const rule = gotoRule[g]!
        if (!waiting.has(rule)) waiting.set(rule, [])
        waiting.get(rule)!.push([gotoTarget[g]!, back])
      }
    }
    at.items.forEach(add)
    // Rules that are found while the loop runs are seen by it.
    for (const rule of waiting.keys()) add([first[rule]!, this.#return(number, rule)])
    return (at.waiting = waiting)
  }

  #waitingAt(back: number): readonly Item[] {
    const { continuation, rule } = this.#returns[back]!
    return this.#waiting(continuation).get(rule) ?? []
  }

  /** The return of a rule that begins at a continuation; only the states that lead to the rule matter. */
  #return(number: number, rule: number): number {
    const key = `${number} ${rule}`
    let found = this.#returnNumbers.get(key)
    if (found === undefined) {
      const narrow = this.#number(this.#all[number]!.items.filter(([state]) => this.#expectedIn(state).has(rule)))
      found = narrow === number ? this.#returns.push({ continuation: number, rule }) - 1 : this.#return(narrow, rule)
      this.#returnNumbers.set(key, found)
    }
    return found
  }

  /** The return at the end of the chain where who waits can only end, too. */
  #shortcut(back: number): number {
    const at = this.#returns[back]!
    if (at.shortcut === undefined) {
      at.shortcut = back
      const { closed } = this.#tables
      const waiting = this.#waitingAt(back).filter(([state, further]) => !(closed[state] && further === back))
      const further = new Set(waiting.map(item => item[1]))
      if (further.size === 1 && waiting.every(([state]) => closed[state])) at.shortcut = this.#shortcut(waiting[0]![1])
    }
    return at.shortcut
  }

  #expectedIn(state: number): ReadonlySet<number> {
    let found = this.#expected.get(state)
    if (!found) {
      const { gotoFrom, gotoRule, first } = this.#tables
      const rules = new Set(gotoRule.subarray(gotoFrom[state], gotoFrom[state + 1]))
      for (const rule of rules) {
        for (let g = gotoFrom[first[rule]!]!; g < gotoFrom[first[rule]! + 1]!; g++) rules.add(gotoRule[g]!)
      }
      this.#expected.set(state, (found = rules))
    }
    return found
  }

  /** How many characters are wanted from a return on: a least fixed point over the rules that begin there. */
  #wantedAt(back: number): number {
    if (back === nowhere) return 0
    const { continuation, rule } = this.#returns[back]!
    const at = this.#all[continuation]!
    if (!at.wanted) {
      const { ruleOf } = this.#tables
      const wanted = new Map<number, number>()
      const waiting = this.#waiting(continuation)
      for (let changed = true; changed; ) {
        changed = false
        for (const [one, items] of waiting) {
          for (const [state, further] of items) {
            // Who waits began here as well (and the same is wanted after it), or before, where all is known.
            const isHere = further !== nowhere && further === this.#return(continuation, ruleOf[state]!)
            const more = isHere ? (wanted.get(ruleOf[state]!) ?? Number.POSITIVE_INFINITY) : this.#wantedAt(further)
            if (this.#rest[state]! + more >= (wanted.get(one) ?? Number.POSITIVE_INFINITY)) continue
            wanted.set(one, this.#rest[state]! + more)
            changed = true
          }
        }
      }
      at.wanted = wanted
    }
    return at.wanted.get(rule) ?? Number.POSITIVE_INFINITY
  }

  #number(items: readonly Item[]): number {
    const sorted = [...items].sort((a, b) => a[0] - b[0] || a[1] - b[1])
    const key = sorted.join()
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#all.push({ items: sorted, after: new Int32Array(this.#tables.end).fill(-1) }) - 1
      this.#numbers.set(key, number)
    }
    return number
  }
}
