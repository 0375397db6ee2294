import { hasCharacter, sizeOf } from '../../model/grammar/character-class.ts'
import { Chart, type Tables } from './chart.ts'
import { type Hypothesis, type Item, isLiteral } from './hypothesis.ts'
import type { Knowledge } from './knowledge.ts'

/** A known constituent in a text: a construct over the characters `[start, end)`. */
export interface Constituent {
  readonly construct: number
  readonly start: number
  readonly end: number
}

/**
 * What a stretch that is not known yet does to the hypothesis: it fills a slot in a new way; or it stands in place of the
 * items `[from, to)` of a construct, of none for an insertion; or it stands among the characters of a run.
 */
export type Edit =
  | { readonly kind: 'fill'; readonly slot: number }
  | { readonly kind: 'splice'; readonly construct: number; readonly from: number; readonly to: number }
  | { readonly kind: 'run'; readonly construct: number; readonly item: number }

/** One way to make a text parse by one edit: the characters `[start, end)` are what is new. */
export interface Place {
  readonly start: number
  readonly end: number
  readonly edit: Edit
  /** How much of the stretch no known constituent covers, in tokens. */
  readonly novelty: number
  /** What it takes to say that it is this place and what is new there, in tokens: the least is tried first. */
  readonly cost: number
  /** A construct that is known elsewhere and derives the whole stretch. */
  readonly known?: number
  /** The constituents of the cover were seen to vary where they stand. */
  readonly verified?: boolean
  /** Known constituents side by side, but not a row of one kind. */
  readonly single?: boolean
  /** The known constituents that leave the least uncovered, left to right. */
  readonly cover: readonly Constituent[]
}

/** Whether a stretch is nothing but known constituents side by side. */
export const isRow = (place: Place): boolean =>
  place.edit.kind !== 'run' &&
  place.known === undefined &&
  place.novelty === 0 &&
  place.cover.length > 1 &&
  !place.single

const word = /[\p{L}\p{N}_]/u
/** Whether an edit puts something among the characters of a run. */
export const isInRun = (h: Hypothesis, edit: Edit): boolean =>
  edit.kind === 'run' || (edit.kind === 'fill' && h.slots[edit.slot]!.inRun)

/** Whether brackets pair, and quotes if they are asked for. */
function isBalanced(characters: readonly string[], quotes = false): boolean {
  const open: string[] = []
  for (const c of characters) {
    if (quotes && (c === '"' || c === "'")) {
      if (open.at(-1) === c) open.pop()
      else open.push(c)
      continue
    }
    const at = '([{'.indexOf(c)
    if (at >= 0) open.push(')]}'[at]!)
    else if (')]}'.includes(c) && open.pop() !== c) return false
  }
  return open.length === 0
}

const isSpace = (c: string | undefined): boolean => c === ' ' || c === '\n' || c === '\t' || c === '\r'
/** Whether a character is one of a word. */
export const isWord = (c: string | undefined): boolean => c !== undefined && word.test(c)

/** Whether a position stands between two tokens and not inside a word. */
export function isBoundary(characters: readonly string[], at: number): boolean {
  return !(isWord(characters[at - 1]) && isWord(characters[at]))
}

/** Words and single other characters. */
export function tokenize(text: string): string[] {
  const tokens: string[] = []
  let token = ''
  let inWord = false
  for (const c of text) {
    const isOfWord = isWord(c)
    if (token !== '' && !(inWord && isOfWord)) {
      tokens.push(token)
      token = ''
    }
    token += c
    inWord = isOfWord
  }
  if (token !== '') tokens.push(token)
  return tokens
}

const opening = '([{<"\'`'
const closing = ')]}>"\'`'
const separating = ',;:| \t\r\n'

/** What each known constituent in a novelty costs, in tokens: a small novelty says more than a large one. */
const partCost = 0.15

/** What each further item that a novelty takes the place of costs, in tokens. */
const splitCost = 0.1

/** What it costs to replace something by what it is, in tokens. */
const keptCost = 0.6

/** What a blank costs, in tokens: it is everywhere. */
const blankCost = 0.4

const nothing: ReadonlySet<number> = new Set()

/** What a cut through a word costs, in tokens: it is the last thing to think of. */
const cutCost = 0.75

