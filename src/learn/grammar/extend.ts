import { hasCharacter, sameClass } from '../../model/grammar/character-class.ts'
import { addGap, isBlank, placesOfBlanks } from './blanks.ts'
import { type Construct, type Item, isLiteral, literalItem, type Run, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { inferPieces } from './lexical.ts'
import { type Constituent, isBoundary, type Place, Survey } from './localize.ts'
import { glues, isKeyword, siftConstruct, siftSlot } from './sift.ts'

/** How many places for one novelty are put to the test before it is taken as a whole. */
const mostPlaces = 12

/**
 * Extends the hypothesis so that it derives a text that the world accepts: finds the cheapest place where one new stretch
 * explains it, confirms the place in other contexts, and generalises what is new there.
 */
export function* extend(k: Knowledge, text: string): Inquiry<void> {
  const h = k.hypothesis
  if (text === '') {
    h.slots[h.top]!.nullable = true
    h.version++
    return
  }
  const survey = new Survey(k, text)
  const places = survey.places()
  let local: Place | undefined
  let tried = 0
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    if (tried >= mostPlaces && place.slot !== h.top) continue
    tried++
    const verdict = yield* confirm(k, survey, place, text)
    if (verdict === 'refuted') {
      if (isRow(place)) {
        // side by side, but not as a row of constituents that repeat: one of them is particular
        const particular = { ...place, novelty: 1, single: true }
        const at = places.findIndex((p, j) => j > i && p.novelty >= 1)
        places.splice(at < 0 ? places.length : at, 0, particular)
        continue
      }
      if (place.known === undefined) continue
      // not this construct in general, but perhaps this text of it
      const word = survey.cover(place.start, place.end, { construct: place.known, start: place.start, end: place.end })
      const narrower = { ...place, ...word, known: undefined }
      const at = places.findIndex((p, j) => j > i && p.novelty >= narrower.novelty)
      places.splice(at < 0 ? places.length : at, 0, narrower)
      continue
    }
    if (verdict === 'here only') {
      if (!local || local.novelty > place.novelty) local = place
      continue
    }
    yield* install(k, survey, place, true)
    if (k.parses(text)) return
    break
  }
  if (!k.parses(text) && local) yield* install(k, survey, local, false)
  if (!k.parses(text)) {
    const whole: Place = { start: 0, end: survey.characters.length, slot: h.top, novelty: 0, cover: [] }
    const cover = survey.cover(whole.start, whole.end)
    yield* install(k, survey, { ...whole, ...cover, single: true }, false)
  }
  if (!k.parses(text)) memorise(k, text)
}

/** Whether a stretch is nothing but known constituents side by side. */
const isRow = (place: Place): boolean =>
  place.known === undefined && place.novelty === 0 && place.cover.length > 1 && !place.single

