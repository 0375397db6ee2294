import { isLiteral } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Context, Knowledge } from './knowledge.ts'
import { type Constituent, isBoundary, type Place, Survey, tokenize } from './survey.ts'

/** Longer texts are cut down without a chart of all their constituents. */
export const longestSurvey = 260

/** So many characters of a word are kept at most where the others may be characters of free text. */
const mostKept = 3

/** What closes each opening bracket. */
export const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' }
const closers = new Set(Object.values(closing))

/**
 * Makes an accepted text smaller as long as it stays accepted and unparsed: what remains is one novelty in a small
 * context. What is new is tried in the smallest places of its kind, known constituents become their shortest kin, a part
 * stands for the whole, chunks are left out (delta debugging: Zeller and Hildebrandt 2002; along the structure:
 * Misherghi and Su 2006).
 */
export function* reduce(k: Knowledge, text: string): Inquiry<string> {
  let current = text
  const tried = new Set<string>()
  while (!isSmallest(k, current)) {
    const patience = 24 + 2 * Math.min(60, tokenize(current).length)
    let refused = 0
    let smaller: string | undefined
    const words = new Set(tokenize(current))
    for (const candidate of reductions(k, current)) {
      if (candidate.length >= current.length || candidate === '' || tried.has(candidate)) continue
      tried.add(candidate)
      if (tokenize(candidate).some(token => isGlued(token, words))) continue
      if (k.facts.get(candidate) === false || k.parses(candidate)) continue
      if (yield* k.facts.ask(candidate, 'whether a smaller text shows the same novelty')) {
        smaller = candidate
        break
      }
      if (++refused > patience) break
    }
    if (smaller === undefined) break
    current = smaller
  }
  return yield* trimmed(k, yield* apart(k, current))
}

/** Whether a token is two words in one: where blanks were lost between them, it is a new word and not a smaller text. */
function isGlued(token: string, words: ReadonlySet<string>): boolean {
  if (token.length < 2 || words.has(token)) return false
  for (let at = 1; at < token.length; at++) if (words.has(token.slice(0, at)) && words.has(token.slice(at))) return true
  return false
}

/** Whether a text is one word that is new, in the smallest place of its kind. */
function isSmallest(k: Knowledge, text: string): boolean {
  if (text.length > longestSurvey || k.hypothesis.constructs.length === 0) return false
  const survey = Survey.of(k, text)
  const place = survey.places().find(p => tokenize(survey.slice(p.start, p.end)).length === 1)
  if (place?.edit.kind !== 'fill' || place.edit.slot === k.hypothesis.top) return false
  const slot = k.hypothesis.slots[place.edit.slot]!
  const context = slot.row.size > 1 ? k.shortestContext(slot) : undefined
  return context !== undefined && text.length <= context.left.length + place.end - place.start + context.right.length
}

/**
 * Takes a text that differs in several tokens from what is known to one that differs in a single one, where the world
 * accepts that: of `0 0 * * *` beside `* * * * *` only `0 * * * *` is left.
 */
function* apart(k: Knowledge, text: string): Inquiry<string> {
  if (text.length > longestSurvey) return text
  const survey = Survey.of(k, text)
  const seen = new Set<string>()
  let asked = 0
  for (const place of survey.places().slice(0, 12)) {
    const own = tokenize(survey.slice(place.start, place.end))
    if (own.length < 2) continue
    for (const known of replaced(k, place)) {
      const old = tokenize(known)
      if (old.length !== own.length) continue
      const differing = own.flatMap((t, i) => (t === old[i] ? [] : [i]))
      if (differing.length < 2) continue
      for (const i of differing) {
        const novelty = old.map((t, j) => (j === i ? own[i]! : t)).join('')
        const candidate = survey.slice(0, place.start) + novelty + survey.slice(place.end, survey.characters.length)
        if (seen.has(candidate) || k.parses(candidate)) continue
        seen.add(candidate)
        if (++asked > 16) return text
        if (yield* k.facts.ask(candidate, 'whether one difference is accepted without the others')) return candidate
      }
    }
  }
  return text
}

/**
 * Leaves out of a new word beside characters of a run what may be those characters: of `\\tab` in a text `\\t` is new. Few
 * characters first.
 */
