import { bitsOf } from './bits.ts'
import { joinedProductions, keyOf, merged, type Production, type Rules, reached, tidy } from './rules.ts'

/** What the search may do. */
export interface Moves {
  /** Two nonterminals, or symbols, may be one. */
  readonly merge: boolean
  /** What occurs twice may be a constituent. */
  readonly chunk: boolean
  /** A constituent may contain one of its own kind. */
  readonly recursion: boolean
}

/** States that are looked at side by side. */
const width = 4
/** How many rounds may bring nothing before the search ends. */
const patience = 3
/** How many states are weighed in all. */
const mostStates = 12_000
/** The longest row of symbols that becomes a constituent without being a production already. */
const longestChunk = 5
/** Rows, those that save most symbols first, that may become constituents, and more of an existing one. */
const mostChunks = 60
const mostFolds = 12

/**
 * Searches for rules of the fewest bits, from the given ones on, by moves that name what occurs in several places, let a
 * nonterminal stand for more, and make two one (Stolcke and Omohundro 1994), a few states side by side.
 */
export function* search(start: Rules, moves: Moves): Generator<void, Rules> {
  let best = { rules: start, bits: bitsOf(start).total }
  let beam = [best]
  const seen = new Set([fingerprint(start)])
  let weighed = 0
  for (let idle = 0; idle < patience && beam.length > 0 && weighed < mostStates; idle++) {
    const found: { rules: Rules; bits: number }[] = []
    for (const { rules } of beam) {
      for (const next of neighbours(rules, moves)) {
        found.push({ rules: next, bits: bitsOf(next).total })
      }
      yield
    }
    weighed += found.length
    found.sort((a, b) => a.bits - b.bits)
    beam = []
    for (const state of found) {
      if (beam.length === width) break
      const key = fingerprint(state.rules)
      if (seen.has(key)) continue
      seen.add(key)
      if (!moves.recursion && isRecursive(state.rules)) continue
      beam.push({ ...state, rules: reached(state.rules) })
    }
    if (beam[0] && beam[0].bits < best.bits - 1e-9) {
      best = beam[0]
      idle = -1
    }
  }
  return best.rules
}

/** Each state one move away. */
function* neighbours(rules: Rules, { merge, chunk }: Moves): Generator<Rules> {
  const nonterminals = [...rules.productions.keys()].filter(i => rules.productions[i]!.length > 0)
  if (merge) {
    for (const a of nonterminals) {
      yield closed(rules, a)
      const loop = unrolled(rules, a)
      if (loop) yield loop
    }
    for (const [i, a] of nonterminals.entries()) for (const b of nonterminals.slice(i + 1)) yield merged(rules, a, b)
    const terminals = [
      ...new Set(rules.productions.flatMap(list => list.flatMap(({ right }) => right.filter(s => s < 0)))),
    ]
    for (const [i, a] of terminals.entries()) {
      for (const b of terminals.slice(i + 1)) yield folded(rules, rules.productions.length, [[a], [b]])
      for (const into of nonterminals) yield folded(rules, into, [[a]])
    }
  }
  const rows = repeatedRows(rules)
  for (const [rank, row] of rows.entries()) {
    if (chunk && rank < mostChunks) yield folded(rules, rules.productions.length, [row.symbols])
    if (merge && (row.isProduction || rank < mostFolds)) {
      for (const into of nonterminals) {
        const next = folded(rules, into, [row.symbols])
        yield next
        yield closed(next, into)
      }
    }
  }
}

/** `A = a A | b` as `A = L b`, `L = a L | nothing`; undefined where A is not such a loop. */
function unrolled(rules: Rules, self: number): Rules | undefined {
  const own = rules.productions[self]!
  const rounds = own.filter(({ right }) => right.length > 1 && right.at(-1) === self)
  const rest = own.filter(production => !rounds.includes(production))
  if (rounds.length === 0 || rest.length === 0 || own.some(({ right }) => right.slice(0, -1).includes(self)))
    return undefined
  if (rest.some(({ right }) => right.length === 0 || right.at(-1) === self)) return undefined
  const loop = rules.productions.length
  const ends = rest.reduce((n, { count }) => n + count, 0)
  const productions = rules.productions.map((list, i) =>
    i === self ? rest.map(({ right, count }) => ({ right: [loop, ...right], count })) : list,
  )
  productions.push([
    ...rounds.map(({ right, count }) => ({ right: [...right.slice(0, -1), loop], count })),
    { right: [], count: ends },
  ])
  return tidy({ ...rules, productions })
}