/** Everything the hypothesis knows in a text, wherever it stands, and where one unknown stretch would make it parse. */
export class Survey {
  /** The last one that was made with some tables: making a text small, explaining it and trying it look at the same. */
  static readonly #last = new WeakMap<Tables, Survey>()

  /** What is known of a text, by the hypothesis as it is. */
  static of(k: Knowledge, text: string): Survey {
    const last = Survey.#last.get(k.tables)
    if (last?.text === text) return last
    const survey = new Survey(k, text)
    Survey.#last.set(k.tables, survey)
    return survey
  }

  readonly text: string
  readonly characters: readonly string[]
  readonly constituents: readonly Constituent[]
  readonly #tables: Tables
  readonly #chart: Chart
  readonly #h: Hypothesis
  readonly #n: number
  readonly #boundary: Uint8Array
  /** For each type: from a start to the ends of its constituents there. */
  readonly #ends: Map<number, number[]>[] = []
  readonly #suffix = new Map<number, ReadonlySet<number>>()
  readonly #replaceable = new Map<number, readonly number[]>()
  /** By start: what may cover a part of the text, and what that costs. */
  #uses: { readonly constituent: Constituent; readonly cost: number }[][] | undefined
  readonly #nesting: boolean
  #places: readonly Place[] | undefined

  private constructor(k: Knowledge, text: string) {
    this.text = text
    this.#h = k.hypothesis
    this.#nesting = k.principles.nesting
    this.#tables = k.tables
    this.characters = Array.from(text)
    this.#n = this.characters.length
    this.#boundary = new Uint8Array(this.#n + 1)
    for (let i = 0; i <= this.#n; i++) this.#boundary[i] = isBoundary(this.characters, i) ? 1 : 0
    this.#chart = new Chart(this.#tables, text, true)
    const found: Constituent[] = []
    this.#chart.forEachConstituent((construct, start, end) => {
      found.push({ construct, start, end })
    })
    // what stands around whole texts is no constituent of anything
    const frame = this.#h.frame()
    this.constituents = found.filter(c => !frame.has(c.construct))
    for (let t = 0; t < this.#tables.typeCount; t++) this.#ends.push(new Map())
    for (const { construct, start, end } of found) {
      for (const t of this.#tables.typesOf[construct]!) {
        const known = this.#ends[t]!.get(start)
        if (!known) this.#ends[t]!.set(start, [end])
        else if (!known.includes(end)) known.push(end)
      }
    }
  }

  /** The characters `[start, end)`. */
  slice(start: number, end: number): string {
    return this.characters.slice(start, end).join('')
  }