function* trimmed(k: Knowledge, text: string): Inquiry<string> {
  if (text.length > longestSurvey || k.hypothesis.constructs.length === 0) return text
  const survey = Survey.of(k, text)
  const [place] = survey.places()
  if (!place || place.start === place.end || place.edit.kind === 'splice') return text
  const { left, right } =
    place.edit.kind === 'run'
      ? { left: true, right: true }
      : k.hypothesis.besideRun(k.hypothesis.slots[place.edit.slot]!)
  const tokens = tokenize(survey.slice(place.start, place.end))
  const before = survey.slice(0, place.start)
  const after = survey.slice(place.end, survey.characters.length)
  const candidates: string[] = []
  for (let n = 1; n <= mostKept; n++) {
    const last = Array.from(tokens.at(-1)!)
    const first = Array.from(tokens[0]!)
    if (right && n < last.length)
      candidates.push(before + tokens.slice(0, -1).join('') + last.slice(0, n).join('') + after)
    if (left && n < first.length) candidates.push(before + first.slice(-n).join('') + tokens.slice(1).join('') + after)
  }
  for (const candidate of candidates) {
    if (k.parses(candidate)) continue
    if (yield* k.facts.ask(candidate, 'whether a smaller text shows the same novelty')) return candidate
  }
  return text
}

/** What is known to stand where something new stands. */
function replaced(k: Knowledge, place: Place): string[] {
  const h = k.hypothesis
  const { edit } = place
  if (edit.kind === 'splice') {
    return [
      h.constructs[edit.construct]!.items.slice(edit.from, edit.to)
        .map(item => k.shortestItem(item))
        .join(''),
    ]
  }
  if (edit.kind === 'fill') return [...h.slots[edit.slot]!.row].flatMap(c => k.shortest(c) ?? [])
  return []
}

/** Smaller texts to try, those that save most first. */
function* reductions(k: Knowledge, text: string): Generator<string> {
  const characters = Array.from(text)
  if (characters.length > longestSurvey) {
    yield* withoutChunks(text, true)
    return
  }
  let hole: Place | undefined
  if (k.hypothesis.constructs.length > 0) {
    const survey = Survey.of(k, text)
    const places = survey.places()
    yield* elsewhere(k, survey, places)
    yield* shorterConstituents(k, survey)
    hole = places[0]!
    if (hole.edit.kind === 'fill' && hole.edit.slot === k.hypothesis.top) hole = undefined
  }
  if (/[ \t\r\n]/.test(text)) {
    yield text.trim()
    if (k.facts.blanks) {
      yield text.replace(/(?<![\p{L}\p{N}_])[ \t\r\n]+|[ \t\r\n]+(?![\p{L}\p{N}_])/gu, '')
      yield text.replace(/[ \t\r\n]+/g, ' ')
    }
  }
  const left = hole ? characters.slice(0, hole.start).join('') : ''
  const right = hole ? characters.slice(hole.end).join('') : ''
  const inner = hole ? characters.slice(hole.start, hole.end).join('') : text
  for (const part of parts(Array.from(inner))) {
    yield part
    if (hole) yield left + part + right
  }
  for (const rest of withoutChunks(inner, k.principles.nesting)) yield left + rest + right
  if (hole) yield* withoutChunks(text, k.principles.nesting)
}

/** The novelty of the likeliest places where slots with an equal row stand in less. */
function* elsewhere(k: Knowledge, survey: Survey, places: readonly Place[]): Generator<string> {
  const seen = new Set<string>()
  for (const place of places) {
    if (seen.size >= 3) return
    if (place.edit.kind !== 'fill' || place.edit.slot === k.hypothesis.top) continue
    const novelty = survey.slice(place.start, place.end)
    if (seen.has(novelty)) continue
    seen.add(novelty)
    const contexts = k
      .alike(k.hypothesis.slots[place.edit.slot]!)
      .map(slot => k.shortestContext(slot))
      .filter((c): c is Context => c !== undefined)
      .sort((a, b) => a.left.length + a.right.length - (b.left.length + b.right.length))
    const [smallest] = contexts
    if (smallest) yield smallest.left + novelty + smallest.right
    const own = k.shortestContext(k.hypothesis.slots[place.edit.slot]!)
    if (own) yield own.left + novelty + own.right
  }
}

