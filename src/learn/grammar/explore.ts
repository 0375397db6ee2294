import { isLiteral, type Item, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { glues } from './sift.ts'

/** So many words of their own are tried in one another's places: the number of pairs grows with the square. */
const mostWords = 8

/**
 * Asks for what no example shows but what the hypothesis suggests: a word in the place of another, what stands beside a
 * constituent beside its kin elsewhere. What is accepted and not parsed is there to be studied, as an example is.
 */
export function* explore(k: Knowledge): Inquiry<void> {
  if (!k.principles.curiosity) return
  if (k.principles.substitutability) yield* swapWords(k)
  yield* moveAdditions(k)
}

/** Words that constructs spell out, one in the place of another: `true` where only `false` was seen. */
function* swapWords(k: Knowledge): Inquiry<void> {
  const places = spelledWords(k)
  const words = [...new Set(places.map(({ word }) => word))]
  if (words.length > mostWords) return
  for (const { word, left, right } of places) {
    for (const other of words) {
      if (other === word || glues(left, other) || glues(other, right) || k.parses(left + other + right)) continue
      if (yield* k.facts.ask(left + other + right, `whether ${other} may stand for ${word}`)) break
    }
  }
}

const isWordItem = (item: Item | undefined): boolean =>
  item !== undefined && isLiteral(item) && /[\p{L}\p{N}_]/u.test(String.fromCodePoint(item.run!.characters[0]![0]))

/** The words that constructs spell out, each with the shortest text around it. */
function spelledWords(k: Knowledge): { word: string; left: string; right: string }[] {
  const { hypothesis: h } = k
  const found: { word: string; left: string; right: string }[] = []
  for (const { id, items } of h.constructs) {
    // a word by itself fills slots, and what fills them was tried
    if (items.every(isLiteral)) continue
    const parent = h.liveSlots().find(s => s.row.has(id) && k.shortestContext(s))
    const outer = parent && k.shortestContext(parent)
    if (!outer) continue
    const spelled = items.map(item => k.shortestItem(item))
    for (let from = 0; from < items.length; from++) {
      if (!isWordItem(items[from]) || isWordItem(items[from - 1])) continue
      let to = from
      while (isWordItem(items[to])) to++
      found.push({
        word: spelled.slice(from, to).join(''),
        left: outer.left + spelled.slice(0, from).join(''),
        right: spelled.slice(to).join('') + outer.right,
      })
    }
  }
  return found
}

/** What may be left out or repeated right before a constituent or behind it, beside its kin in other places. */
function* moveAdditions(k: Knowledge): Inquiry<void> {
  const { hypothesis: h } = k
  for (const { items } of h.constructs) {
    for (let i = 0; i + 1 < items.length; i++) {
      for (const [added, beside, isBefore] of [
        [items[i]!.slot, items[i + 1]!.slot, true],
        [items[i + 1]!.slot, items[i]!.slot, false],
      ] as const) {
        if (added === undefined || beside === undefined) continue
        const slot = h.slots[added]!
        if (!slot.nullable || slot.gap || h.slots[beside]!.gap) continue
        const text = k.shortestFilled(slot)
        for (const kin of kinOf(k, h.slots[beside]!)) {
          const context = k.shortestContext(kin)
          const fill = k.shortestFilled(kin)
          if (!context || (isBefore ? glues(context.left, text) : glues(text, context.right))) continue
          const moved = context.left + (isBefore ? text + fill : fill + text) + context.right
          if (k.parses(moved)) continue
          if (yield* k.facts.ask(moved, `whether ${JSON.stringify(text)} may stand beside its like elsewhere`)) break
        }
      }
    }
  }
}

/** Slots elsewhere that hold what a slot holds, one for each row. */
function kinOf(k: Knowledge, slot: Slot): Slot[] {
  const found = new Map<string, Slot>()
  for (const other of k.hypothesis.liveSlots()) {
    if (other === slot || other.gap || other.owner === slot.owner) continue
    if (![...other.row].some(c => slot.row.has(c))) continue
    found.set([...other.row].sort((a, b) => a - b).join(), other)
  }
  return [...found.values()].slice(0, 3)
}
