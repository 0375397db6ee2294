import {
  type CharacterClass,
  characterAt,
  characterClass,
  charactersOf,
  difference,
  hasCharacter,
  intersection,
  sameClass,
  sizeOf,
  union,
} from '../../model/grammar/character-class.ts'
import { nowhere, type Run, type Sides } from './hypothesis.ts'
import type { Facts, Inquiry } from './inquiry.ts'
import { allBeyondAscii } from './kinds.ts'
import type { Knowledge } from './knowledge.ts'

/** A stretch of a word: literal characters, or a token as a sequence of runs. */
export interface Piece {
  readonly text: string
  /** Alternatives of runs that may stand in its place; undefined for a literal. */
  readonly tokens?: readonly (readonly Run[])[]
}

interface Category {
  readonly name: string
  readonly characters: CharacterClass
  /** One text with its members, for a place that repeats. */
  readonly all: string
  /** A few that stand for it. */
  readonly some: readonly string[]
}

const category = (name: string, from: string, to: string, some: string): Category => {
  const characters = characterClass([[from.codePointAt(0)!, to.codePointAt(0)!]])
  let all = ''
  for (let p = from.codePointAt(0)!; p <= to.codePointAt(0)!; p++) all += String.fromCodePoint(p)
  return { name, characters, all, some: Array.from(some) }
}

/** Zero is told apart from other digits because numbers so often refuse it in front. */
const categories: readonly Category[] = [
  category('lower', 'a', 'z', 'kxb'),
  category('upper', 'A', 'Z', 'KXB'),
  category('digit', '1', '9', '729'),
  category('zero', '0', '0', '0'),
]

const digit = category('digit', '0', '9', '729')

/** What people take for one kind. */
export const kinds: readonly Category[] = [categories[0]!, categories[1]!, digit]

const singles: readonly Category[] = ['_', '-', '.', ' '].map(c => category(c, c, c, c))

const punctuation = Array.from('!#$%&\'*+,/:;<=>?@^`|~"()[]{}\\')

const beyondAscii: Category = {
  name: 'beyond ASCII',
  characters: allBeyondAscii,
  all: 'é¿ßЖ中\u{1f600}',
  some: ['é', '中'],
}

const categoryOf = (character: string): Category | undefined =>
  [...categories, ...singles, beyondAscii].find(c => hasCharacter(c.characters, character.codePointAt(0)!))

/** Another character of the same category; undefined where the category has but one. */
function sibling(character: string, nth: number): string | undefined {
  const own = categoryOf(character)
  if (!own) return undefined
  const pool = own.name === 'zero' || own.name === 'digit' ? ['7', '2', '0'] : own.some
  return pool.filter(c => c !== character)[nth]
}

/** So many characters of a place are tried with nothing behind them. */
const mostAlone = 40

const about = (word: string) => `what may stand for ${JSON.stringify(word)}`

/**
 * Finds which characters of a word may vary, and what token they form, by asking (character generalisation: Bastani et
 * al. 2017). The word stands between `left` and `right` in a text that is accepted.
 * @param beside on which sides stands what would take more characters for its own: then the word's length is as it is
 * @param oneMore it stands where many words stand that do not vary: it varies as a whole or not at all
 */
