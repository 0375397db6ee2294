import { completes, predicts, type Tables } from './layout.ts'

/** A set with more items than this goes over to Leo's short cuts, and is indexed by rule; small sets are faster without. */
const smallSet = 32

/** Who waits in a set: for rule r the items `item[from[r]]` to `item[from[r + 1] - 1]`, and the states that they go to. */
interface Waiting {
  readonly from: Int32Array
  readonly item: Int32Array
  readonly target: Int32Array
}

/**
 * The sets of an Earley parse (Earley 1970) over automata: an item is a state of a rule's automaton and the position
 * where the rule began. Set `p` holds the items that read the text up to position `p`, in code points. Right recursion
 * is linear by short cuts (Leo 1991). Time and items are O(n) for the grammars in daily use, O(n^2) for unambiguous ones,
 * time is O(n^3) at worst. Uses no call stack.
 */
export class Chart {
  readonly tables: Tables
  /** How many characters have been read: the sets 0 to `length` exist. */
  length = 0
  /** Items of set p are at starts[p] to starts[p + 1] - 1 in `states` and `origins`. */
  starts = new Int32Array(64)
  states = new Int32Array(256)
  origins = new Int32Array(256)
  /** Of a position, the completions from which a short cut was taken: rule, origin, rule, origin, ... */
  readonly jumps = new Map<number, number[]>()
  /** Indexes of large sets, by position: made when a rule that began there ends. */
  readonly #waiting = new Map<number, Waiting>()
  /** Where the short cut from a completion leads, for each origin by rule: the last completion of its chain. */
  readonly #shortcuts = new Map<number, Map<number, readonly [rule: number, origin: number]>>()
  #size = 0
  /** Number of the current set, never used twice, and the newest item of each state in it: finds duplicates. */
  #generation = 0
  readonly #generationOf: Int32Array
  readonly #newest: Int32Array
  readonly #predicted: Int32Array
  /** By index in the current set: the next older item with the same state, or -1. */
  #older = new Int32Array(64)
  /** Items of a large set by state and origin, open addressing: index of the item, or -1. */
  #hash: Int32Array | undefined
  #setStart = 0
  /** What stands after the current set. */
  #next = 0

  /** Begins a parse. @param next the column of the first character */
  constructor(tables: Tables, next: number) {
    this.tables = tables
    this.#generationOf = new Int32Array(tables.ruleOf.length)
    this.#newest = new Int32Array(tables.ruleOf.length)
    this.#predicted = new Int32Array(tables.first.length)
    this.reset(next)
  }

  /** Begins anew, in the same memory. */
  reset(next: number): void {
    this.#size = 0
    this.length = 0
    this.jumps.clear()
    this.#shortcuts.clear()
    this.#waiting.clear()
    this.#openSet(next)
    this.#add(this.tables.first.at(-1)!, 0)
    this.#finishSet()
  }

  /**
   * Reads one character.
   * @param group the group of the character
   * @param next the column of what stands after it: a group, `end`, or `open`
   * @returns whether any item is left; if not, the set is empty
   */
  advance(group: number, next: number): boolean {
    const { shift, width } = this.tables
    const from = this.#setStart
    const to = this.#size
    this.length++
    this.#openSet(next)
    for (let k = from; k < to; k++) {
      const target = shift[this.states[k]! * width + group]!
      if (target >= 0) this.#add(target, this.origins[k]!)
    }
    return this.#finishSet()
  }

