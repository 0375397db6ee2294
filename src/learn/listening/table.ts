import { logFactorial, spelling } from './bits.ts'
import type { Production, Rules, Terminal } from './rules.ts'

/**
 * Rules as integers, so that many variants can be weighed: productions one after the other, each as its left side, its
 * count, the length of its right side, and that. A value: whoever changes one makes another.
 */
export interface Table {
  readonly cells: Int32Array
  /** Nonterminals have numbers below this. */
  readonly names: number
}

/** Where a production's right side begins, counted from its left side. */
export const head = 3

export function tableOf({ productions }: Rules): Table {
  const cells = productions.flatMap((list, left) =>
    list.flatMap(({ right, count }) => [left, count, right.length, ...right]),
  )
  return { cells: Int32Array.from(cells), names: productions.length }
}

export function rulesIn({ cells, names }: Table, terminals: readonly Terminal[]): Rules {
  const productions: Production[][] = Array.from({ length: names }, () => [])
  for (let at = 0; at < cells.length; at += head + cells[at + 2]!) {
    const right = [...cells.subarray(at + head, at + head + cells[at + 2]!)]
    productions[cells[at]!]!.push({ right, count: cells[at + 1]! })
  }
  return { terminals, productions }
}

/** One change of a table. */
export type Move =
  /** Two nonterminals are one, or stand for each other. */
  | { readonly kind: 'merge'; readonly kept: number; readonly other: number }
  /** A nonterminal, perhaps a new one, can become the rows, and stands wherever they stood. */
  | {
      readonly kind: 'fold'
      readonly into: number
      readonly rows: readonly (readonly number[])[]
      /** And wherever another of its productions stood. */
      readonly closing: boolean
    }
  /** A nonterminal stands wherever one of its productions stood. */
  | { readonly kind: 'close'; readonly into: number }
  /** `A = a A | b` as `A = L b`, `L = a L | nothing`. */
  | { readonly kind: 'unroll'; readonly self: number }

/** Makes moves and weighs what comes of them, in memory that is used again and again. */
export class Workbench {
  /** Cells that were read or written so far: the work done. */
  work = 0
  readonly #terminals: readonly Terminal[]
  readonly #spellings: Float64Array
  readonly #ranges: Float64Array
  #cells = new Int32Array(1024)
  #size = 0
  #spare = new Int32Array(1024)
  #names = 0
  // For the search of equal productions.
  #slots = new Int32Array(256)
  #stamps = new Int32Array(256)
  #stamp = 0
  // For the bits.
  #uses = new Int32Array(64)
  #lists = new Int32Array(64)
  #called = new Int32Array(64)
  readonly #written: Int32Array
  readonly #drawn: Int32Array

  constructor(terminals: readonly Terminal[]) {
    this.#terminals = terminals
    this.#spellings = Float64Array.from(terminals, spelling)
    this.#ranges = Float64Array.from(terminals, one => (one.kind === 'range' ? Math.log2(one.last - one.first + 1) : 0))
    this.#written = new Int32Array(terminals.length)
    this.#drawn = new Int32Array(terminals.length)
  }

  /** Makes a move. @returns the bits of what comes of it; infinite where the move changes nothing or is impossible */
  weigh(table: Table, move: Move): number {
    return this.#make(table, move) ? this.#bits() : Number.POSITIVE_INFINITY
  }

  /** What comes of a move. */
  moved(table: Table, move: Move): Table {
    this.#make(table, move)
    return { cells: this.#cells.slice(0, this.#size), names: this.#names }
  }

  bits(table: Table): number {
    this.#load(table)
    return this.#bits()
  }

  #load({ cells, names }: Table): void {
    this.#reserve(cells.length + 64)
    this.#cells.set(cells)
    this.#size = cells.length
    this.#names = names
    this.work += cells.length
  }

  /** Makes room for so many cells. */
  #reserve(size: number): void {
    if (this.#spare.length < size) this.#spare = new Int32Array(2 * size)
    if (this.#cells.length >= size) return
    const larger = new Int32Array(2 * size)
    larger.set(this.#cells.subarray(0, this.#size))
    this.#cells = larger
  }

  #make(table: Table, move: Move): boolean {
    this.#load(table)
    switch (move.kind) {
      case 'merge':
        this.#rename(move.other, move.kept)
        this.#join()
        return true
      case 'fold': {
        const { into, rows, closing } = move
        this.#names = Math.max(this.#names, into + 1)
        let places = 0
        for (const row of rows) places += this.#fold(into, row)
        this.#join()
        if (places === 0) return false
        if (closing) this.#close(into)
        return true
      }
      case 'close':
        return this.#close(move.into)
      case 'unroll':
        return this.#unroll(move.self)
    }
  }

  #rename(from: number, to: number): void {
    const cells = this.#cells
    for (let at = 0; at < this.#size; ) {
      if (cells[at] === from) cells[at] = to
      const end = at + head + cells[at + 2]!
      for (let i = at + head; i < end; i++) if (cells[i] === from) cells[i] = to
      at = end
    }
  }

