import { mergeStates, type State } from './automaton.ts'
import { bitsOf, choiceBits } from './bits.ts'
import { coverOf } from './cover.ts'
import type { Nested } from './nesting.ts'
import { statesOf } from './polish.ts'
import { type Production, type Rules, type Terminal, tidy } from './rules.ts'
import { asCharacters, type Reading, rangesIn } from './tokens.ts'

/** How often each word was written somewhere. */
type Words = ReadonlyMap<string, number>

/** A grammar under construction. */
class Draft {
  readonly terminals: Terminal[] = []
  readonly productions: Production[][] = []
  readonly #known = new Map<string, number>()

  terminal(terminal: Terminal): number {
    const key = JSON.stringify(terminal)
    let index = this.#known.get(key)
    if (index === undefined) this.#known.set(key, (index = this.terminals.push(terminal) - 1))
    return ~index
  }

  add(productions: Production[] = []): number {
    return this.productions.push(productions) - 1
  }

  /** Takes over other rules. @returns the symbol that stands for their start */
  include({ terminals, productions }: Rules): number {
    const only = productions.length === 1 && productions[0]!.length === 1 ? productions[0]![0]!.right : undefined
    if (only?.length === 1 && only[0]! < 0) return this.terminal(terminals[~only[0]!]!)
    const names = productions.map(() => this.add())
    for (const [i, list] of productions.entries()) {
      for (const { right, count } of list) {
        this.productions[names[i]!]!.push({
          right: right.map(s => (s < 0 ? this.terminal(terminals[~s]!) : names[s]!)),
          count,
        })
      }
    }
    return names[0]!
  }

  rules(): Rules {
    return tidy({ terminals: this.terminals, productions: this.productions })
  }
}

/**
 * The automata as rules: a nonterminal for each state, for each kind of pair, for each set of symbols by which one state
 * goes to another, and for each way to spell words.
 */
export function rulesOf(
  reading: Reading,
  nested: Nested,
  roots: readonly State[],
  categories: boolean,
  factored = true,
): Rules {
  const draft = new Draft()
  const after = factored ? passages(roots) : new Map<State, State | undefined>()
  /** A state and all that must come after it, before another one. */
  const way = (from: State, until: State | undefined): number[] => {
    const symbols: number[] = []
    for (let state: State | undefined = from; state && state !== until; state = after.get(state))
      symbols.push(nameOf(state))
    return symbols
  }
  const names = new Map<State, number>()
  const nameOf = (state: State) => {
    let name = names.get(state)
    if (name === undefined) names.set(state, (name = draft.add()))
    return name
  }
  const begun = (kind: number) => sum(nested.contents[kind]!.map(({ count }) => count))
  const start = draft.add()
  draft.productions[start]!.push({ right: way(roots[0]!, undefined), count: begun(0) })
  const text = (token: string) => draft.terminal({ kind: 'text', text: token })
  const pairs = nested.pairs.map(({ open, close }, i) => {
    const root = roots[i + 1]!
    const right = [text(reading.tokens[open]!), ...way(root, undefined), text(reading.tokens[close]!)]
    return draft.add([{ right, count: begun(i + 1) }])
  })
  const places = placesOf(reading, nested, roots)
  const spellings = reading.join === '' ? spell(places, draft, categories) : undefined
  for (const [state, name] of names) {
    const list = draft.productions[name]!
    if (state.ends > 0) list.push({ right: [], count: state.ends })
    const targets = new Map<State, Production[]>()
    const into = (target: State) => {
      let members = targets.get(target)
      if (!members) targets.set(target, (members = []))
      return members
    }
    for (const [symbol, { to, count }] of state.next) {
      const pair = pairs[symbol - reading.tokens.length]
      if (pair !== undefined) into(to).push({ right: [pair], count })
      else if (reading.kinds[symbol]! < 0) into(to).push({ right: [text(reading.tokens[symbol]!)], count })
    }
    for (const [target, byKind] of places.get(state) ?? []) {
      for (const words of byKind.values()) {
        const spelling = spellings?.get(words)
        if (spelling === undefined) {
          for (const [word, count] of words) into(target).push({ right: [text(word)], count })
        } else into(target).push({ right: [spelling], count: sum(words.values()) })
      }
    }
    for (const [target, members] of targets) {
      const joined = joinedMembers(members)
      const label = joined.length === 1 ? joined[0]!.right[0]! : draft.add(joined)
      list.push({ right: [label, ...way(target, after.get(state))], count: sum(joined.map(({ count }) => count)) })
    }
  }
  return draft.rules()
}

