import { addGap, isBlank, placesOfBlanks } from './blanks.ts'
import { type Construct, type Item, isLiteral, literalItem, nowhere, type Sides, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Context, Knowledge } from './knowledge.ts'
import { inferPieces } from './lexical.ts'
import { liftConstruct } from './lift.ts'
import { glues, isOfWords, siftConstruct, siftSlot } from './sift.ts'
import { type Constituent, isBoundary, isRow, type Place, type Survey } from './survey.ts'
import { isVariable } from './variable.ts'
import { literalConstruct, reach, tokenConstruct } from './words.ts'

/** Makes the hypothesis derive the novelty of a place, and generalises it. */
export function* installed(k: Knowledge, survey: Survey, place: Place): Inquiry<void> {
  const { edit } = place
  if (edit.kind === 'fill') yield* filled(k, survey, place, k.hypothesis.slots[edit.slot]!)
  else if (edit.kind === 'run') yield* amongRun(k, survey, place, edit.construct, edit.item)
  else yield* spliced(k, survey, place, edit.construct, edit.from, edit.to)
}

const around = (survey: Survey, place: Place): Context => ({
  left: survey.slice(0, place.start),
  right: survey.slice(place.end, survey.characters.length),
})

/** A new way to fill a slot. */
function* filled(k: Knowledge, survey: Survey, place: Place, slot: Slot): Inquiry<void> {
  const h = k.hypothesis
  const kin = k.alike(slot).filter(s => s !== slot)
  if (place.known !== undefined) {
    h.admit(slot, place.known, true)
    yield* siftConstruct(k, place.known, [slot])
    return
  }
  if (isRow(place) && place.cover.every(c => slot.row.has(c.construct)) && k.principles.repetition) {
    // side by side what fills it alone: it repeats
    slot.repeat = true
    h.version++
    for (const s of kin) yield* tryRepetition(k, s, k.shortestFilled(s))
    return
  }
  const made = yield* build(k, survey, place)
  for (const c of made.constructs) h.admit(slot, c.id, true)
  yield* develop(k, made, [slot])
}

/** A new slot inside a construct, for what stood there and for what is new; empty if nothing stood there. */
function* spliced(
  k: Knowledge,
  survey: Survey,
  place: Place,
  construct: number,
  from: number,
  to: number,
): Inquiry<void> {
  const h = k.hypothesis
  const owner = h.constructs[construct]!
  const old = owner.items.slice(from, to)
  const home = around(survey, place)
  const slot = h.addSlot(construct, home, { nullable: from === to, open: true })
  if (from < to) {
    const was = old.every(isLiteral) ? literalConstruct(k, old.map(character).join('')) : h.addConstruct(old, '')
    if (!old.every(isLiteral)) {
      was.seen.length = 0
      for (const item of old) if (item.slot !== undefined) h.slots[item.slot]!.owner = was.id
    }
    h.admit(slot, was.id, true)
  }
  owner.items = [...owner.items.slice(0, from), { slot: slot.id }, ...owner.items.slice(to)]
  h.version++
  const novelty = survey.slice(place.start, place.end)
  if (h.blank && from === to && isBlank(novelty)) {
    slot.gap = true
    slot.open = false
    h.admit(slot, /[\n\r]/.test(novelty) ? h.blank.construct : h.blank.inLine, true)
    return
  }
  if (place.known !== undefined) {
    h.admit(slot, place.known, true)
    yield* siftSlot(k, slot, place.known)
  } else {
    const made = yield* build(k, survey, place)
    for (const c of made.constructs) h.admit(slot, c.id, true)
    yield* develop(k, made, [slot])
    if (slot.open) yield* siftSlot(k, slot, made.constructs[0]!.id)
  }
  yield* tryRepetition(k, slot, novelty)
  yield* gapsBeside(k, slot, novelty)
}

/** The characters of a run become one way among others to fill a slot that repeats. */
function* amongRun(k: Knowledge, survey: Survey, place: Place, construct: number, item: number): Inquiry<void> {
  const h = k.hypothesis
  const owner = h.constructs[construct]!
  const run = owner.items[item]!.run!
  const x = k.characterOf(owner, item)
  const one = tokenConstruct(k, [{ characters: run.characters, min: 1, max: 1 }], x)
  const slot = h.addSlot(construct, around(survey, place), { nullable: run.min === 0, repeat: true, inRun: true })
  h.admit(slot, one.id, true)
  owner.items = [...owner.items.slice(0, item), { slot: slot.id }, ...owner.items.slice(item + 1)]
  h.version++
  const made = yield* build(k, survey, { ...place, edit: { kind: 'fill', slot: slot.id } })
  for (const c of made.constructs) h.admit(slot, c.id, true)
  yield* develop(k, made, [slot])
}

