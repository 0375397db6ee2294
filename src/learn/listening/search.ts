import type { Rules } from './rules.ts'
import { head, type Move, reachedTable, rulesIn, type Table, tableOf, Workbench } from './table.ts'

/** What the search may do. */
export interface Moves {
  /** Two nonterminals, or symbols, may be one. */
  readonly merge: boolean
  /** What occurs twice may be a constituent. */
  readonly chunk: boolean
  /** A constituent may contain one of its own kind. */
  readonly recursion: boolean
}

/** Tables that are looked at side by side, and the size up to which there are so many: larger ones alone. */
const width = 4
const sizeOfBeam = 3000
/** How many rounds may bring nothing before the search ends. */
const patience = 3
/** How many cells may be read and written in all. */
const mostWork = 150_000_000
/** The longest row of symbols that becomes a constituent without being a production already. */
const longestChunk = 5
/** Rows, those that save most symbols first, that may become constituents, and more of an existing one. */
const mostChunks = 60
const mostFolds = 12
/** A nonterminal of more productions is not written wherever one of them stands: that is work without end. */
const mostClosed = 60
/** Pairs of symbols, those in most common contexts first, that may be one. */
const mostPairs = 400

/**
 * Searches for rules of the fewest bits, from the given ones on, by moves that name what occurs in several places, let a
 * nonterminal stand for more, and make two one (Stolcke and Omohundro 1994), a few tables side by side.
 */
export function* search(start: Rules, moves: Moves): Generator<void, Rules> {
  const bench = new Workbench(start.terminals)
  const first = reachedTable(tableOf(start))
  let best = { table: first, bits: bench.bits(first) }
  let beam = [best.table]
  const seen = new Set([first.cells.join()])
  for (let idle = 0; idle < patience && beam.length > 0 && bench.work < mostWork; idle++) {
    const found: { from: Table; move: Move; bits: number }[] = []
    for (const from of beam) {
      for (const move of movesFrom(from, moves)) {
        const bits = bench.weigh(from, move)
        if (bits < Number.POSITIVE_INFINITY) found.push({ from, move, bits })
      }
      yield
    }
    found.sort((a, b) => a.bits - b.bits)
    const widest = beam[0]!.cells.length > sizeOfBeam ? 1 : width
    let leader: number | undefined
    beam = []
    for (const { from, move, bits } of found) {
      if (beam.length === widest) break
      const table = reachedTable(bench.moved(from, move))
      const key = table.cells.join()
      if (seen.has(key)) continue
      seen.add(key)
      if (!moves.recursion && isRecursive(table)) continue
      leader ??= bits
      beam.push(table)
    }
    if (leader === undefined || leader > best.bits - 1e-9) continue
    best = { table: beam[0]!, bits: leader }
    idle = -1
  }
  return rulesIn(best.table, start.terminals)
}

/** Each change that may be worth a try. */
function* movesFrom(table: Table, { merge, chunk }: Moves): Generator<Move> {
  const { names } = table
  const widths = new Int32Array(names)
  for (let at = 0; at < table.cells.length; at += head + table.cells[at + 2]!) widths[table.cells[at]!]!++
  if (merge) {
    for (let name = 0; name < names; name++) {
      if (widths[name]! <= mostClosed) yield { kind: 'close', into: name }
      yield { kind: 'unroll', self: name }
    }
    for (const [a, b] of likelyPairs(table)) {
      if (a >= 0) yield { kind: 'merge', kept: a, other: b }
      else if (b >= 0) yield { kind: 'fold', into: b, rows: [[a]], closing: false }
      else yield { kind: 'fold', into: names, rows: [[b], [a]], closing: false }
    }
  }
  const rows = repeatedRows(table)
  for (const [rank, { symbols, isProduction }] of rows.entries()) {
    if (chunk && rank < mostChunks) yield { kind: 'fold', into: names, rows: [symbols], closing: false }
    if (!merge || !(isProduction || rank < mostFolds)) continue
    for (let into = 0; into < names; into++) {
      yield { kind: 'fold', into, rows: [symbols], closing: false }
      if (widths[into]! <= mostClosed) yield { kind: 'fold', into, rows: [symbols], closing: true }
    }
  }
}

