import { bitsOf } from './bits.ts'
import { recounted, type Uses, usesFromEnd, usesOf, withCounts } from './recount.ts'
import { type Production, type Rules, tidy } from './rules.ts'
import type { Reading } from './tokens.ts'

/**
 * Takes back what was too much, as long as it saves bits. Where the experience needs of a nonterminal only some of its
 * productions in some places, these become a nonterminal of their own, which stands there: the opposite of a merge. What is needed
 * where depends on how ambiguous texts are read, so they are read in two ways.
 */
export function* narrow(start: Rules, reading: Reading): Generator<void, Rules> {
  let best = start
  let bits = bitsOf(start).total
  for (let changed = true; changed; ) {
    changed = false
    yield
    for (const parse of [usesOf, usesFromEnd]) {
      const uses = parse(best, reading)
      if (!uses) return best
      const counted = withCounts(best, uses)
      let better: Rules | undefined
      for (const candidate of [withoutUnused(counted), ...splits(counted, uses)]) {
        const next = tidy(candidate)
        const total = bitsOf(next).total
        if (total < bits - 1e-9) [better, bits] = [next, total]
      }
      if (!better) continue
      best = better
      changed = true
      break
    }
  }
  return best
}

/** Takes back productions that the others make up for. */
export function* prune(start: Rules, reading: Reading): Generator<void, Rules> {
  let best = start
  let bits = bitsOf(start).total
  for (let changed = true; changed; ) {
    changed = false
    for (const [i, list] of best.productions.entries()) {
      for (let k = 0; list.length > 1 && k < list.length && !changed; k++) {
        yield
        const productions = best.productions.map((other, j) => (j === i ? other.filter((_, l) => l !== k) : other))
        const counted = recounted({ ...best, productions }, reading)
        if (!counted) continue
        const next = tidy(withoutUnused(counted))
        const total = bitsOf(next).total
        if (total < bits - 1e-9) [best, bits, changed] = [next, total, true]
      }
      if (changed) break
    }
  }
  return best
}

const withoutUnused = (rules: Rules): Rules => ({
  ...rules,
  productions: rules.productions.map(list => list.filter(({ count }) => count > 0)),
})

/** The rules with one nonterminal split, for each set of productions that is all that some place needs of it. */
function* splits(rules: Rules, { places, start }: Uses): Generator<Rules> {
  const sets = new Map<string, { symbol: number; needed: ReadonlySet<number> }>()
  const neededIn = (use: readonly number[]) => new Set([...use.keys()].filter(k => use[k]! > 0))
  const found: { symbol: number; needed: ReadonlySet<number> }[] = [{ symbol: 0, needed: neededIn(start) }]
  for (const [place, use] of places) {
    const [left, number, position] = place.split('.').map(Number) as [number, number, number]
    found.push({ symbol: rules.productions[left]![number]!.right[position]!, needed: neededIn(use) })
  }
  for (const one of found) {
    const size = rules.productions[one.symbol]!.filter(({ count }) => count > 0).length
    if (one.needed.size < size) sets.set(`${one.symbol}: ${[...one.needed].join(' ')}`, one)
  }
  for (const { symbol, needed } of sets.values()) yield split(symbol, needed)

  /** With a nonterminal for these productions of `symbol`, which stands where no others are needed. */
  function split(symbol: number, needed: ReadonlySet<number>): Rules {
    const isEnough = (use: readonly number[] | undefined) => use?.every((n, k) => n === 0 || needed.has(k)) ?? true
    // The start stays what it is where it needs no more.
    const added = rules.productions.length
    const [part, whole] = symbol === 0 && isEnough(start) ? [0, added] : [added, symbol]
    const parts: Production[] = []
    const rest: Production[] = []
    let uses = symbol === 0 && part === 0 ? start.reduce((a, b) => a + b, 0) : 0
    const lists: Production[][] = rules.productions.map((list, i) =>
      list.map(({ right, count }, k) => ({
        count,
        right: right.map((s, j) => {
          if (s !== symbol) return s
          const use = places.get(`${i}.${k}.${j}`)
          if (!isEnough(use)) return whole
          uses += use?.reduce((a, b) => a + b, 0) ?? 0
          return part
        }),
      })),
    )
    for (const [k, production] of lists[symbol]!.entries()) (needed.has(k) ? parts : rest).push(production)
    const all = parts.reduce((n, { count }) => n + count, 0)
    lists.push([])
    lists[part] = parts
    lists[whole] = all > uses ? [{ right: [part], count: all - uses }, ...rest] : rest
    return withoutUnused({ ...rules, productions: lists })
  }
}