/** Puts the novelty of a place into other contexts of that place, and of places of the same kind. */
function* confirm(
  k: Knowledge,
  survey: Survey,
  place: Place,
  text: string,
): Inquiry<'everywhere' | 'here only' | 'refuted'> {
  const h = k.hypothesis
  const novelty = survey.characters.slice(place.start, place.end).join('')
  const about = `whether ${JSON.stringify(novelty)} stands there in general`
  const original = {
    left: survey.characters.slice(0, place.start).join(''),
    right: survey.characters.slice(place.end).join(''),
  }
  const usable = (texts: Iterable<string>, most: number): string[] => {
    const found: string[] = []
    for (const t of texts) {
      if (found.length >= most) break
      if (t !== text && !found.includes(t) && !k.parses(t)) found.push(t)
    }
    return found
  }
  if (place.known !== undefined) {
    // other members of the construct in the same place
    const others = k.members(place.known, 3).filter(m => m !== novelty)
    const other = k.otherMember(place.known, novelty)
    const texts = usable(
      (other === undefined ? others : [other, ...others])
        .filter(m => !glues(original.left, m) && !glues(m, original.right))
        .map(m => original.left + m + original.right),
      2,
    )
    for (const t of texts) if (!(yield* k.facts.ask(t, about))) return 'refuted'
  }
  if (isRow(place)) {
    // constituents side by side: others of their constructs must stand so as well
    const swapped = place.cover.map(c => {
      const was = survey.characters.slice(c.start, c.end).join('')
      return k.otherMember(c.construct, was) ?? k.members(c.construct, 3).find(m => m !== was) ?? was
    })
    const t = original.left + swapped.join('') + original.right
    const glued = swapped.some((m, i) => i > 0 && glues(swapped[i - 1]!, m))
    if (!glued && !k.parses(t) && !(yield* k.facts.ask(t, about))) return 'refuted'
  }
  if (place.instead) {
    const listed = h.slots.some(s => s.repeat && s.row.has(place.instead!.construct))
    const texts = usable(replacements(k, place.instead, novelty), listed ? 6 : 4)
    for (const t of texts) if (!(yield* k.facts.ask(t, about))) return 'refuted'
    return 'everywhere'
  }
  const slot = h.slots[place.slot!]!
  if (place.known !== undefined && slot.refuted.has(place.known)) return 'refuted'
  const joined = (left: string, right: string) =>
    (glues(left, novelty) && !glues(original.left, novelty)) ||
    (glues(novelty, right) && !glues(novelty, original.right))
  const fill = (slots: readonly Slot[], most: number) =>
    slots.flatMap(s =>
      k
        .contexts(s, most)
        .filter(c => !joined(c.left, c.right))
        .map(c => c.left + novelty + c.right),
    )
  const listed = slot.repeat || h.slots.some(s => s.repeat && s.row.has(slot.owner))
  const own = usable(fill([slot], 6), listed ? 4 : 2)
  for (const t of own) if (!(yield* k.facts.ask(t, about))) return 'refuted'
  const signature = h.signature(slot)
  const alike = h.liveSlots().filter(s => s !== slot && s.open === slot.open && h.signature(s) === signature)
  const others = usable(fill(alike, 1), 3)
  for (const t of others) if (!(yield* k.facts.ask(t, about))) return 'here only'
  return 'everywhere'
}

/** Texts with something in place of items of a construct, in several contexts of the construct. */
function* replacements(k: Knowledge, instead: NonNullable<Place['instead']>, novelty: string): Generator<string> {
  const h = k.hypothesis
  const items = h.constructs[instead.construct]!.items
  const kept = items.filter((_, i) => i < instead.from || i >= instead.to)
  const slots = kept.flatMap(i => (i.slot !== undefined ? [h.slots[i.slot]!] : []))
  const member = (varied?: Slot, fill?: string) => {
    let text = ''
    items.forEach((it, i) => {
      if (i === instead.from) text += novelty
      if (i >= instead.from && i < instead.to) return
      if (it.run) text += String.fromCodePoint(it.run.characters[0]![0])
      else text += it.slot === varied?.id ? fill! : k.shortestFill(h.slots[it.slot]!)
    })
    return text
  }
  const parents = h.liveSlots().filter(s => s.row.has(instead.construct))
  const outer = parents[0] && k.shortestContext(parents[0])
  if (!outer) return
  yield outer.left + member() + outer.right
  // siblings filled with the new text itself first: what recurs must recur
  const self = member()
  for (const slot of slots) {
    if (slot.open && slot.row.has(instead.construct)) yield outer.left + member(slot, self) + outer.right
  }
  // one sibling after the other filled in another way
  const variants = slots.filter(s => !s.gap).map(slot => ({ slot, fills: k.variants(slot) }))
  for (let i = 0; i < 3; i++) {
    for (const { slot, fills } of variants) {
      if (fills[i] !== undefined) yield outer.left + member(slot, fills[i]!) + outer.right
    }
  }
  for (const parent of parents) {
    const context = k.shortestContext(parent)
    if (!parent.repeat || !context) continue
    const other = k.shortestFilled(parent)
    yield context.left + other + self + context.right
    yield context.left + self + other + context.right
  }
  for (const parent of parents.slice(1, 3)) {
    const context = k.shortestContext(parent)
    if (context) yield context.left + member() + context.right
  }
}

