import { prefixTree, State } from './automaton.ts'
import type { Nested } from './nesting.ts'

/**
 * The smallest k-reversible languages that hold the contents (Angluin 1982): two states with the same last k symbols
 * behind them are one if a text may end in both, or if they go to one state by the same symbol. It never says more than
 * the experience forces it to. O(size x rounds).
 */
export function reversible({ contents }: Nested, k: number): State[] {
  const roots = contents.map(prefixTree)
  /** States in the order of their trees, with the symbols that lead to them at the end. */
  const states: { readonly state: State; readonly leader: string }[] = []
  for (const [kind, root] of roots.entries()) {
    const open: [State, readonly number[]][] = [[root, []]]
    for (const [state, path] of open) {
      // A path that is shorter than k is only like itself.
      states.push({
        state,
        leader: `${kind}${path.length < k ? '^' : ':'}${path.slice(path.length - Math.min(k, path.length)).join(' ')}`,
      })
      for (const [symbol, { to }] of state.next) open.push([to, [...path, symbol].slice(-k - 1)])
    }
  }
  const parent = new Map<State, State>()
  const find = (state: State): State => {
    let current = state
    for (let up = parent.get(current); up; up = parent.get(current)) current = up
    return current
  }
  const numbers = new Map(states.map(({ state }, i) => [state, i]))
  for (let changed = true; changed; ) {
    changed = false
    const known = new Map<string, State>()
    const same = (key: string, state: State) => {
      const [one, other] = [find(known.get(key) ?? state), find(state)]
      if (one !== other) {
        parent.set(other, one)
        changed = true
      }
      known.set(key, one)
    }
    for (const { state, leader } of states) {
      if (state.ends > 0) same(`end ${leader}`, state)
      for (const [symbol, { to }] of state.next) {
        same(`to ${numbers.get(find(state))} ${symbol}`, to)
        same(`from ${leader} ${symbol} ${numbers.get(find(to))}`, state)
      }
    }
  }
  const merged = new Map<State, State>()
  const mergedOf = (state: State) => {
    const key = find(state)
    let own = merged.get(key)
    if (!own) merged.set(key, (own = new State()))
    return own
  }
  for (const { state } of states) {
    const own = mergedOf(state)
    own.ends += state.ends
    for (const [symbol, { to, count }] of state.next) {
      const edge = own.next.get(symbol)
      if (edge) edge.count += count
      else own.next.set(symbol, { to: mergedOf(to), count })
    }
  }
  return roots.map(mergedOf)
}
