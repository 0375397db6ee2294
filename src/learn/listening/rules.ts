/** A text; one character of a range within an innate one; or, for a while, any word that a symbol of a reading stands for. */
export type Terminal =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'range'; readonly first: number; readonly last: number }
  | { readonly kind: 'word'; readonly symbol: number }

/** What a nonterminal may become. */
export interface Production {
  /** Nonterminals as they are, terminal `t` as `~t`. */
  readonly right: readonly number[]
  /** How often the derivations of the experience use it. */
  readonly count: number
}

/**
 * The state of the search, a value: a context-free grammar with the numbers of uses in one derivation of each example.
 * Nonterminal 0 is the start; a nonterminal without productions does not exist.
 */
export interface Rules {
  readonly terminals: readonly Terminal[]
  readonly productions: readonly (readonly Production[])[]
}

/** Two productions with the same key are the same. */
export const keyOf = (right: readonly number[]): string => right.join(' ')

/** Equal productions as one. A nonterminal that becomes itself is no step of a derivation. */
export function joinedProductions(productions: readonly Production[], self: number): Production[] {
  const found = new Map<string, { right: readonly number[]; count: number }>()
  for (const { right, count } of productions) {
    if (right.length === 1 && right[0] === self) continue
    const key = keyOf(right)
    const same = found.get(key)
    if (same) same.count += count
    else found.set(key, { right, count })
  }
  return [...found.values()]
}

/** Writes `change(symbol)` in place of each symbol of each production. */
function replaced(rules: Rules, change: (symbol: number) => number | readonly number[]): Rules {
  return {
    ...rules,
    productions: rules.productions.map((productions, self) =>
      joinedProductions(
        productions.map(({ right, count }) => ({ right: right.flatMap(change), count })),
        self,
      ),
    ),
  }
}

/**
 * The same language with fewer symbols: nonterminals that become the same are one, one that has a single production is
 * written out where it is used once or says nothing, and what is not reached is gone.
 */
export function tidy(rules: Rules): Rules {
  let current = withoutTwins(reached(rules))
  for (let changed = true; changed; ) {
    changed = false
    const uses = new Uint32Array(current.productions.length)
    for (const list of current.productions) for (const { right } of list) for (const s of right) if (s >= 0) uses[s]!++
    for (let i = 1; i < current.productions.length && !changed; i++) {
      const list = current.productions[i]!
      if (list.length === 0) continue
      const only = list.length === 1 ? list[0]!.right : undefined
      if (only && (uses[i] === 1 || only.length <= 1) && !only.includes(i)) {
        current = replaced(current, symbol => (symbol === i ? only : symbol))
        current = { ...current, productions: current.productions.map((list, j) => (j === i ? [] : list)) }
        changed = true
      } else {
        const turned = rotated(current, i)
        if (turned) {
          current = turned
          changed = true
        }
      }
    }
    if (!changed) {
      const fewer = withoutTwins(current)
      changed = fewer.productions.length < current.productions.length
      current = fewer
    }
  }
  return reached(current)
}

/** Nonterminals with the same productions, up to such nonterminals, as one (partition refinement: Moore 1956). */
function withoutTwins(rules: Rules): Rules {
  let classes: number[] = rules.productions.map(list => (list.length === 0 ? -1 : 0))
  for (let count = 1; ; ) {
    const numbers = new Map<string, number>()
    const next = rules.productions.map((list, i) => {
      if (list.length === 0) return -1
      const shape = list
        .map(({ right }) => keyOf(right.map(s => (s < 0 ? s : classes[s]!))))
        .sort()
        .join('|')
      const key = `${classes[i]} ${shape}`
      if (!numbers.has(key)) numbers.set(key, numbers.size)
      return numbers.get(key)!
    })
    classes = next
    if (numbers.size === count) break
    count = numbers.size
  }
  const first = new Map<number, number>()
  for (const [i, own] of classes.entries()) if (own >= 0 && !first.has(own)) first.set(own, i)
  if (first.size === classes.filter(own => own >= 0).length) return rules
  const productions: Production[][] = rules.productions.map(() => [])
  for (const [i, list] of rules.productions.entries()) {
    if (list.length === 0) continue
    const into = first.get(classes[i]!)!
    for (const { right, count } of list) {
      productions[into]!.push({ right: right.map(s => (s < 0 ? s : first.get(classes[s]!)!)), count })
    }
  }
  return reached({ ...rules, productions: productions.map((list, i) => joinedProductions(list, i)) })
}

/**
 * A nonterminal B that stands only behind one and the same row, `a B`, and is `a B | c`, taken together with that row:
 * what was `a B` is `B`, which is `a B | a c`. Undefined where that is not so, or longer.
 */
function rotated(rules: Rules, self: number): Rules | undefined {
  const own = rules.productions[self]!
  const round = own.find(({ right }) => right.length > 1 && right.at(-1) === self)?.right.slice(0, -1)
  if (round === undefined || round.includes(self)) return undefined
  const follows = (right: readonly number[], at: number) =>
    at >= round.length && round.every((symbol, k) => right[at - round.length + k] === symbol)
  let [inner, outer] = [0, 0]
  for (const [i, list] of rules.productions.entries()) {
    for (const { right } of list) {
      for (const [j, symbol] of right.entries()) {
        if (symbol !== self) continue
        if (!follows(right, j) || (i === self && right.length !== round.length + 1)) return undefined
        if (i === self) inner++
        else outer++
      }
    }
  }
  if (inner !== 1 || outer < own.length - 1) return undefined
  const shortened = (right: readonly number[]) => {
    const result: number[] = []
    for (const [j, symbol] of right.entries()) {
      if (symbol === self && follows(right, j)) result.length -= round.length
      result.push(symbol)
    }
    return result
  }
  const productions = rules.productions.map((list, i) =>
    i === self
      ? list.map(({ right, count }) => ({ right: right.includes(self) ? right : [...round, ...right], count }))
      : joinedProductions(
          list.map(({ right, count }) => ({ right: shortened(right), count })),
          i,
        ),
  )
  return { ...rules, productions }
}

/** Only what the start reaches, numbered anew in the order of first use. */
export function reached(rules: Rules): Rules {
  const names = new Map([[0, 0]])
  const order = [0]
  for (const i of order) {
    for (const { right } of rules.productions[i]!) {
      for (const symbol of right) {
        if (symbol < 0 || names.has(symbol)) continue
        names.set(symbol, order.length)
        order.push(symbol)
      }
    }
  }
  return {
    ...rules,
    productions: order.map(i =>
      rules.productions[i]!.map(({ right, count }) => ({ right: right.map(s => (s < 0 ? s : names.get(s)!)), count })),
    ),
  }
}

/** The nonterminals that can become nothing. */
export function nullableOf(productions: Rules['productions']): ReadonlySet<number> {
  const nullable = new Set<number>()
  for (let changed = true; changed; ) {
    changed = false
    for (const [i, list] of productions.entries()) {
      if (!nullable.has(i) && list.some(({ right }) => right.every(s => nullable.has(s)))) changed = !!nullable.add(i)
    }
  }
  return nullable
}