/** Makes the hypothesis derive the novelty of a place. `everywhere`: slots with an equal row get it too. */
function* install(k: Knowledge, survey: Survey, place: Place, everywhere: boolean): Inquiry<void> {
  const h = k.hypothesis
  const { characters } = survey
  const left = characters.slice(0, place.start).join('')
  const right = characters.slice(place.end).join('')
  if (place.instead) {
    yield* insert(k, survey, place, left, right)
    return
  }
  const slot = h.slots[place.slot!]!
  const signature = h.signature(slot)
  const alike = everywhere ? h.liveSlots().filter(s => h.signature(s) === signature && s.open === slot.open) : [slot]
  if (place.known !== undefined) {
    for (const s of alike) if (!s.refuted.has(place.known)) h.admit(s, place.known)
    return
  }
  if (isRow(place) && place.cover.every(c => slot.row.has(c.construct))) {
    // side by side what fills it alone: it repeats
    for (const s of alike) s.repeat = true
    h.version++
    return
  }
  const made = yield* build(k, survey, place, left, right)
  for (const c of made.constructs) for (const s of alike) h.admit(s, c.id)
  yield* siftNewSlots(k, made)
  for (const c of made.constructs) yield* siftConstruct(k, c.id, alike)
  for (const c of made.constructs) {
    for (const s of kinds(k)) if (c.items.some(i => i.slot !== undefined)) yield* replaceWords(k, c, s)
  }
}

/** A new slot inside a construct, for what stood there and for what is new; empty if nothing stood there. */
function* insert(k: Knowledge, survey: Survey, place: Place, left: string, right: string): Inquiry<void> {
  const h = k.hypothesis
  const { construct, from, to } = place.instead!
  const owner = h.constructs[construct]!
  const old = owner.items.slice(from, to)
  const slot = h.addSlot(
    construct,
    { left, right },
    { nullable: from === to, open: from < to || place.known !== undefined },
  )
  if (from < to) {
    const was = old.every(isLiteral)
      ? literalConstruct(k, old.map(i => String.fromCodePoint(i.run!.characters[0]![0])).join(''))
      : h.addConstruct(old, '')
    if (!old.every(isLiteral)) {
      was.seen.length = 0
      for (const item of old) if (item.slot !== undefined) h.slots[item.slot]!.owner = was.id
    }
    h.admit(slot, was.id)
  }
  owner.items = [...owner.items.slice(0, from), { slot: slot.id }, ...owner.items.slice(to)]
  h.version++
  const novelty = survey.characters.slice(place.start, place.end).join('')
  if (h.blank && from === to && isBlank(novelty)) {
    slot.gap = true
    slot.open = false
    h.admit(slot, h.blank.construct)
    return
  }
  if (place.known !== undefined) {
    h.admit(slot, place.known)
    yield* siftSlot(k, slot, place.known)
  } else {
    const made = yield* build(k, survey, place, left, right)
    for (const c of made.constructs) h.admit(slot, c.id)
    yield* siftNewSlots(k, made)
    if (slot.open) yield* siftSlot(k, slot, made.constructs[0]!.id)
  }
  if (from < to) {
    for (const c of [...h.constructs])
      if (c !== owner && c.items.some(i => i.slot !== undefined)) yield* replaceWords(k, c, slot)
  }
  yield* tryRepetition(k, slot, novelty)
  yield* gapsBeside(k, slot, novelty)
}

/** One open slot for each row that has a keyword in it and at most a few constructs beside the root's. */
function kinds(k: Knowledge): Slot[] {
  const h = k.hypothesis
  const found = new Map<string, Slot>()
  for (const slot of h.liveSlots()) {
    if (slot.open && [...slot.row].some(c => isKeyword(k, c))) found.set(h.signature(slot), slot)
  }
  return [...found.values()].filter(slot => h.signature(slot) !== h.signature(h.slots[h.top]!))
}