  /** Forgets all after a position. O(1) but for short cuts. @param length at most the present length */
  truncate(length: number): void {
    if (length === this.length) return
    for (let p = this.length; p >= length && this.#shortcuts.size > 0; p--) this.#shortcuts.delete(p)
    for (let p = this.length; p > length && this.jumps.size > 0; p--) this.jumps.delete(p)
    for (let p = this.length; p >= length && this.#waiting.size > 0; p--) this.#waiting.delete(p)
    this.length = length
    this.#size = this.starts[length + 1]!
    this.#setStart = this.starts[length]!
  }

  /** Computes the newest set once more for another continuation. Position 0 wants `reset`. */
  lookAgain(group: number, next: number): boolean {
    this.truncate(this.length - 1)
    return this.advance(group, next)
  }

  /** Whether the newest set has any item (or the text is empty and may be). */
  get alive(): boolean {
    return this.#size > this.#setStart || (this.length === 0 && this.tables.startNullable)
  }

  /** Whether what has been read is a sentence (if `end` or `open` was said to be next). */
  get accepting(): boolean {
    if (this.length === 0) return this.tables.startNullable
    return this.has(this.length, this.tables.accepting, 0)
  }

  /** Whether a set has an item. */
  has(position: number, state: number, origin: number): boolean {
    const to = this.starts[position + 1]!
    for (let k = this.starts[position]!; k < to; k++) {
      if (this.states[k] === state && this.origins[k] === origin) return true
    }
    return false
  }

  #openSet(next: number): void {
    if (this.length + 2 > this.starts.length) this.starts = grown(this.starts, this.length + 2)
    this.#setStart = this.#size
    this.starts[this.length] = this.#size
    this.#generation++
    this.#hash = undefined
    this.#next = next
  }

  /** Predicts and completes until nothing is new. As no rule matches an empty span, one pass over the set suffices. */
  #finishSet(): boolean {
    const { useful, width, gotoFrom, gotoRule, begins, first, ruleOf } = this.tables
    const next = this.#next
    const here = this.length
    for (let k = this.#setStart; k < this.#size; k++) {
      const state = this.states[k]!
      const can = useful[state * width + next]!
      if (can & predicts) {
        for (let g = gotoFrom[state]!; g < gotoFrom[state + 1]!; g++) {
          const rule = gotoRule[g]!
          if (this.#predicted[rule] === this.#generation || !begins[rule * width + next]) continue
          this.#predicted[rule] = this.#generation
          this.#add(first[rule]!, here)
        }
      }
      if (can & completes && this.origins[k] !== here) this.#complete(ruleOf[state]!, this.origins[k]!)
    }
    this.starts[here + 1] = this.#size
    return this.#size > this.#setStart
  }

  /** A rule that began at `origin` has ended here: whoever waited for it there moves on. */
  #complete(rule: number, origin: number): void {
    if (rule === this.tables.first.length - 1) return
    if (this.#size - this.#setStart > smallSet) {
      const end = this.#endOfChain(rule, origin)
      if (end) {
        let jumps = this.jumps.get(this.length)
        if (!jumps) this.jumps.set(this.length, (jumps = []))
        jumps.push(rule, origin)
        ;[rule, origin] = end
      }
    }
    const waiting = this.#waitingAt(origin)
    if (waiting) {
      const { from, item, target } = waiting
      const end = from[rule + 1]!
      for (let i = from[rule]!; i < end; i++) this.#add(target[i]!, this.origins[item[i]!]!)
      return
    }
    const { gotoFrom, gotoRule, gotoTarget } = this.tables
    const to = this.starts[origin + 1]!
    for (let k = this.starts[origin]!; k < to; k++) {
      const state = this.states[k]!
      for (let g = gotoFrom[state]!; g < gotoFrom[state + 1]!; g++) {
        if (gotoRule[g] === rule) {
          this.#add(gotoTarget[g]!, this.origins[k]!)
          break
        }
      }
    }
  }

