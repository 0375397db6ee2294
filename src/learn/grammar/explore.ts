import { type Item, isLiteral, type Slot } from './hypothesis.ts'
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

/**
 * Words that constructs spell out, one in the place of another and in that of what stands between two: `true` where only
 * `false` was seen, or only `a == b`.
 */
function* swapWords(k: Knowledge): Inquiry<void> {
  const places = spelledOut(k)
  const words = [...new Set(places.flatMap(({ isWord, text }) => (isWord ? [text] : [])))]
  if (words.length > mostWords) return
  for (const { text, left, right } of places) {
    for (const word of words) {
      if (word === text || glues(left, word) || glues(word, right) || k.parses(left + word + right)) continue
      if (yield* k.facts.ask(left + word + right, `whether ${word} may stand for ${text}`)) break
    }
  }
}

const isWordItem = (item: Item): boolean =>
  isLiteral(item) && /[\p{L}\p{N}_]/u.test(String.fromCodePoint(item.run!.characters[0]![0]))

/** A word that a construct spells out, or what stands between two of them, with the shortest text around it. */
interface Piece {
  readonly isWord: boolean
  readonly text: string
  readonly left: string
  readonly right: string
}

function spelledOut(k: Knowledge): Piece[] {
  const { hypothesis: h } = k
  const found: Piece[] = []
  for (const { id, items } of h.constructs) {
    // a word by itself fills slots, and what fills them was tried
    if (items.every(isLiteral)) continue
    const parent = h.liveSlots().find(s => s.row.has(id) && k.shortestContext(s))
    const outer = parent && k.shortestContext(parent)
    if (!outer) continue
    const spelled = items.map(item => k.shortestItem(item))
    for (let from = 0; from < items.length; ) {
      const isWord = isWordItem(items[from]!)
      let to = from
      while (to < items.length && isWordItem(items[to]!) === isWord) to++
      const [before, inside, after] = [spelled.slice(0, from), spelled.slice(from, to), spelled.slice(to)]
      const text = inside.join('')
      const own = text.trim()
      const lead = text.slice(0, text.indexOf(own))
      const slots = items.slice(from, to).filter(item => item.slot !== undefined).length
      // a single slot was tried with whatever fills slots
      if (isWord || (from > 0 && to < items.length && slots > 1))
        found.push({
          isWord,
          text: own,
          left: outer.left + before.join('') + lead,
          right: text.slice(lead.length + own.length) + after.join('') + outer.right,
        })
      from = to
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
