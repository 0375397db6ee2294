import { isLiteral, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Context, Knowledge } from './knowledge.ts'

/** What a question about one cell of the matrix slots x constructs showed. `implied`: every probe parses without it. */
export type Cell = 'fits' | 'refuted' | 'implied'

const word = /[\p{L}\p{N}_]/u

/** Whether two texts put side by side run two words into one: such a probe proves nothing, in either direction. */
export function glues(left: string, right: string): boolean {
  return word.test(left.slice(-1)) && word.test(right.slice(0, 1))
}

/**
 * Texts that are in the language if the construct fits the slot, and that the hypothesis does not derive without it.
 * Surest first, at most `most`.
 */
export function probes(
  k: Knowledge,
  slot: Slot,
  construct: number,
  most: number,
  contexts?: readonly Context[],
): string[] {
  const members = [...new Set([...telling(k, slot, construct), ...k.members(construct, 4)])]
  const found: string[] = []
  const glued: string[] = []
  for (const member of members) {
    for (const context of contexts ?? [slot.home]) {
      const text = context.left + member + context.right
      if (found.includes(text) || k.parses(text)) continue
      if (glues(context.left, member) || glues(member, context.right)) glued.push(text)
      else found.push(text)
      if (found.length >= most) return found
    }
  }
  return found.length > 0 ? found : glued.slice(0, 1)
}

/**
 * Members of a construct that begin or end with what does not fit the slot itself. Of `-1 + 0` nobody can tell whether
 * `1 + 0` fits behind the minus or `-1` before the plus; of `-x + 0`, where `-x` is wrong, one can.
 */
function telling(k: Knowledge, slot: Slot, construct: number): string[] {
  const h = k.hypothesis
  const items = h.constructs[construct]!.items
  const found: string[] = []
  const edges = [items[0]?.slot, items.at(-1)?.slot].filter(s => s !== undefined)
  if (items.length < 2) return found
  for (const edge of edges) {
    const inner = h.slots[edge]!
    if (!inner.open) continue
    for (const d of inner.row) {
      if (d === construct || slot.row.has(d) || h.constructs[d]!.items.some(i => i.slot === edge)) continue
      const member = k.shortest(d)
      if (member !== undefined) found.push(k.fill(construct, s => (s === inner ? member : undefined)))
      if (found.length >= 2) break
    }
  }
  return found
}

/** Asks whether a construct fits a slot, and remembers it. */
export function* fits(k: Knowledge, slot: Slot, construct: number): Inquiry<Cell> {
  if (slot.row.has(construct)) return 'fits'
  if (slot.refuted.has(construct)) return 'refuted'
  const [text] = probes(k, slot, construct, 1)
  if (text === undefined) return 'implied'
  const h = k.hypothesis
  if (yield* k.facts.ask(text, `whether construct ${construct} fits slot ${slot.id}`)) {
    h.admit(slot, construct)
    return 'fits'
  }
  slot.refuted.add(construct)
  return 'refuted'
}

/**
 * Finds the row of a slot that has just been seen filled by `observed`. Constructs that no slot has told apart so far are
 * asked for through one of them; where one of them answers otherwise than the observed one, each is asked for itself.
 */
export function* siftSlot(k: Knowledge, slot: Slot, observed: number): Inquiry<void> {
  const h = k.hypothesis
  const columns = new Map<string, number[]>()
  const open = h.liveSlots().filter(s => s.open && s !== slot)
  for (const c of h.constructs) {
    const where = open.filter(s => s.row.has(c.id)).map(s => s.id)
    if (where.length === 0 && c.id !== observed) continue
    const key = where.join(',')
    const column = columns.get(key)
    if (column) column.push(c.id)
    else columns.set(key, [c.id])
  }
  for (const column of columns.values()) {
    const length = (c: number) => k.shortest(c)?.length ?? 1e9
    const others = column.filter(c => c !== observed).sort((a, b) => length(a) - length(b) || a - b)
    if (others.length === 0) continue
    const home = column.includes(observed)
    let answer: Cell = 'implied'
    let asked = 0
    while (answer === 'implied' && asked < others.length) answer = yield* fits(k, slot, others[asked++]!)
    const rest = others.slice(asked)
    if (answer === 'fits' || (answer === 'implied' && home)) {
      for (const c of others) if (!slot.refuted.has(c)) h.admit(slot, c)
    } else if (home && answer === 'refuted') for (const c of rest) yield* fits(k, slot, c)
  }
}

/** Finds the slots that a new construct fits: one slot of each set of slots with equal rows is asked for all of them. */
export function* siftConstruct(k: Knowledge, construct: number, known: readonly Slot[]): Inquiry<void> {
  const h = k.hypothesis
  const signatures = new Map<string, Slot[]>()
  for (const slot of h.liveSlots()) {
    if (!slot.open || slot.owner === construct) continue
    const key = [...slot.row]
      .filter(c => c !== construct)
      .sort((a, b) => a - b)
      .join(',')
    const group = signatures.get(key)
    if (group) group.push(slot)
    else signatures.set(key, [slot])
  }
  for (const alike of signatures.values()) {
    const group = alike.filter(slot => !known.includes(slot))
    // the last slot of a construct first: what nests to the right is not asked for on the left
    for (const slot of group.reverse()) {
      const cell = yield* fits(k, slot, construct)
      if (cell === 'implied') continue
      if (cell === 'fits') for (const s of group) if (!s.refuted.has(construct)) h.admit(s, construct)
      break
    }
  }
}

/** Whether a construct is nothing but one literal text. */
export function isKeyword(k: Knowledge, construct: number): boolean {
  return k.hypothesis.constructs[construct]!.items.every(isLiteral)
}