/** Pairs of symbols, the lesser first: all of them, or those that stand in the same places most often. */
function likelyPairs(table: Table): (readonly [number, number])[] {
  const { cells, names } = table
  const present = new Set<number>(Array.from({ length: names }, (_, i) => i))
  const contexts = new Map<string, Set<number>>()
  const places: [number, number, number][] = []
  for (let at = 0; at < cells.length; at += head + cells[at + 2]!) {
    for (let i = at + head; i < at + head + cells[at + 2]!; i++) {
      present.add(cells[i]!)
      places.push([cells[i]!, at, i])
    }
  }
  const symbols = [...present].sort((a, b) => a - b)
  const pairs = symbols.flatMap((a, i) => symbols.slice(i + 1).map(b => [a, b] as const))
  if (pairs.length <= mostPairs) return pairs
  for (const [symbol, at, i] of places) {
    const end = at + head + cells[at + 2]!
    const before = cells.subarray(at + head, i).join()
    const after = cells.subarray(i + 1, end).join()
    for (const context of [
      `${cells[at]}:${before}_${after}`,
      `${i === at + head ? `${cells[at]}:` : cells[i - 1]}_${i + 1 === end ? '' : cells[i + 1]}`,
    ]) {
      const known = contexts.get(context)
      if (known) known.add(symbol)
      else contexts.set(context, new Set([symbol]))
    }
  }
  const common = new Map<number, number>()
  const least = symbols[0]!
  const span = symbols.at(-1)! - least + 1
  for (const members of contexts.values()) {
    const sorted = [...members].sort((a, b) => a - b)
    for (const [k, a] of sorted.entries()) {
      for (const b of sorted.slice(k + 1)) {
        const key = (a - least) * span + b - least
        common.set(key, (common.get(key) ?? 0) + 1)
      }
    }
  }
  const likeness = ([a, b]: readonly [number, number]) => common.get((a - least) * span + b - least) ?? 0
  return pairs.sort((a, b) => likeness(b) - likeness(a)).slice(0, mostPairs)
}

/** Rows of symbols that could be constituents: those that occur more than once, and whole productions that occur elsewhere. */
function repeatedRows({ cells }: Table) {
  const rows = new Map<string, { symbols: readonly number[]; times: number; isProduction: boolean }>()
  const rights: number[][] = []
  for (let at = 0; at < cells.length; at += head + cells[at + 2]!) {
    rights.push([...cells.subarray(at + head, at + head + cells[at + 2]!)])
  }
  for (const right of rights) {
    for (let from = 0; from < right.length; from++) {
      const longest = Math.min(right.length - from, longestChunk)
      for (let length = 2; length <= longest; length++) add(right.slice(from, from + length), false)
    }
  }
  for (const right of rights) if (right.length > 1) add(right, true)
  const saved = ({ symbols, times }: { symbols: readonly number[]; times: number }) =>
    (times - 1) * (symbols.length - 1)
  return [...rows.values()].filter(({ times }) => times > 1).sort((a, b) => saved(b) - saved(a))

  function add(symbols: readonly number[], isProduction: boolean): void {
    const key = symbols.join()
    const row = rows.get(key)
    if (!row) rows.set(key, { symbols, times: 1, isProduction })
    else {
      row.isProduction ||= isProduction
      // A whole production that is short was counted as a row already.
      if (!isProduction || symbols.length > longestChunk) row.times++
    }
  }
}

function isRecursive({ cells, names }: Table): boolean {
  const next: number[][] = Array.from({ length: names }, () => [])
  for (let at = 0; at < cells.length; at += head + cells[at + 2]!) {
    for (let i = at + head; i < at + head + cells[at + 2]!; i++) if (cells[i]! >= 0) next[cells[at]!]!.push(cells[i]!)
  }
  const color = new Uint8Array(names)
  const visit = (name: number): boolean => {
    if (color[name] !== 0) return color[name] === 1
    color[name] = 1
    if (next[name]!.some(visit)) return true
    color[name] = 2
    return false
  }
  return visit(0)
}
