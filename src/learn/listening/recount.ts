import {
  characters,
  choice,
  type Expression,
  empty,
  type Grammar,
  Parser,
  reference,
  sequence,
  type Tree,
} from '../../model/grammar/index.ts'
import { Draft } from './draft.ts'
import { joinedProductions, keyOf, nullableOf, type Production, type Rules } from './rules.ts'
import type { Speller, Words } from './spelling.ts'
import { type Reading, rangesIn, type Tokens } from './tokens.ts'

/** The code point that stands for a token while rules are parsed: of the private use area. */
const codeOf = (token: number) => 0xf0000 + token
/** Units of such a character in a text. */
const unit = 2

/** What the parses of the experience use. */
export interface Uses {
  /** How often each production is used. */
  readonly counts: readonly (readonly number[])[]
  /** How often the symbol in each place of a production, `left.number.position`, becomes which of its productions. */
  readonly places: ReadonlyMap<string, readonly number[]>
  /** The same for the start. */
  readonly start: readonly number[]
}

/**
 * Parses the experience, texts of the same symbols once. Where several trees are possible, the last constituent is as short as
 * it can be.
 *
 * @param hear is told where a symbol stands as which token of which text
 * @returns undefined where it cannot be parsed
 */
export function usesOf(
  rules: Rules,
  reading: Reading,
  hear?: (left: number, number: number, position: number, word: string, count: number) => void,
): Uses | undefined {
  const { productions } = rules
  const parser = new Parser(grammarOf(rules, reading))
  const counts = productions.map(list => list.map(() => 0))
  const places = new Map<string, number[]>()
  const start = productions[0]!.map(() => 0)
  /** Texts without a symbol. */
  let nothings = 0
  const alike = new Map<string, Tokens[]>()
  for (const text of reading.texts) {
    const key = keyOf(text.symbols)
    const known = alike.get(key)
    if (known) known.push(text)
    else alike.set(key, [text])
  }
  for (const texts of alike.values()) {
    const times = texts.reduce((n, { count }) => n + count, 0)
    const tree = parser.parse(texts[0]!.symbols.map(symbol => String.fromCodePoint(codeOf(symbol))).join(''))
    if (!tree) return undefined
    /** A nonterminal's only child is the production that it becomes. */
    const chosen = (node: Tree) => Number(node.children[0]!.rule.split('.')[1])
    if (tree.children.length === 0) {
      nothings += times
      continue
    }
    start[chosen(tree)]! += times
    const open = [tree.children[0]!]
    for (let node = open.pop(); node; node = open.pop()) {
      const { rule, children } = node
      const [left, number] = rule.split('.').map(Number) as [number, number]
      counts[left]![number]! += times
      let [at, next] = [node.start, 0]
      for (const [position, symbol] of productions[left]![number]!.right.entries()) {
        const child = children[next]
        if (symbol < 0) {
          if (hear) for (const { written, count } of texts) hear(left, number, position, written[at / unit]!, count)
          at += unit
        } else if (child?.start === at && child.rule === `${symbol}`) {
          const place = `${rule}.${position}`
          let use = places.get(place)
          if (!use) places.set(place, (use = productions[symbol]!.map(() => 0)))
          use[chosen(child)]! += times
          open.push(child.children[0]!)
          ;[at, next] = [child.end, next + 1]
        } // Else it became nothing, which no tree shows.
      }
    }
  }
  countNothing(rules, { counts, places, start }, nothings)
  return { counts, places, start }
}

/** The same with the first constituent as short as it can be: everything is read from the end. */
export function usesFromEnd(rules: Rules, reading: Reading): Uses | undefined {
  const turned = rules.productions.map(list => list.map(({ right, count }) => ({ right: right.toReversed(), count })))
  const texts = reading.texts.map(text => ({ ...text, symbols: text.symbols.toReversed() }))
  const uses = usesOf({ ...rules, productions: turned }, { ...reading, texts })
  if (!uses) return undefined
  const places = new Map<string, readonly number[]>()
  for (const [place, use] of uses.places) {
    const [left, number, position] = place.split('.').map(Number) as [number, number, number]
    places.set(`${left}.${number}.${turned[left]![number]!.right.length - 1 - position}`, use)
  }
  return { ...uses, places }
}