  /** The index of a set that is large and finished; undefined of a small one. */
  #waitingAt(position: number): Waiting | undefined {
    const start = this.starts[position]!
    const to = this.starts[position + 1]!
    if (to - start <= smallSet) return undefined
    const known = this.#waiting.get(position)
    if (known) return known
    const { gotoFrom, gotoRule, gotoTarget, first } = this.tables
    const from = new Int32Array(first.length + 1)
    for (let k = start; k < to; k++) {
      const state = this.states[k]!
      for (let g = gotoFrom[state]!; g < gotoFrom[state + 1]!; g++) from[gotoRule[g]! + 1]!++
    }
    for (let r = 1; r < from.length; r++) from[r]! += from[r - 1]!
    const item = new Int32Array(from.at(-1)!)
    const target = new Int32Array(item.length)
    const free = from.slice()
    for (let k = start; k < to; k++) {
      const state = this.states[k]!
      for (let g = gotoFrom[state]!; g < gotoFrom[state + 1]!; g++) {
        const at = free[gotoRule[g]!]!++
        item[at] = k
        target[at] = gotoTarget[g]!
      }
    }
    const made = { from, item, target }
    this.#waiting.set(position, made)
    return made
  }

  /**
   * Follows completions of which each has exactly one consequence, again a completion (Leo's deterministic reductions).
   * @returns the last completion of the chain, or undefined if there is no chain
   */
  #endOfChain(rule: number, origin: number): readonly [number, number] | undefined {
    const chain: [number, number][] = []
    let end: readonly [number, number] | undefined
    let at: readonly [number, number] = [rule, origin]
    for (;;) {
      const known = this.#shortcuts.get(at[1])?.get(at[0])
      if (known) {
        end = known
        break
      }
      const next = this.stepOfChain(at[0], at[1])
      if (!next) break
      chain.push([at[0], at[1]])
      end = at = [next[0], next[1]]
    }
    if (!end) return undefined
    for (const [r, o] of chain) {
      let byRule = this.#shortcuts.get(o)
      if (!byRule) this.#shortcuts.set(o, (byRule = new Map()))
      byRule.set(r, end)
    }
    return end
  }

  /** If only one item waits for a rule and then can only end itself: that item's rule, origin and last state. */
  stepOfChain(rule: number, origin: number): readonly [rule: number, origin: number, state: number] | undefined {
    const { gotoFrom, gotoRule, gotoTarget, closed, ruleOf } = this.tables
    const waiting = this.#waitingAt(origin)
    if (waiting) {
      const only = waiting.from[rule]!
      const target = waiting.target[only]!
      if (waiting.from[rule + 1] !== only + 1 || !closed[target]) return undefined
      return [ruleOf[target]!, this.origins[waiting.item[only]!]!, target]
    }
    let found = -1
    let foundTarget = 0
    const to = this.starts[origin + 1]!
    for (let k = this.starts[origin]!; k < to; k++) {
      const state = this.states[k]!
      for (let g = gotoFrom[state]!; g < gotoFrom[state + 1]!; g++) {
        if (gotoRule[g] !== rule) continue
        if (found >= 0 || !closed[gotoTarget[g]!]) return undefined
        found = k
        foundTarget = gotoTarget[g]!
        break
      }
    }
    return found < 0 ? undefined : [ruleOf[foundTarget]!, this.origins[found]!, foundTarget]
  }

  #add(state: number, origin: number): void {
    if (this.tables.useful[state * this.tables.width + this.#next] === 0) return
    const index = this.#size - this.#setStart
    if (this.#generationOf[state] === this.#generation) {
      if (this.#isDuplicate(state, origin)) return
    } else {
      this.#generationOf[state] = this.#generation
      this.#newest[state] = -1
    }
    if (this.#size === this.states.length) {
      this.states = grown(this.states, this.#size + 1)
      this.origins = grown(this.origins, this.#size + 1)
    }
    if (index === this.#older.length) this.#older = grown(this.#older, index + 1)
    this.states[this.#size] = state
    this.origins[this.#size] = origin
    this.#older[index] = this.#newest[state]!
    this.#newest[state] = index
    this.#size++
    if (this.#hash) this.#remember(index)
  }

  #isDuplicate(state: number, origin: number): boolean {
    const base = this.#setStart
    if (this.#hash) {
      const mask = this.#hash.length - 1
      for (let h = hashOf(state, origin) & mask; ; h = (h + 1) & mask) {
        const index = this.#hash[h]!
        if (index < 0) return false
        if (this.states[base + index] === state && this.origins[base + index] === origin) return true
      }
    }
    let tries = 0
    for (let index = this.#newest[state]!; index >= 0; index = this.#older[index]!) {
      if (this.origins[base + index] === origin) return true
      if (++tries === 16) {
        this.#rehash()
        return this.#isDuplicate(state, origin)
      }
    }
    return false
  }

  #rehash(): void {
    const count = this.#size - this.#setStart
    let capacity = 128
    while (capacity < count * 4) capacity *= 2
    this.#hash = new Int32Array(capacity).fill(-1)
    for (let index = 0; index < count; index++) this.#remember(index)
  }

  #remember(index: number): void {
    const hash = this.#hash!
    if (index * 2 > hash.length) {
      this.#rehash()
      return
    }
    const mask = hash.length - 1
    let h = hashOf(this.states[this.#setStart + index]!, this.origins[this.#setStart + index]!) & mask
    while (hash[h]! >= 0) h = (h + 1) & mask
    hash[h] = index
  }
}

const hashOf = (state: number, origin: number) => {
  const h = Math.imul(state, 0x9e3779b1) ^ Math.imul(origin, 0x85ebca6b)
  return h ^ (h >>> 15)
}

function grown(array: Int32Array<ArrayBuffer>, atLeast: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(atLeast, array.length * 2))
  larger.set(array)
  return larger
}
