import { Chart, type Tables } from './chart.ts'
import { type Hypothesis, isLiteral } from './hypothesis.ts'
import type { Knowledge } from './knowledge.ts'

/** A known constituent in a text: a construct over the characters `[start, end)`. */
export interface Constituent {
  readonly construct: number
  readonly start: number
  readonly end: number
}

/**
 * One way to make a text parse by one change: the characters `[start, end)` fill a slot in a way that is not known yet,
 * or stand in place of some items of a construct, or between two of them.
 */
export interface Place {
  readonly start: number
  readonly end: number
  readonly slot?: number
  /** Items `[from, to)` of a construct that the stretch stands in place of; none of them for an insertion. */
  readonly instead?: { readonly construct: number; readonly from: number; readonly to: number }
  /** Tokens of the stretch that no known constituent covers: how much is new. */
  readonly novelty: number
  /** A construct that is known elsewhere and derives the whole stretch. */
  readonly known?: number
  /** Known constituents side by side that are not a row of the same kind. */
  readonly single?: boolean
  /** The known constituents that leave the fewest tokens uncovered, left to right. */
  readonly cover: readonly Constituent[]
}

const isWord = (c: string | undefined): boolean => c !== undefined && /[\p{L}\p{N}_]/u.test(c)

/** Whether a position stands between two tokens and not inside a word. */
export function isBoundary(characters: readonly string[], at: number): boolean {
  return !(isWord(characters[at - 1]) && isWord(characters[at]))
}

/** Everything the hypothesis knows in a text, wherever it stands, and where one unknown stretch would make it parse. */
export class Survey {
  readonly characters: readonly string[]
  readonly constituents: Constituent[] = []
  readonly #knowledge: Knowledge
  readonly #tables: Tables
  readonly #chart: Chart
  readonly #h: Hypothesis
  readonly #n: number
  readonly #ends: Map<number, number[]>[] = []
  readonly #suffix = new Map<number, Set<number>>()