/** Finds out what else fills the slots of what was made, and where else it fits. */
function* develop(k: Knowledge, made: Made, slots: readonly Slot[]): Inquiry<void> {
  // where it fits tells more of what fits it than the other way round: operators bind by where they stand
  for (const c of made.constructs) yield* siftConstruct(k, c.id, slots)
  for (const { construct, slot } of made.tokens) yield* siftConstruct(k, construct, [slot])
  // from right to left, so that what nests to the right is known before the left is asked for
  for (const { slot, observed, filled: text, fresh } of [...made.slots].reverse()) {
    if (slot.open) yield* siftSlot(k, slot, observed)
    if (!fresh) yield* refit(k, slot, observed, text)
    yield* tryRepetition(k, slot, text)
  }
  yield* tryList(k, made)
  for (const c of made.constructs) yield* liftConstruct(k, c.id)
}

/**
 * A token that is known from elsewhere may be wider where it stands now: a fraction begins with a zero, an integer does
 * not. It is inferred anew if what it leaves out is accepted, unless the slot is filled like another one.
 */
function* refit(k: Knowledge, slot: Slot, observed: number, text: string): Inquiry<void> {
  const h = k.hypothesis
  const items = h.constructs[observed]!.items
  if (!k.principles.categories || items.some(i => i.slot !== undefined || isLiteral(i))) return
  if (k.alike(slot).length > 1 || /[^\p{L}\p{N}_]/u.test(text)) return
  const { left, right } = slot.home
  const [first] = Array.from(text)
  const rest = text.slice(first!.length)
  const wider = ['0', 'k', 'K', '7'].flatMap(c => [c + text, first + c + rest, text + c])
  for (const word of wider) {
    if (k.parses(left + word + right)) continue
    if (!(yield* k.facts.ask(left + word + right, `whether ${JSON.stringify(text)} is of a wider kind there`))) continue
    for (const piece of yield* inferPieces(k, left, text, right)) {
      if (piece.text !== text || !piece.tokens) return
      for (const runs of piece.tokens) h.admit(slot, tokenConstruct(k, runs, text).id, true)
    }
    return
  }
}

/** Whether blanks may stand on either side of a slot that was put into a construct. */
function* gapsBeside(k: Knowledge, slot: Slot, text: string): Inquiry<void> {
  const h = k.hypothesis
  if (!h.blank?.between) return
  const { left, right } = slot.home
  const put = (at: ReadonlySet<number>, blank: string) =>
    left + (at.has(0) ? blank : '') + text + (at.has(1) ? blank : '') + right
  const places = [0, 1].filter(i => !k.parses(put(new Set([i]), ' ')))
  for (const [side, blank] of yield* placesOfBlanks(k, places, put)) {
    const owner = h.constructs[slot.owner]!
    const at = owner.items.findIndex(i => i.slot === slot.id) + side
    const gap = addGap(k, owner.id, true, left, right, blank)
    owner.items = [...owner.items.slice(0, at), { slot: gap }, ...owner.items.slice(at)]
    h.version++
  }
}

/** Whether a slot may be filled twice, and whether it may stay empty. */
function* tryRepetition(k: Knowledge, slot: Slot, text: string): Inquiry<void> {
  if (!k.principles.repetition || slot.gap) return
  const h = k.hypothesis
  const { left, right } = slot.home
  if (!slot.repeat) {
    const fills = [text, ...[...slot.row].map(d => k.shortest(d) ?? text)]
    const once = fills.find(f => f !== '' && !glues(f, f) && !k.parses(left + f + f + right))
    // what stands there twice may have a name behind it: what repeats stands there three times as well
    const rows = once === undefined ? [] : [2, 3].map(n => left + once.repeat(n) + right)
    let repeats = once !== undefined
    for (const row of rows) repeats &&= yield* k.facts.ask(row, `whether slot ${slot.id} repeats`)
    if (repeats) {
      slot.repeat = true
      h.version++
      yield* spaceOut(k, slot, once! + once!)
    }
  }
  if (!slot.nullable) {
    const probe = left + right
    if (probe !== '' && !k.parses(probe) && (yield* k.facts.ask(probe, `whether slot ${slot.id} may be empty`))) {
      slot.nullable = true
      h.version++
    }
  }
}

