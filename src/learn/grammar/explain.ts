import { installed, memorise } from './build.ts'
import type { Hypothesis, Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Context, Knowledge } from './knowledge.ts'
import { glues, isOfWords } from './sift.ts'
import { type Edit, isRow, type Place, Survey, tokenize } from './survey.ts'
import { tried } from './trial.ts'
import { verified } from './variable.ts'

/** How many places for one novelty are put to the test before it is taken as a whole. */
const mostPlaces = 40

/**
 * What experiments say of a place. `general`: the novelty stands wherever its kind stands; `open`: nothing speaks against
 * it, and there was nothing to ask; `attached`: it may be added at an edge of a construct, which another way to fill
 * the construct's slot would say more simply; `local`: it stands in this place but not in others of its kind;
 * `refuted`: what it would mean is rejected.
 */
type Verdict = 'general' | 'open' | 'attached' | 'local' | 'refuted'

/** How much more an explanation may cost, in tokens, to be preferred because more speaks for it. */
const slack = 0.5

/** How many places are tried in turn where what they say does not hold elsewhere. */
const mostAttempts = 5

/** The better explanations first. */
const order: readonly Verdict[] = ['general', 'open', 'local', 'attached']

/**
 * Extends the hypothesis so that it derives a text that the world accepts: finds the cheapest place where one new stretch
 * explains it, puts the novelty into other contexts, and generalises what is new. Among places with equally little that
 * is new, one that other contexts confirm wins.
 * @returns whether a place was found that nothing speaks against
 */
export function* explain(k: Knowledge, text: string): Inquiry<boolean> {
  const h = k.hypothesis
  if (text === '') {
    h.slots[h.top]!.nullable = true
    h.version++
    return true
  }
  const survey = Survey.of(k, text)
  const search = new Search(k, survey)
  const before = k.hypothesis
  const since = k.facts.rejected.length
  let best: { readonly hypothesis: Hypothesis; readonly against: number; readonly cost: number } | undefined
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    k.hypothesis = before
    const place = yield* search.next()
    if (!place) break
    k.hypothesis = before.clone()
    yield* installed(k, survey, place)
    const against = k.principles.curiosity ? yield* tried(k, text, before, since) : 0
    if (!best || against < best.against) best = { hypothesis: k.hypothesis, against, cost: place.cost }
    if (against === 0) break
  }
  k.hypothesis = best?.hypothesis ?? before
  if (best) k.explained.set(text, best.cost)
  if (!k.parses(text)) {
    const whole: Place = {
      start: 0,
      end: survey.characters.length,
      edit: { kind: 'fill', slot: h.top },
      novelty: 0,
      cost: 0,
      cover: [],
    }
    yield* installed(k, survey, { ...whole, ...survey.cover(0, whole.end), single: true })
  }
  if (!k.parses(text)) memorise(k, text)
  return best?.against === 0
}

/** The places that explain a text, as far as they were put to the test, the best first. */
class Search {
  readonly #k: Knowledge
  readonly #survey: Survey
  readonly #places: Place[]
  readonly #judged: { readonly place: Place; readonly verdict: Verdict }[] = []
  #next = 0
  #tried = 0

  constructor(k: Knowledge, survey: Survey) {
    this.#k = k
    this.#survey = survey
    this.#places = [...survey.places()]
  }

