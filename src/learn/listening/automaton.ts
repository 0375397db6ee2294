import { choiceBits } from './bits.ts'
import type { Nested } from './nesting.ts'
import type { Reading, Tokens } from './tokens.ts'

/** A state of an automaton that counts: how often a text ended here, and went on with each symbol. */
export class State {
  ends = 0
  readonly next = new Map<number, Edge>()
  /** Part of the automaton; else the root of a tree that has still to find its place. */
  settled = false
  /** The state that it has become one with. */
  into: State | undefined

  get count(): number {
    let n = this.ends
    for (const { count } of this.next.values()) n += count
    return n
  }
}

export interface Edge {
  to: State
  count: number
}

/** How readily states are taken for one. */
export interface Caution {
  /** How many times the bits that one state less saves at once count: at 0 only likeness does. */
  readonly eagerness: number
  /** May symbols of different kinds be found to lead to the same before either has its place? */
  readonly acrossKinds: boolean
  /** May a state come back to itself? */
  readonly loops: boolean
}

/**
 * Finds automata for the contents by merging the states of their prefix trees (Oncina and García 1992), the state that was
 * seen most often first: it becomes one with the state that saves most bits, or a state of its own if none does. Whether
 * two states are one is decided by the bits that it takes to tell how both of them go on, together and apart, all the way
 * along what they have in common (model merging: Stolcke and Omohundro 1994), against those of writing one state more.
 *
 * @returns the state in which each kind of content begins
 */
export function* mergeStates(reading: Reading, { contents }: Nested, caution: Caution): Generator<void, State[]> {
  const { loops } = caution
  const comparison = new Comparison(reading, contents.length - 1, caution)
  const roots = contents.map(prefixTree)
  const settled: State[] = []
  for (let place = mostSeen(roots, settled); place; place = mostSeen(roots, settled)) {
    yield
    const { parent } = place
    if (parent) comparison.joinSiblings(parent)
    const state = parent ? parent.next.get(place.symbol)!.to : roots[place.symbol]!
    let best: State | undefined
    let least = 0
    for (const other of settled) {
      const cost = comparison.cost(other, state, parent, settled.length)
      if (cost < least && (loops || (parent && !reaches(other, parent)))) [best, least] = [other, cost]
    }
    if (best) fold(best, state)
    else {
      state.settled = true
      settled.push(state)
      comparison.joinSiblings(state)
    }
    redirect([...settled], roots)
  }
  return roots
}

/** The state that is not settled, but reached from one that is, or a root, and was seen most often. */
function mostSeen(roots: readonly State[], settled: readonly State[]) {
  let best: { parent: State | undefined; symbol: number } | undefined
  let most = 0
  const consider = (state: State, parent: State | undefined, symbol: number) => {
    if (state.settled) return
    const { count } = state
    if (count > most) [best, most] = [{ parent, symbol }, count]
  }
  for (const [i, root] of roots.entries()) consider(root, undefined, i)
  for (const state of settled) for (const [symbol, { to }] of state.next) consider(to, state, symbol)
  return best
}

/** Makes all edges lead to states that still exist. */
function redirect(settled: readonly State[], roots: State[]): void {
  for (const state of settled) for (const edge of state.next.values()) edge.to = present(edge.to)
  for (const [i, root] of roots.entries()) roots[i] = present(root)
}

function present(state: State): State {
  let current = state
  while (current.into) current = current.into
  return current
}

/** The tree of some texts: a state for each beginning. */
export function prefixTree(texts: readonly Tokens[]): State {
  const root = new State()
  for (const { symbols, count } of texts) {
    let state = root
    for (const symbol of symbols) {
      let edge = state.next.get(symbol)
      if (!edge) state.next.set(symbol, (edge = { to: new State(), count: 0 }))
      edge.count += count
      state = edge.to
    }
    state.ends += count
  }
  return root
}

/** Adds a tree to a state: what both know becomes one, what only the tree knows hangs on. */
function fold(state: State, tree: State): void {
  const open: [State, State][] = [[state, tree]]
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [one, other] = pair
    one.ends += other.ends
    other.into = one
    for (const [symbol, { to, count }] of other.next) {
      const edge = one.next.get(symbol)
      if (!edge) one.next.set(symbol, { to, count })
      else {
        edge.count += count
        open.push([present(edge.to), to])
      }
    }
  }
}

function reaches(from: State, to: State): boolean {
  const seen = new Set([from])
  for (const state of seen) {
    if (state === to) return true
    for (const edge of state.next.values()) seen.add(present(edge.to))
  }
  return false
}

/** How a state goes on: the kinds of what follows, and within each kind the symbols. */
type Profile = Map<number, Map<number, number>>

const end = -1

/** What it costs to take two states for one. */
class Comparison {
  readonly #kindOf: (symbol: number) => number
  readonly #sizes: ReadonlyMap<number, number>
  readonly #kinds: number
  readonly #symbols: number
  readonly #caution: Caution