/** Whether what stands twice in a new construct, with signs between the two, may stand there more often: `a, b` is a list. */
function* tryList(k: Knowledge, { slots }: Made): Inquiry<void> {
  if (!k.principles.repetition) return
  const h = k.hypothesis
  for (let i = slots.length - 1; i > 0; i--) {
    const [first, second] = [slots[i - 1]!, slots[i]!]
    const owner = h.constructs[second.slot.owner]!
    const [from, to] = [first, second].map(({ slot }) => owner.items.findIndex(item => item.slot === slot.id)) as [
      number,
      number,
    ]
    if (from < 0 || ![...first.slot.row].some(c => second.slot.row.has(c))) continue
    const { left, right } = second.slot.home
    const between = left.slice(first.slot.home.left.length + first.filled.length)
    const more = between + second.filled
    const probe = left + second.filled + more + right
    if (isBlank(between) || k.parses(probe) || !(yield* k.facts.ask(probe, `whether ${JSON.stringify(more)} repeats`)))
      continue
    const element = h.addConstruct(owner.items.slice(from + 1, to + 1), '')
    element.seen.length = 0
    for (const item of element.items) if (item.slot !== undefined) h.slots[item.slot]!.owner = element.id
    const home = { left: first.slot.home.left + first.filled, right }
    const list = h.addSlot(owner.id, home, { repeat: true })
    h.admit(list, element.id, true)
    owner.items = [...owner.items.slice(0, from + 1), { slot: list.id }, ...owner.items.slice(to + 1)]
    h.version++
    yield* tryRepetition(k, list, more)
  }
}

/** Where blanks may stand between the constituents of a slot that repeats, each of them takes blanks behind it. */
function* spaceOut(k: Knowledge, slot: Slot, twice: string): Inquiry<void> {
  const h = k.hypothesis
  if (!h.blank?.between) return
  const { left, right } = slot.home
  const once = twice.slice(0, twice.length / 2)
  if (k.parses(`${left}${once} ${once}${right}`)) return
  const taken = yield* placesOfBlanks(k, [0], (at, blank) => left + once + (at.has(0) ? blank : '') + once + right)
  const blank = taken.get(0)
  if (blank === undefined) return
  const element = h.addConstruct([], '')
  element.seen.length = 0
  const inner = h.addSlot(element.id, slot.home, { open: slot.open })
  for (const c of slot.row) inner.row.add(c)
  for (const c of slot.refuted) inner.refuted.add(c)
  element.items = [{ slot: inner.id }, { slot: addGap(k, element.id, true, left + once, right, blank) }]
  slot.row.clear()
  slot.open = false
  h.admit(slot, element.id, true)
}

interface Made {
  readonly constructs: readonly Construct[]
  readonly slots: readonly {
    readonly slot: Slot
    readonly observed: number
    readonly filled: string
    readonly fresh: boolean
  }[]
  /** Tokens in slots, that may fit other slots too. */
  readonly tokens: readonly { readonly construct: number; readonly slot: Slot }[]
}

/** A part of a new construct: text as it stands, or what fills a slot. */
interface Part {
  readonly text: string
  readonly fillers?: readonly Construct[]
  /** The fillers are tokens that were inferred here. */
  readonly fresh?: boolean
}

/** Turns the stretch of a place into constructs: known constituents become slots, words become tokens or literals. */
function* build(k: Knowledge, survey: Survey, place: Place): Inquiry<Made> {
  const h = k.hypothesis
  const { left, right } = around(survey, place)
  const filled = place.edit.kind === 'fill' ? h.slots[place.edit.slot]! : undefined
  const inRun = filled?.inRun === true
  const parts = yield* partsOf(k, survey, place, filled ? h.besideRun(filled) : nowhere)
  const [only] = parts
  if (parts.length === 1 && only?.fillers) return { constructs: only.fillers, slots: [], tokens: [] }
  const texts = parts.map(p => p.text)
  const gaps = inRun ? new Map<number, never>() : yield* gapsOf(k, texts, left, right)
  const whole = texts.join('')
  if (gaps.size === 0 && parts.every(p => !p.fillers))
    return { constructs: [literalConstruct(k, whole)], slots: [], tokens: [] }
  const construct = h.addConstruct([], whole)
  const items: Item[] = []
  const slots: { slot: Slot; observed: number; filled: string; fresh: boolean }[] = []
  const tokens: { construct: number; slot: Slot }[] = []
  let before = left
  let after = whole + right
  for (const [i, part] of parts.entries()) {
    const gap = gaps.get(i)
    if (gap?.required === false) items.push({ slot: addGap(k, construct.id, true, before, after, gap.blank) })
    after = after.slice(part.text.length)
    if (gap?.required) items.push({ slot: addGap(k, construct.id, false, before, after, gap.blank) })
    else if (part.fillers) {
      // what a sign among characters is followed by is of no kind that stands elsewhere
      const slot = h.addSlot(construct.id, { left: before, right: after }, { open: !(inRun && part.fresh) })
      for (const f of part.fillers) h.admit(slot, f.id, true)
      if (part.fresh && slot.open) for (const f of part.fillers) tokens.push({ construct: f.id, slot })
      items.push({ slot: slot.id })
      slots.push({ slot, observed: part.fillers[0]!.id, filled: part.text, fresh: part.fresh ?? false })
    } else for (const c of part.text) items.push(literalItem(c))
    before += part.text
  }
  construct.items = items
  h.version++
  return { constructs: [construct], slots, tokens }
}

