import { innateRanges, logFactorial, spelling } from './bits.ts'
import type { Terminal } from './rules.ts'

/** Some symbols of a set as one: an innate range or a part of one. */
export interface Range {
  readonly terminal: Terminal & { readonly kind: 'range' }
  readonly symbols: readonly number[]
  readonly count: number
}

/** How a set of symbols is written: some as ranges, the rest one by one. */
export interface Cover {
  readonly ranges: readonly Range[]
  readonly singles: readonly number[]
  /** Of the definition, where it is one. */
  readonly grammar: number
  /** Of choosing from it as often as it was. */
  readonly experience: number
  /** Two covers with the same key are the same set. */
  readonly key: string
}

/**
 * The cheapest way to write a set of symbols: an innate range, or the part of one between the outermost, in place of the
 * symbols in it, wherever that takes fewer bits than each by itself.
 *
 * @param codeOf the code point of a symbol that is a single character
 * @param symbolBits what it costs to write one symbol
 */
export function coverOf(
  counts: ReadonlyMap<number, number>,
  codeOf: (symbol: number) => number | undefined,
  symbolBits: number,
): Cover {
  let singles = [...counts.keys()]
  let total = 0
  for (const count of counts.values()) total += count
  const ranges: Range[] = []
  // Laplace's code for the whole choice.
  const choosing = (members: number) => logFactorial(total + members - 1) - logFactorial(members - 1)
  const orders = (symbols: readonly number[]) => symbols.reduce((sum, s) => sum + logFactorial(counts.get(s)!), 0)
  if (singles.length > 1) {
    for (const [first, last] of innateRanges) {
      const inside = singles.filter(symbol => {
        const code = codeOf(symbol)
        return code !== undefined && first <= code && code <= last
      })
      if (inside.length < 2) continue
      const codes = inside.map(symbol => codeOf(symbol)!)
      const count = inside.reduce((sum, symbol) => sum + counts.get(symbol)!, 0)
      const others = singles.length - inside.length + ranges.length
      const alone = 2 * symbolBits * inside.length + choosing(others + inside.length) - orders(inside)
      const together = (terminal: Range['terminal']) =>
        2 * symbolBits +
        spelling(terminal) +
        count * Math.log2(terminal.last - terminal.first + 1) +
        choosing(others + 1) -
        logFactorial(count)
      const whole = { kind: 'range', first, last } as const
      const part = { kind: 'range', first: Math.min(...codes), last: Math.max(...codes) } as const
      const better = together(part) < together(whole) ? part : whole
      if (together(better) >= alone) continue
      ranges.push({ terminal: better, symbols: inside, count })
      singles = singles.filter(symbol => !inside.includes(symbol))
    }
  }
  const members = ranges.length + singles.length
  return {
    ranges,
    singles,
    grammar: members === 1 ? 0 : symbolBits * (2 * members + 1),
    experience:
      choosing(members) -
      orders(singles) +
      ranges.reduce(
        (sum, { terminal, count }) => sum - logFactorial(count) + count * Math.log2(terminal.last - terminal.first + 1),
        0,
      ),
    key: [
      ...ranges.map(({ terminal }) => `${terminal.first}-${terminal.last}`),
      ...[...singles].sort((a, b) => a - b),
    ].join(' '),
  }
}
