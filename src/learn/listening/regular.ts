import { mergeStates, type State } from './automaton.ts'
import { Draft } from './draft.ts'
import type { Nested } from './nesting.ts'
import { statesOf } from './polish.ts'
import type { Production, Rules } from './rules.ts'
import { Speller, type Words } from './spelling.ts'
import { asCharacters, type Reading, rangesIn } from './tokens.ts'

/**
 * The automata as rules: a nonterminal for each state, for each kind of pair, for each set of symbols by which one state
 * goes to another, and for each way to spell words.
 */
export function rulesOf(
  reading: Reading,
  nested: Nested,
  roots: readonly State[],
  speller: Speller,
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
  const spellings = reading.join === '' ? spell(places, draft, speller) : undefined
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

/** The symbol for the words of each place. */
function spell(places: Places, draft: Draft, speller: Speller): Map<Words, number> {
  const sites = [...places.values()].flatMap(targets => [...targets.values()]).map(byKind => [...byKind.values()])
  const found = new Map<Words, number>()
  for (const { spelling, places } of speller.spell(sites)) {
    const symbol = draft.include(spelling.rules)
    for (const words of places) found.set(words, symbol)
  }
  return found
}

/** A speller that writes words as automata over their characters. */
export function spellerOf(categories: boolean): Speller {
  const speller: Speller = new Speller(categories, words => {
    const reading = asCharacters(words)
    const nested = { pairs: [], contents: [reading.texts] }
    const merging = mergeStates(reading, nested, { eagerness: 1, acrossKinds: false, loops: true })
    let step = merging.next()
    while (!step.done) step = merging.next()
    return rulesOf(reading, nested, step.value, speller)
  })
  return speller
}