/** Cuts a stretch into parts: constituents that vary, tokens that were inferred, and text. */
function* partsOf(k: Knowledge, survey: Survey, place: Place, beside: Sides): Inquiry<Part[]> {
  const parts: Part[] = []
  const { characters } = survey
  const text = (part: string) => {
    const last = parts.at(-1)
    const isWord = last && [last.text.slice(-1), part[0]!].some(c => /[\p{L}\p{N}_]/u.test(c))
    const isApart = isWord && k.hypothesis.blank?.between && !glues(last.text, part)
    if (last && !last.fillers && !isBlank(part) && !isBlank(last.text) && !isApart)
      parts[parts.length - 1] = { text: last.text + part }
    else parts.push({ text: part })
  }
  let at = place.start
  const raw = function* (to: number): Inquiry<void> {
    while (at < to) {
      let next = at + 1
      while (next < to && !isBoundary(characters, next)) next++
      const word = survey.slice(at, next)
      const alone = at === place.start && next === place.end
      if (!alone && !/[\p{L}\p{N}]/u.test(word)) {
        text(word)
        at = next
        continue
      }
      const context = { left: survey.slice(0, at), right: survey.slice(next, characters.length) }
      const sides = { left: beside.left && at === place.start, right: beside.right && next === place.end }
      const isClosed = sides.left || sides.right
      const oneMore = alone && place.edit.kind === 'fill' && isOfWords(k, k.hypothesis.slots[place.edit.slot]!)
      for (const piece of yield* inferPieces(k, context.left, word, context.right, sides, oneMore)) {
        if (!piece.tokens) {
          text(piece.text)
          at += Array.from(piece.text).length
          continue
        }
        const fillers = piece.tokens.map(runs => tokenConstruct(k, runs, piece.text))
        // what the token takes in beyond the word belongs to it
        const end = isClosed ? next : Math.max(...piece.tokens.map(runs => reach(runs, characters, at, to)))
        const own = at + Array.from(piece.text).length
        if (end > next && isBoundary(characters, end)) {
          parts.push({ text: survey.slice(at, end), fillers, fresh: true })
          at = end
          break
        }
        parts.push({ text: piece.text, fillers, fresh: true })
        at = own
      }
    }
  }
  const visit = function* (cover: readonly Constituent[], end: number): Inquiry<void> {
    for (const c of cover) {
      if (c.start < at) continue
      yield* raw(c.start)
      if (at > c.start) continue
      const construct = k.hypothesis.constructs[c.construct]!
      if (place.verified || (yield* isVariable(k, survey, c))) {
        parts.push({ text: survey.slice(c.start, c.end), fillers: [construct] })
        at = c.end
      } else yield* visit(survey.cover(c.start, c.end, c).cover, c.end)
    }
    yield* raw(end)
  }
  yield* visit(place.cover, place.end)
  return parts
}

/** Before which parts of a new construct blanks may stand, and which parts are blanks that must. */
function* gapsOf(
  k: Knowledge,
  parts: readonly string[],
  left: string,
  right: string,
): Inquiry<Map<number, { readonly required: boolean; readonly blank: number }>> {
  const gaps = new Map<number, { readonly required: boolean; readonly blank: number }>()
  if (!k.hypothesis.blank?.between || parts.length < 2) return gaps
  const blank = parts.map(isBlank)
  const places = parts.flatMap((_, i) => (blank[i] || (i > 0 && !blank[i - 1]) ? [i] : []))
  const text = (at: ReadonlySet<number>, put: string) =>
    left + parts.map((p, i) => (at.has(i) ? put + p : p)).join('') + right
  for (const [i, construct] of yield* placesOfBlanks(k, places, text))
    gaps.set(i, { required: blank[i]!, blank: construct })
  return gaps
}

/** Takes a text as it stands. */
export function memorise(k: Knowledge, text: string): void {
  k.hypothesis.admit(k.hypothesis.slots[k.hypothesis.top]!, literalConstruct(k, text).id, true)
}

const character = (item: Item): string => String.fromCodePoint(item.run!.characters[0]![0])
