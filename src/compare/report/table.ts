import type { Interval, Reach } from '../measure/statistics.ts'

/** A table of the report: what people read and what the console prints. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly lines: readonly (readonly string[])[]
  /** What the numbers are. */
  readonly note?: string
}

/** A table as plain text, columns under each other. */
export function plainTable({ title, columns, lines, note }: Table): string {
  const rows = [columns, ...lines]
  const widths = columns.map((_, i) => Math.max(...rows.map(row => [...(row[i] ?? '')].length)))
  const text = rows.map(row =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
  const rule = widths.map(width => '-'.repeat(width)).join('  ')
  return [title, '', text[0], rule, ...text.slice(1), ...(note ? ['', note] : []), ''].join('\n')
}

/** `0.93 (0.90 to 0.96)`. */
export function inShares({ mean, low, high }: Interval): string {
  if (Number.isNaN(mean)) return 'not measured'
  return `${mean.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`
}

/** `+0.12 (+0.05 to +0.20)`. */
export function inDifferences({ mean, low, high }: Interval): string {
  const signed = (n: number) => `${n < 0 ? '' : '+'}${n.toFixed(2)}`
  return `${signed(mean)} (${signed(low)} to ${signed(high)})`
}

/**
 * `30 (10 to 100)`; `not by 3,000`; `at most 10` where the smallest that was measured is enough.
 * @param smallest what was spent at the first point of the curve, and at the last
 */
export function inExamples({ at, low, high }: Reach, [smallest, largest]: readonly [number, number]): string {
  const end = high === undefined ? 'never' : whole(high)
  if (at === undefined) return `not by ${whole(largest)}${low === undefined ? '' : ` (${whole(low)} to ${end})`}`
  const most = at === smallest && at > 1 ? 'at most ' : ''
  return `${most}${whole(at)} (${low === undefined ? 'never' : whole(low)} to ${end})`
}

export const whole = (n: number) => Math.round(n).toLocaleString('en')
export const seconds = (s: number) => (s < 10 ? `${s.toFixed(1)} s` : `${Math.round(s)} s`)