  /** The best place that was not given yet; undefined if there is none. */
  *next(): Inquiry<Place | undefined> {
    const h = this.#k.hypothesis
    for (;;) {
      const rank = this.#judged.map(j => order.indexOf(j.verdict))
      const at = rank.indexOf(Math.min(...rank))
      const best = this.#judged[at]
      const place = this.#places[this.#next]
      const isEnough =
        !place ||
        (best &&
          (best.verdict === 'general' || place.cost > best.place.cost + (best.verdict === 'local' ? 2 : 1) * slack))
      if (isEnough) {
        if (best) this.#judged.splice(at, 1)
        return best?.place
      }
      this.#next++
      if (this.#tried >= mostPlaces && !(place.edit.kind === 'fill' && place.edit.slot === h.top)) continue
      yield* this.#judge(place)
    }
  }

  *#judge(place: Place): Inquiry<void> {
    const closer = place.verified ? place : yield* verified(this.#k, this.#survey, place)
    if (closer.cost > place.cost) {
      this.#insert(closer)
      return
    }
    this.#tried++
    const verdict = yield* confirm(this.#k, this.#survey, closer)
    if (verdict !== 'refuted') {
      this.#judged.push({ place: closer, verdict })
      return
    }
    const narrower = narrowed(this.#survey, closer)
    if (narrower) this.#insert(narrower)
  }

  #insert(place: Place): void {
    const at = this.#places.findIndex((p, j) => j >= this.#next && p.cost >= place.cost)
    this.#places.splice(at < 0 ? this.#places.length : at, 0, place)
  }
}

/** A place that says less than one that was refuted: not a row of a kind, or not the construct in general. */
function narrowed(survey: Survey, place: Place): Place | undefined {
  if (isRow(place)) return { ...place, novelty: 1, cost: place.cost + 1, single: true }
  if (place.known === undefined) return undefined
  const { start, end } = place
  const covered = survey.cover(start, end, { construct: place.known, start, end })
  return { ...place, ...covered, cost: place.cost - place.novelty + covered.novelty, known: undefined, verified: false }
}

/** Puts the novelty of a place into other contexts of that place, and of places of the same kind. */
function* confirm(k: Knowledge, survey: Survey, place: Place): Inquiry<Verdict> {
  const novelty = survey.slice(place.start, place.end)
  const whole = survey.characters.join('')
  const left = survey.slice(0, place.start)
  const right = survey.slice(place.end, survey.characters.length)
  const about = `whether ${JSON.stringify(novelty)} stands there in general`
  const telling = (probes: Iterable<Probe>, most: number): Probe[] => {
    const found = new Map<string, Probe>()
    for (const p of probes) {
      if (found.size >= most) break
      if (p.text !== whole && !found.has(p.text) && !k.parses(p.text)) found.set(p.text, p)
    }
    return [...found.values()]
  }
  let asked = 0
  const all = function* (probes: readonly Probe[]): Inquiry<boolean> {
    for (const { text, control } of probes) {
      if (yield* k.facts.ask(text, about)) asked++
      // a context that is wrong by itself proves nothing
      else if (control === undefined || (yield* k.facts.ask(control, about))) return false
    }
    return true
  }
  const { edit } = place
  if (place.known !== undefined) {
    // other members of the construct in the same place
    const other = k.otherMember(place.known, novelty)
    const some = other === undefined ? [] : [other]
    const others = [...k.extremes(place.known).slice(0, 2), ...some, ...k.members(place.known, 4)]
    const fit = others
      .filter(m => m !== novelty && !glues(left, m) && !glues(m, right))
      .map(m => ({ text: left + m + right }))
    if (!(yield* all(telling(fit, 3)))) return 'refuted'
  }
  if (isRow(place)) {
    // constituents side by side: others of their constructs must stand so as well
    const swapped = place.cover.map(c => {
      const was = survey.slice(c.start, c.end)
      return k.otherMember(c.construct, was) ?? k.members(c.construct, 3).find(m => m !== was) ?? was
    })
    const glued = swapped.some((m, i) => i > 0 && glues(swapped[i - 1]!, m))
    if (!glued && !(yield* all(telling([{ text: left + swapped.join('') + right }], 1)))) return 'refuted'
  }
  if (edit.kind === 'splice') {
    const most = k.isListed(edit.construct) ? 6 : 4
    if (!(yield* all(telling(splices(k, edit, novelty), most)))) return 'refuted'
    const { length } = k.hypothesis.constructs[edit.construct]!.items
    if (edit.from === edit.to && (edit.from === 0 || edit.from === length)) return 'attached'
    return asked > 0 ? 'general' : 'open'
  }
  if (edit.kind === 'run') {
    if (!(yield* all(telling(amongCharacters(k, edit, novelty), 7)))) return 'refuted'
    return 'general'
  }
  const slot = k.hypothesis.slots[edit.slot]!
  if (place.known !== undefined && slot.refuted.has(place.known)) return 'refuted'
  const joined = (l: string, r: string) =>
    (glues(l, novelty) && !glues(left, novelty)) || (glues(novelty, r) && !glues(novelty, right))
  const fill = (slots: readonly Slot[], most: number) =>
    slots.flatMap(s =>
      k
        .contexts(s, most)
        .filter(c => !joined(c.left, c.right))
        .map(c => ({ text: c.left + novelty + c.right, control: c.left + k.shortestFill(s) + c.right })),
    )
  const siblings =
    slot.owner < 0 ? 0 : k.hypothesis.constructs[slot.owner]!.items.filter(i => i.slot !== undefined).length - 1
  const isOneMore = place.known === undefined && tokenize(novelty).length === 1 && isOfWords(k, slot)
  const most = isOneMore ? 1 : (slot.repeat || k.isListed(slot.owner) ? 4 : 2) + siblings
  if (!(yield* all(telling(fill([slot], most + 2), most)))) return 'refuted'
  if (k.principles.recursion && (yield* recurs(k, survey, place, slot))) asked++
  const others = k.alike(slot).filter(s => s !== slot)
  if (!(yield* all(telling(fill(others, 1), 3)))) return 'local'
  if (place.known === undefined && !isRow(place) && !(yield* ofAKind(k, survey, place))) return 'local'
  return asked > 0 ? 'general' : 'open'
}

/**
 * Whether compound constituents at the edges of a novelty stand there as what they are: where one of their kind stands, another
 * should. Where `8 < k;` is taken for `8 <` and a statement, no other statement stands behind the sign.
 */
function* ofAKind(k: Knowledge, survey: Survey, place: Place): Inquiry<boolean> {
  const h = k.hypothesis
  for (const c of new Set([place.cover.at(-1), place.cover[0]])) {
    if (!c || (c.start > place.start && c.end < place.end) || (c.start === place.start && c.end === place.end)) continue
    // a word may well be the only one of its kind that stands somewhere: a name before an equals sign
    if (h.constructs[c.construct]!.items.every(i => i.slot === undefined)) continue
    const kind = h.liveSlots().find(s => s.open && s.row.has(c.construct) && s.row.size > 1)
    if (!kind) continue
    const left = survey.slice(0, c.start)
    const right = survey.slice(c.end, survey.characters.length)
    const siblings = [...kind.row]
      .filter(d => d !== c.construct)
      .flatMap(d => k.shortest(d) ?? [])
      .filter(m => !glues(left, m) && !glues(m, right))
      .sort((a, b) => a.length - b.length)
      .slice(0, 2)
    if (siblings.length === 0) continue
    let stands = false
    for (const m of siblings) {
      stands ||= yield* k.facts.ask(left + m + right, 'whether another of its kind stands there')
    }
    if (!stands) return false
  }
  return true
}

/** Whether a novelty may stand inside itself, in place of a constituent that fills the same slot. */
function* recurs(k: Knowledge, survey: Survey, place: Place, slot: Slot): Inquiry<boolean> {
  const novelty = survey.slice(place.start, place.end)
  for (const c of [place.cover.at(-1), place.cover[0]]) {
    if (!c || !slot.row.has(c.construct)) continue
    const left = survey.slice(0, c.start)
    const right = survey.slice(c.end, survey.characters.length)
    if (glues(left, novelty) || glues(novelty, right) || k.parses(left + novelty + right)) continue
    if (yield* k.facts.ask(left + novelty + right, `whether ${JSON.stringify(novelty)} nests`)) return true
  }
  return false
}

/** A text that tells whether something stands somewhere, and the same without it: a context that holds by itself. */
interface Probe {
  readonly text: string
  readonly control?: string
}

/** Texts with something in place of items of a construct, in several contexts of the construct. */
function* splices(k: Knowledge, edit: Edit & { kind: 'splice' }, novelty: string): Generator<Probe> {
  const h = k.hypothesis
  const items = h.constructs[edit.construct]!.items
  const spelled = (varied?: Slot, fill?: string) => {
    const parts = items.map(item => k.shortestItem(item, varied && item.slot === varied.id ? fill : undefined))
    const part = (from: number, to: number) => parts.slice(from, to).join('')
    const at = (between: string) => part(0, edit.from) + between + part(edit.to, parts.length)
    return { text: at(novelty), control: at(part(edit.from, edit.to)) }
  }
  const within = (context: Context, { text, control }: { text: string; control: string }): Probe => ({
    text: context.left + text + context.right,
    control: context.left + control + context.right,
  })
  const slots = items
    .filter((_, i) => i < edit.from || i >= edit.to)
    .flatMap(i => (i.slot !== undefined && !h.slots[i.slot]!.gap ? [h.slots[i.slot]!] : []))
  const parents = h.liveSlots().filter(s => s.row.has(edit.construct) && k.shortestContext(s))
  const contexts = parents.map(s => k.shortestContext(s)!)
  const [outer] = contexts
  if (!outer) return
  const self = spelled()
  yield within(outer, self)
  // siblings filled with the new text itself first: what recurs must recur
  for (const slot of slots) {
    if (slot.open && slot.row.has(edit.construct)) yield within(outer, spelled(slot, self.text))
  }
  // one sibling after the other filled in another way
  const variants = slots.map(slot => ({ slot, fills: [...(slot.nullable ? [''] : []), ...k.variants(slot)] }))
  for (let i = 0; i < 3; i++) {
    for (const { slot, fills } of variants) {
      if (fills[i] !== undefined) yield within(outer, spelled(slot, fills[i]!))
    }
  }
  for (const [i, parent] of parents.entries()) {
    if (!parent.repeat) continue
    const other = k.shortestFilled(parent)
    yield within({ left: contexts[i]!.left + other, right: contexts[i]!.right }, self)
    yield within({ left: contexts[i]!.left, right: other + contexts[i]!.right }, self)
  }
  for (const context of contexts.slice(1, 3)) yield within(context, self)
}

/** Texts with something among the characters of a run: before, behind, alone, twice. */
function* amongCharacters(k: Knowledge, edit: Edit & { kind: 'run' }, novelty: string): Generator<Probe> {
  const h = k.hypothesis
  const construct = h.constructs[edit.construct]!
  const x = k.characterOf(construct, edit.item)
  const spelled = (fill: string) =>
    construct.items.map((item, i) => (i === edit.item ? fill : k.shortestItem(item))).join('')
  const contexts = h
    .liveSlots()
    .filter(s => s.row.has(edit.construct))
    .flatMap(s => k.shortestContext(s) ?? [])
  const [outer] = contexts
  if (!outer) return
  const kinds = k.kindsOf(construct.items[edit.item]!.run!)
  const among = kinds.map(c => novelty + c).join('')
  for (const fill of [novelty, x + novelty, novelty + x, among, novelty + novelty, x + novelty + x])
    yield { text: outer.left + spelled(fill) + outer.right }
  for (const context of contexts.slice(1, 3)) yield { text: context.left + spelled(novelty + x) + context.right }
}