  /** Where constituents of a type that start at a position can end (repetition counted in, emptiness too). */
  #fillEnds(type: number, start: number): Iterable<number> {
    const once = this.#ends[type]!.get(start) ?? []
    if (!this.#tables.repeat[type] && !this.#tables.nullableType[type]) return once
    const result = new Set(once)
    if (this.#tables.repeat[type]) for (const e of result) for (const f of this.#ends[type]!.get(e) ?? []) result.add(f)
    if (this.#tables.nullableType[type]) result.add(start)
    return result
  }

  /** Where the rest of a construct from a state can end if it starts at a position. */
  #suffixEnds(state: number, at: number): ReadonlySet<number> {
    const key = state * (this.#n + 1) + at
    let ends = this.#suffix.get(key)
    if (!ends) this.#suffix.set(key, (ends = this.#endsFrom(state, at)))
    return ends
  }

  #endsFrom(state: number, at: number): ReadonlySet<number> {
    const t = this.#tables
    const kind = t.kind[state]!
    if (kind === 0) return new Set([at])
    if (kind === 4) {
      const result = new Set<number>()
      for (const e of this.#fillEnds(t.argument[state]!, at)) {
        for (const end of this.#suffixEnds(state + 1, e)) result.add(end)
      }
      return result
    }
    const goesOn = at < this.#n && t.has(t.argument[state]!, this.#chart.points[at]!)
    if (kind === 1) return goesOn ? this.#suffixEnds(state + 1, at + 1) : nothing
    const without = this.#suffixEnds(state + 1, at)
    if (!goesOn) return without
    const result = new Set(without)
    for (const end of this.#suffixEnds(kind === 2 ? state : state + 1, at + 1)) result.add(end)
    return result
  }

  /** Whether a run of characters, or a slot that was one, holds blanks. */
  #takesBlanks(edit: Edit): boolean {
    if (edit.kind === 'splice') return false
    const constructs = edit.kind === 'run' ? [edit.construct] : [...this.#h.slots[edit.slot]!.row]
    return constructs.some(c =>
      this.#h.constructs[c]!.items.some(i => i.run !== undefined && hasCharacter(i.run.characters, 0x20)),
    )
  }

  /** Whether a construct is characters and nothing else, in a run or in a slot that was one. */
  #isText(construct: number): boolean {
    const { items } = this.#h.constructs[construct]!
    if (items.every(isLiteral)) return false
    return items.every(i => i.run !== undefined || this.#h.slots[i.slot]!.inRun)
  }

  /**
   * What it costs to take a stretch for a known constituent, in tokens: next to nothing, but free text explains little of
   * the signs in it.
   */
  #useCost({ construct, start, end }: Constituent): number {
    const { items } = this.#h.constructs[construct]!
    if (items.every(isLiteral)) return 0.002
    if (items.some(i => i.slot !== undefined)) return 0.001
    let cost = 0
    let words = 0
    for (let i = start; i < end; i++) {
      const c = this.characters[i]
      if (isSpace(c)) cost += blankCost
      else if (!isWord(c)) cost += 1.1
      else if (i === start || this.#boundary[i]) words++
    }
    const broad = Math.max(...items.map(i => sizeOf(i.run!.characters)))
    const signsOnly = items.every(i => !hasCharacter(i.run!.characters, 0x61) && !hasCharacter(i.run!.characters, 0x31))
    return 0.001 + 1e-4 * Math.log2(broad) + (signsOnly ? 0 : cost + Math.max(0, words - 1))
  }

  /** All places, those with the least novelty first; of equal ones the more general edit, then short before long. */
  places(): readonly Place[] {
    this.#places ??= this.#found()
    return this.#places
  }

  #found(): readonly Place[] {
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
    const found = new Map<string, { start: number; end: number; edit: Edit }>()
    const visited = new Set<number>()
    const queue: { type: number; start: number; end: number }[] = []
    const visit = (type: number, start: number, end: number) => {
      const key = (type * (n + 1) + start) * (n + 1) + end
      if (visited.has(key)) return
      visited.add(key)
      queue.push({ type, start, end })
    }
    const frame = this.#h.frame()
    found.set('root', { start: 0, end: n, edit: { kind: 'fill', slot: this.#h.top } })
    visit(this.#tables.typeOfSlot[0]!, 0, n)
    for (const { type, start, end } of queue) {
      for (const c of this.#tables.constructsOf[type]!) {
        const items = this.#h.constructs[c]!.items
        if (c === this.#h.blank?.construct || c === this.#h.blank?.inLine) continue
        for (const { state, at } of [...this.#openings(c, start), ...(prefixes.get(c * (n + 1) + start) ?? [])]) {
          if (at > end) continue
          const from = itemOf[state]!
          const run = items[from]?.run
          if (kind[state] === 4) {
            const inner = argument[state]!
            for (let b = at + 1; b <= end; b++) {
              if (!this.#suffixEnds(state + 1, b).has(end) && !(repeat[inner] && this.#suffixEnds(state, b).has(end)))
                continue
              if (at === start && b === end && inner === type) continue
              const slot = slotOfState[state]!
              if (this.#h.slots[slot]!.gap) continue
              found.set(`s${slot},${at},${b}`, { start: at, end: b, edit: { kind: 'fill', slot } })
              visit(inner, at, b)
            }
          } else if (run && run.max === null && run.min < 2) {
            // among the characters of a run, which goes on after the stretch
            let resume = state
            while (kind[resume] !== 2) resume++
            for (let b = at + 1; b <= end; b++) {
              if (!this.#suffixEnds(resume, b).has(end)) continue
              found.set(`r${c},${from},${at},${b}`, {
                start: at,
                end: b,
                edit: { kind: 'run', construct: c, item: from },
              })
            }
          }
          if (!this.#isFirstOfItem(state) || frame.has(c)) continue
          for (const next of this.#replaced(state)) {
            const to = itemOf[next]!
            for (let b = at + 1; b <= end; b++) {
              if (to === from && at === start && b === end) continue
              if (!this.#suffixEnds(next, b).has(end)) continue
              const edit: Edit = { kind: 'splice', construct: c, from, to }
              found.set(`i${c},${from},${to},${at},${b}`, { start: at, end: b, edit })
            }
          }
        }
      }
    }
    const covers = new Map<number, { novelty: number; cover: Constituent[] }>()
    const places: Place[] = []
    const largest = Math.max(1, ...this.#h.slots.map(s => s.row.size))
    for (const { start, end, edit } of found.values()) {
      if (edit.kind !== 'fill' || start > 0 || end < n) {
        if (!this.#boundary[start] || !this.#boundary[end]) {
          if (edit.kind !== 'run') continue
        }
      }
      const inRun = isInRun(this.#h, edit)
      // where blanks stand between tokens, one ends a token
      if (inRun && this.#h.blank?.between && this.characters.slice(start, end).some(isSpace)) {
        if (!this.#takesBlanks(edit)) continue
      }
      const key = (start * (n + 1) + end) * 2 + Number(inRun)
      let covered = covers.get(key)
      if (!covered) covers.set(key, (covered = this.cover(start, end, undefined, inRun)))
      const { novelty, cover } = covered
      const cost = novelty + partCost * cover.length + this.#editCost(edit, start, end, largest)
      const known = cover.length === 1 && novelty === 0 ? cover[0]!.construct : undefined
      places.push({ start, end, edit, novelty, cover, cost, known })
    }
    return places.sort((a, b) => a.cost - b.cost || a.end - a.start - (b.end - b.start) || a.start - b.start)
  }

  #isFirstOfItem(state: number): boolean {
    const { itemOf } = this.#tables
    return itemOf[state] === 0 || itemOf[state - 1] !== itemOf[state]
  }

  /**
   * What may be replaced of a construct from a state on, as the states behind it: some of its items, or none of them where
   * something stands between two of them or at its edges.
   */
  #replaced(state: number): readonly number[] {
    let known = this.#replaceable.get(state)
    if (!known) this.#replaceable.set(state, (known = this.#replacedFrom(state)))
    return known
  }

  #replacedFrom(state: number): number[] {
    const { kind, itemOf, constructOf } = this.#tables
    const { slots, constructs } = this.#h
    const { items } = constructs[constructOf[state]!]!
    const isGap = ({ slot }: Item) => slot !== undefined && slots[slot]!.gap
    // a token is widened or gets something at its edges, but is not cut
    const isToken = this.#isText(constructOf[state]!)
    const from = itemOf[state]!
    const found: number[] = []
    for (let next = state; ; next++) {
      const to = itemOf[next]!
      const last = kind[next] === 0
      const fits = isToken ? to === from && (from === 0 || last) : to === from || !(from === 0 && last)
      // blanks at its edges stay where they are
      if (this.#isFirstOfItem(next) && fits && !(from < to && (isGap(items[from]!) || isGap(items[to - 1]!)))) {
        // in place of one slot, with the blanks beside it: that is another way to fill it
        const taken = items.slice(from, to).filter(item => !isGap(item))
        const only = taken.length === 1 ? taken[0]!.slot : undefined
        if (only === undefined || slots[only]!.repeat) found.push(next)
      }
      if (last) return found
    }
  }

  /**
   * What it takes to say that it is this edit, in tokens, at most about one. A kind with many members is likelier to have
   * one more; a new slot costs more than a new member, the more the less its edges look like those of a constituent and
   * the more it takes the place of.
   */
  #editCost(edit: Edit, start: number, end: number, largestRow: number): number {
    const torn = this.#nesting && !isBalanced(this.characters.slice(start, end)) ? 1 : 0
    if (edit.kind === 'fill') return torn + 0.5 * (1 - this.#h.slots[edit.slot]!.row.size / largestRow)
    // what may stand among characters says more than what may stand instead of them all
    if (edit.kind === 'run') return torn
    const length = this.#h.constructs[edit.construct]!.items.length
    const atEdge = edit.from === edit.to && (edit.from === 0 || edit.to === length)
    const replaced = this.#h.constructs[edit.construct]!.items.slice(edit.from, edit.to)
    const signs = replaced.flatMap(i => (isLiteral(i) ? [String.fromCodePoint(i.run!.characters[0]![0])] : []))
    const broken = this.#nesting && !isBalanced(signs, true) ? 1 : 0
    return (
      torn +
      broken +
      0.5 +
      (atEdge ? 0.25 : 0) +
      0.2 * this.#roughness(start, end) +
      splitCost * Math.max(0, edit.to - edit.from - 1) +
      (this.#keepsAnEdge(edit, start, end) ? keptCost : 0)
    )
  }

  /** Whether an edit replaces something at an edge by what it is: a smaller edit says the same with less. */
  #keepsAnEdge({ construct, from, to }: Edit & { kind: 'splice' }, start: number, end: number): boolean {
    if (to - from < 2) return false
    const { items } = this.#h.constructs[construct]!
    const matches = (item: Item, at: number, isFirst: boolean) => {
      if (item.run) return isLiteral(item) && hasCharacter(item.run.characters, this.#chart.points[at]!)
      const { row, gap } = this.#h.slots[item.slot]!
      if (gap) return false
      return this.constituents.some(
        c =>
          row.has(c.construct) &&
          this.#h.constructs[c.construct]!.items.every(isLiteral) &&
          (isFirst ? c.start === start && c.end < end : c.end === end && c.start > start),
      )
    }
    return matches(items[from]!, start, true) || matches(items[to - 1]!, end - 1, false)
  }

  /** How little the edges of a stretch look like those of a constituent: it stands between brackets, separators, blanks. */
  #roughness(start: number, end: number): number {
    const before = this.characters[start - 1]
    const after = this.characters[end]
    const rough = (c: string | undefined, smooth: string) =>
      c === undefined || smooth.includes(c) ? 0 : isWord(c) ? 2 : 1
    return rough(before, opening + separating) + rough(after, closing + separating)
  }

  /** The states that a construct is in before any character; the chart leaves out those that the next one contradicts. */
  #openings(construct: number, at: number): { state: number; at: number }[] {
    const { kind, argument, startOf, nullableType } = this.#tables
    const found: { state: number; at: number }[] = []
    for (let state = startOf[construct]!; ; state++) {
      found.push({ state, at })
      const k = kind[state]
      if (k === 0 || k === 1 || (k === 4 && !nullableType[argument[state]!])) return found
    }
  }

  /**
   * Covers a stretch with known constituents so that the fewest tokens stay uncovered, and with the fewest constituents.
   * @param without a constituent that must not cover it
   * @param inRun it stands among characters: tokens are not looked for in it
   */
  cover(start: number, end: number, without?: Constituent, inRun = false): { novelty: number; cover: Constituent[] } {
    const uses = (this.#uses ??= this.#usesByStart())
    const length = end - start
    const cost = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY)
    const from: (Constituent | undefined)[] = new Array(length + 1)
    cost[0] = 0
    for (let i = 0; i < length; i++) {
      if (cost[i] === Number.POSITIVE_INFINITY) continue
      // an uncovered token: a whole word or the rest of one, or one other character
      let next = i + 1
      while (next < length && !this.#boundary[start + next]) next++
      const token = cost[i]! + (isSpace(this.characters[start + i]) ? blankCost : 1)
      if (token < cost[next]!) {
        cost[next] = token
        from[next] = { construct: -1, start: start + i, end: start + next }
      }
      const cutHere = this.#boundary[start + i] || i === 0 ? 0 : cutCost
      for (const { constituent: c, cost: own } of uses[start + i]!) {
        if (c.end > end || (without && c.start === without.start && c.end === without.end)) continue
        if (inRun && this.#isText(c.construct)) continue
        const e = c.end - start
        const total = cost[i]! + own + cutHere + (this.#boundary[c.end] || c.end === end ? 0 : cutCost)
        if (total < cost[e]!) {
          cost[e] = total
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
    return { novelty: Math.round(Math.floor(cost[length]! * 20 + 1e-9)) / 20, cover: cover.reverse() }
  }

  #usesByStart() {
    const uses: { readonly constituent: Constituent; readonly cost: number }[][] = this.characters.map(() => [])
    for (const c of this.constituents) {
      if (c.end === c.start || this.#h.constructs[c.construct]!.items.length === 0) continue
      uses[c.start]!.push({ constituent: c, cost: this.#useCost(c) })
    }
    return uses
  }
}
