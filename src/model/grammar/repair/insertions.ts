import type { Alphabet } from '../parse/alphabet.ts'
import type { Tables } from '../parse/layout.ts'

/** What can be put into a text where nothing stands, and at which cost in characters. */
export interface Insertions {
  /** Of each state: the states that one character leads to, with a character that does. */
  readonly steps: readonly (readonly [target: number, character: string])[][]
  /** Of each rule: how long its shortest text of at least one character is. */
  readonly lengths: Float64Array
  /** Of each state: how long the shortest rest of its rule is. */
  readonly rest: Float64Array
  /** That text. */
  textOf(rule: number): string
}

/** Shortest texts of rules over the automata, by relaxation until nothing gets shorter. */
export function insertionsOf(tables: Tables): Insertions {
  const { ruleOf, first, final, shift, width, end, gotoFrom, gotoRule, gotoTarget, alphabet } = tables
  const characters = Array.from({ length: end }, (_, group) => nicest(alphabet, group))
  const steps = Array.from(ruleOf, (_, state) => {
    const found = new Map<number, string>()
    for (let group = 1; group < alphabet.size; group++) {
      const target = shift[state * width + group]!
      const c = characters[group]!
      if (target >= 0 && (!found.has(target) || isNicer(c, found.get(target)!))) found.set(target, c)
    }
    return [...found]
  })
  /** From each state to an end of its rule, and from the first state of each rule with at least one character. */
  const rest = new Float64Array(ruleOf.length).fill(Number.POSITIVE_INFINITY)
  const lengths = new Float64Array(first.length).fill(Number.POSITIVE_INFINITY)
  type Way = { text?: string; rule?: number; target: number }
  const onward: (Way | undefined)[] = []
  const inward: (Way | undefined)[] = []
  for (let s = 0; s < ruleOf.length; s++) if (final[s]) rest[s] = 0
  for (let changed = true; changed; ) {
    changed = false
    for (let s = ruleOf.length - 1; s >= 0; s--) {
      const take = (cost: number, way: Way) => {
        if (cost < rest[s]!) {
          rest[s] = cost
          onward[s] = way
          changed = true
        }
        if (s === first[ruleOf[s]!] && cost < lengths[ruleOf[s]!]!) {
          lengths[ruleOf[s]!] = cost
          inward[ruleOf[s]!] = way
          changed = true
        }
      }
      for (const [target, text] of steps[s]!) take(1 + rest[target]!, { text, target })
      for (let g = gotoFrom[s]!; g < gotoFrom[s + 1]!; g++) {
        const [rule, target] = [gotoRule[g]!, gotoTarget[g]!]
        take(lengths[rule]! + rest[target]!, { rule, target })
      }
    }
  }
  return {
    steps,
    lengths,
    rest,
    textOf(rule) {
      let text = ''
      const open: (Way | number)[] = [inward[rule]!]
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (typeof next === 'number') {
          // A state: on to the end of its rule.
          if (rest[next]! > 0) open.push(onward[next]!)
          continue
        }
        open.push(next.target)
        if (next.text !== undefined) text += next.text
        else open.push(inward[next.rule!]!)
      }
      return text
    },
  }
}

/** The character of a group that looks best in a proposal. */
export function nicest(alphabet: Alphabet, group: number): string {
  const ranges = alphabet.charactersIn(g => g === group)
  const candidates = [0x61, 0x30, 0x21, 0x20]
  for (const low of candidates) {
    for (const [first, last] of ranges)
      if (last >= low && first <= 0x7e) return String.fromCodePoint(Math.max(first, low))
  }
  return String.fromCodePoint(ranges[0]?.[0] ?? 0xfffd)
}

/** Signs before letters and digits before the invisible: a missing bracket is likelier than a missing letter. */
const isNicer = (a: string, b: string): boolean => rank(a) < rank(b)
const rank = (c: string): number => (/^[!-/:-@[-`{-~]$/.test(c) ? 0 : /^[0-9A-Za-z]$/.test(c) ? 1 : c === ' ' ? 2 : 3)
