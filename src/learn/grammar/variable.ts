import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { glues } from './sift.ts'
import { type Constituent, isInRun, type Place, type Survey } from './survey.ts'

const isWord = (text: string): boolean => /^[\p{L}\p{N}_]+$/u.test(text)

/** After so many refusals a constituent is taken for what it is. */
const patience = 3

/** Whether something else may stand where a known constituent stands: another member, or another construct. */
export function* isVariable(k: Knowledge, survey: Survey, c: Constituent): Inquiry<boolean> {
  const h = k.hypothesis
  const text = survey.slice(c.start, c.end)
  const left = survey.slice(0, c.start)
  const right = survey.slice(c.end, survey.characters.length)
  const about = `what else may stand for ${JSON.stringify(text)}`
  let refused = 0
  const stands = function* (other: string | undefined): Inquiry<boolean> {
    if (refused >= patience || other === undefined || other === text || glues(left, other) || glues(other, right))
      return false
    if (yield* k.facts.ask(left + other + right, about)) return true
    refused++
    return false
  }
  const [extreme] = k.extremes(c.construct)
  if (extreme !== undefined && extreme !== text) return yield* stands(extreme)
  if (!(yield* edgesVary(k, c, left, right, about))) return false
  // where it may not lack what it may lack elsewhere, as an index a list that may be empty, it is something else
  const least = k.shortest(c.construct)
  const isTelling = least !== undefined && least !== text && !glues(left, least) && !glues(least, right)
  if (isTelling && mayLack(k, c.construct)) return yield* stands(least)
  if (yield* stands(k.otherMember(c.construct, text))) return true
  if (h.constructs[c.construct]!.items.some(i => i.slot !== undefined)) {
    for (const member of k.members(c.construct, 3)) if (yield* stands(member)) return true
  }
  // something else that stands where this stands elsewhere, what is most like it first
  const kin = new Set(h.liveSlots().flatMap(s => (s.open && s.row.has(c.construct) ? [...s.row] : [])))
  const shape = (d: number) => {
    const member = k.shortest(d) ?? ''
    return (isWord(member) === isWord(text) ? 0 : 100) + Math.abs(member.length - text.length)
  }
  for (const d of [...kin].sort((a, b) => shape(a) - shape(b) || a - b)) {
    if (d !== c.construct && (yield* stands(k.shortest(d)))) return true
  }
  return false
}

/** Whether some part of a construct may be empty, blanks apart. */
function mayLack(k: Knowledge, construct: number): boolean {
  const { slots, constructs } = k.hypothesis
  return constructs[construct]!.items.some(
    ({ slot }) => slot !== undefined && slots[slot]!.nullable && !slots[slot]!.gap,
  )
}

/**
 * Whether what a construct holds at its edges varies where it stands now: the `while (x);` behind a `do` looks like a loop
 * of its own, but takes no other statement. True where there is nothing to ask.
 */
function* edgesVary(k: Knowledge, c: Constituent, left: string, right: string, about: string): Inquiry<boolean> {
  const h = k.hypothesis
  const { items } = h.constructs[c.construct]!
  if (items.length < 2) return true
  for (const edge of [items[0]!.slot, items.at(-1)!.slot]) {
    if (edge === undefined || h.slots[edge]!.gap || !h.slots[edge]!.open) continue
    const others = [...h.slots[edge]!.row]
      .flatMap(d => k.shortest(d) ?? [])
      .sort((a, b) => a.length - b.length)
      .slice(0, 3)
      .map(filler => k.fill(c.construct, slot => (slot.id === edge ? filler : undefined)))
      .filter(member => !glues(left, member) && !glues(member, right))
    if (others.length < 2) continue
    let fit = 0
    for (const member of others) if (fit < 2 && (yield* k.facts.ask(left + member + right, about))) fit++
    if (fit < 2) return false
  }
  return true
}

/**
 * A place whose cover holds nothing but constituents that vary where they stand: what looks like a known one by chance is
 * taken apart, and counts as new as far as nothing known is left of it.
 */
export function* verified(k: Knowledge, survey: Survey, place: Place): Inquiry<Place> {
  if (place.verified || place.known !== undefined) return { ...place, verified: true }
  const cover: Constituent[] = []
  let novelty = place.novelty
  const visit = function* (constituents: readonly Constituent[]): Inquiry<void> {
    for (const c of constituents) {
      if (yield* isVariable(k, survey, c)) cover.push(c)
      else {
        const inner = survey.cover(c.start, c.end, c, isInRun(k.hypothesis, place.edit))
        novelty += inner.novelty
        yield* visit(inner.cover)
      }
    }
  }
  yield* visit(place.cover)
  return { ...place, cover, novelty, cost: place.cost + novelty - place.novelty, verified: true }
}