  constructor(knowledge: Knowledge, text: string) {
    this.#knowledge = knowledge
    this.#h = knowledge.hypothesis
    this.#tables = knowledge.tables
    this.characters = Array.from(text)
    this.#n = this.characters.length
    this.#chart = new Chart(this.#tables, text, true)
    this.#chart.forEachConstituent((construct, start, end) => {
      this.constituents.push({ construct, start, end })
    })
    const typesOf: number[][] = this.#h.constructs.map(() => [])
    this.#tables.constructsOf.forEach((row, type) => {
      for (const c of row) typesOf[c]!.push(type)
    })
    for (let t = 0; t < this.#tables.typeCount; t++) this.#ends.push(new Map())
    for (const { construct, start, end } of this.constituents) {
      for (const t of typesOf[construct]!) {
        const known = this.#ends[t]!.get(start)
        if (!known) this.#ends[t]!.set(start, [end])
        else if (!known.includes(end)) known.push(end)
      }
    }
  }

  /** Where constituents of a type that start at a position can end (repetition counted in, emptiness too). */
  #fillEnds(type: number, start: number): number[] {
    const result = new Set(this.#ends[type]!.get(start) ?? [])
    if (this.#tables.repeat[type]) for (const e of result) for (const f of this.#ends[type]!.get(e) ?? []) result.add(f)
    if (this.#tables.nullableType[type]) result.add(start)
    return [...result]
  }

  /** Where the rest of a construct from a state can end if it starts at a position. */
  #suffixEnds(state: number, at: number): Set<number> {
    const key = state * (this.#n + 1) + at
    const memo = this.#suffix.get(key)
    if (memo) return memo
    const result = new Set<number>()
    this.#suffix.set(key, result)
    const t = this.#tables
    const add = (ends: Set<number>) => {
      for (const e of ends) result.add(e)
    }
    switch (t.kind[state]) {
      case 0:
        result.add(at)
        break
      case 1:
        if (at < this.#n && t.has(t.argument[state]!, this.#chart.points[at]!)) add(this.#suffixEnds(state + 1, at + 1))
        break
      case 2:
      case 3:
        add(this.#suffixEnds(state + 1, at))
        if (at < this.#n && t.has(t.argument[state]!, this.#chart.points[at]!))
          add(this.#suffixEnds(t.kind[state] === 2 ? state : state + 1, at + 1))
        break
      default:
        for (const e of this.#fillEnds(t.argument[state]!, at)) add(this.#suffixEnds(state + 1, e))
    }
    return result
  }

  /** All places, those with the least novelty first; of equal ones slots before insertions, short before long. */
  places(): Place[] {
    const { kind, argument, itemOf, constructOf, slotOfState, repeat } = this.#tables
    const n = this.#n
    // prefixes by construct and start: the states that were reached, and where
    const prefixes = new Map<number, { state: number; at: number }[]>()
    this.#chart.forEachItem((state, start, at) => {
      const key = constructOf[state]! * (n + 1) + start
      let list = prefixes.get(key)
      if (!list) prefixes.set(key, (list = []))
      list.push({ state, at })
    })
    const isFirstOfItem = (state: number) => itemOf[state] === 0 || itemOf[state - 1] !== itemOf[state]
    const isToken = this.#h.constructs.map(c => c.items.some(i => i.run !== undefined && !isLiteral(i)))
    const found = new Map<string, { start: number; end: number; slot?: number; instead?: Place['instead'] }>()
    const visited = new Set<number>()
    const queue: { type: number; start: number; end: number }[] = []
    const visit = (type: number, start: number, end: number) => {
      const key = (type * (n + 1) + start) * (n + 1) + end
      if (visited.has(key)) return
      visited.add(key)
      queue.push({ type, start, end })
    }
    const rootType = this.#tables.typeOfSlot[0]!
    found.set('root', { start: 0, end: n, slot: this.#h.top })
    visit(rootType, 0, n)
    for (const { type, start, end } of queue) {
      for (const c of this.#tables.constructsOf[type]!) {
        for (const { state, at } of prefixes.get(c * (n + 1) + start) ?? []) {
          if (at > end) continue
          if (kind[state] === 4) {
            const inner = argument[state]!
            for (let b = at + 1; b <= end; b++) {
              if (!this.#suffixEnds(state + 1, b).has(end) && !(repeat[inner] && this.#suffixEnds(state, b).has(end)))
                continue
              if (at === start && b === end && inner === type) continue
              const slot = slotOfState[state]!
              if (this.#h.slots[slot]!.gap) continue
              found.set(`s${slot},${at},${b}`, { start: at, end: b, slot })
              visit(inner, at, b)
            }
          }
          // in place of items of this construct, or between two of them
          const from = itemOf[state]!
          if (!isFirstOfItem(state) || isToken[c]) continue
          for (let next = state; ; next++) {
            const to = itemOf[next]!
            const last = kind[next] === 0
            if (isFirstOfItem(next) && !(from === 0 && last) && !(to === from && (from === 0 || last))) {
              const single = to === from + 1 && kind[state] === 4 && !repeat[argument[state]!]
              for (let b = at + 1; b <= end && !single; b++) {
                if (this.#suffixEnds(next, b).has(end))
                  found.set(`i${c},${from},${to},${at},${b}`, {
                    start: at,
                    end: b,
                    instead: { construct: c, from, to },
                  })
              }
            }
            if (last) break
          }
        }
      }
    }
    const covers = new Map<number, { novelty: number; cover: Constituent[] }>()
    const places: Place[] = []
    for (const place of found.values()) {
      if (!isBoundary(this.characters, place.start) || !isBoundary(this.characters, place.end)) continue
      const key = place.start * (n + 1) + place.end
      let cover = covers.get(key)
      if (!cover) covers.set(key, (cover = this.cover(place.start, place.end)))
      const only = cover.cover.length === 1 && cover.novelty === 0 ? cover.cover[0]! : undefined
      places.push({ ...place, ...cover, known: only?.construct })
    }
    const rank = (p: Place) => (p.slot !== undefined ? 0 : 1 + p.instead!.to - p.instead!.from)
    return places.sort(
      (a, b) => a.novelty - b.novelty || rank(a) - rank(b) || a.end - a.start - (b.end - b.start) || a.start - b.start,
    )
  }

  /**
   * Covers a stretch with known constituents so that the fewest tokens stay uncovered, and with the fewest constituents.
   * O(constituents + length) a call.
   */
  cover(start: number, end: number, without?: Constituent): { novelty: number; cover: Constituent[] } {
    const length = end - start
    const cost = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY)
    const from: (Constituent | undefined)[] = new Array(length + 1)
    cost[0] = 0
    const byStart = new Map<number, Constituent[]>()
    for (const c of this.constituents) {
      if (c.start < start || c.end > end || c.end === c.start) continue
      if (without && c.start === without.start && c.end === without.end) continue
      if (this.#h.constructs[c.construct]!.items.length === 0) continue
      if (!isBoundary(this.characters, c.start) || !isBoundary(this.characters, c.end)) continue
      const list = byStart.get(c.start)
      if (list) list.push(c)
      else byStart.set(c.start, [c])
    }
    for (let i = 0; i < length; i++) {
      if (cost[i] === Number.POSITIVE_INFINITY) continue
      // an uncovered token: a whole word, or one other character
      let next = i + 1
      while (next < length && !isBoundary(this.characters, start + next)) next++
      if (cost[i]! + 1 < cost[next]!) {
        cost[next] = cost[i]! + 1
        from[next] = { construct: -1, start: start + i, end: start + next }
      }
      for (const c of byStart.get(start + i) ?? []) {
        const e = c.end - start
        if (cost[i]! + 0.001 < cost[e]!) {
          cost[e] = cost[i]! + 0.001
          from[e] = c
        }
      }
    }
    const cover: Constituent[] = []
    for (let at = length; at > 0; ) {
      const step = from[at]!
      if (step.construct >= 0) cover.push(step)
      at = step.start - start
    }
    return { novelty: Math.floor(cost[length]! + 1e-9), cover: cover.reverse() }
  }

  get knowledge(): Knowledge {
    return this.#knowledge
  }
}
