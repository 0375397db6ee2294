import type { Rules, Terminal } from './rules.ts'

/**
 * The objective: how many bits it takes to write down a grammar and then the experience with its help (two-part code,
 * Rissanen 1978; for grammars Solomonoff 1964, Stolcke and Omohundro 1994). Everything in this room is judged by it.
 */
export interface Bits {
  readonly grammar: number
  /** The experience, given the grammar. */
  readonly experience: number
  readonly total: number
}

/**
 * The bits of a grammar and its experience.
 *
 * Grammar: first its terminals are spelled. Then each nonterminal lists its productions; symbols, the ends of productions
 * and the ends of lists are one sequence, written in an adaptive code that knows nothing at first (Laplace's rule).
 * Experience: each use of a nonterminal chooses among its productions in the same way, and a character of a range is one
 * of its size. O(size of the grammar).
 */
export function bitsOf(rules: Rules): Bits {
  const used = new Uint32Array(rules.terminals.length)
  const written = new Uint32Array(rules.terminals.length)
  const called = new Uint32Array(rules.productions.length)
  let [lists, ends, symbols] = [0, 0, 0]
  let experience = 0
  for (const productions of rules.productions) {
    if (productions.length === 0) continue
    lists++
    let uses = 0
    for (const { right, count } of productions) {
      ends++
      symbols += right.length
      uses += count
      experience -= logFactorial(count)
      for (const symbol of right) {
        if (symbol >= 0) called[symbol]!++
        else {
          written[~symbol]!++
          used[~symbol]! += count
        }
      }
    }
    experience += logFactorial(uses + productions.length - 1) - logFactorial(productions.length - 1)
  }
  let grammar = 0
  let kinds = 2 + lists
  for (const [i, terminal] of rules.terminals.entries()) {
    if (written[i] === 0) continue
    kinds++
    grammar += spelling(terminal) - logFactorial(written[i]!)
    if (terminal.kind === 'range') experience += used[i]! * Math.log2(terminal.last - terminal.first + 1)
  }
  for (const times of called) grammar -= logFactorial(times)
  grammar -= logFactorial(ends) + logFactorial(lists)
  grammar += logFactorial(symbols + ends + lists + kinds - 1) - logFactorial(kinds - 1)
  return { grammar, experience, total: grammar + experience }
}

/** What a text costs that is written down character by character, the end included: the experience without a grammar. */
export function spelled(text: string): number {
  let bits = characterBits
  for (const character of text) bits += character.codePointAt(0)! < 128 ? characterBits : 3 * characterBits
  return bits
}

/** ASCII; what is beyond takes three of these. */
const characterBits = 7

/** The ranges that are innate: whole, they cost their name; a part of one, its ends too. */
export const innateRanges: readonly (readonly [first: number, last: number])[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x61, 0x7a],
]

/** Spelling a terminal once: which kind it is, and its text or its ends. */
export function spelling(terminal: Terminal): number {
  // How words are spelled is found and counted later.
  if (terminal.kind === 'word') return 0
  if (terminal.kind === 'text') return 1 + spelled(terminal.text)
  const { first, last } = terminal
  const home = innateRanges.find(range => range[0] <= first && last <= range[1])!
  const whole = home[0] === first && home[1] === last
  return 2 + Math.log2(innateRanges.length) + (whole ? 0 : 2 * Math.log2(home[1] - home[0] + 1))
}

/**
 * An adaptive code for `n` choices among `K` things of which it is not known how many occur: how many do, which, how often
 * each, in which order.
 */
export function choiceBits(counts: Iterable<number>, outcomes: number): number {
  let n = 0
  let kinds = 0
  let order = 0
  for (const count of counts) {
    if (count === 0) continue
    n += count
    kinds++
    order -= logFactorial(count)
  }
  if (n === 0) return 0
  return (
    Math.log2(Math.min(n, outcomes)) +
    logChoose(outcomes, kinds) +
    logChoose(n - 1, kinds - 1) +
    order +
    logFactorial(n)
  )
}

const logChoose = (n: number, k: number) => (k > n ? 0 : logFactorial(n) - logFactorial(k) - logFactorial(n - k))

const factorials: number[] = [0]

/** log2(n!) */
export function logFactorial(n: number): number {
  for (let i = factorials.length; i <= n; i++) factorials.push(factorials[i - 1]! + Math.log2(i))
  return factorials[n]!
}