export function* inferPieces(
  k: Knowledge,
  left: string,
  word: string,
  right: string,
  beside: Sides = nowhere,
  oneMore = false,
): Inquiry<Piece[]> {
  if (!k.principles.categories) return [{ text: word }]
  const { facts } = k
  const characters = Array.from(word)
  const n = characters.length
  const put = (p: number, c: string) => [...characters.slice(0, p), c, ...characters.slice(p + 1)].join('')
  const varies = function* (p: number): Inquiry<boolean> {
    for (let nth = 0; nth < 3; nth++) {
      const other = sibling(characters[p]!, nth)
      if (other === undefined) break
      if (yield* facts.ask(left + put(p, other) + right, about(word))) return true
    }
    if (n > 1 || /[\p{L}\p{N}]/u.test(characters[p]!)) return false
    // a lone sign may stand for free text
    for (const c of ['k', '7']) if (yield* facts.ask(left + c + right, about(word))) return true
    return false
  }
  // all characters at once: a token with one class for each place stays what it is
  const variable = new Array<boolean>(n).fill(false)
  for (let nth = 0; nth < 2 && n > 1; nth++) {
    const other = characters.map(c => sibling(c, nth) ?? c).join('')
    if (other === word || !(yield* facts.ask(left + other + right, about(word)))) continue
    Array.from(other).forEach((c, p) => {
      variable[p] = c !== characters[p]
    })
    break
  }
  if ((oneMore || /^\p{L}{3,}$/u.test(word)) && !variable.includes(true)) return [{ text: word }]
  for (let p = 0; p < n; p++) if (!variable[p]) variable[p] = yield* varies(p)
  const pieces: Piece[] = []
  for (let from = 0; from < n; ) {
    let to = from + 1
    while (to < n && variable[to] === variable[from]) to++
    const text = characters.slice(from, to).join('')
    if (!variable[from]) pieces.push({ text })
    else {
      const before = left + characters.slice(0, from).join('')
      const after = characters.slice(to).join('') + right
      pieces.push({ text, tokens: yield* inferToken(facts, before, text, after, beside) })
    }
    from = to
  }
  return pieces
}

/** The token that a word is a member of: its length first, then its characters by place. */
export function* inferToken(
  facts: Facts,
  left: string,
  word: string,
  right: string,
  beside: Sides = nowhere,
): Inquiry<readonly (readonly Run[])[]> {
  if (beside.left || beside.right)
    return yield* inferPlaces(facts, left, Array.from(word), right, about(word), beside.right)
  const ask = (text: string) => facts.ask(left + text + right, about(word))
  const characters = Array.from(word)
  const last = characters.at(-1)!
  const more = sibling(last, 0) ?? last
  // a first character that other characters may follow: not a leading zero
  let base = word
  let grows = yield* ask(base + more + more)
  if (!grows && characters[0] === '0') {
    base = `5${characters.slice(1).join('')}`
    grows = yield* ask(base + more + more)
  }
  if (grows && !(yield* ask(base + more.repeat(13)))) grows = false
  return grows ? yield* inferGrowing(facts, left, base, right, word) : yield* inferFixed(facts, left, word, right)
}

/** Which of the characters may stand between `left` and `right`, all tried in one text first, then by halves. */
function* whichOf(
  facts: Facts,
  members: readonly string[],
  text: (some: string) => string,
  subject: string,
): Inquiry<string[]> {
  if (members.length === 0) return []
  if (yield* facts.ask(text(members.join('')), subject)) return [...members]
  if (members.length === 1) return []
  const middle = members.length >> 1
  const lower = yield* whichOf(facts, members.slice(0, middle), text, subject)
  const upper = yield* whichOf(facts, members.slice(middle), text, subject)
  return [...lower, ...upper]
}

