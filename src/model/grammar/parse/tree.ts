import type { Chart } from './chart.ts'
import type { RuleName, Tables } from './layout.ts'

/**
 * A piece of text and the rule that derives it. What stands between the children was read by the rule itself. Rules
 * that match the empty string leave no node (the root alone may be empty).
 */
export interface Tree {
  readonly rule: RuleName
  /** Where the piece begins and ends, in UTF-16 units of the text. */
  readonly start: number
  readonly end: number
  readonly children: readonly Tree[]
}

/** A rule over a span of positions that waits to be taken apart; children go into `children`, last one first. */
interface Task {
  readonly rule: number
  readonly from: number
  readonly to: number
  readonly children: Tree[]
}

/**
 * Takes one derivation out of a finished chart, from the right to the left. Where the grammar is ambiguous: the last
 * child as short as possible (`1-2-3` read as `(1-2)-3`), then the rule that stands first in the grammar; derivations
 * through the fewest unit rules, so that cycles end. Linear for the grammars for which the chart is. Uses no call stack.
 * @param groups the group of each character that was read
 * @param offset UTF-16 offset of each position
 */
export function treeOf(chart: Chart, groups: ArrayLike<number>, offset: (position: number) => number): Tree {
  const { names, start } = chart.tables
  const backward = backwardMoves(chart.tables)
  const completed = completions(chart)
  const { placesOf, positionOf } = itemsByOrigin(chart)
  const root: Tree[] = []
  const open: Task[] = [{ rule: start, from: 0, to: chart.length, children: root }]
  for (let task = open.pop(); task; task = open.pop()) {
    let { children } = task
    // Down the unit rules, if there are any, to a derivation that has parts.
    const units = unitChain(task)
    for (const rule of units) {
      const name = names[rule]
      if (name === undefined) continue
      const node = { rule: name, start: offset(task.from), end: offset(task.to), children: [] as Tree[] }
      children.push(node)
      children = node.children
    }
    if (task.to > task.from) takeApart({ ...task, rule: units.at(-1)!, children })
  }
  reverseChildren(root)
  return root[0]!

  /** The rules from the task's one to the nearest that derives the span by itself, breadth first. */
  function unitChain({ rule, from, to }: Task): number[] {
    if (from === to) return [rule]
    const cameFrom = new Map<number, number>([[rule, -1]])
    for (const candidate of cameFrom.keys()) {
      const units: number[] = []
      for (const state of statesAtEnd(candidate, from, to)) {
        if (hasParts(state, from, to)) {
          const chain: number[] = []
          for (let r = candidate; r >= 0; r = cameFrom.get(r)!) chain.push(r)
          return chain.reverse()
        }
        for (const [source, over] of backward.gotos[state] ?? []) {
          if (source === chart.tables.first[candidate] && completed(to, from).has(over, from)) units.push(over)
        }
      }
      for (const unit of units.sort((a, b) => a - b)) if (!cameFrom.has(unit)) cameFrom.set(unit, candidate)
    }
    throw new Error(`rule ${names[rule]} has no derivation from ${from} to ${to}`)
  }

  /** The final states in which a rule ends over a span. */
  function statesAtEnd(rule: number, from: number, to: number): readonly number[] {
    return completed(to, from).statesOf(rule, from)
  }

  /** Whether a state is reached by a last step that leaves something before it, or by a single character. */
  function hasParts(state: number, from: number, to: number): boolean {
    return lastStep(state, from, to) !== undefined
  }

  /** The last step into a state: the state before it, where, and the rule that was read (-1: a character). */
  function lastStep(state: number, from: number, to: number): [source: number, at: number, over: number] | undefined {
    const { shift, width } = chart.tables
    for (const source of backward.shifts[state] ?? []) {
      if (shift[source * width + groups[to - 1]!] === state && chart.has(to - 1, source, from))
        return [source, to - 1, -1]
    }
    let best: [number, number, number] | undefined
    for (const [source, over] of backward.gotos[state] ?? []) {
      const ends = completed(to, from)
      const origins = ends.originsOf(over)
      const consider = (middle: number) => {
        if (middle > from && (!best || middle > best[1] || (middle === best[1] && over < best[2]))) {
          best = [source, middle, over]
        }
      }
      // Either side may be the longer list: many rules that end here, or many places that the item has reached.
      const places = origins.length > 16 ? placesOf(from) : undefined
      if (places && places.length < origins.length) {
        for (const k of places) if (chart.states[k] === source && ends.has(over, positionOf(k))) consider(positionOf(k))
      } else {
        for (const middle of origins) if (chart.has(middle, source, from)) consider(middle)
      }
    }
    return best
  }

  /** Finds the parts of a rule over a span, and puts those that are rules on the list of tasks. */
  function takeApart({ rule, from, to, children }: Task): void {
    let state = statesAtEnd(rule, from, to).find(s => hasParts(s, from, to))!
    let at = to
    const parts: Task[] = []
    while (at > from) {
      // What is left may be a single rule over the rest of the span: not a unit, for something stood after it.
      const step = lastStep(state, from, at) ?? wholeRest(state, from, at)
      if (step[2] >= 0) parts.push({ rule: step[2], from: step[1], to: at, children })
      ;[state, at] = step
    }
    // The tasks are taken from the end of the list: the last part, which comes first in `children`, must lie on top.
    for (let i = parts.length - 1; i >= 0; i--) open.push(parts[i]!)
  }

  function wholeRest(state: number, from: number, at: number): [number, number, number] {
    for (const [source, over] of (backward.gotos[state] ?? []).toSorted((a, b) => a[1] - b[1])) {
      if (chart.has(from, source, from) && completed(at, from).has(over, from)) return [source, from, over]
    }
    throw new Error(`no step leads to state ${state} at ${at}`)
  }
}

