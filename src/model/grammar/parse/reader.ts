import type { CharacterClass } from '../character-class.ts'
import { Chart } from './chart.ts'
import { shifts, type Tables } from './layout.ts'
import { type Tree, treeOf } from './tree.ts'

/** How far a text is the beginning of a sentence. */
export interface Prefix {
  /** Length of the longest beginning of the text with which some sentence begins, in UTF-16 units. */
  readonly length: number
  /** The characters with which it can go on there. */
  readonly next: CharacterClass
  /** Whether the text could end there. */
  readonly canEnd: boolean
}

/**
 * Reads texts by a grammar: any context-free one, ambiguous, left-recursive and cyclic ones included. Linear in the
 * length of the text for the grammars in daily use, cubic at worst. Any length and depth of nesting.
 */
export class Reader {
  /** The grammar as integers, for who walks the chart. */
  readonly tables: Tables

  constructor(tables: Tables) {
    this.tables = tables
  }

  /** Whether the text is a sentence of the grammar. */
  accepts(text: string): boolean {
    return this.#read(decode(text, this.tables)) !== undefined
  }

  /** The derivation of the text; of several the one that {@link treeOf} describes; undefined if there is none. */
  parse(text: string): Tree | undefined {
    const input = decode(text, this.tables)
    const chart = this.#read(input)
    return chart && treeOf(chart, input.groups, input.offset)
  }

  /** Where the text stops being the beginning of a sentence, and what could stand there. */
  prefix(text: string): Prefix {
    const { groups, offset } = decode(text, this.tables)
    const { open } = this.tables
    const chart = new Chart(this.tables, groups.length > 0 ? groups[0]! : open)
    let length = 0
    while (length < groups.length && chart.advance(groups[length]!, groups[length + 1] ?? open)) length++
    // The last set died of its own character or of the one after it, which it knew already.
    if (length < groups.length && chart.lookAgain(groups[length]!, open)) length++
    chart.truncate(length)
    if (length === 0) chart.reset(open)
    else chart.lookAgain(groups[length - 1]!, open)
    return { length: offset(length), next: nextCharacters(chart), canEnd: chart.accepting }
  }

  /** The whole chart, or undefined as soon as the text cannot be a sentence. */
  #read({ groups }: Decoded): Chart | undefined {
    const { end } = this.tables
    const length = groups.length
    const chart = new Chart(this.tables, length > 0 ? groups[0]! : end)
    for (let p = 0; p < length; p++) {
      if (!chart.advance(groups[p]!, p + 1 < length ? groups[p + 1]! : end)) return undefined
    }
    return chart.accepting ? chart : undefined
  }
}

/** The characters that can come after what a chart has read with `open` as its last column. */
export function nextCharacters({ states, starts, length, tables }: Chart): CharacterClass {
  const can = new Uint8Array(tables.width)
  for (let k = starts[length]!; k < starts[length + 1]!; k++) {
    for (let c = 1; c < tables.end; c++) if (tables.useful[states[k]! * tables.width + c]! & shifts) can[c] = 1
  }
  return tables.alphabet.charactersIn(group => can[group] === 1)
}

interface Decoded {
  /** The group of each code point. */
  readonly groups: Uint16Array
  /** The UTF-16 offset of a position. */
  readonly offset: (position: number) => number
}

/** A text as groups of the alphabet. */
export function decode(text: string, { alphabet }: Tables): Decoded {
  const groups = new Uint16Array(text.length)
  let offsets: Int32Array | undefined
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    let codePoint = unit
    if (offsets) offsets[count] = i
    if (unit >= 0xd800 && unit < 0xdc00) codePoint = text.codePointAt(i)!
    groups[count++] = alphabet.groupOf(codePoint)
    if (codePoint > 0xffff) {
      if (!offsets) {
        offsets = new Int32Array(text.length + 1)
        for (let p = 0; p < count; p++) offsets[p] = p
      }
      i++
    }
  }
  if (!offsets) return { groups, offset: position => position }
  offsets[count] = text.length
  const known = offsets
  return { groups: groups.subarray(0, count), offset: position => known[position]! }
}