/** A token of any length: a head, a middle that repeats, a tail. */
function* inferGrowing(
  facts: Facts,
  left: string,
  base: string,
  right: string,
  seen: string,
): Inquiry<readonly (readonly Run[])[]> {
  const subject = about(seen)
  const accepts = (text: string) => facts.ask(left + text + right, subject)
  const characters = Array.from(base)
  const head = characters[0]!
  const last = characters.at(-1)!
  const rest = characters.slice(1).join('')
  const observed = charactersOf(rest + Array.from(seen).slice(1).join('') || last)

  // inside: a text with all members of a category tells of them all at once
  const inside = (some: string) => left + head + some + (rest || last) + right
  let middle = union(charactersOf(rest || last), charactersOf(last))
  const kinds: Category[] = []
  if (yield* facts.ask(inside(categories.map(c => c.all).join('')), subject)) kinds.push(...categories)
  else {
    for (const c of categories) {
      if (yield* facts.ask(inside(c.all), subject)) kinds.push(c)
      else if (c.all.length > 1 && Array.from(c.all).some(x => hasCharacter(observed, x.codePointAt(0)!))) {
        middle = union(middle, charactersOf((yield* whichOf(facts, Array.from(c.all), inside, subject)).join('')))
      }
    }
  }
  // what stands beside the token is no part of it, unless it was seen in it
  const [before, behind] = [Array.from(left.slice(-2)).at(-1), Array.from(right.slice(0, 2))[0]]
  const beside = [before, behind].filter(c => c !== undefined && !seen.includes(c))
  // a sign once may be an operator between two words; twice in a row it is a character of this one
  for (const c of singles) {
    if ((facts.blanks && c.all === ' ') || beside.includes(c.all)) continue
    if (yield* facts.ask(inside(c.all + c.all), subject)) kinds.push(c)
  }
  const signs = kinds.filter(c => singles.includes(c)).length + (facts.blanks ? 1 : 0)
  if (
    kinds.filter(c => singles.includes(c) && c.name !== '_').length >= 2 ||
    Array.from(seen).some(c => punctuation.includes(c))
  ) {
    for (const c of yield* whichOf(
      facts,
      punctuation.filter(c => !beside.includes(c)),
      inside,
      subject,
    )) {
      if (!facts.get(inside(c)) || (yield* facts.ask(inside(c + c), subject))) kinds.push(category(c, c, c, c))
    }
    const lone = kinds.some(c => c.all === ')') && kinds.some(c => c.all === ']')
    if (facts.blanks && lone && (yield* facts.ask(inside('  '), subject))) kinds.push(singles.find(c => c.all === ' ')!)
    for (const c of facts.blanks && !lone ? [] : ['\t', '\n'].filter(c => !facts.lineEnd.includes(c)))
      if (yield* facts.ask(inside(c + c), subject)) kinds.push(category(c, c, c, c))
  }
  if (kinds.length > 0 && (yield* facts.ask(inside(beyondAscii.all), subject))) kinds.push(beyondAscii)
  middle = union(middle, ...kinds.map(c => c.characters))

  // at the ends: category by category, those that were seen there are known
  const free = signs === singles.length
  const atEnd = function* (seenThere: string, text: (c: string, instead?: boolean) => string): Inquiry<CharacterClass> {
    let result = union(middle, charactersOf(seenThere))
    const own = categoryOf(seenThere)
    if (own && !kinds.includes(own) && own.some.length > 1) {
      const others = own.some.filter(c => c !== seenThere)
      const answers = yield* facts.askAll(
        others.map(c => left + text(c, true) + right),
        subject,
      )
      if (answers.every(a => a)) result = union(result, own.characters)
    }
    const unseen = kinds.filter(c => !hasCharacter(c.characters, seenThere.codePointAt(0)!))
    if (unseen.length > 6 && (yield* accepts(text(unseen.map(c => c.some[0]!).join(''))))) return result
    for (const c of unseen) {
      if (free && !singles.includes(c) && c.all.length > 1) continue
      const probe = c.some[0]!
      if (!(yield* accepts(text(probe)))) result = difference(result, c.characters)
    }
    return result
  }
  const tail = yield* atEnd(last, (c, instead) => (instead ? characters.slice(0, -1).join('') + c : base + c))
  const heads = yield* atEnd(head, (c, instead) => c + (instead ? rest : base))

  // alone
  const lone = yield* accepts(head)
  if (!lone) {
    let min = 2
    while (min < characters.length && !(yield* accepts(characters.slice(0, min).join('')))) min++
    return [shape(heads, middle, tail, min)]
  }
  let single = intersection(heads, tail)
  const zero = charactersOf('0')
  for (const c of kinds) {
    const inHead = contains(heads, c.characters)
    const inTail = contains(tail, c.characters)
    if (inHead === inTail && c.name !== 'zero') continue
    single = (yield* accepts(c.some[0]!)) ? union(single, c.characters) : difference(single, c.characters)
  }
  if (!kinds.some(c => c.name === 'zero') && hasCharacter(observed, 48)) {
    if (yield* accepts('0')) single = union(single, zero)
  }
  const tokens: Run[][] = []
  if (sameClass(middle, tail) && contains(single, heads)) {
    tokens.push(shape(heads, middle, tail, 1))
    const others = difference(single, heads)
    if (others.length > 0) tokens.push([{ characters: others, min: 1, max: 1 }])
  } else {
    tokens.push([{ characters: single, min: 1, max: 1 }], shape(heads, middle, tail, 2))
  }
  return tokens
}