/** Moves of the automata by their targets. */
function backwardMoves(tables: Tables): BackwardMoves {
  const known = movesOf.get(tables)
  if (known) return known
  const { ruleOf, shift, width, end, gotoFrom, gotoRule, gotoTarget } = tables
  const shifts: Record<number, number[]> = {}
  const gotos: Record<number, [source: number, over: number][]> = {}
  for (let s = 0; s < ruleOf.length; s++) {
    const targets = new Set<number>()
    for (let c = 0; c < end; c++) if (shift[s * width + c]! >= 0) targets.add(shift[s * width + c]!)
    for (const target of targets) (shifts[target] ??= []).push(s)
    for (let g = gotoFrom[s]!; g < gotoFrom[s + 1]!; g++) (gotos[gotoTarget[g]!] ??= []).push([s, gotoRule[g]!])
  }
  const moves = { shifts, gotos }
  movesOf.set(tables, moves)
  return moves
}

interface BackwardMoves {
  readonly shifts: Readonly<Record<number, readonly number[]>>
  readonly gotos: Readonly<Record<number, readonly (readonly [source: number, over: number])[]>>
}

/** Who reads many texts by one grammar needs them once. */
const movesOf = new WeakMap<Tables, BackwardMoves>()

/** The completions of a position; the ones of a few positions are remembered. */
function completions(chart: Chart): (position: number, from: number) => Completions {
  const recent = new Map<number, Completions>()
  /** Positions with short cuts can hold as many completions as the text has characters: found once only. */
  const large = new Map<number, Completions>()
  return (position, from) => {
    const known = chart.jumps.has(position) ? large : recent
    let found = known.get(position)
    if (!found) {
      if (recent.size > 64) recent.clear()
      known.set(position, (found = new Completions(chart, position)))
    }
    found.reachBackTo(from)
    return found
  }
}

/** What ended at a position, the completions included that the chart passed over by a short cut. */
class Completions {
  readonly #chart: Chart
  readonly #states = new Map<number, Map<number, number[]>>()
  readonly #origins = new Map<number, number[]>()
  /** Where each short cut's chain has been followed to. */
  readonly #chains: (readonly [rule: number, origin: number])[] = []

  constructor(chart: Chart, position: number) {
    this.#chart = chart
    for (let k = chart.starts[position]!; k < chart.starts[position + 1]!; k++) {
      if (chart.tables.final[chart.states[k]!] && chart.origins[k] !== position) {
        this.#add(chart.states[k]!, chart.origins[k]!)
      }
    }
    const jumps = chart.jumps.get(position) ?? []
    for (let j = 0; j < jumps.length; j += 2) this.#chains.push([jumps[j]!, jumps[j + 1]!])
  }

  /** Follows the short cuts as far as anything can begin at `from` or after it. Chains run backwards. */
  reachBackTo(from: number): void {
    for (let i = this.#chains.length - 1; i >= 0; i--) {
      for (let at = this.#chains[i]!; at[1] >= from; ) {
        const next = this.#chart.stepOfChain(at[0], at[1])
        // Chains that meet stay together: one of them is enough.
        if (!next || !this.#add(next[2], next[1])) {
          this.#chains.splice(i, 1)
          break
        }
        this.#chains[i] = at = [next[0], next[1]]
      }
    }
  }

  has(rule: number, origin: number): boolean {
    return this.#states.get(rule)?.has(origin) ?? false
  }

  originsOf(rule: number): readonly number[] {
    return this.#origins.get(rule) ?? []
  }

  statesOf(rule: number, origin: number): readonly number[] {
    return this.#states.get(rule)?.get(origin) ?? []
  }

  #add(state: number, origin: number): boolean {
    const rule = this.#chart.tables.ruleOf[state]!
    let byOrigin = this.#states.get(rule)
    if (!byOrigin) {
      this.#states.set(rule, (byOrigin = new Map()))
      this.#origins.set(rule, [])
    }
    const states = byOrigin.get(origin)
    if (!states) {
      byOrigin.set(origin, [state])
      this.#origins.get(rule)!.push(origin)
    } else if (!states.includes(state)) states.push(state)
    else return false
    return true
  }
}

/** The items of a chart by where their rule began; sorted when first asked for. O(items). */
function itemsByOrigin(chart: Chart) {
  let from: Int32Array | undefined
  let sorted = new Int32Array()
  let positions = new Int32Array()
  const sort = (): Int32Array => {
    const size = chart.starts[chart.length + 1]!
    const counts = new Int32Array(chart.length + 2)
    for (let k = 0; k < size; k++) counts[chart.origins[k]! + 1]!++
    for (let p = 0; p <= chart.length; p++) counts[p + 1]! += counts[p]!
    const next = counts.slice()
    sorted = new Int32Array(size)
    positions = new Int32Array(size)
    for (let p = 0; p <= chart.length; p++) {
      for (let k = chart.starts[p]!; k < chart.starts[p + 1]!; k++) {
        sorted[next[chart.origins[k]!]!++] = k
        positions[k] = p
      }
    }
    return counts
  }
  return {
    /** Indexes of the items that began at a position. */
    placesOf(origin: number): Int32Array {
      from ??= sort()
      return sorted.subarray(from[origin]!, from[origin + 1]!)
    },
    /** The set of an item. */
    positionOf: (item: number): number => positions[item]!,
  }
}

/** The children were found from the right to the left. */
function reverseChildren(roots: Tree[]): void {
  const open: (readonly Tree[])[] = [roots]
  for (let children = open.pop(); children; children = open.pop()) {
    ;(children as Tree[]).reverse()
    for (const child of children) if (child.children.length > 0) open.push(child.children)
  }
}
