import { charactersOf, difference, sameClass, union } from '../../model/grammar/character-class.ts'
import { halves } from './halves.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { isBoundary } from './survey.ts'

/** How many examples decide whether blanks are free. */
const witnesses = 3

const about = 'whether blanks between tokens are free'

/** Whether a text is nothing but blanks. */
export const isBlank = (text: string): boolean => /^[ \t\r\n]+$/.test(text)

/**
 * Settles, before anything else is learned, whether blanks may be added between tokens; each construct is then asked
 * where it takes them. Nothing is assumed of a language in which no place was found that takes one more.
 */
export function* settleBlanks(k: Knowledge, examples: readonly string[]): Inquiry<void> {
  const h = k.hypothesis
  const sorted = [...examples].filter(e => e !== '').sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const spaced = sorted.filter(e => / /.test(e.trim()))
  let free: { readonly left: string; readonly right: string } | undefined
  for (const text of spaced.slice(0, witnesses)) {
    if (free || !(yield* k.facts.ask(text, 'whether an example is accepted'))) continue
    const doubled = text.replace(/ +/g, run => `${run} `)
    if (!(yield* k.facts.ask(doubled, about))) continue
    for (const { index } of [...text.matchAll(/ +/g)].slice(0, witnesses)) {
      const split = { left: text.slice(0, index), right: text.slice(index) }
      if (yield* isAmongText(k, split.left, split.right)) continue
      free = split
      break
    }
  }
  for (const text of free || spaced.length > 0 ? [] : sorted.slice(0, witnesses)) {
    if (!(yield* k.facts.ask(text, 'whether an example is accepted'))) continue
    const characters = Array.from(text)
    for (let at = 1, tried = 0; at < characters.length && tried < 4 && !free; at++) {
      if (!isBoundary(characters, at)) continue
      tried++
      const split = { left: characters.slice(0, at).join(''), right: characters.slice(at).join('') }
      if (!(yield* k.facts.ask(`${split.left} ${split.right}`, about))) continue
      if (!(yield* isAmongText(k, split.left, split.right))) free = split
    }
  }
  const small = sorted[0]
  if (small === undefined || !(yield* k.facts.ask(small, 'whether an example is accepted'))) return
  const edges = { before: false, after: false }
  const outer = [small.trim(), sorted.at(-1)!.trim()]
  if (free || outer.some((t, i) => t !== [small, sorted.at(-1)!][i])) {
    edges.before = (yield* k.facts.askAll(
      outer.map(t => ` ${t}`),
      about,
    )).every(a => a)
    edges.after = (yield* k.facts.askAll(
      outer.map(t => `${t} `),
      about,
    )).every(a => a)
    if (edges.before && (yield* isAmongText(k, '', small.trim()))) edges.before = false
    if (edges.after && (yield* isAmongText(k, small.trim(), ''))) edges.after = false
  }
  if (!free && !edges.before && !edges.after) return
  // the edges of a text show better than a place inside, which may be one in a string, what counts as a blank
  const inside = free ?? { left: small.trim(), right: '' }
  const place = edges.before
    ? { left: '', right: small.trim() }
    : edges.after
      ? { left: small.trim(), right: '' }
      : inside
  let blanks = charactersOf(' ')
  for (const c of ['\n', '\t', '\r'].filter(c => !k.facts.lineEnd.includes(c))) {
    if (yield* k.facts.ask(place.left + c + place.right, about)) blanks = union(blanks, charactersOf(c))
  }
  const blank = h.addConstruct([{ run: { characters: blanks, min: 1, max: null } }], ' ')
  const inLine = difference(blanks, charactersOf('\n\r'))
  const narrow = sameClass(inLine, blanks)
    ? blank
    : h.addConstruct([{ run: { characters: inLine, min: 1, max: null } }], ' ')
  h.blank = { construct: blank.id, inLine: narrow.id, between: free !== undefined }
  k.facts.blanks = free !== undefined
  if (!edges.before && !edges.after) return
  const whole = h.addConstruct([], '')
  whole.seen.length = 0
  const gap = () => ({ slot: addGap(k, whole.id, true, '', '') })
  const before = edges.before ? [gap()] : []
  const inner = h.addSlot(whole.id, { left: '', right: '' }, { open: true })
  whole.items = [...before, { slot: inner.id }, ...(edges.after ? [gap()] : [])]
  const start = h.slots[h.top]!
  start.open = false
  h.admit(start, whole.id, true)
  h.top = inner.id
  h.version++
}

/** Whether signs stand where a blank may stand: then it is a character among others, and no blank between tokens. */
function* isAmongText(k: Knowledge, left: string, right: string): Inquiry<boolean> {
  if (yield* k.facts.ask(`${left}§${right}`, about)) return true
  return (yield* k.facts.ask(`${left}~${right}`, about)) && (yield* k.facts.ask(`${left}$${right}`, about))
}

/**
 * A place for blanks in a construct; its number.
 * @param blank the construct of blanks that it takes
 */
export function addGap(
  k: Knowledge,
  construct: number,
  nullable: boolean,
  left: string,
  right: string,
  blank = k.hypothesis.blank!.construct,
): number {
  const slot = k.hypothesis.addSlot(construct, { left, right }, { nullable, gap: true })
  k.hypothesis.admit(slot, blank, true)
  return slot.id
}

/**
 * Which of the places of a text take a blank, and the construct of blanks that each takes: such as may end a line first.
 * @param text the text with a blank put in at some places
 */
export function* placesOfBlanks(
  k: Knowledge,
  places: readonly number[],
  text: (at: ReadonlySet<number>, blank: string) => string,
): Inquiry<Map<number, number>> {
  const found = new Map<number, number>()
  const { construct, inLine } = k.hypothesis.blank!
  const taking = (blank: string, some: readonly number[]) =>
    halves(k.facts, some, at => text(at, blank), 'where a construct takes blanks')
  if (construct !== inLine) for (const i of yield* taking('\n', places)) found.set(i, construct)
  const rest = places.filter(i => !found.has(i))
  for (const i of yield* taking(' ', rest)) found.set(i, inLine)
  return found
}
