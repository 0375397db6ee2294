import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { type Fill, forEachFill } from './sample.ts'
import { fits } from './sift.ts'

/**
 * Asks for every cell of a rejected derivation that was taken over by analogy and never asked for itself. What is refuted
 * is taken back.
 * @returns a cell that was taken back; undefined if each of them was confirmed
 */
export function* doubt(k: Knowledge, derivation: Fill): Inquiry<{ slot: number; construct: number } | undefined> {
  const h = k.hypothesis
  const unsure = new Map<string, { slot: number; construct: number }>()
  forEachFill(derivation, fill => {
    const slot = h.slots[fill.slot]!
    if (slot.gap) return
    for (const { construct } of fill.samples) {
      if (slot.row.has(construct) && !slot.sure.has(construct))
        unsure.set(`${slot.id},${construct}`, { slot: slot.id, construct })
    }
  })
  let taken: { slot: number; construct: number } | undefined
  for (const cell of unsure.values()) {
    const slot = h.slots[cell.slot]!
    h.withdraw(slot, cell.construct)
    const answer = yield* fits(k, slot, cell.construct)
    if (answer === 'refuted') taken ??= cell
    if (answer !== 'implied') continue
    // the language has it without this cell, unless something longer that is known says otherwise
    if (k.facts.accepted.every(text => text.length > longestWitness || k.derives(text))) taken ??= cell
    else h.admit(slot, cell.construct, true)
  }
  return taken
}

/** Longer texts are not held against a cell. */
const longestWitness = 120