/** A tree leaves out what becomes nothing; but each use of a nonterminal is one of its productions. */
function countNothing(
  { productions }: Rules,
  { counts, places, start }: { counts: number[][]; places: Map<string, number[]>; start: number[] },
  nothings: number,
): void {
  const nullable = nullableOf(productions)
  /** The shortest way to nothing. */
  const ways = productions.map(
    list =>
      [...list.keys()]
        .filter(k => list[k]!.right.every(s => nullable.has(s)))
        .sort((a, b) => list[a]!.right.length - list[b]!.right.length)[0],
  )
  if (ways[0] !== undefined) {
    start[ways[0]]! += nothings
    counts[0]![ways[0]]! += nothings
  }
  for (let changed = true, rounds = 0; changed && rounds < productions.length; rounds++) {
    changed = false
    for (const [i, list] of productions.entries()) {
      for (const [k, { right }] of list.entries()) {
        for (const [j, symbol] of right.entries()) {
          const way = symbol >= 0 ? ways[symbol] : undefined
          if (way === undefined) continue
          const key = `${i}.${k}.${j}`
          let use = places.get(key)
          const missing = counts[i]![k]! - (use?.reduce((a, b) => a + b, 0) ?? 0)
          if (missing <= 0) continue
          if (!use) places.set(key, (use = productions[symbol]!.map(() => 0)))
          use[way]! += missing
          counts[symbol]![way]! += missing
          changed = true
        }
      }
    }
  }
}

/** The rules with the numbers of uses. */
export const withCounts = (rules: Rules, { counts }: Uses): Rules => ({
  ...rules,
  productions: rules.productions.map((list, i) => list.map(({ right }, k) => ({ right, count: counts[i]![k]! }))),
})

/** The rules with the numbers of uses that a parse of the experience gives; undefined where it cannot be parsed. */
export function recounted(rules: Rules, reading: Reading): Rules | undefined {
  const uses = usesOf(rules, reading)
  return uses && withCounts(rules, uses)
}

/**
 * The rules with the words that stand in each place spelled: in place of a symbol of a production, or of all the words that
 * are productions by themselves of one nonterminal. Undefined where the experience cannot be parsed.
 */
export function worded(rules: Rules, reading: Reading, speller: Speller): Rules | undefined {
  if (reading.join !== '') return recounted(rules, reading)
  const numbers = new Map(reading.tokens.map((token, symbol) => [token, symbol]))
  const isWord = (symbol: number) => {
    const terminal = symbol < 0 ? rules.terminals[~symbol]! : undefined
    if (terminal?.kind !== 'text') return terminal?.kind === 'word'
    return (reading.kinds[numbers.get(terminal.text)!] ?? -1) >= 0
  }
  const places = new Map<string, Map<string, Map<string, number>>>()
  const placeOf = (left: number, number: number, position: number) =>
    rules.productions[left]![number]!.right.length === 1 ? `${left}` : `${left}.${number}.${position}`
  const uses = usesOf(rules, reading, (left, number, position, word, count) => {
    if (!isWord(rules.productions[left]![number]!.right[position]!)) return
    const place = placeOf(left, number, position)
    let byKind = places.get(place)
    if (!byKind) places.set(place, (byKind = new Map()))
    const kind = rangesIn(word)
    let words = byKind.get(kind)
    if (!words) byKind.set(kind, (words = new Map()))
    words.set(word, (words.get(word) ?? 0) + count)
  })
  if (!uses) return undefined
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
  for (const [left, list] of withCounts(rules, uses).productions.entries()) {
    const own = draft.productions[left]!
    own.push(...ways(`${left}`))
    for (const [number, { right, count }] of list.entries()) {
      if (count === 0 || (right.length === 1 && isWord(right[0]!))) continue
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
            ...list.flatMap(({ right }, k) => [
              { name: `${i}.${k}`, expression: right.length === 0 ? empty : sequence(...right.map(symbol)) },
            ]),
          ],
    ),
  }
}
