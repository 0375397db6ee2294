import { State } from './automaton.ts'

/** Larger automata are left as they are. */
const mostStates = 50

/**
 * Merges states of an automaton as long as that saves bits in all: first this one and that one, and then, as it must stay
 * deterministic, whatever they go to by the same symbol. Each round finds the best partner of each state.
 *
 * @param bits of the automaton that begins in these states
 */
export function* polish(
  roots: readonly State[],
  loops: boolean,
  bits: (roots: readonly State[]) => number,
): Generator<void, readonly State[]> {
  if (statesOf(roots).length > mostStates) return roots
  let best = { roots, bits: bits(roots) }
  for (let changed = true; changed; ) {
    changed = false
    for (let i = 0; i < statesOf(best.roots).length; i++) {
      yield
      const states = statesOf(best.roots)
      let better = best
      for (const [j, other] of states.entries()) {
        if (j === i) continue
        const merged = mergedInto(best.roots, states[i]!, other)
        if (!(loops || isAcyclic(merged))) continue
        const total = bits(merged)
        if (total < better.bits - 1e-9) better = { roots: merged, bits: total }
      }
      if (better === best) continue
      best = better
      changed = true
    }
  }
  return best.roots
}

/** All states, in the order in which they are reached. */
export function statesOf(roots: readonly State[]): State[] {
  const found = new Set(roots)
  for (const state of found) for (const { to } of state.next.values()) found.add(to)
  return [...found]
}

/** A copy in which two states are one. */
function mergedInto(roots: readonly State[], one: State, other: State): State[] {
  const parent = new Map<State, State>()
  const find = (state: State): State => {
    let current = state
    for (let up = parent.get(current); up; up = parent.get(current)) current = up
    return current
  }
  const edges = new Map<State, Map<number, State>>()
  const edgesOf = (state: State) => {
    let own = edges.get(state)
    if (!own) edges.set(state, (own = new Map([...state.next].map(([symbol, { to }]) => [symbol, to]))))
    return own
  }
  const open: [State, State][] = [[one, other]]
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [a, b] = [find(pair[0]), find(pair[1])]
    if (a === b) continue
    parent.set(b, a)
    const into = edgesOf(a)
    for (const [symbol, to] of edgesOf(b)) {
      const known = into.get(symbol)
      if (known === undefined) into.set(symbol, to)
      else open.push([known, to])
    }
  }
  const copies = new Map<State, State>()
  const copyOf = (state: State): State => {
    const key = find(state)
    let copy = copies.get(key)
    if (!copy) copies.set(key, (copy = new State()))
    return copy
  }
  for (const state of statesOf(roots)) {
    const copy = copyOf(state)
    copy.ends += state.ends
    for (const [symbol, { to, count }] of state.next) {
      const edge = copy.next.get(symbol)
      if (edge) edge.count += count
      else copy.next.set(symbol, { to: copyOf(to), count })
    }
  }
  return roots.map(copyOf)
}

function isAcyclic(roots: readonly State[]): boolean {
  const done = new Map<State, boolean>()
  const visit = (state: State): boolean => {
    const known = done.get(state)
    if (known !== undefined) return known
    done.set(state, false)
    for (const { to } of state.next.values()) if (!visit(to)) return false
    done.set(state, true)
    return true
  }
  return roots.every(visit)
}