/** With every row that a nonterminal can become written as that nonterminal, until there is none left. */
function closed(rules: Rules, into: number): Rules {
  let current = rules
  for (let i = 0; ; i++) {
    const own = [...current.productions[into]!].sort((a, b) => a.right.length - b.right.length)
    if (i >= own.length) return current
    const row = own[i]!.right
    if (row.length === 0) continue
    const next = folded(current, into, [row])
    if (next.productions[into]!.length < current.productions[into]!.length || size(next) < size(current)) {
      current = next
      i = -1
    }
  }
}

const size = (rules: Rules) =>
  rules.productions.reduce((n, list) => n + list.reduce((m, { right }) => m + right.length + 1, 0), 0)

/** Rows of symbols that could be constituents: those that occur more than once, and whole productions that occur elsewhere. */
function repeatedRows(rules: Rules) {
  const rows = new Map<string, { symbols: readonly number[]; times: number; isProduction: boolean }>()
  for (const list of rules.productions) {
    for (const { right } of list) {
      for (let from = 0; from < right.length; from++) {
        const longest = Math.min(right.length - from, longestChunk)
        for (let length = 2; length <= longest; length++) add(right.slice(from, from + length), false)
      }
    }
  }
  for (const list of rules.productions) for (const { right } of list) if (right.length > 1) add(right, true)
  const saved = ({ symbols, times }: { symbols: readonly number[]; times: number }) =>
    (times - 1) * (symbols.length - 1)
  return [...rows.values()].filter(({ times }) => times > 1).sort((a, b) => saved(b) - saved(a))

  function add(symbols: readonly number[], isProduction: boolean): void {
    const key = keyOf(symbols)
    const row = rows.get(key)
    if (!row) rows.set(key, { symbols, times: 1, isProduction })
    else {
      row.isProduction ||= isProduction
      // A whole production that is short was counted as a row already.
      if (!isProduction || symbols.length > longestChunk) row.times++
    }
  }
}

/** Lets a nonterminal, perhaps a new one, become each of the rows, and writes it wherever one of them stands. */
function folded(rules: Rules, into: number, rows: readonly (readonly number[])[]): Rules {
  const added = rows.map(right => ({ right, count: 0 }))
  const productions: Production[][] = rules.productions.map((list, i) => {
    const changed = list.map(({ right, count }) => {
      // What is to be its own production stays one.
      if (i === into && rows.some(row => keyOf(row) === keyOf(right))) return { right, count }
      return { right: replacedRows(right, count), count }
    })
    return joinedProductions(changed, i)
  })
  const own = joinedProductions([...(productions[into] ?? []), ...added], into)
  productions[into] = own
  return { ...rules, productions }

  function replacedRows(right: readonly number[], count: number): readonly number[] {
    let result: number[] | undefined
    for (let i = 0; i < right.length; i++) {
      const k = rows.findIndex(row => row.every((s, j) => right[i + j] === s))
      if (k < 0) result?.push(right[i]!)
      else {
        result ??= right.slice(0, i)
        result.push(into)
        added[k]!.count += count
        i += rows[k]!.length - 1
      }
    }
    return result ?? right
  }
}

function fingerprint(rules: Rules): string {
  return reached(rules)
    .productions.map(list => list.map(({ right }) => keyOf(right)).join('|'))
    .join('\n')
}

function isRecursive(rules: Rules): boolean {
  const color = new Uint8Array(rules.productions.length)
  const visit = (i: number): boolean => {
    if (color[i] === 2) return false
    if (color[i] === 1) return true
    color[i] = 1
    for (const { right } of rules.productions[i]!) for (const s of right) if (s >= 0 && visit(s)) return true
    color[i] = 2
    return false
  }
  return visit(0)
}
