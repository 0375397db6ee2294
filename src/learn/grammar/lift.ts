import { type Item, isLiteral, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { glues, siftConstruct, siftSlot } from './sift.ts'
import { isSymbolItem, isWordItem, literalConstruct } from './words.ts'

/**
 * So many tokens of several characters are lifted at most: of more, most are words of a statement. With eight, the grammar of
 * import statements has a precision of .72 in place of 1.00 after 10,000 questions; JSON's words are three.
 */
const mostSymbols = 4

const isBlankItem = (item: Item): boolean =>
  isLiteral(item) && /\s/.test(String.fromCodePoint(item.run!.characters[0]![0]))

/**
 * Goes beyond what the examples show: tries, in place of each word that a construct spells out, what fills slots
 * elsewhere. What is one of a kind in one place may be any of its kind: what occurs again may be the same thing.
 */
export function* lift(k: Knowledge): Inquiry<void> {
  const { hypothesis: h } = k
  const spelled = h.constructs.flatMap(({ items }) => (items.length > 1 ? items.filter(isSymbolItem) : []))
  const symbols = new Set(spelled.map(item => item.run!.characters[0]![0]))
  for (let id = 0; id < h.constructs.length; id++)
    if (h.liveSlots().some(s => s.row.has(id))) yield* liftConstruct(k, id, symbols.size <= mostSymbols)
}

/** Whether there is more to a construct than words. */
const hasOtherParts = (items: readonly Item[]): boolean =>
  items.some(item => item.slot !== undefined || (isLiteral(item) && !isWordItem(item) && !isBlankItem(item)))

/**
 * The same for one construct.
 * @param symbols whether tokens of several characters are tried as well: where texts are rows of tokens nearly all are
 */
export function* liftConstruct(k: Knowledge, id: number, symbols = false): Inquiry<void> {
  const h = k.hypothesis
  if (!k.principles.recurrence || !hasOtherParts(h.constructs[id]!.items)) return
  for (let from = 0; from < h.constructs[id]!.items.length; from++) {
    const { items } = h.constructs[id]!
    const isSymbol = symbols && isSymbolItem(items[from]!)
    if (!isSymbol && !isWordItem(items[from])) continue
    let to = from + 1
    while (!isSymbol && isWordItem(items[to])) to++
    if (!(yield* liftWord(k, id, from, to))) from = to - 1
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
