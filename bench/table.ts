/** Tables as plain text: a column is as wide as its title, or wider when the title says `title:12`. */
export class Table {
  readonly #widths: readonly number[]
  readonly head: string

  /** @param titles the first column is set to the left, the others to the right */
  constructor(...titles: readonly string[]) {
    const parts = titles.map(title => title.split(':'))
    this.#widths = parts.map(([title, width]) => Math.max(title!.length, Number(width ?? 0)))
    this.head = this.row(...parts.map(([title]) => title!))
  }

  /** Numbers that are no integers get three decimals. */
  row(...cells: readonly (string | number)[]): string {
    return cells
      .map((cell, i) => {
        const text = typeof cell === 'string' || Number.isInteger(cell) ? String(cell) : cell.toFixed(3)
        const width = this.#widths[i]!
        return i === 0 ? text.padEnd(width) : text.padStart(width)
      })
      .join('  ')
      .trimEnd()
  }
}

/** A text on one line, shortened. */
export function quoted(text: string, longest = 100): string {
  return JSON.stringify(text.length > longest ? `${text.slice(0, longest)}…` : text)
}
