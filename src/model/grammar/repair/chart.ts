import type { Tables } from '../parse/layout.ts'
import type { Insertions } from './insertions.ts'
import { Queue } from './queue.ts'
import type { Piece } from './repair.ts'

export interface RepairInput {
  readonly tables: Tables
  readonly insertions: Insertions
  /** The group of each character. */
  readonly groups: Uint16Array
  readonly characters: readonly string[]
  /** Of each position, how many edits the rest of the text needs at least. */
  readonly needs: Uint8Array
  /** Items with more edits are left out. */
  readonly mostEdits: number
  /** Items with more edits than this above the cheapest one of their position are left out, but at the end. */
  readonly beam: number
  readonly mostItems: number
}

type Entry = readonly [state: number, origin: number, cost: number, kind: number, before: number, detail: number]

/** How an item came about: predicted, or from the item before it by one of these steps. */
const predicted = 0
const read = 1
const removed = 2
const replaced = 3
const inserted = 4
const completed = 5
const ruleInserted = 6

/**
 * Earley's sets with costs: the cost of an item is the least number of edits with which the text up to its position leads
 * to it. Within a set, items are settled from the cheapest to the dearest (Dijkstra); completing a rule adds the edits
 * within the rule to the cost of who waits. A rule that is inserted whole is one step of the cost of its shortest text.
 * @returns the pieces of a cheapest repair; whether the search was given up; how many items it made; the last position
 * that has one: what is behind the next one cannot be reached with so many edits
 */
export function repairChart(input: RepairInput): { pieces?: Piece[]; gaveUp: boolean; items: number; reached: number } {
  const { tables, insertions, groups, characters, needs, mostEdits, beam, mostItems } = input
  const { first, ruleOf, final, shift, width, end, useful, gotoFrom, gotoRule, gotoTarget, accepting } = tables
  const n = groups.length
  // Among repairs of equally many edits (up to 3) that one is best which takes least away from the text: an insertion
  // costs an edit, a removal one step more, a replacement two; then that one which reads longest before it.
  const step = 4 * (n + 1)
  const edit = 8 * step
  const limit = mostEdits * edit + edit - 1
  const frame = first.length - 1
  // Items, settled ones of all positions one after the other.
  const states: number[] = []
  const origins: number[] = []
  const costs: number[] = []
  const kinds: number[] = []
  const befores: number[] = []
  /** The completed item, or the rule or the character that was inserted. */
  const details: number[] = []
  const texts: string[] = []
  /** Of each position, who waits for a rule, and what its first item cost. */
  const waiting: Map<number, number[]>[] = []
  const beginnings: Map<number, number>[] = []
  /** Items to come at the next position: state, origin, cost, kind, before, detail. */
  let reached = 0
  let next: Entry[] = [[first[frame]!, 0, 0, predicted, -1, -1]]
  for (let p = 0; p <= n; p++) {
    const column = p < n ? groups[p]! : end
    const queue = new Queue<Entry>()
    const late = n - p
    const settled = new Set<number>()
    const waits = new Map<number, number[]>()
    const begins = new Map<number, number>()
    waiting.push(waits)
    beginnings.push(begins)
    const put = (entry: Entry) => {
      const [state, , cost] = entry
      if (cost > limit) return
      // What is left of the edits must do for the rest; if nothing is left, the rest must be read as it is.
      if (cost + needs[p]! * edit > limit) return
      if (cost + edit > limit && useful[state * width + column] === 0) return
      queue.push(cost, entry)
    }
    for (const entry of next) put(entry)
    next = []
    let cheapest = -1
    for (let entry = queue.pop(); entry; entry = queue.pop()) {
      const [state, origin, cost, kind, before, detail] = entry
      if (cheapest < 0) cheapest = cost
      if (p < n && cost >= cheapest + (beam + 1) * edit) break
      const key = state * (n + 1) + origin
      if (settled.has(key)) continue
      settled.add(key)
      const item = states.push(state) - 1
      origins.push(origin)
      costs.push(cost)
      kinds.push(kind)
      befores.push(before)
      details.push(detail)
      if (item > mostItems) return { gaveUp: true, items: item, reached }
      reached = p
      if (origin === p && state === first[ruleOf[state]!] && !begins.has(ruleOf[state]!))
        begins.set(ruleOf[state]!, cost)
      if (state === accepting && p === n) return { pieces: piecesTo(item), gaveUp: false, items: item, reached }
      for (let g = gotoFrom[state]!; g < gotoFrom[state + 1]!; g++) {
        const rule = gotoRule[g]!
        const list = waits.get(rule)
        if (list) list.push(item)
        else waits.set(rule, [item])
        put([first[rule]!, p, cost, predicted, -1, -1])
        if (insertions.lengths[rule]! < Number.POSITIVE_INFINITY) {
          put([gotoTarget[g]!, origin, cost + (edit + late) * insertions.lengths[rule]!, ruleInserted, item, rule])
        }
      }
      if (final[state] && origin !== p && ruleOf[state] !== frame) {
        const rule = ruleOf[state]!
        const within = cost - beginnings[origin]!.get(rule)!
        for (const wait of waiting[origin]!.get(rule) ?? []) {
          const target = targetOf(states[wait]!, rule)
          put([target, origins[wait]!, costs[wait]! + within, completed, wait, item])
        }
      }
      if (p < n) {
        const target = shift[state * width + column]!
        if (target >= 0) next.push([target, origin, cost, read, item, -1])
        if (cost + edit <= limit) next.push([state, origin, cost + edit + step + late, removed, item, -1])
      }
      if (cost + edit <= limit) {
        for (const [target, text] of insertions.steps[state]!) {
          put([target, origin, cost + edit + late, inserted, item, remember(text)])
          if (p < n) next.push([target, origin, cost + edit + 2 * step + late, replaced, item, remember(text)])
        }
      }
    }
  }
  // The frame reads its rule once; the empty sentence is not among what it reads.
  if (tables.startNullable && n <= mostEdits) {
    const pieces = characters.map((c, at) => ({ at, remove: c, insert: '' }))
    return { pieces, gaveUp: false, items: states.length, reached: n }
  }
  return { gaveUp: false, items: states.length, reached }

  function remember(text: string): number {
    const known = texts.indexOf(text)
    return known >= 0 ? known : texts.push(text) - 1
  }

  function targetOf(state: number, rule: number): number {
    for (let g = gotoFrom[state]!; g < gotoFrom[state + 1]!; g++) if (gotoRule[g] === rule) return gotoTarget[g]!
    throw new Error(`state ${state} does not wait for rule ${rule}`)
  }

  /** The steps to an item, from the last to the first, down into completed rules, then turned round. */
  function piecesTo(last: number): Piece[] {
    const pieces: Piece[] = []
    const open: number[] = [last]
    let at = n
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
      const kind = kinds[item]!
      const text = kind === inserted || kind === replaced ? texts[details[item]!]! : ''
      if (kind === predicted) continue
      open.push(befores[item]!)
      if (kind === completed) open.push(details[item]!)
      else if (kind === ruleInserted) pieces.push({ at, remove: '', insert: insertions.textOf(details[item]!) })
      else if (kind === inserted) pieces.push({ at, remove: '', insert: text })
      else {
        at--
        const c = characters[at]!
        pieces.push({ at, remove: c, insert: kind === read ? c : kind === removed ? '' : text })
      }
    }
    return pieces.reverse()
  }
}