  /** @param pairs kinds of brackets, whose pairs are symbols */
  constructor({ tokens, kinds }: Reading, pairs: number, caution: Caution) {
    this.#caution = caution
    // Kinds that are not innate are one for each symbol, numbered after the innate ones.
    this.#kindOf = symbol => {
      const kind = kinds[symbol] ?? -1
      return kind >= 0 ? kind : 100 + symbol
    }
    const sizes = new Map<number, number>()
    for (const kind of kinds) if (kind >= 0) sizes.set(kind, (sizes.get(kind) ?? 0) + 1)
    this.#sizes = sizes
    this.#kinds = sizes.size + kinds.filter(kind => kind < 0).length + pairs + 1
    this.#symbols = tokens.length + pairs
  }

  /**
   * Bits, negative where one state is cheaper. What follows must then be one, too: that may cost, but what it saves could
   * be saved without. `tree` has no settled state beneath it.
   */
  cost(state: State, tree: State, parent: State | undefined, states: number): number {
    const symbol = Math.log2(this.#symbols + states + 2)
    const shared = new Set<State>()
    for (const next of tree.next.keys()) {
      const edge = state.next.get(next)
      if (edge) shared.add(present(edge.to))
    }
    const known = parent !== undefined && [...parent.next.values()].some(({ to }) => present(to) === state)
    return this.#alike(state, tree) - this.#caution.eagerness * symbol * (1 + shared.size + (known ? 3 : 0))
  }

  #alike(state: State, tree: State): number {
    let cost = this.#pooling(state, tree)
    for (const [symbol, { to }] of tree.next) {
      const edge = state.next.get(symbol)
      if (edge) cost += Math.max(0, this.#alike(present(edge.to), to))
    }
    return cost
  }

  /** Makes trees that follow a state one tree where that is cheaper, the most alike first. */
  joinSiblings(state: State): void {
    const kinds = new Map<State, number>()
    for (const [symbol, { to }] of state.next) {
      const tree = present(to)
      if (!tree.settled && !kinds.has(tree)) kinds.set(tree, this.#kindOf(symbol))
    }
    const trees = [...kinds.keys()]
    while (trees.length > 1) {
      let best: [number, number] | undefined
      let least = 0
      for (let i = 0; i < trees.length; i++) {
        for (let j = 0; j < i; j++) {
          if (!this.#caution.acrossKinds && kinds.get(trees[j]!) !== kinds.get(trees[i]!)) continue
          const cost = this.#known(trees[j]!, trees[i]!)
          if (cost < least) [best, least] = [[j, i], cost]
        }
      }
      if (!best) break
      const [j, i] = best
      fold(trees[j]!, trees[i]!)
      trees.splice(i, 1)
      this.#siblings.delete(trees[j]!)
    }
    for (const edge of state.next.values()) edge.to = present(edge.to)
  }

  /** Costs of siblings that have been compared; a tree that grew is compared again. */
  readonly #siblings = new Map<State, Map<State, { cost: number; size: number }>>()

  #known(one: State, other: State): number {
    let costs = this.#siblings.get(one)
    if (!costs) this.#siblings.set(one, (costs = new Map()))
    const size = one.count + other.count
    const known = costs.get(other)
    if (known?.size === size) return known.cost
    const cost = this.cost(one, other, undefined, 10)
    costs.set(other, { cost, size })
    return cost
  }

  #pooling(one: State, other: State): number {
    const [a, b] = [this.#profile(one), this.#profile(other)]
    const both: Profile = new Map([...a].map(([kind, counts]) => [kind, new Map(counts)]))
    for (const [kind, counts] of b) {
      const known = both.get(kind)
      if (!known) both.set(kind, counts)
      else for (const [symbol, count] of counts) known.set(symbol, (known.get(symbol) ?? 0) + count)
    }
    return this.#bits(both) - this.#bits(a) - this.#bits(b)
  }

  #profile(state: State): Profile {
    const profile: Profile = new Map()
    if (state.ends > 0) profile.set(end, new Map([[end, state.ends]]))
    for (const [symbol, { count }] of state.next) {
      const kind = this.#kindOf(symbol)
      const known = profile.get(kind)
      if (known) known.set(symbol, count)
      else profile.set(kind, new Map([[symbol, count]]))
    }
    return profile
  }

  #bits(profile: Profile): number {
    const totals: number[] = []
    let bits = 0
    for (const [kind, counts] of profile) {
      let n = 0
      for (const count of counts.values()) n += count
      totals.push(n)
      const size = this.#sizes.get(kind) ?? 1
      if (size > 1) bits += 1 + Math.min(n * Math.log2(size), choiceBits(counts.values(), size))
    }
    return bits + choiceBits(totals, this.#kinds)
  }
}
