import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { isBoundary, Survey } from './localize.ts'

/** Longer texts are cut down without a chart of all their constituents. */
const longestSurvey = 400

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' }

/**
 * Makes an accepted text smaller as long as it stays accepted and unparsed: what remains is one novelty in a small
 * context. Known constituents become their shortest kin, a part stands for the whole, chunks are left out (delta
 * debugging: Zeller and Hildebrandt 2002; along the structure: Misherghi and Su 2006).
 */
export function* shrink(k: Knowledge, text: string): Inquiry<string> {
  let current = text
  let refused = 0
  const tokens = tokenize(text).length
  const patience = 30 + 2 * tokens
  const tried = new Set<string>()
  for (let smaller = true; smaller; ) {
    smaller = false
    for (const candidate of reductions(k, current)) {
      if (candidate.length >= current.length || candidate === '' || tried.has(candidate)) continue
      if (k.facts.get(candidate) === false || k.parses(candidate)) continue
      tried.add(candidate)
      if (yield* k.facts.ask(candidate, 'whether a smaller text shows the same novelty')) {
        current = candidate
        smaller = true
        break
      }
      if (++refused > patience) return current
    }
  }
  return current
}

/** Smaller texts to try, those that save most first. */
function* reductions(k: Knowledge, text: string): Generator<string> {
  const characters = Array.from(text)
  let from = 0
  let to = characters.length
  if (to <= longestSurvey && k.hypothesis.constructs.length > 0) {
    const survey = new Survey(k, text)
    yield* shorterConstituents(k, survey)
    // what is known around the novelty was learned from something small
    const place = survey.places()[0]!
    if (place.slot !== k.hypothesis.top) ({ start: from, end: to } = place)
  }
  if (k.facts.blanks && /[ \t\r\n]/.test(text)) {
    yield text.trim()
    yield text.replace(/[ \t\r\n]+/g, '')
    yield text.replace(/[ \t\r\n]+/g, ' ')
  }
  // a part for the whole, or for the novelty in its place
  const whole = from === 0 && to === characters.length
  for (const part of parts(characters.slice(from, to))) {
    yield part
    if (!whole) yield characters.slice(0, from).join('') + part + characters.slice(to).join('')
  }
  if (k.facts.blanks) {
    for (const blank of text.matchAll(/[ \t\r\n]+/g)) {
      yield text.slice(0, blank.index) + text.slice(blank.index + blank[0].length)
    }
  }
  const units = unitsOf(characters.slice(from, to).join(''))
  if (units.length < 2) return
  const left = characters.slice(0, from).join('')
  const right = characters.slice(to).join('')
  for (let size = units.length >> 1; size >= 1; size = size === 1 ? 0 : (size + 1) >> 1) {
    for (let at = 0; at + size <= units.length; at += size) {
      if (size > 1 && !balanced(units.slice(at, at + size))) continue
      yield [left, ...units.slice(0, at), ...units.slice(at + size), right].join('')
    }
  }
}

/** Tokens, each with the blanks behind it. */
function unitsOf(text: string): string[] {
  const units: string[] = []
  for (const token of tokenize(text)) {
    if (token === ' ' && units.length > 0 && !units.at(-1)!.endsWith(' ')) units[units.length - 1] += ' '
    else units.push(token)
  }
  return units
}

/** Known constituents replaced by the shortest text that stands where they can stand: all at once, then one by one. */
function* shorterConstituents(k: Knowledge, survey: Survey): Generator<string> {
  const h = k.hypothesis
  const { characters } = survey
  const shortestKin = h.constructs.map(() => undefined as string | undefined)
  for (const slot of h.liveSlots()) {
    if (!slot.open) continue
    const fill = k.shortestFilled(slot)
    for (const c of slot.row) {
      const old = shortestKin[c]
      if (old === undefined || fill.length < old.length) shortestKin[c] = fill
    }
  }
  const useful = survey.constituents
    .filter(c => {
      if (!isBoundary(characters, c.start) || !isBoundary(characters, c.end)) return false
      const kin = shortestKin[c.construct]
      return kin !== undefined && kin.length < c.end - c.start
    })
    .sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)
  const replaced = (some: typeof useful) => {
    let result = ''
    let at = 0
    for (const c of [...some].sort((a, b) => a.start - b.start)) {
      result += characters.slice(at, c.start).join('') + shortestKin[c.construct]!
      at = c.end
    }
    return result + characters.slice(at).join('')
  }
  const apart: typeof useful = []
  for (const c of useful) if (apart.every(d => c.end <= d.start || c.start >= d.end)) apart.push(c)
  if (apart.length > 1) {
    yield replaced(apart)
    if (apart.length > 3) {
      yield replaced(apart.slice(0, apart.length >> 1))
      yield replaced(apart.slice(apart.length >> 1))
    }
  }
  for (const c of useful.slice(0, 20)) yield replaced([c])
}

/** Groups in brackets or quotes, lines and words that may stand for the whole; small ones first. */
function* parts(characters: readonly string[]): Generator<string> {
  const found = new Set<string>()
  const open: number[] = []
  const groups: string[] = []
  const emptied: string[] = []
  characters.forEach((c, i) => {
    if (closing[c]) open.push(i)
    const start = open.at(-1)
    if (start !== undefined && closing[characters[start]!] === c) {
      open.pop()
      groups.push(characters.slice(start, i + 1).join(''))
      emptied.push(characters.slice(0, start + 1).join('') + characters.slice(i).join(''))
      emptied.push(characters.slice(0, start).join('') + characters.slice(i + 1).join(''))
    }
  })
  const text = characters.join('')
  for (const quoted of text.matchAll(/"[^"\\]*"|'[^'\\]*'/gu)) groups.push(quoted[0])
  const lines = text.split('\n')
  if (lines.length > 1) {
    const half = lines.length >> 1
    groups.push(lines.slice(0, half).join('\n'), lines.slice(half).join('\n'))
    if (lines.length <= 12) groups.push(...lines)
  }
  groups.sort((a, b) => a.length - b.length)
  for (const group of groups.slice(0, 12)) {
    if (!found.has(group)) yield group
    found.add(group)
  }
  for (const rest of emptied.sort((a, b) => a.length - b.length).slice(0, 12)) yield rest
}

/** Words and single other characters. */
export function tokenize(text: string): string[] {
  const characters = Array.from(text)
  const tokens: string[] = []
  let from = 0
  for (let i = 1; i <= characters.length; i++) {
    if (i === characters.length || isBoundary(characters, i)) {
      tokens.push(characters.slice(from, i).join(''))
      from = i
    }
  }
  return tokens
}

function balanced(tokens: readonly string[]): boolean {
  const open: string[] = []
  for (const unit of tokens) {
    const t = unit.trimEnd()
    const close = closing[t]
    if (close && t !== '<') open.push(close)
    else if (t === ')' || t === ']' || t === '}') if (open.pop() !== t) return false
  }
  return open.length === 0
}