/** Known constituents replaced by the shortest text that stands where they can stand: all at once, then one by one. */
function* shorterConstituents(k: Knowledge, survey: Survey): Generator<string> {
  const h = k.hypothesis
  const { characters } = survey
  const shortestKin: (string | undefined)[] = h.constructs.map(() => undefined)
  for (const slot of h.liveSlots()) {
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
  // free text explains little of the signs in it: what it stands for is likely something else
  const isFree = (c: Constituent) => {
    const { items } = h.constructs[c.construct]!
    if (items.some(i => i.slot !== undefined) || items.every(isLiteral)) return false
    return characters.slice(c.start, c.end).some(x => !/[\p{L}\p{N}_]/u.test(x))
  }
  const sure = useful.filter(c => !isFree(c))
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
  for (const c of sure) if (apart.every(d => c.end <= d.start || c.start >= d.end)) apart.push(c)
  if (apart.length > 1) {
    yield replaced(apart)
    if (apart.length > 3) {
      yield replaced(apart.slice(0, apart.length >> 1))
      yield replaced(apart.slice(apart.length >> 1))
    }
  }
  for (const c of [...sure.slice(0, 20), ...useful.filter(isFree).slice(0, 4)]) yield replaced([c])
}

/** Groups in brackets or quotes, lines and words that may stand for the whole or for a group; small ones first. */
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
      const words = tokenize(characters.slice(start + 1, i).join('')).filter(token => /[\p{L}\p{N}_]/u.test(token))
      for (const word of [...new Set(words)].slice(0, 4))
        emptied.push(characters.slice(0, start).join('') + word + characters.slice(i + 1).join(''))
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

/**
 * The text without a stretch from one token up to the next equal one (an element of a list with its separator, a line, a
 * level of nesting), the longest first; then without chunks of tokens, from halves down to single ones.
 */
function* withoutChunks(text: string, nesting: boolean): Generator<string> {
  const units = unitsOf(text)
  const n = units.length
  if (n < 2) return
  const depth = depths(units)
  const chunks: [number, number][] = []
  const last = new Map<string, number>()
  units.forEach((unit, i) => {
    const key = `${nesting ? depth[i] : 0} ${unit.trim()}`
    const before = last.get(key)
    if (before !== undefined && i - before > 1) chunks.push([before, i])
    last.set(key, i)
  })
  // from the first of a token to its last
  const first = new Map<string, number>()
  units.forEach((unit, i) => {
    const key = `${nesting ? depth[i] : 0} ${unit.trim()}`
    if (!first.has(key)) first.set(key, i)
    else if (last.get(key) === i && i - first.get(key)! > 1) chunks.push([first.get(key)!, i])
  })
  chunks.sort((a, b) => b[1] - b[0] - (a[1] - a[0]))
  const without = (from: number, to: number) => [...units.slice(0, from), ...units.slice(to)].join('')
  for (const [from, to] of chunks.slice(0, 10)) yield without(from, to)
  for (let size = n >> 1; size >= 1; size = size === 1 ? 0 : (size + 1) >> 1) {
    for (let at = 0; at + size <= n; at += size) {
      if (nesting && size > 1 && !balanced(units.slice(at, at + size))) continue
      yield without(at, at + size)
    }
  }
  // a sign with its operand, which halves may cut in two
  for (let at = 1; at + 2 <= n; at += 2) {
    const isWord = units.slice(at, at + 2).map(unit => /[\p{L}\p{N}_]/u.test(unit))
    if (isWord[0] !== isWord[1] && balanced(units.slice(at, at + 2))) yield without(at, at + 2)
  }
}

/** Tokens, each with the blank behind it. */
function unitsOf(text: string): string[] {
  const units: string[] = []
  for (const token of tokenize(text)) {
    if (token === ' ' && units.length > 0 && !units.at(-1)!.endsWith(' ')) units[units.length - 1] += ' '
    else units.push(token)
  }
  return units
}

/** How many brackets are open at each unit. */
function depths(units: readonly string[]): number[] {
  let depth = 0
  return units.map(unit => {
    const t = unit.trim()
    if (closing[t] && t !== '<') return depth++
    if (closers.has(t) && t !== '>') depth = Math.max(0, depth - 1)
    return depth
  })
}

function balanced(units: readonly string[]): boolean {
  const open: string[] = []
  for (const unit of units) {
    const t = unit.trimEnd()
    const close = closing[t]
    if (close && t !== '<') open.push(close)
    else if (t === ')' || t === ']' || t === '}') if (open.pop() !== t) return false
  }
  return open.length === 0
}