const contains = (a: CharacterClass, b: CharacterClass): boolean => difference(b, a).length === 0

/** Head, middle and tail as runs, at least `min` characters long. */
function shape(head: CharacterClass, middle: CharacterClass, tail: CharacterClass, min: number): Run[] {
  const one = (characters: CharacterClass): Run => ({ characters, min: 1, max: 1 })
  if (sameClass(head, middle) && sameClass(middle, tail)) return [{ characters: middle, min, max: null }]
  if (sameClass(middle, tail)) return [one(head), { characters: middle, min: min - 1, max: null }]
  if (sameClass(head, middle)) return [{ characters: middle, min: min - 1, max: null }, one(tail)]
  return [one(head), { characters: middle, min: Math.max(0, min - 2), max: null }, one(tail)]
}

/** A token of bounded length: a class for each place, for each length that is accepted. */
function* inferFixed(facts: Facts, left: string, word: string, right: string): Inquiry<readonly (readonly Run[])[]> {
  const subject = about(word)
  const accepts = (text: string) => facts.ask(left + text + right, subject)
  let characters = Array.from(word)
  const more = sibling(characters.at(-1)!, 0) ?? characters.at(-1)!
  while (characters.length < 12 && (yield* accepts([...characters, more].join('')))) characters = [...characters, more]
  const byLength: Run[][] = []
  for (let n = characters.length; n >= 1; n--) {
    const text = characters.slice(0, n)
    if (!(yield* accepts(text.join('')))) {
      if (n <= characters.length - 2) break
      continue
    }
    byLength.push(...(yield* inferPlaces(facts, left, text, right, subject)))
  }
  return joinLengths(byLength)
}

/**
 * The classes of the places of a text of fixed length; two places may depend on each other.
 * @param isOpen what stands behind it may be no part of it: where a character alone is accepted, it says nothing of the rest
 */
