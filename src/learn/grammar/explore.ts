import { type Hypothesis, type Item, isLiteral, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { longestSurvey } from './reduce.ts'
import { glues } from './sift.ts'
import { isRow, Survey } from './survey.ts'
import { isWordItem } from './words.ts'

/** So many words of their own are tried in one another's places: the number of pairs grows with the square. */
const mostWords = 8

/** So many places that would explain a text better than what did are tried. */
const mostLooks = 3

/**
 * Asks for what no example shows but what the hypothesis suggests: a word in the place of another, what stands beside a
 * constituent beside its kin elsewhere. What is accepted and not parsed is there to be studied, as an example is.
 */
export function* explore(k: Knowledge): Inquiry<void> {
  if (!k.principles.curiosity) return
  if (k.principles.substitutability) yield* swapWords(k)
  if (k.principles.categories) yield* varyEscapes(k)
  if (k.principles.recurrence) {
    yield* moveAdditions(k)
    yield* addToSiblings(k)
  }
  yield* lookAgain(k)
}

/** What is tried behind a sign that takes another for free text: a line's end, any letter, a digit, the sign itself. */
const escaped = ['n', 'k', '0']

/** Two signs that stand among characters: what may stand in the place of the second. */
export function* varyEscapes(k: Knowledge): Inquiry<void> {
  const { hypothesis: h } = k
  const tried = new Set<string>()
  for (const slot of h.liveSlots()) {
    const context = slot.inRun ? k.shortestContext(slot) : undefined
    for (const c of context ? slot.row : []) {
      const { items } = h.constructs[c]!
      const sign = items[0]
      if (!sign || !isLiteral(sign) || items.length !== 2) continue
      const first = k.shortestItem(sign)
      if (/[\p{L}\p{N}\s]/u.test(first)) continue
      for (const other of [...escaped, first]) {
        const probe = context!.left + first + other + context!.right
        if (tried.has(probe) || k.parses(probe)) continue
        tried.add(probe)
        yield* k.facts.ask(probe, 'what else a sign takes for free text')
      }
    }
  }
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

/** What may be left out or repeated in one construct, in the same place of others that stand where it stands. */
function* addToSiblings(k: Knowledge): Inquiry<void> {
  const { hypothesis: h } = k
  const parents = h.liveSlots().filter(s => !s.gap && s.row.size > 1)
  const tried = new Set<string>()
  for (const { id, items } of h.constructs) {
    for (const [i, item] of items.entries()) {
      const slot = item.slot === undefined ? undefined : h.slots[item.slot]!
      if (!slot?.nullable || slot.gap) continue
      const parent = parents.find(s => s.row.has(id))
      const outer = parent && k.shortestContext(parent)
      if (!outer) continue
      for (const sibling of parent.row) {
        const others = h.constructs[sibling]!.items
        const spelled = others.map(other => k.shortestItem(other))
        for (let at = 0; sibling !== id && at <= others.length; at++) {
          if (!isAlike(h, items[i - 1], others[at - 1]) || !isAlike(h, items[i + 1], others[at])) continue
          const left = outer.left + spelled.slice(0, at).join('')
          const right = spelled.slice(at).join('') + outer.right
          const added = left + k.shortestFilled(slot) + right
          if (tried.has(added) || k.parses(added)) continue
          tried.add(added)
          yield* k.facts.ask(added, 'whether what may stand in one may stand in another of its kind')
        }
      }
    }
  }
}

/** Whether two items of constructs play one part: words, the same sign, slots that hold something in common; edges. */
function isAlike(h: Hypothesis, a: Item | undefined, b: Item | undefined): boolean {
  if (!a || !b) return a === b
  if (a.slot !== undefined || b.slot !== undefined) {
    if (a.slot === undefined || b.slot === undefined) return false
    return [...h.slots[a.slot]!.row].some(c => h.slots[b.slot]!.row.has(c))
  }
  if (!isLiteral(a) || !isLiteral(b)) return false
  return (isWordItem(a) && isWordItem(b)) || a.run.characters[0]![0] === b.run.characters[0]![0]
}

/**
 * Looks again at texts that were explained when less was known. Where one constituent that is new in a known place would
 * have cost less, it is tried in other places of its kind: `r = .f(x)`, at first `r = .` for the `_` of `_f(x)`, may well
 * be the equation that is known since, of `r` and a new `.f(x)`.
 */
function* lookAgain(k: Knowledge): Inquiry<void> {
  for (const [text, cost] of k.explained) {
    if (text.length > longestSurvey) continue
    const survey = Survey.of(k, text)
    const cheaper = survey
      .places()
      .filter(p => p.cost < cost && p.known === undefined && !isRow(p))
      .flatMap(({ edit, ...p }) => (edit.kind === 'fill' ? { ...p, slot: k.hypothesis.slots[edit.slot]! } : []))
      .filter(({ slot }) => !slot.inRun && slot.id !== k.hypothesis.top)
    if (cheaper.length > 0) k.explained.set(text, cheaper[0]!.cost)
    for (const { start, end, slot } of cheaper.slice(0, mostLooks)) {
      const novelty = survey.slice(start, end)
      const elsewhere = k.alike(slot).flatMap(s => k.shortestContext(s) ?? [])
      const probe = [...elsewhere, ...k.contexts(slot, 3)]
        .filter(c => !glues(c.left, novelty) && !glues(novelty, c.right))
        .map(c => c.left + novelty + c.right)
        .find(moved => moved !== text && !k.parses(moved))
      if (probe === undefined) continue
      if (yield* k.facts.ask(probe, `whether ${JSON.stringify(novelty)} is of a kind that is known since`)) break
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
