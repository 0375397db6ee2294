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
import { nullableOf, type Rules, tidy } from './rules.ts'
import type { Reading } from './tokens.ts'

/** The code point that stands for a token while rules are parsed: of the private use area. */
const codeOf = (token: number) => 0xf0000 + token

/** The rules with the numbers of uses that a parse of the experience gives; undefined where it cannot be parsed. */
export function recounted(rules: Rules, reading: Reading): Rules | undefined {
  const parser = new Parser(grammarOf(rules, reading))
  const counts = rules.productions.map(list => list.map(() => 0))
  for (const { symbols, count } of reading.texts) {
    const tree = parser.parse(symbols.map(symbol => String.fromCodePoint(codeOf(symbol))).join(''))
    if (!tree) return undefined
    const open = [tree]
    for (let node = open.pop(); node; node = open.pop()) {
      const [i, k] = node.rule.split('.').map(Number) as [number, number | undefined]
      if (k !== undefined) counts[i]![k]! += count
      open.push(...node.children)
    }
  }
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
    const members = [...tokens.entries()].filter(([, token]) => {
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
              expression: right.length === 0 ? empty : sequence(...right.map(symbol)),
            })),
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