/** Tries members of a slot in place of each word that a construct spells out: what is one of a kind may be all of it. */
function* replaceWords(k: Knowledge, construct: Construct, kind: Slot): Inquiry<void> {
  const h = k.hypothesis
  const parent = h.liveSlots().find(s => s.row.has(construct.id) && k.shortestContext(s))
  const outer = parent && k.shortestContext(parent)
  if (!outer) return
  const letter = (item: Item | undefined) =>
    item !== undefined && isLiteral(item) && /[\p{L}\p{N}_]/u.test(String.fromCodePoint(item.run!.characters[0]![0]))
  for (let from = 0; from < construct.items.length; from++) {
    if (!letter(construct.items[from]) || letter(construct.items[from - 1])) continue
    let to = from
    while (letter(construct.items[to])) to++
    const word = construct.items
      .slice(from, to)
      .map(i => String.fromCodePoint(i.run!.characters[0]![0]))
      .join('')
    const spelled = construct.items.map(i =>
      i.run ? String.fromCodePoint(i.run.characters[0]![0]) : k.shortestFill(h.slots[i.slot]!),
    )
    const left = outer.left + spelled.slice(0, from).join('')
    const right = spelled.slice(to).join('') + outer.right
    for (const c of kind.row) {
      const member = k.shortest(c)
      if (member === undefined || member === word || glues(left, member) || glues(member, right)) continue
      if (k.parses(left + member + right)) continue
      if (!(yield* k.facts.ask(left + member + right, `what else may stand for ${JSON.stringify(word)}`))) break
      const slot = h.addSlot(construct.id, { left, right }, { open: true })
      const own = literalConstruct(k, word)
      h.admit(slot, own.id)
      h.admit(slot, c)
      construct.items = [...construct.items.slice(0, from), { slot: slot.id }, ...construct.items.slice(to)]
      h.version++
      yield* siftSlot(k, slot, c)
      yield* siftConstruct(k, own.id, [slot])
      to = from + 1
      break
    }
  }
}

/** Whether blanks may stand on either side of a slot that was put into a construct. */
function* gapsBeside(k: Knowledge, slot: Slot, filled: string): Inquiry<void> {
  const h = k.hypothesis
  if (!h.blank?.between) return
  const { left, right } = slot.home
  for (const [text, after] of [
    [`${left} ${filled}${right}`, 0],
    [`${left}${filled} ${right}`, 1],
  ] as const) {
    if (k.parses(text) || !(yield* k.facts.ask(text, 'where a construct takes blanks'))) continue
    const owner = h.constructs[slot.owner]!
    const at = owner.items.findIndex(i => i.slot === slot.id) + after
    const gap = addGap(k, owner.id, true, left, right)
    owner.items = [...owner.items.slice(0, at), { slot: gap }, ...owner.items.slice(at)]
    h.version++
  }
}

/** Whether a slot may be filled twice, and whether it may stay empty. */
function* tryRepetition(k: Knowledge, slot: Slot, filled: string): Inquiry<void> {
  const h = k.hypothesis
  const { left, right } = slot.home
  if (!slot.repeat) {
    const fills = [filled, ...[...slot.row].map(d => k.shortest(d) ?? filled)]
    const twice = fills.filter(f => f !== '' && !glues(f, f)).map(f => left + f + f + right)
    const text = twice.find(t => !k.parses(t))
    if (text !== undefined && (yield* k.facts.ask(text, `whether slot ${slot.id} repeats`))) {
      slot.repeat = true
      h.version++
      yield* spaceOut(k, slot, text.slice(left.length, text.length - right.length))
    }
  }
  if (!slot.nullable) {
    const text = left + right
    if (text !== '' && !k.parses(text) && (yield* k.facts.ask(text, `whether slot ${slot.id} may be empty`))) {
      slot.nullable = true
      h.version++
    }
  }
}

/** Where blanks may stand between the constituents of a slot that repeats, each of them takes blanks behind it. */
function* spaceOut(k: Knowledge, slot: Slot, twice: string): Inquiry<void> {
  const h = k.hypothesis
  if (!h.blank?.between) return
  const { left, right } = slot.home
  const once = twice.slice(0, twice.length / 2)
  const text = `${left}${once} ${once}${right}`
  if (k.parses(text) || !(yield* k.facts.ask(text, 'where a construct takes blanks'))) return
  const element = h.addConstruct([], '')
  element.seen.length = 0
  const inner = h.addSlot(element.id, slot.home, { open: slot.open })
  for (const c of slot.row) inner.row.add(c)
  for (const c of slot.refuted) inner.refuted.add(c)
  element.items = [{ slot: inner.id }, { slot: addGap(k, element.id, true, left + once, right) }]
  slot.row.clear()
  slot.open = false
  h.admit(slot, element.id)
}

