import {
  characters,
  choice,
  type Expression,
  empty,
  type Grammar,
  Parser,
  reference,
  sequence,
} from '../../model/grammar/index.ts'
import { bitsOf } from './bits.ts'
import { Draft } from './draft.ts'
import { joinedProductions, nullableOf, type Production, type Rules, tidy } from './rules.ts'
import type { Speller, Words } from './spelling.ts'
import { type Reading, rangesIn } from './tokens.ts'

/** The code point that stands for a token while rules are parsed: of the private use area. */
const codeOf = (token: number) => 0xf0000 + token

/** Nodes of the parses of the experience: a production that is used, or a symbol of one, and how often. */
type Use = (
  production: [left: number, number: number, position: number | undefined],
  word: string,
  count: number,
) => void

/** Parses the experience. @returns whether that is possible */
function parsed(rules: Rules, reading: Reading, use: Use): boolean {
  const parser = new Parser(grammarOf(rules, reading))
  for (const { symbols, written, count } of reading.texts) {
    const tree = parser.parse(symbols.map(symbol => String.fromCodePoint(codeOf(symbol))).join(''))
    if (!tree) return false
    const open = [tree]
    for (let node = open.pop(); node; node = open.pop()) {
      const [left, number, position] = node.rule.split('.').map(Number) as [number, number?, number?]
      // Each symbol takes two units.
      if (number !== undefined) use([left, number, position], written[node.start / 2]!, count)
      open.push(...node.children)
    }
  }
  return true
}

/** The rules with the numbers of uses that a parse of the experience gives; undefined where it cannot be parsed. */
export function recounted(rules: Rules, reading: Reading): Rules | undefined {
  const counts = rules.productions.map(list => list.map(() => 0))
  const all = parsed(rules, reading, ([left, number, position], _, count) => {
    if (position === undefined) counts[left]![number]! += count
  })
  if (!all) return undefined
  countNothing(
    rules,
    counts,
    reading.texts.reduce((n, { count }) => n + count, 0),
  )
  return {
    ...rules,
    productions: rules.productions.map((list, i) => list.map(({ right }, k) => ({ right, count: counts[i]![k]! }))),
  }
}

/**
 * The rules with the words that stand in each place spelled: in place of a symbol of a production, or of all the words that
 * are productions by themselves of one nonterminal. Undefined where the experience cannot be parsed.
 */
export function worded(rules: Rules, reading: Reading, speller: Speller): Rules | undefined {
  const counted = recounted(rules, reading)
  if (!counted || reading.join !== '') return counted
  const numbers = new Map(reading.tokens.map((token, symbol) => [token, symbol]))
  const isWord = (symbol: number) => {
    const terminal = symbol < 0 ? rules.terminals[~symbol]! : undefined
    if (terminal?.kind !== 'text') return terminal?.kind === 'word'
    return (reading.kinds[numbers.get(terminal.text)!] ?? -1) >= 0
  }
  const places = new Map<string, Map<string, Map<string, number>>>()
  const placeOf = (left: number, number: number, position: number) =>
    rules.productions[left]![number]!.right.length === 1 ? `${left}` : `${left}.${number}.${position}`
  parsed(rules, reading, ([left, number, position], word, count) => {
    if (position === undefined || !isWord(rules.productions[left]![number]!.right[position]!)) return
    const place = placeOf(left, number, position)
    let byKind = places.get(place)
    if (!byKind) places.set(place, (byKind = new Map()))
    const kind = rangesIn(word)
    let words = byKind.get(kind)
    if (!words) byKind.set(kind, (words = new Map()))
    words.set(word, (words.get(word) ?? 0) + count)
  })
  const draft = new Draft()
  for (const _ of rules.productions) draft.add()
  const spelled = new Map<Words, number>()
  for (const shared of speller.spell([...places.values()].map(byKind => [...byKind.values()]))) {
    const symbol = draft.include(shared.spelling.rules)
    for (const words of shared.places) spelled.set(words, symbol)
  }
  const ways = (place: string): Production[] =>
    [...(places.get(place)?.values() ?? [])].map(words => ({
      right: [spelled.get(words)!],
      count: [...words.values()].reduce((a, b) => a + b, 0),
    }))
  for (const [left, list] of counted.productions.entries()) {
    const own = draft.productions[left]!
    own.push(...ways(`${left}`))
    for (const [number, { right, count }] of list.entries()) {
      if (right.length === 1 && isWord(right[0]!)) continue
      own.push({
        right: right.map((symbol, position) => {
          if (symbol >= 0) return symbol
          if (!isWord(symbol)) return draft.terminal(rules.terminals[~symbol]!)
          const choices = ways(placeOf(left, number, position))
          return choices.length === 1 ? choices[0]!.right[0]! : draft.add(choices)
        }),
        count,
      })
    }
    draft.productions[left] = joinedProductions(own, left)
  }
  return draft.rules()
}