function* inferPlaces(
  facts: Facts,
  left: string,
  characters: readonly string[],
  right: string,
  subject: string,
  isOpen = false,
): Inquiry<Run[][]> {
  const places: CharacterClass[] = []
  /** The class of another place, if this one takes its ends and refuses what is next to them. */
  const likeAnother = function* (p: number): Inquiry<CharacterClass | undefined> {
    const with_ = (point: number) =>
      left + characters.map((c, i) => (i === p ? String.fromCodePoint(point) : c)).join('') + right
    for (const known of places) {
      if (sizeOf(known) < 3 || !hasCharacter(known, characters[p]!.codePointAt(0)!)) continue
      const outside = known.flatMap(([from, to]) => [from - 1, to + 1]).filter(c => categoryOf(String.fromCodePoint(c)))
      const answers = yield* facts.askAll([...known.flat(), ...outside].map(with_), subject)
      if (answers.every((answer, i) => answer === i < 2 * known.length)) return known
    }
    return undefined
  }
  const classAt = function* (text: readonly string[], p: number): Inquiry<CharacterClass> {
    const with_ = (c: string) => left + [...text.slice(0, p), c, ...text.slice(p + 1)].join('') + right
    const own = text[p]!
    let result = (yield* facts.ask(with_(own), subject)) ? charactersOf(own) : []
    const digits = hasCharacter([[48, 57]], own.codePointAt(0)!)
    // a place of its own is asked for the kind of what stands there: letters and digits alone are different things
    const letters = categories.slice(0, 2)
    const alone = text.length === 1
    for (const c of digits ? [digit, ...(alone ? [] : letters)] : alone ? letters : [...letters, digit]) {
      const home = hasCharacter(c.characters, own.codePointAt(0)!)
      // of what does not stand there two of a kind are tried: of k and b only b is a hexadecimal digit
      const probes = home ? [c.all[0]!, c.all.at(-1)!, c.some[0]!] : [c.some[0]!, ...c.some.slice(2)]
      const answers = yield* facts.askAll(probes.map(with_), subject)
      if (!home && answers[0]) answers.push(...(yield* facts.askAll([c.all[0]!, c.all.at(-1)!].map(with_), subject)))
      if (answers.every(a => a)) result = union(result, c.characters)
      else if (home || answers.some(a => a)) {
        const members = Array.from(c.all)
        const each = yield* facts.askAll(members.map(with_), subject)
        result = union(result, charactersOf(members.filter((_, i) => each[i]).join('')))
      }
    }
    if (isOpen && p < text.length - 1) {
      const all = result
      const cut = (c: string) => left + text.slice(0, p).join('') + c + right
      for (let i = 0; i < Math.min(sizeOf(all), mostAlone); i++) {
        const c = characterAt(all, i)
        if (c === own) continue
        if (!(yield* facts.ask(cut(c), subject))) break
        result = difference(result, charactersOf(c))
      }
    }
    return result.length > 0 ? result : charactersOf(own)
  }
  if (characters.length === 2 && characters.every(c => /[0-9]/.test(c))) {
    const [first, second] = characters as [string, string]
    const lettered = yield* facts.askAll(
      ['k', 'K'].flatMap(c => [left + c + second + right, left + first + c + right]),
      subject,
    )
    if (!lettered.includes(true)) return yield* inferTwoDigits(facts, left, right, subject)
  }
  for (let p = 0; p < characters.length; p++) places.push((yield* likeAnother(p)) ?? (yield* classAt(characters, p)))
  return [places.map(c => ({ characters: c, min: 1, max: 1 }))]
}

/**
 * Two digits that bound each other (hours, months): which second digits each first one takes, taken to be a range that
 * begins with 0 or ends with 9.
 */
function* inferTwoDigits(facts: Facts, left: string, right: string, subject: string): Inquiry<Run[][]> {
  const accepts = (first: number, second: number) => facts.ask(left + first + second + right, subject)
  const ends = yield* facts.askAll(
    Array.from({ length: 10 }, (_, d) => [left + d + 0 + right, left + d + 9 + right]).flat(),
    subject,
  )
  const groups: { first: CharacterClass; second: CharacterClass }[] = []
  for (let d = 0; d < 10; d++) {
    const [low, high] = [ends[2 * d], ends[2 * d + 1]]
    if (!low && !high) continue
    // the last digit that is like the end that is accepted
    let [inside, outside] = low && !high ? [0, 9] : [9, 0]
    while (!(low && high) && Math.abs(inside - outside) > 1) {
      // a range that lacks a single one first
      const middle = outside === 0 ? 1 : (inside + outside) >> 1
      if (yield* accepts(d, middle)) inside = middle
      else outside = middle
    }
    const [from, to] = low && high ? [0, 9] : low ? [0, inside] : [inside, 9]
    const second: CharacterClass = [[48 + from, 48 + to]]
    const same = groups.find(g => sameClass(g.second, second))
    if (same) same.first = union(same.first, charactersOf(String(d)))
    else groups.push({ first: charactersOf(String(d)), second })
  }
  return groups.map(g => [g.first, g.second].map(c => ({ characters: c, min: 1, max: 1 })))
}

/** Tokens of neighbouring lengths with one and the same class become one run. */
function joinLengths(tokens: readonly Run[][]): Run[][] {
  const only = (runs: Run[]) =>
    runs.every(r => sameClass(r.characters, runs[0]!.characters)) ? runs[0]!.characters : undefined
  const classes = tokens.map(only)
  const first = classes[0]
  if (first && classes.every(c => c && sameClass(c, first))) {
    const lengths = tokens.map(runs => runs.length)
    return [[{ characters: first, min: Math.min(...lengths), max: Math.max(...lengths) }]]
  }
  return [...tokens]
}