interface Made {
  readonly constructs: readonly Construct[]
  readonly slots: readonly { readonly slot: Slot; readonly observed: number; readonly filled: string }[]
  /** Tokens in slots, that may fit other slots too. */
  readonly tokens: readonly { readonly construct: number; readonly slot: Slot }[]
}

/** Turns the stretch of a place into constructs: known constituents become slots, words become tokens or literals. */
function* build(k: Knowledge, survey: Survey, place: Place, left: string, right: string): Inquiry<Made> {
  const h = k.hypothesis
  const { characters } = survey
  const slice = (from: number, to: number) => characters.slice(from, to).join('')
  const whole = slice(place.start, place.end)
  const parts: (
    | { text: string }
    | { construct: number; text: string }
    | { tokens: readonly Construct[]; text: string }
  )[] = []
  const context = (from: number, to: number) => ({
    left: left + slice(place.start, from),
    right: slice(to, place.end) + right,
  })
  let at = place.start
  const raw = function* (to: number): Inquiry<void> {
    while (at < to) {
      let next = at + 1
      while (next < to && !isBoundary(characters, next)) next++
      const text = slice(at, next)
      const around = context(at, next)
      const alone = at === place.start && next === place.end
      if (alone || /[\p{L}\p{N}]/u.test(text)) {
        for (const piece of yield* inferPieces(k.facts, around.left, text, around.right)) {
          if (!piece.tokens) parts.push({ text: piece.text })
          else parts.push({ tokens: piece.tokens.map(runs => tokenConstruct(k, runs, piece.text)), text: piece.text })
        }
      } else parts.push({ text })
      at = next
    }
  }
  for (const c of place.cover) {
    yield* raw(c.start)
    if (yield* isVariable(k, c, context(c.start, c.end), slice(c.start, c.end))) {
      parts.push({ construct: c.construct, text: slice(c.start, c.end) })
      at = c.end
    } else yield* raw(c.end)
  }
  yield* raw(place.end)
  const only = parts[0]!
  if (parts.length === 1 && 'tokens' in only) return { constructs: only.tokens, slots: [], tokens: [] }
  if (parts.length === 1 && 'construct' in only)
    return { constructs: [h.constructs[only.construct]!], slots: [], tokens: [] }
  // an equal literal is the same construct
  const gaps = yield* gapsOf(
    k,
    parts.map(p => p.text),
    left,
    right,
  )
  if (gaps.size === 0 && parts.every(p => !('tokens' in p) && !('construct' in p)))
    return { constructs: [literalConstruct(k, whole)], slots: [], tokens: [] }
  const construct = h.addConstruct([], whole)
  const items: Item[] = []
  const slots: { slot: Slot; observed: number; filled: string }[] = []
  const fresh: { construct: number; slot: Slot }[] = []
  let before = left
  let after = whole + right
  for (const [i, part] of parts.entries()) {
    if (gaps.get(i) === 'optional') items.push({ slot: addGap(k, construct.id, true, before, after) })
    after = after.slice(part.text.length)
    if (gaps.get(i) === 'required') items.push({ slot: addGap(k, construct.id, false, before, after) })
    else if ('tokens' in part || 'construct' in part) {
      const slot = h.addSlot(construct.id, { left: before, right: after }, { open: true })
      const fillers = 'tokens' in part ? part.tokens.map(t => t.id) : [part.construct]
      for (const f of fillers) h.admit(slot, f)
      if ('tokens' in part) for (const f of fillers) fresh.push({ construct: f, slot })
      items.push({ slot: slot.id })
      slots.push({ slot, observed: fillers[0]!, filled: part.text })
    } else for (const c of part.text) items.push(literalItem(c))
    before += part.text
  }
  construct.items = items
  h.version++
  return { constructs: [construct], slots, tokens: fresh }
}