/** A tree leaves out what becomes nothing; but each use of a nonterminal is one of its productions. */
function countNothing({ productions }: Rules, counts: readonly number[][], texts: number): void {
  const nullable = nullableOf(productions)
  for (let rounds = 0; rounds < productions.length; rounds++) {
    const uses = productions.map((_, i) => (i === 0 ? texts : 0))
    for (const [i, list] of productions.entries()) {
      for (const [k, { right }] of list.entries()) for (const s of right) if (s >= 0) uses[s]! += counts[i]![k]!
    }
    let changed = false
    for (const [i, list] of productions.entries()) {
      const missing = uses[i]! - counts[i]!.reduce((a, b) => a + b, 0)
      // The shortest way to nothing.
      const [way] = [...list.keys()]
        .filter(k => list[k]!.right.every(s => nullable.has(s)))
        .sort((a, b) => list[a]!.right.length - list[b]!.right.length)
      if (missing <= 0 || way === undefined) continue
      counts[i]![way]! += missing
      changed = true
    }
    if (!changed) return
  }
}

/** Each production a rule of its own, so that a tree tells which were used. */
function grammarOf(rules: Rules, { tokens }: Reading): Grammar {
  const symbol = (s: number): Expression => {
    if (s >= 0) return reference(`${s}`)
    const terminal = rules.terminals[~s]!
    const members = [...tokens.entries()].filter(([i, token]) => {
      if (terminal.kind === 'word') return i === terminal.symbol
      if (token === undefined) return false
      if (terminal.kind === 'text') return token === terminal.text
      const code = token.codePointAt(0)!
      return [...token].length === 1 && terminal.first <= code && code <= terminal.last
    })
    return choice(...members.map(([i]) => characters([[codeOf(i), codeOf(i)]])))
  }
  return {
    start: '0',
    rules: rules.productions.flatMap((list, i) =>
      list.length === 0
        ? []
        : [
            { name: `${i}`, expression: choice(...list.map((_, k) => reference(`${i}.${k}`))) },
            ...list.map(({ right }, k) => ({
              name: `${i}.${k}`,
              expression:
                right.length === 0
                  ? empty
                  : sequence(...right.map((s, j) => (s < 0 ? reference(`${i}.${k}.${j}`) : symbol(s)))),
            })),
            ...list.flatMap(({ right }, k) =>
              [...right.entries()].flatMap(([j, s]) =>
                s < 0 ? [{ name: `${i}.${k}.${j}`, expression: symbol(s) }] : [],
              ),
            ),
          ],
    ),
  }
}

/**
 * Takes back what was too much: productions that the others make up for, and a nonterminal in its own production where
 * one of its other productions is all that the experience needs there. As long as it saves bits.
 */
export function* refine(start: Rules, reading: Reading): Generator<void, Rules> {
  let best = recounted(start, reading)
  if (!best) return start
  let bits = bitsOf(best).total
  if (bits > bitsOf(start).total) [best, bits] = [start, bitsOf(start).total]
  for (let changed = true; changed; ) {
    changed = false
    for (const candidate of narrower(best)) {
      yield
      const counted = recounted(candidate, reading)
      if (!counted) continue
      const next = tidy(used(counted))
      const total = bitsOf(next).total
      if (total >= bits - 1e-9) continue
      ;[best, bits, changed] = [next, total, true]
      break
    }
  }
  return best
}

/** Without productions that nothing uses. */
const used = (rules: Rules): Rules => ({
  ...rules,
  productions: rules.productions.map(list => list.filter(({ count }) => count > 0)),
})

function* narrower(rules: Rules): Generator<Rules> {
  const changed = (i: number, list: Rules['productions'][number]) => ({
    ...rules,
    productions: rules.productions.map((other, j) => (j === i ? list : other)),
  })
  for (const [i, list] of rules.productions.entries()) {
    if (list.length < 2) continue
    for (const production of list) {
      yield changed(
        i,
        list.filter(other => other !== production),
      )
      for (const [at, symbol] of production.right.entries()) {
        if (symbol !== i) continue
        for (const { right } of list) {
          if (right.includes(i)) continue
          const narrow = [...production.right.slice(0, at), ...right, ...production.right.slice(at + 1)]
          yield changed(
            i,
            list.map(other => (other === production ? { ...other, right: narrow } : other)),
          )
        }
      }
    }
  }
}
