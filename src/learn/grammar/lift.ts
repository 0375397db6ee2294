import { type Item, isLiteral, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { glues, siftConstruct, siftSlot } from './sift.ts'
import { isWordItem, literalConstruct } from './words.ts'

const isBlankItem = (item: Item): boolean =>
  isLiteral(item) && /\s/.test(String.fromCodePoint(item.run!.characters[0]![0]))

/**
 * Goes beyond what the examples show: tries, in place of each word that a construct spells out, what fills slots
 * elsewhere. What is one of a kind in one place may be any of its kind.
 */
export function* lift(k: Knowledge): Inquiry<void> {
  const { hypothesis: h } = k
  for (let id = 0; id < h.constructs.length; id++)
    if (h.liveSlots().some(s => s.row.has(id))) yield* liftConstruct(k, id)
}

/** Whether there is more to a construct than words. */
const hasOtherParts = (items: readonly Item[]): boolean =>
  items.some(item => item.slot !== undefined || (isLiteral(item) && !isWordItem(item) && !isBlankItem(item)))

/** The same for one construct. */
export function* liftConstruct(k: Knowledge, id: number): Inquiry<void> {
  const h = k.hypothesis
  if (!k.principles.substitutability || !hasOtherParts(h.constructs[id]!.items)) return
  for (let from = 0; from < h.constructs[id]!.items.length; from++) {
    const { items } = h.constructs[id]!
    if (!isWordItem(items[from]) || isWordItem(items[from - 1])) continue
    let to = from
    while (isWordItem(items[to])) to++
    if (!(yield* liftWord(k, id, from, to))) from = to
  }
}

/** Kinds that may stand for words: one slot for each row of constituents. */
function kinds(k: Knowledge): Slot[] {
  const found = new Map<string, Slot>()
  for (const slot of k.hypothesis.liveSlots()) {
    if (!slot.open || slot.gap || slot.row.size === 0) continue
    const key = [...slot.row].sort((a, b) => a - b).join()
    if (!found.has(key)) found.set(key, slot)
  }
  return [...found.values()]
}

/** Whether something else stands for the word `[from, to)` of a construct; a slot then takes its place. */
function* liftWord(k: Knowledge, id: number, from: number, to: number): Inquiry<boolean> {
  const h = k.hypothesis
  const construct = h.constructs[id]!
  const parent = h.liveSlots().find(s => s.row.has(id) && k.shortestContext(s))
  const outer = parent && k.shortestContext(parent)
  if (!outer) return false
  const spelled = construct.items.map(item => k.shortestItem(item))
  const word = spelled.slice(from, to).join('')
  const left = outer.left + spelled.slice(0, from).join('')
  const right = spelled.slice(to).join('') + outer.right
  for (const kind of kinds(k)) {
    // where the word itself is of the kind, another member tells
    const others = [...kind.row].map(c => ({ filler: c, member: k.shortest(c) ?? '' })).filter(o => o.member !== word)
    const [other] = others.sort((a, b) => a.member.length - b.member.length)
    if (!other) continue
    const { filler, member } = other
    if (member === '' || glues(left, member) || glues(member, right)) continue
    if (k.parses(left + member + right)) continue
    if (!(yield* k.facts.ask(left + member + right, `what else may stand for ${JSON.stringify(word)}`))) continue
    const slot = h.addSlot(id, { left, right }, { open: true })
    const own = literalConstruct(k, word)
    h.admit(slot, own.id, true)
    h.admit(slot, filler, true)
    construct.items = [...construct.items.slice(0, from), { slot: slot.id }, ...construct.items.slice(to)]
    h.version++
    yield* siftSlot(k, slot, filler)
    yield* siftConstruct(k, own.id, [slot])
    return true
  }
  return false
}