const sum = (numbers: Iterable<number>) => {
  let total = 0
  for (const n of numbers) total += n
  return total
}

/** For each state the next one through which every way from it to the end leads; undefined: the end itself. */
function passages(roots: readonly State[]): Map<State, State | undefined> {
  const states = statesOf(roots)
  const numbers = new Map(states.map((state, i) => [state, i]))
  // What every way passes, as a set for each state; at first everything (Allen 1970, turned around).
  const all = new Set(states.keys())
  const passed: Set<number>[] = states.map(() => all)
  for (let changed = true; changed; ) {
    changed = false
    for (let i = states.length - 1; i >= 0; i--) {
      const { ends, next } = states[i]!
      let common: Set<number> | undefined = ends > 0 ? new Set() : undefined
      for (const { to } of next.values()) {
        const other = passed[numbers.get(to)!]!
        common = common ? new Set([...common].filter(j => other.has(j))) : new Set(other)
      }
      common ??= new Set()
      common.add(i)
      if (common.size === passed[i]!.size) continue
      passed[i] = common
      changed = true
    }
  }
  // The nearest one passes all the others.
  return new Map(
    states.map((state, i) => {
      const later = [...passed[i]!].filter(j => j !== i)
      later.sort((a, b) => passed[b]!.size - passed[a]!.size)
      return [state, later[0] === undefined ? undefined : states[later[0]]]
    }),
  )
}

/** Equal members as one. */
function joinedMembers(members: readonly Production[]): Production[] {
  const found = new Map<number, number>()
  for (const { right, count } of members) found.set(right[0]!, (found.get(right[0]!) ?? 0) + count)
  return [...found].map(([symbol, count]) => ({ right: [symbol], count }))
}

/** Which words lead from one state to another, those of the same ranges together. */
type Places = Map<State, Map<State, Map<string, Map<string, number>>>>

function placesOf({ kinds }: Reading, { contents }: Nested, roots: readonly State[]): Places {
  const places: Places = new Map()
  for (const [i, texts] of contents.entries()) {
    for (const { symbols, written, count } of texts) {
      let state = roots[i]!
      for (const [j, symbol] of symbols.entries()) {
        const { to } = state.next.get(symbol)!
        if (symbol < kinds.length && kinds[symbol]! >= 0) add(state, to, written[j]!, count)
        state = to
      }
    }
  }
  return places

  function add(from: State, to: State, word: string, count: number): void {
    let targets = places.get(from)
    if (!targets) places.set(from, (targets = new Map()))
    let byKind = targets.get(to)
    if (!byKind) targets.set(to, (byKind = new Map()))
    const kind = rangesIn(word)
    let words = byKind.get(kind)
    if (!words) byKind.set(kind, (words = new Map()))
    words.set(word, (words.get(word) ?? 0) + count)
  }
}

/** A way to spell words, which several places share. */
interface Spelling {
  readonly words: Words
  readonly bits: number
  readonly rules: Rules
  readonly places: readonly Words[]
}

/**
 * Finds for the words of each place how they are spelled: at first those of other ranges and of other places apart, and
 * then alike what is cheaper alike.
 */
function spell(places: Places, draft: Draft, categories: boolean): Map<Words, number> {
  const sites = [...places.values()].flatMap(targets => [...targets.values()]).map(byKind => [...byKind.values()])
  const open = sites.flat().map(words => spelling(words, [words], categories))
  const spellings: Spelling[] = []
  for (const one of open.sort((a, b) => b.bits - a.bits)) {
    let best: { at: number; joint: Spelling } | undefined
    let least = 0
    for (const [at, other] of likeliest(one.words, spellings, categories ? 2 : 0)) {
      const joint = spelling(union(other.words, one.words), [...other.places, ...one.places], categories)
      const change = joint.bits - other.bits - one.bits + choosing(sites, one, other)
      if (change < least) [best, least] = [{ at, joint }, change]
    }
    if (best) spellings[best.at] = best.joint
    else spellings.push(one)
  }
  for (let changed = categories; changed; ) {
    changed = false
    for (let i = 0; i < spellings.length; i++) {
      const one = spellings[i]!
      const others = spellings.filter(other => other !== one)
      for (const [, other] of likeliest(one.words, others, 3)) {
        const joint = spelling(union(other.words, one.words), [...other.places, ...one.places], categories)
        if (joint.bits - other.bits - one.bits + choosing(sites, one, other) >= 0) continue
        spellings.splice(i, 1)
        spellings[spellings.indexOf(other)] = joint
        changed = true
        i--
        break
      }
    }
  }
  const found = new Map<Words, number>()
  for (const { rules, places } of spellings) {
    const symbol = draft.include(rules)
    for (const words of places) found.set(words, symbol)
  }
  return found
}

