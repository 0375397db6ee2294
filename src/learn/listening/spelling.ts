import { bitsOf, choiceBits } from './bits.ts'
import { coverOf } from './cover.ts'
import { Draft } from './draft.ts'
import type { Rules } from './rules.ts'

/** How often each word was written somewhere. */
export type Words = ReadonlyMap<string, number>

/** The cheapest way to spell some words. */
export interface Spelling {
  readonly words: Words
  readonly bits: number
  readonly rules: Rules
  /** How often which character stands first, which later, and how long the words are. */
  readonly looks: readonly ReadonlyMap<string, number>[]
}

/** A spelling, and the places that share it. */
export interface Shared {
  readonly spelling: Spelling
  readonly places: readonly Words[]
}

/** Finds how words are spelled. What it found for the same words before, it knows. */
export class Speller {
  readonly #categories: boolean
  readonly #automatonOf: (words: Words) => Rules
  readonly #known = new Map<string, Spelling>()

  /**
   * @param categories whether words that look alike may be spelled alike
   * @param automatonOf rules for words by an automaton over their characters
   */
  constructor(categories: boolean, automatonOf: (words: Words) => Rules) {
    this.#categories = categories
    this.#automatonOf = automatonOf
  }

  /**
   * Finds for the words of each place how they are spelled: at first those of other ranges and of other places apart, and
   * then alike what is cheaper alike.
   *
   * @param sites choices: for each the words of each kind
   */
  spell(sites: readonly (readonly Words[])[]): Shared[] {
    const open = sites.flat().map(words => ({ spelling: this.#spelling(words), places: [words] }))
    const shared: Shared[] = []
    for (const one of open.sort((a, b) => b.spelling.bits - a.spelling.bits)) {
      let best: { at: number; joint: Shared } | undefined
      let least = 0
      for (const [at, other] of likeliest(one, shared, this.#categories ? 2 : 0)) {
        const joint = this.#joined(other, one)
        const change = joint.spelling.bits - other.spelling.bits - one.spelling.bits + choosing(sites, one, other)
        if (change < least) [best, least] = [{ at, joint }, change]
      }
      if (best) shared[best.at] = best.joint
      else shared.push(one)
    }
    for (let changed = this.#categories; changed; ) {
      changed = false
      for (let i = 0; i < shared.length; i++) {
        const one = shared[i]!
        const others = shared.filter(other => other !== one)
        for (const [, other] of likeliest(one, others, 3)) {
          const joint = this.#joined(other, one)
          if (joint.spelling.bits - other.spelling.bits - one.spelling.bits + choosing(sites, one, other) >= 0) continue
          shared.splice(i, 1)
          shared[shared.indexOf(other)] = joint
          changed = true
          i--
          break
        }
      }
    }
    return shared
  }

  #joined(one: Shared, other: Shared): Shared {
    return {
      spelling: this.#spelling(union(one.spelling.words, other.spelling.words)),
      places: [...one.places, ...other.places],
    }
  }

  /** One by one, or by an automaton. */
  #spelling(words: Words): Spelling {
    const key = JSON.stringify([...words].sort(([a], [b]) => (a < b ? -1 : 1)))
    let known = this.#known.get(key)
    if (!known) this.#known.set(key, (known = this.#found(words)))
    return known
  }

  #found(words: Words): Spelling {
    const draft = new Draft()
    draft.add([...words].map(([text, count]) => ({ right: [draft.terminal({ kind: 'text', text })], count })))
    const candidates = [draft.rules()]
    if (this.#categories && words.size > 1) {
      const isSingle = [...words.keys()].every(word => [...word].length === 1)
      candidates.push(isSingle ? rangesOf(words) : this.#automatonOf(words))
    }
    const [best] = candidates.map(rules => ({ rules, bits: bitsOf(rules).total })).sort((a, b) => a.bits - b.bits)
    return { words, looks: looksOf(words), ...best! }
  }
}

/** What choosing between two spellings costs where both stand in one place, negative: it is saved if they are one. */
function choosing(sites: readonly (readonly Words[])[], one: Shared, other: Shared): number {
  let saved = 0
  for (const site of sites) {
    const [a, b] = [one, other].map(({ places }) => sum(site.filter(w => places.includes(w)).map(w => sum(w.values()))))
    if (a! > 0 && b! > 0) saved += choiceBits([a!, b!], 2)
  }
  return -saved
}

/** The spellings whose words look most like these. */
function likeliest({ spelling }: Shared, others: readonly Shared[], most: number): [number, Shared][] {
  if (most === 0) return []
  return [...others.entries()]
    .map(([at, other]) => {
      let cost = 0
      for (const [i, look] of other.spelling.looks.entries()) {
        const own = spelling.looks[i]!
        cost += bitsOfLook(union(own, look)) - bitsOfLook(look) - bitsOfLook(own)
      }
      return { at, other, cost }
    })
    .sort((a, b) => a.cost - b.cost)
    .slice(0, most)
    .map(({ at, other }) => [at, other])
}

const bitsOfLook = (counts: ReadonlyMap<string, number>) => choiceBits(counts.values(), alphabet)

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

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const n of numbers) total += n
  return total
}