  /** Writes `into` wherever the row stands, and lets it become the row. @returns in how many places it stood */
  #fold(into: number, row: ArrayLike<number>): number {
    const length = row.length
    this.#reserve(this.#size + head + length)
    const from = this.#cells
    const to = this.#spare
    const first = row[0]
    let [size, total, places] = [0, 0, 0]
    for (let at = 0; at < this.#size; ) {
      const [left, count, width] = [from[at]!, from[at + 1]!, from[at + 2]!]
      const end = at + head + width
      const place = size
      to[size] = left
      to[size + 1] = count
      size += head
      // What is to be its own production stays one.
      const isOwn = left === into && width === length
      for (let i = at + head; i < end; ) {
        if (from[i] === first && i + length <= end) {
          let k = 1
          while (k < length && from[i + k] === row[k]) k++
          if (k === length && !isOwn) {
            to[size++] = into
            total += count
            places++
            i += length
            continue
          }
        }
        to[size++] = from[i++]!
      }
      to[place + 2] = size - place - head
      at = end
    }
    to[size] = into
    to[size + 1] = total
    to[size + 2] = length
    for (let k = 0; k < length; k++) to[size + head + k] = row[k]!
    this.#size = size + head + length
    this.#cells = to
    this.#spare = from
    this.work += this.#size
    return places
  }

  /** Equal productions become one. A nonterminal that becomes itself is no step of a derivation. */
  #join(): void {
    const cells = this.#cells
    if (this.#slots.length < this.#size) {
      // A production takes three cells at least, so that a third of the slots is full at most.
      this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * this.#size)))
      this.#stamps = new Int32Array(this.#slots.length)
    }
    this.#stamp++
    const mask = this.#slots.length - 1
    let size = 0
    for (let at = 0; at < this.#size; ) {
      const left = cells[at]!
      const width = cells[at + 2]!
      const end = at + head + width
      if (width !== 1 || cells[at + head] !== left) {
        let hash = Math.imul(left + 1, 0x9e3779b1) ^ width
        for (let i = at + head; i < end; i++) hash = Math.imul(hash ^ cells[i]!, 0x01000193) ^ (hash >>> 15)
        let slot = (hash ^ (hash >>> 13)) & mask
        while (this.#stamps[slot] === this.#stamp && !this.#equal(this.#slots[slot]!, at)) slot = (slot + 1) & mask
        if (this.#stamps[slot] === this.#stamp) cells[this.#slots[slot]! + 1]! += cells[at + 1]!
        else {
          this.#stamps[slot] = this.#stamp
          this.#slots[slot] = size
          if (size < at) cells.copyWithin(size, at, end)
          size += head + width
        }
      }
      at = end
    }
    this.#size = size
    this.work += size
  }

  #equal(one: number, other: number): boolean {
    const cells = this.#cells
    const width = cells[one + 2]!
    if (cells[one] !== cells[other] || width !== cells[other + 2]) return false
    for (let i = head; i < head + width; i++) if (cells[one + i] !== cells[other + i]) return false
    return true
  }

  /** The right sides of a nonterminal, the shortest first. */
  #own(name: number): number[][] {
    const own: number[][] = []
    for (let at = 0; at < this.#size; at += head + this.#cells[at + 2]!) {
      if (this.#cells[at] === name) own.push([...this.#cells.subarray(at + head, at + head + this.#cells[at + 2]!)])
    }
    return own.sort((a, b) => a.length - b.length)
  }

  /** Writes it wherever a row stands that it can become, until there is none left. @returns whether there was one */
  #close(into: number): boolean {
    let changed = false
    let own = this.#own(into)
    for (let i = 0; i < own.length; i++) {
      const row = own[i]!
      if (row.length < 2 || !this.#occurs(into, row)) continue
      this.#fold(into, row)
      this.#join()
      changed = true
      own = this.#own(into)
      i = -1
    }
    return changed
  }

  /** Does the row stand anywhere but as the nonterminal's own production? */
  #occurs(into: number, row: readonly number[]): boolean {
    const cells = this.#cells
    const length = row.length
    this.work += this.#size >> 1
    for (let at = 0; at < this.#size; ) {
      const end = at + head + cells[at + 2]!
      if (!(cells[at] === into && cells[at + 2] === length)) {
        for (let i = at + head; i + length <= end; i++) {
          let k = 0
          while (k < length && cells[i + k] === row[k]) k++
          if (k === length) return true
        }
      }
      at = end
    }
    return false
  }

  #unroll(self: number): boolean {
    const cells = this.#cells
    let [ends, rounds, grown] = [0, 0, 0]
    for (let at = 0; at < this.#size; ) {
      const end = at + head + cells[at + 2]!
      if (cells[at] === self) {
        const last = end > at + head ? cells[end - 1] : undefined
        if (last === self && cells[at + 2]! > 1) rounds++
        else if (last === undefined || last === self) return false
        else {
          ends += cells[at + 1]!
          grown++
        }
        for (let i = at + head; i < end - 1; i++) if (cells[i] === self) return false
      }
      at = end
    }
    if (rounds === 0 || ends === 0) return false
    const loop = this.#names++
    this.#reserve(this.#size + grown + head)
    const to = this.#spare
    let size = 0
    for (let at = 0; at < this.#size; ) {
      const width = this.#cells[at + 2]!
      const end = at + head + width
      const isOwn = this.#cells[at] === self
      const isRound = isOwn && this.#cells[end - 1] === self
      to[size] = isRound ? loop : this.#cells[at]!
      to[size + 1] = this.#cells[at + 1]!
      to[size + 2] = isOwn && !isRound ? width + 1 : width
      size += head
      if (isOwn && !isRound) to[size++] = loop
      for (let i = at + head; i < end; i++) to[size++] = isRound && i === end - 1 ? loop : this.#cells[i]!
      at = end
    }
    to[size] = loop
    to[size + 1] = ends
    to[size + 2] = 0
    ;[this.#cells, this.#spare, this.#size] = [to, this.#cells, size + head]
    this.#join()
    return true
  }

  /** As `bitsOf`. */
  #bits(): number {
    const cells = this.#cells
    if (this.#uses.length < this.#names) {
      this.#uses = new Int32Array(2 * this.#names)
      this.#lists = new Int32Array(2 * this.#names)
      this.#called = new Int32Array(2 * this.#names)
    }
    const [uses, lists, called, written, drawn] = [this.#uses, this.#lists, this.#called, this.#written, this.#drawn]
    uses.fill(0, 0, this.#names)
    lists.fill(0, 0, this.#names)
    called.fill(0, 0, this.#names)
    written.fill(0)
    drawn.fill(0)
    let [ends, symbols] = [0, 0]
    let bits = 0
    for (let at = 0; at < this.#size; ) {
      const [left, count, width] = [cells[at]!, cells[at + 1]!, cells[at + 2]!]
      const end = at + head + width
      ends++
      symbols += width
      uses[left]! += count
      lists[left]!++
      bits -= logFactorial(count)
      for (let i = at + head; i < end; i++) {
        const symbol = cells[i]!
        if (symbol >= 0) called[symbol]!++
        else {
          written[~symbol]!++
          drawn[~symbol]! += count
        }
      }
      at = end
    }
    let kinds = 2
    let full = 0
    for (let i = 0; i < this.#names; i++) {
      bits -= logFactorial(called[i]!)
      if (lists[i] === 0) continue
      full++
      bits += logFactorial(uses[i]! + lists[i]! - 1) - logFactorial(lists[i]! - 1)
    }
    kinds += full
    for (let t = 0; t < this.#terminals.length; t++) {
      if (written[t] === 0) continue
      kinds++
      bits += this.#spellings[t]! - logFactorial(written[t]!) + drawn[t]! * this.#ranges[t]!
    }
    bits -= logFactorial(ends) + logFactorial(full)
    return bits + logFactorial(symbols + ends + full + kinds - 1) - logFactorial(kinds - 1)
  }
}

/** Only what the start reaches, numbered anew in the order of first use. */
export function reachedTable({ cells, names }: Table): Table {
  const starts: number[][] = Array.from({ length: names }, () => [])
  for (let at = 0; at < cells.length; at += head + cells[at + 2]!) starts[cells[at]!]!.push(at)
  const numbers = new Int32Array(names).fill(-1)
  numbers[0] = 0
  const order = [0]
  const result: number[] = []
  for (const name of order) {
    for (const at of starts[name]!) {
      const width = cells[at + 2]!
      result.push(numbers[name]!, cells[at + 1]!, width)
      for (let i = at + head; i < at + head + width; i++) {
        const symbol = cells[i]!
        if (symbol >= 0 && numbers[symbol]! < 0) {
          numbers[symbol] = order.length
          order.push(symbol)
        }
        result.push(symbol < 0 ? symbol : numbers[symbol]!)
      }
    }
  }
  return { cells: Int32Array.from(result), names: order.length }
}