/** What choosing between two spellings costs where both stand in one place, negative: it is saved if they are one. */
function choosing(sites: readonly (readonly Words[])[], one: Spelling, other: Spelling): number {
  let saved = 0
  for (const site of sites) {
    const [a, b] = [one, other].map(({ places }) => sum(site.filter(w => places.includes(w)).map(w => sum(w.values()))))
    if (a! > 0 && b! > 0) saved += choiceBits([a!, b!], 2)
  }
  return -saved
}

/** The spellings whose words look most like these: their first characters, the others, and their lengths. */
function likeliest(words: Words, spellings: readonly Spelling[], most: number): [number, Spelling][] {
  const own = looksOf(words)
  return [...spellings.entries()]
    .map(([at, other]) => {
      let cost = 0
      for (const [i, look] of looksOf(other.words).entries()) {
        const mine = own[i]!
        const both = new Map(mine)
        for (const [key, count] of look) both.set(key, (both.get(key) ?? 0) + count)
        const bits = (counts: ReadonlyMap<string, number>) => choiceBits(counts.values(), alphabet)
        cost += bits(both) - bits(look) - bits(mine)
      }
      return { at, other, cost }
    })
    .sort((a, b) => a.cost - b.cost)
    .slice(0, most)
    .map(({ at, other }) => [at, other])
}

/** Letters and digits. */
const alphabet = 62

function looksOf(words: Words): Map<string, number>[] {
  const [first, later, lengths] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const add = (look: Map<string, number>, key: string, count: number) => look.set(key, (look.get(key) ?? 0) + count)
  for (const [word, count] of words) {
    add(first, word[0]!, count)
    for (const c of word.slice(1)) add(later, c, count)
    add(lengths, String(Math.min(word.length, alphabet)), count)
  }
  return [first, later, lengths]
}

function union(a: Words, b: Words): Words {
  const both = new Map(a)
  for (const [word, count] of b) both.set(word, (both.get(word) ?? 0) + count)
  return both
}

/** The cheapest way to spell some words: one by one, or by an automaton over their characters. */
function spelling(words: Words, places: readonly Words[], categories: boolean): Spelling {
  const draft = new Draft()
  draft.add([...words].map(([text, count]) => ({ right: [draft.terminal({ kind: 'text', text })], count })))
  const listed = draft.rules()
  const candidates = [listed]
  if (categories && words.size > 1) candidates.push(automatonOf(words))
  const [best] = candidates.map(rules => ({ rules, bits: bitsOf(rules).total })).sort((a, b) => a.bits - b.bits)
  return { words, places, ...best! }
}

function automatonOf(words: Words): Rules {
  if ([...words.keys()].every(word => [...word].length === 1)) return rangesOf(words)
  const reading = asCharacters(words)
  const nested = { pairs: [], contents: [reading.texts] }
  const merging = mergeStates(reading, nested, { eagerness: 1, acrossKinds: false, loops: true })
  let step = merging.next()
  while (!step.done) step = merging.next()
  return rulesOf(reading, nested, step.value, true)
}

/** Single characters, as ranges where that is cheaper. */
function rangesOf(words: Words): Rules {
  const draft = new Draft()
  const tokens = [...words.keys()]
  const counts = new Map(tokens.map((token, symbol) => [symbol, words.get(token)!]))
  const { ranges, singles } = coverOf(counts, symbol => tokens[symbol]!.codePointAt(0), Math.log2(tokens.length + 8))
  draft.add([
    ...ranges.map(({ terminal, count }) => ({ right: [draft.terminal(terminal)], count })),
    ...singles.map(symbol => ({
      right: [draft.terminal({ kind: 'text', text: tokens[symbol]! })],
      count: counts.get(symbol)!,
    })),
  ])
  return draft.rules()
}
