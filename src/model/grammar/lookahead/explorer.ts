import type { Network } from './network.ts'

/** What follows is not known: when the rule ends, it goes on after each of its uses. */
export const anyContext = 0
/** Nothing follows. */
export const noContext = 1

/** Deeper nesting is forgotten: it goes on as in any context, which only adds possibilities. */
const deepest = 8

/** How a position stands to the boundary that is watched: still before it, crossed it just here, or crossed it before. */
export type Crossing = 'before' | 'here' | 'earlier'

/** A position in the network, in a context. */
export interface Position {
  readonly state: number
  readonly context: number
  readonly crossing: Crossing
  /** Groups that must not be read next. */
  readonly blocked: readonly number[]
}

/** All positions that can be reached without reading, of which only those that can read are kept. */
export interface Front {
  readonly key: string
  readonly positions: readonly Position[]
  /** The boundary is reached: what must not be read next, for each way to reach it. */
  readonly reached: readonly (readonly number[])[]
  /** The text may end here, having crossed the boundary or not. */
  readonly ends: ReadonlySet<Crossing>
}

/** What is watched while the network is explored. */
export interface Watch {
  readonly context: number
  /** The state at which it counts as over, in the context in which it began. */
  readonly boundary: number
  /** Whether to go on behind the boundary. */
  readonly goesOn: boolean
  /** Whether runs of one class are taken as long as possible. */
  readonly isGreedy: boolean
}

/**
 * Explores a network as if its stack were of bounded depth: what it finds is possible in the grammar or nearly so, and
 * everything that is possible in the grammar it finds. (The closure of Parr, Harwell and Fisher, Adaptive LL(*) Parsing,
 * 2014, without the input.)
 */
export class Explorer {
  readonly #network: Network
  readonly #returns = [-1, -1]
  readonly #parents = [anyContext, noContext]
  readonly #depths = [0, 0]
  readonly #contexts = new Map<string, number>()

  constructor(network: Network) {
    this.#network = network
  }

  /** The position at a state. */
  position(state: number, watch: Watch): Position {
    return { state, context: watch.context, crossing: 'before', blocked: [] }
  }

  /** The front at a state. */
  begin(state: number, watch: Watch): Front {
    return this.front([this.position(state, watch)], watch)
  }

  /** The front after a character of a group. */
  read(front: Front, group: number, watch: Watch): Front {
    return this.front(
      front.positions.flatMap(position => this.after(position, group)),
      watch,
    )
  }

  /** Where a position is after a character of a group. */
  after(position: Position, group: number): Position[] {
    if (position.blocked.includes(group)) return []
    return this.#network.reads[position.state]!.flatMap(([groups, state]) =>
      groups.includes(group) ? [moved(position, state)] : [],
    )
  }

  /** Where a position is after the whole rule that can begin there. */
  afterRule(position: Position, target: number): Position {
    return moved(position, target)
  }

  /** One step from a position without reading: over nothing, into a rule, out of one. */
  steps(position: Position, watch: Watch): { next: Position[]; ends: boolean; reached: boolean } {
    const network = this.#network
    const { state, context } = position
    let { crossing, blocked } = position
    const next: Position[] = []
    let reached = false
    if (state === watch.boundary && context === watch.context && crossing === 'before') {
      reached = true
      if (!watch.goesOn) return { next, ends: false, reached }
      crossing = 'here'
    }
    const more = watch.isGreedy ? network.blocks.get(state) : undefined
    if (more) blocked = [...new Set([...blocked, ...more])].sort((a, b) => a - b)
    for (const target of network.free[state]!) next.push({ state: target, context, crossing, blocked })
    for (const [rule, target] of network.calls[state]!) {
      next.push({ state: network.entry.get(rule)!, context: this.#enter(target, context), crossing, blocked })
    }
    const rule = network.ruleOf[state]!
    if (state !== network.exit.get(rule) || context === noContext) return { next, ends: false, reached }
    if (context !== anyContext) {
      next.push({ state: this.#returns[context]!, context: this.#parents[context]!, crossing, blocked })
      return { next, ends: false, reached }
    }
    for (const target of network.returns.get(rule)!) next.push({ state: target, context, crossing, blocked })
    return { next, ends: rule === network.start, reached }
  }

  /** The groups that positions can read. */
  groups(positions: readonly Position[]): Set<number> {
    const found = new Set<number>()
    for (const { state, blocked } of positions) {
      for (const [groups] of this.#network.reads[state]!) {
        for (const group of groups) if (!blocked.includes(group)) found.add(group)
      }
    }
    return found
  }

  /** All that can be reached from some positions without reading. */
  front(from: readonly Position[], watch: Watch): Front {
    const seen = new Map<string, Position>()
    const reached = new Map<string, readonly number[]>()
    const ends = new Set<Crossing>()
    const open = [...from]
    for (let position = open.pop(); position; position = open.pop()) {
      const key = keyOf(position)
      if (seen.has(key)) continue
      seen.set(key, position)
      const step = this.steps(position, watch)
      if (step.reached) reached.set(position.blocked.join(), position.blocked)
      // The end belongs to what came over the boundary in this very step, too.
      if (step.ends) ends.add(step.reached ? 'here' : position.crossing)
      open.push(...step.next)
    }
    const reading = [...seen].filter(([, { state }]) => this.#network.reads[state]!.length > 0)
    const key = `${reading
      .map(([key]) => key)
      .sort()
      .join('|')}#${[...reached.keys()].sort().join('|')}#${[...ends].sort().join()}`
    return { key, positions: reading.map(([, position]) => position), reached: [...reached.values()], ends }
  }

  #enter(target: number, context: number): number {
    if (this.#depths[context]! >= deepest) return context === noContext ? noContext : anyContext
    const key = `${target} ${context}`
    let found = this.#contexts.get(key)
    if (found === undefined) {
      found = this.#returns.push(target) - 1
      this.#parents.push(context)
      this.#depths.push(this.#depths[context]! + 1)
      this.#contexts.set(key, found)
    }
    return found
  }
}

/** Two positions with the same key are the same. */
export const keyOf = ({ state, context, crossing, blocked }: Position): string =>
  `${state} ${context} ${crossing} ${blocked.join()}`

const moved = ({ context, crossing }: Position, state: number): Position => ({
  state,
  context,
  crossing: crossing === 'here' ? 'earlier' : crossing,
  blocked: [],
})