/** Before which parts of a new construct blanks may stand, and which parts are blanks that must. */
function* gapsOf(
  k: Knowledge,
  parts: readonly string[],
  left: string,
  right: string,
): Inquiry<Map<number, 'optional' | 'required'>> {
  const gaps = new Map<number, 'optional' | 'required'>()
  if (!k.hypothesis.blank?.between || parts.length < 2) return gaps
  const blank = parts.map(isBlank)
  const places = parts.flatMap((_, i) => (blank[i] || (i > 0 && !blank[i - 1]) ? [i] : []))
  const text = (with_: ReadonlySet<number>) => left + parts.map((p, i) => (with_.has(i) ? ` ${p}` : p)).join('') + right
  for (const i of yield* placesOfBlanks(k, places, text)) gaps.set(i, blank[i] ? 'required' : 'optional')
  return gaps
}

/** From right to left, so that what nests to the right is known before the left is asked for. */
function* siftNewSlots(k: Knowledge, made: Made): Inquiry<void> {
  for (const { construct, slot } of made.tokens) yield* siftConstruct(k, construct, [slot])
  for (const { slot, observed, filled } of [...made.slots].reverse()) {
    yield* siftSlot(k, slot, observed)
    yield* tryRepetition(k, slot, filled)
  }
}

/** Whether something else may stand where a known constituent stands: another member, or another construct. */
function* isVariable(
  k: Knowledge,
  c: Constituent,
  context: { left: string; right: string },
  text: string,
): Inquiry<boolean> {
  const h = k.hypothesis
  const about = `what else may stand for ${JSON.stringify(text)}`
  const construct = h.constructs[c.construct]!
  const phrase = construct.items.some(i => i.slot !== undefined)
  const other = k.otherMember(c.construct, text)
  if (other !== undefined && (yield* k.facts.ask(context.left + other + context.right, about))) return true
  if (phrase) {
    for (const member of k.members(c.construct, 3)) {
      if (member !== text && (yield* k.facts.ask(context.left + member + context.right, about))) return true
    }
  }
  // something of another kind that stands where this stands elsewhere
  const tried = new Set<number>([c.construct])
  for (const slot of h.liveSlots()) {
    if (!slot.open || !slot.row.has(c.construct)) continue
    for (const d of slot.row) {
      if (tried.has(d) || tried.size > 4) continue
      tried.add(d)
      const member = k.shortest(d)
      if (member === undefined || glues(context.left, member) || glues(member, context.right)) continue
      if (yield* k.facts.ask(context.left + member + context.right, about)) return true
    }
  }
  return phrase && !isKeyword(k, c.construct)
}

/** Takes a text as it stands. */
export function memorise(k: Knowledge, text: string): void {
  k.hypothesis.admit(k.hypothesis.slots[k.hypothesis.top]!, literalConstruct(k, text).id)
}

/** The construct of a literal text; one for each text. */
export function literalConstruct(k: Knowledge, text: string): Construct {
  const h = k.hypothesis
  const known = h.constructs.find(c => c.seen[0] === text && c.items.length > 0 && c.items.every(isLiteral))
  return known ?? h.addConstruct(Array.from(text, literalItem), text)
}

/** The construct of a token; tokens with equal runs are one. */
export function tokenConstruct(k: Knowledge, runs: readonly Run[], seen: string): Construct {
  const h = k.hypothesis
  const known = h.constructs.find(
    c =>
      c.items.length === runs.length &&
      c.items.every((item, i) => {
        const run = runs[i]!
        return (
          item.run !== undefined &&
          item.run.min === run.min &&
          item.run.max === run.max &&
          sameClass(item.run.characters, run.characters)
        )
      }),
  )
  if (known) return known
  return h.addConstruct(
    runs.map(run => ({ run })),
    memberLike(runs, seen),
  )
}

/** A member of a token that keeps to what was seen where that is possible. */
function memberLike(runs: readonly Run[], seen: string): string {
  const pattern = runs.map(r => `[${r.characters.map(range).join('')}]{${r.min},${r.max ?? ''}}`).join('')
  if (new RegExp(`^(?:${pattern})$`, 'u').test(seen)) return seen
  const preferred = Array.from(seen)
  return runs
    .map(r => {
      const own = preferred.find(c => hasCharacter(r.characters, c.codePointAt(0)!))
      return (own ?? String.fromCodePoint(r.characters[0]![0])).repeat(r.min)
    })
    .join('')
}

const range = ([first, last]: readonly [number, number]): string =>
  `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`
