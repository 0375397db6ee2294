import { CambiumError } from '../../error.ts'
import type { Expression, Grammar } from '../grammar.ts'
import { Parser } from '../parse/parser.ts'
import { decode } from '../parse/reader.ts'
import { repairChart } from './chart.ts'
import { type Insertions, insertionsOf } from './insertions.ts'

/** A change of a text at one place. */
export interface Edit {
  /** Where it begins, in UTF-16 units of the text. */
  readonly offset: number
  readonly removed: string
  readonly inserted: string
}

/** A sentence near a text, and how to get there. */
export interface Repair {
  readonly text: string
  /** From the left to the right, neighbours joined. */
  readonly edits: readonly Edit[]
  /** How many characters were inserted, removed or replaced. */
  readonly cost: number
  /** Whether no sentence is nearer. */
  readonly isMinimal: boolean
}

/** Up to this many edits the nearest sentence is searched for exhaustively. */
const provenUpTo = 3
/** Longer texts, in UTF-16 units, are left alone. */
const longestText = 20_000
/** The search gives up a proof beyond this many items, half a second. */
const mostItems = 300_000

/**
 * Finds sentences near texts that are none: error-correcting Earley parsing (Aho and Peterson 1972, Lyon 1974), with
 * costs bounded by 1, 2 and 3 in turn, items left out whose edits do not do for the rest (how many it needs at least is
 * known from reading the text from the right), and if that does not find one, with a beam around the cheapest items of
 * each position.
 */
export class Repairer {
  readonly #parser: Parser
  readonly #backward: Parser
  readonly #insertions: Insertions
  readonly #backwardInsertions: Insertions

  /** @throws CambiumError `grammar-invalid`, `grammar-too-large` */
  constructor(grammar: Grammar) {
    this.#parser = new Parser(grammar)
    this.#backward = new Parser(reversedGrammar(grammar))
    this.#insertions = insertionsOf(this.#parser.tables)
    this.#backwardInsertions = insertionsOf(this.#backward.tables)
  }

  /**
   * The nearest sentence if three or fewer edits suffice (proven, unless the grammar is very ambiguous), else a near one.
   * @param text up to 20,000 UTF-16 units; 2,000 take well under a second
   * @returns undefined for a longer text
   * @throws CambiumError `grammar-unproductive` if there is no sentence at all
   */
  repair(text: string): Repair | undefined {
    if (text.length > longestText) return undefined
    if (this.#parser.accepts(text)) return { text, edits: [], cost: 0, isMinimal: true }
    const { tables } = this.#parser
    const { groups, offset } = decode(text, tables)
    // What is longer than the end of some sentence needs an edit.
    const backwards = [...text].reverse().join('')
    const needs = new Uint8Array(groups.length + 1)
    const needMore = (longest: number) => {
      for (let p = 0; p < groups.length - longest; p++) needs[p]!++
    }
    needMore([...backwards.slice(0, this.#backward.prefix(backwards).length)].length)
    const characters = Array.from({ length: groups.length }, (_, p) => text.slice(offset(p), offset(p + 1)))
    const search = (mostEdits: number, beam: number, limit: number) =>
      repairChart({
        tables,
        insertions: this.#insertions,
        groups,
        characters,
        needs,
        mostEdits,
        beam,
        mostItems: limit,
      })
    let isProven = true
    let left = mostItems
    for (let cost = 1; cost <= provenUpTo && isProven; cost++) {
      const found = search(cost, Number.POSITIVE_INFINITY, left)
      if (found.pieces) return this.#repairOf(found.pieces, offset, true)
      isProven = !found.gaveUp
      left -= found.items
      if (cost > 1 || !isProven) continue
      // And what cannot be read from the right with one edit needs two.
      const backward = this.#readBackwards(backwards, left)
      if (!backward.gaveUp) needMore(backward.reached + 1)
      left -= backward.items
    }
    for (const beam of [1, 0]) {
      const found = search(Number.POSITIVE_INFINITY, beam, beam === 0 ? Number.POSITIVE_INFINITY : mostItems)
      if (found.pieces) {
        const repair = this.#repairOf(found.pieces, offset, false)
        return { ...repair, isMinimal: isProven && repair.cost === provenUpTo + 1 }
      }
    }
    throw new CambiumError('grammar-unproductive', 'the grammar derives no text, so nothing can be repaired to one')
  }

  /** How far a text can be read from the right with one edit. */
  #readBackwards(text: string, limit: number): ReturnType<typeof repairChart> {
    const { tables } = this.#backward
    const { groups } = decode(text, tables)
    return repairChart({
      tables,
      insertions: this.#backwardInsertions,
      groups,
      characters: [...text],
      needs: new Uint8Array(groups.length + 1),
      mostEdits: 1,
      beam: Number.POSITIVE_INFINITY,
      mostItems: limit,
    })
  }

  #repairOf(pieces: readonly Piece[], offset: (position: number) => number, isMinimal: boolean): Repair {
    const edits: { offset: number; removed: string; inserted: string }[] = []
    let text = ''
    let cost = 0
    for (const { at, remove, insert } of pieces) {
      text += insert
      if (remove === insert) continue
      cost += Math.max([...remove].length, [...insert].length)
      const last = edits.at(-1)
      const from = offset(at)
      if (last && last.offset + last.removed.length === from) {
        last.removed += remove
        last.inserted += insert
      } else edits.push({ offset: from, removed: remove, inserted: insert })
    }
    return { text, edits, cost, isMinimal }
  }
}

/** A step through the text: at a position, what stands there (or nothing) and what is to stand there (or nothing). */
export interface Piece {
  readonly at: number
  readonly remove: string
  readonly insert: string
}

/** The grammar of the same texts from the right to the left. */
function reversedGrammar(grammar: Grammar): Grammar {
  const reversed = (e: Expression): Expression => {
    if (e.kind === 'literal') return { ...e, text: [...e.text].reverse().join('') }
    if (e.kind === 'sequence') return { ...e, items: e.items.map(reversed).reverse() }
    if (e.kind === 'choice') return { ...e, alternatives: e.alternatives.map(reversed) }
    return e.kind === 'repetition' ? { ...e, item: reversed(e.item) } : e
  }
  return { ...grammar, rules: grammar.rules.map(rule => ({ name: rule.name, expression: reversed(rule.expression) })) }
}
