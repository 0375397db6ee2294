import { isLiteral, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Context, Knowledge } from './knowledge.ts'
import { reach } from './words.ts'

/** What a question about one cell of the matrix slots x constructs showed. `implied`: every probe parses without it. */
export type Cell = 'fits' | 'refuted' | 'implied'

/** So many refusals in a row end the search for what fits: kinds that share nothing are not asked for one another. */
const patience = 6

/** So many words of one kind that were refused, where none was accepted, answer for the next one. */
const fewestWords = 3

const word = /[\p{L}\p{N}_]/u

/** Whether two texts put side by side run two words into one: such a probe proves nothing, in either direction. */
export function glues(left: string, right: string): boolean {
  return word.test(left.slice(-1)) && word.test(right.slice(0, 1))
}

/** Whether a text runs into a word beside it so that both are a known token: `abs` and `h` are the name `absh`. */
function isOneToken(k: Knowledge, { left, right }: Context, text: string): boolean {
  const before = glues(left, text) ? /[\p{L}\p{N}_]*$/u.exec(left)![0] : ''
  const after = glues(text, right) ? /^[\p{L}\p{N}_]*/u.exec(right)![0] : ''
  if (before === '' && after === '') return false
  const own = before === '' ? /[\p{L}\p{N}_]*$/u.exec(text)![0] : /^[\p{L}\p{N}_]*/u.exec(text)![0]
  const characters = Array.from(own === text ? before + text + after : before + own + after)
  return k.hypothesis.constructs.some(({ items }) => {
    if (items.length === 0 || items.every(isLiteral) || items.some(item => item.run === undefined)) return false
    return (
      reach(
        items.map(item => item.run!),
        characters,
        0,
        characters.length,
      ) === characters.length
    )
  })
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
 * A context of a slot at an edge of its construct in which what is put there cannot belong to something further out: of
 * `5 + p < p` nobody can tell whether `p < p` fits behind the plus, or `5 + p` before the `<`; of `4 < 5 + p < p`, where
 * `<` does not take another, one can. Undefined where there is none.
 */
function* strictContext(k: Knowledge, slot: Slot, construct: number): Inquiry<Context | undefined> {
  const h = k.hypothesis
  const items = h.constructs[slot.owner]?.items
  if (!items || (items[0]?.slot !== slot.id && items.at(-1)?.slot !== slot.id)) return undefined
  const inner = k.around(slot)
  const member = k.shortest(construct) ?? ''
  for (const outer of h.liveSlots()) {
    if (!outer.open || !outer.row.has(slot.owner) || !outer.refuted.has(construct)) continue
    const context = k.shortestContext(outer)
    // `5 - p < p` is accepted though the minus takes no comparison: it tells nothing
    if (!context) continue
    if (yield* k.facts.ask(context.left + member + context.right, 'whether a context tells something')) continue
    return { left: context.left + inner.left, right: inner.right + context.right }
  }
  return undefined
}

/**
 * Members of a construct that begin or end with what does not fit the slot itself. Of `-1 + 0` nobody can tell whether
 * `1 + 0` fits behind the minus or `-1` before the plus; of `-x + 0`, where `-x` is wrong, one can.
 */
function telling(k: Knowledge, slot: Slot, construct: number): string[] {
  return tellingCells(k, slot, construct).flatMap(({ inner, filler }) => {
    const member = k.shortest(filler)
    return member === undefined ? [] : [k.fill(construct, s => (s === inner ? member : undefined))]
  })
}

/** Cells at the edges of a construct by which it is told whether it fits a slot: what does not fit the slot itself. */
function tellingCells(k: Knowledge, slot: Slot, construct: number): { inner: Slot; filler: number }[] {
  const h = k.hypothesis
  const items = h.constructs[construct]!.items
  if (items.length < 2) return []
  const found: { inner: Slot; filler: number }[] = []
  for (const edge of [items[0]?.slot, items.at(-1)?.slot]) {
    if (edge === undefined || !h.slots[edge]!.open) continue
    const inner = h.slots[edge]!
    for (const filler of inner.row) {
      if (filler === construct || slot.row.has(filler) || h.constructs[filler]!.items.some(i => i.slot === edge))
        continue
      found.push({ inner, filler })
      if (found.length >= 2) break
    }
  }
  return found
}

/**
 * Takes back what a construct was taken to hold at its edges, where a context that has become known since tells that it
 * does not: of `5 - p < p` alone nobody could tell, once `4 < 5 - p` is known `4 < 5 - p < p` does.
 */
function* settleEdges(k: Knowledge, slot: Slot, construct: number): Inquiry<void> {
  for (const { inner, filler } of tellingCells(k, slot, construct)) {
    const strict = yield* strictContext(k, inner, filler)
    const member = k.shortest(filler)
    if (!strict || member === undefined) continue
    const about = `whether construct ${filler} fits slot ${inner.id}`
    if (yield* k.facts.ask(strict.left + member + strict.right, about)) continue
    if (!(yield* k.facts.ask(strict.left + k.shortestFilled(inner) + strict.right, about))) continue
    k.hypothesis.withdraw(inner, filler)
    inner.refuted.add(filler)
  }
}

/**
 * A construct that was refused with something at its edge may not hold that there at all: of `a < b` alone nobody can
 * tell whether `a < b + c` is a sum of a comparison, but a sum of two comparisons, `a < b + c < d`, can. What is refused
 * at both edges at once is taken from both.
 * @returns whether something was taken
 */
function* unsettleEdges(k: Knowledge, slot: Slot, construct: number): Inquiry<boolean> {
  const h = k.hypothesis
  const parent = h.liveSlots().find(s => s !== slot && s.row.has(construct) && s.sure.has(construct))
  const context = parent && k.shortestContext(parent)
  if (!context) return false
  const fillers = new Map<number, Slot[]>()
  for (const { inner, filler } of tellingCells(k, slot, construct))
    fillers.set(filler, [...(fillers.get(filler) ?? []), inner])
  let taken = false
  for (const [filler, edges] of fillers) {
    const member = k.shortest(filler)
    if (edges.length < 2 || member === undefined) continue
    const both = k.fill(construct, s => (edges.includes(s) ? member : undefined))
    const about = `whether construct ${filler} stands at both edges of construct ${construct}`
    if (yield* k.facts.ask(context.left + both + context.right, about)) continue
    for (const inner of edges) {
      h.withdraw(inner, filler)
      inner.refuted.add(filler)
    }
    taken = true
  }
  return taken
}

/** Asks whether a construct fits a slot, and remembers it. */
export function* fits(k: Knowledge, slot: Slot, construct: number): Inquiry<Cell> {
  if (slot.row.has(construct)) return 'fits'
  if (slot.refuted.has(construct)) return 'refuted'
  yield* settleEdges(k, slot, construct)
  const strict = yield* strictContext(k, slot, construct)
  // what follows from a context that does not hold itself is worth nothing
  const holds =
    strict !== undefined &&
    (yield* k.facts.ask(strict.left + k.shortestFilled(slot) + strict.right, 'whether a context takes what is known'))
  const around = holds ? strict : slot.home
  const h = k.hypothesis
  const about = `whether construct ${construct} fits slot ${slot.id}`
  const extreme = k
    .extremes(construct)
    .map(member => around.left + member + around.right)
    .filter(text => !k.parses(text))
  for (const text of extreme.slice(0, 2)) {
    if (yield* k.facts.ask(text, about)) continue
    slot.refuted.add(construct)
    return 'refuted'
  }
  const [text] = extreme.length > 0 ? extreme : probes(k, slot, construct, 1, [around])
  if (text === undefined) return 'implied'
  if (yield* k.facts.ask(text, about)) {
    // it says no, but not yes: what was accepted may be the one token
    if (isOneToken(k, around, text.slice(around.left.length, text.length - around.right.length))) return 'implied'
    h.admit(slot, construct, true)
    return 'fits'
  }
  if (yield* unsettleEdges(k, slot, construct)) return yield* fits(k, slot, construct)
  slot.refuted.add(construct)
  return 'refuted'
}

/**
 * Finds the row of a slot that has just been seen filled by `observed`. Constructs that no slot has told apart so far are
 * asked for through one of them; where one of them answers otherwise than the observed one, each is asked for itself.
 */
export function* siftSlot(k: Knowledge, slot: Slot, observed: number): Inquiry<void> {
  if (!k.principles.substitutability) return
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
  const length = (c: number) => k.shortest(c)?.length ?? 1e9
  // what stands elsewhere where the observed one stands is likelier to stand here as well
  const kin = new Set(open.filter(s => s.row.has(observed)).flatMap(s => [...s.row]))
  const near = (column: readonly number[]) => (column.some(c => kin.has(c)) ? 0 : 1)
  let refused = 0
  for (const column of [...columns.values()].sort((a, b) => near(a) - near(b))) {
    if (refused >= patience) break
    const others = column.filter(c => c !== observed).sort((a, b) => length(a) - length(b) || a - b)
    const home = column.includes(observed)
    // what is least like the one that was seen tells most of the rest
    const shapes = new Map<string, number[]>()
    for (const c of others) {
      const shape = shapeOf(k, c)
      const alike = shapes.get(shape)
      if (alike) alike.push(c)
      else shapes.set(shape, [c])
    }
    const own = shapeOf(k, observed)
    const groups = [...shapes].sort(([a], [b]) => Number(a === own) - Number(b === own)).map(([, g]) => g)
    const [first, ...rest] = groups
    if (!first) continue
    const answer = yield* siftGroup(k, slot, first, false)
    refused = answer === 'refuted' ? refused + 1 : 0
    if (answer === 'fits') for (const c of rest.flat()) admitUnlessRefuted(k, slot, c)
    else for (const group of rest) yield* siftGroup(k, slot, group, home)
  }
}

/** Admits what was not asked for, unless an answer that is known already speaks against it. */
function admitUnlessRefuted(k: Knowledge, slot: Slot, construct: number): void {
  if (slot.refuted.has(construct) || slot.row.has(construct)) return
  if (probes(k, slot, construct, 2).some(text => k.facts.get(text) === false)) slot.refuted.add(construct)
  else k.hypothesis.admit(slot, construct, false)
}

/**
 * What a construct looks like at first sight: a number, a word, something in brackets or quotes, something compound, which
 * begins and ends with signs of its own or with what it holds.
 */
function shapeOf(k: Knowledge, construct: number): string {
  const member = k.shortest(construct) ?? ''
  if (/^[\p{N}]+$/u.test(member)) return 'number'
  if (/^[\p{L}\p{N}_]+$/u.test(member)) return isKeyword(k, construct) ? 'keyword' : 'word'
  if (/^["'`([{<]/.test(member)) return 'enclosed'
  const { items } = k.hypothesis.constructs[construct]!
  if (items.every(i => i.slot === undefined)) return 'sign'
  return `compound ${[items[0], items.at(-1)].map(i => i!.slot === undefined)}`
}

/**
 * Asks for constructs that no slot has told apart through the first of which a question tells something, and takes the
 * others to answer alike; each for itself if that one is refuted and `each` is wished.
 */
function* siftGroup(k: Knowledge, slot: Slot, group: readonly number[], each: boolean): Inquiry<Cell> {
  let answer: Cell = 'implied'
  let asked = 0
  while (answer === 'implied' && asked < group.length) answer = yield* fits(k, slot, group[asked++]!)
  if (answer === 'fits') for (const c of group) admitUnlessRefuted(k, slot, c)
  else if (each) for (const c of group.slice(asked)) yield* fits(k, slot, c)
  return answer
}

/** Finds the slots that a new construct fits: one slot of each set of slots with equal rows is asked for all of them. */
export function* siftConstruct(k: Knowledge, construct: number, known: readonly Slot[]): Inquiry<void> {
  if (!k.principles.substitutability) return
  const h = k.hypothesis
  const signatures = new Map<string, Slot[]>()
  // what stands among characters stands among characters elsewhere
  const inRun = known.length > 0 && known.every(slot => slot.inRun)
  for (const slot of h.liveSlots()) {
    if (slot.owner === construct || (inRun ? !slot.inRun : !slot.open)) continue
    const key = [...slot.row]
      .filter(c => c !== construct)
      .sort((a, b) => a - b)
      .join(',')
    const group = signatures.get(key)
    if (group) group.push(slot)
    else signatures.set(key, [slot])
  }
  const kin = new Set(known.flatMap(slot => [...slot.row]))
  const shared = (slots: readonly Slot[]) =>
    [...slots[0]!.row].filter(c => kin.has(c)).length / (slots[0]!.row.size + 1)
  // words that stand where it stands and were refused somewhere answer for it
  const words = isKeyword(k, construct) ? [...kin].filter(c => c !== construct && isKeyword(k, c)) : []
  const isAnswered = (slot: Slot) =>
    !words.some(c => slot.row.has(c)) && words.filter(c => slot.refuted.has(c)).length >= fewestWords
  let refused = 0
  for (const alike of [...signatures.values()].sort((a, b) => shared(b) - shared(a))) {
    if (refused >= patience) break
    const group = alike.filter(slot => !known.includes(slot) && !isAnswered(slot))
    // the last slot of a construct first: what nests to the right is not asked for on the left
    for (const slot of group.reverse()) {
      const cell = yield* fits(k, slot, construct)
      if (cell === 'implied') continue
      refused = cell === 'refuted' ? refused + 1 : 0
      if (cell === 'fits') for (const s of group) admitUnlessRefuted(k, s, construct)
      break
    }
  }
}

/** Whether a slot holds so many words that one more is nothing new. */
export function isOfWords(k: Knowledge, slot: Slot): boolean {
  return [...slot.row].filter(c => isKeyword(k, c)).length >= fewestWords
}

/** Whether a construct is nothing but one literal text. */
export function isKeyword(k: Knowledge, construct: number): boolean {
  return k.hypothesis.constructs[construct]!.items.every(isLiteral)
}
