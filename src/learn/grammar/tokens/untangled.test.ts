import { expect, it } from 'vitest'
import { choice, type Grammar, literal, optional, Parser, reference, sequence } from '../../../model/grammar/index.ts'
import { Edges } from './edges.ts'
import { untangled } from './untangled.ts'

/** All rows over some symbols up to a length. */
function rowsOf(symbols: string, longest: number): string[] {
  let last = ['']
  const all = ['']
  for (let n = 0; n < longest; n++) {
    last = last.flatMap(row => Array.from(symbols, symbol => row + symbol))
    all.push(...last)
  }
  return all
}

it('takes rules apart that recur on the left, where one may be empty, and keeps the language', () => {
  // words a and b must not meet, signs - and ( may
  const meet = (left: string, right: string) => 'ab'.includes(left) && 'ab'.includes(right)
  const [clauses, item, sign] = ['clauses', 'item', 'sign'].map(reference) as [never, never, never]
  const grammar: Grammar = {
    start: 'clauses',
    rules: [
      {
        name: 'clauses',
        expression: choice(sequence(clauses, sign, item), sequence(item, clauses), literal('b'), sign),
      },
      { name: 'item', expression: choice(literal('a'), sequence(literal('('), optional(item), literal('a'))) },
      { name: 'sign', expression: choice(literal('-'), literal('')) },
    ],
  }
  const apart = untangled(grammar, [meet])
  expect(apart.rules.length).toBeGreaterThan(grammar.rules.length)
  const [before, after] = [new Parser(grammar), new Parser(apart)]
  const rows = rowsOf('ab(-', 5)
  expect(rows.filter(row => after.accepts(row))).toEqual(rows.filter(row => before.accepts(row)))
  expect(rows.filter(row => after.accepts(row)).length).toBeGreaterThan(100)
})

it('parts what meets different tokens', () => {
  // a number needs a blank before words and signs, a word only before words
  const pairs = new Set(['1a', '1-', '11', 'aa', 'a1'])
  const meet = (left: string, right: string) => pairs.has(left + right)
  const [row, item] = [reference('row'), reference('item')]
  const grammar: Grammar = {
    start: 'row',
    rules: [
      { name: 'row', expression: choice(item, sequence(item, row)) },
      { name: 'item', expression: choice(literal('a'), literal('1'), literal('-')) },
    ],
  }
  const apart = untangled(grammar, [meet])
  const edges = new Edges(apart.rules)
  const seen = new Set<string>()
  for (const { expression } of apart.rules) {
    for (const part of expression.kind === 'choice' ? expression.alternatives : [expression]) {
      if (part.kind !== 'sequence') continue
      const [before, after] = part.items.map(each => edges.of(each))
      const meetings = [...before!.last].flatMap(a => [...after!.first].map(b => ({ pair: a + b, meet: meet(a, b) })))
      expect(new Set(meetings.map(each => each.meet)).size).toBe(1)
      for (const { pair } of meetings) seen.add(pair)
    }
  }
  expect([...seen].sort()).toEqual(['--', '-1', '-a', '1-', '11', '1a', 'a-', 'a1', 'aa'])
})

it('leaves a grammar as it is where taking it apart takes too many rules', () => {
  const rule = (i: number) => ({
    name: `r${i}`,
    expression: choice(literal('a'), literal('-'), reference(`r${i + 1}`)),
  })
  const pair = sequence(reference('r0'), reference('r0'))
  const grammar: Grammar = {
    start: 'pair',
    rules: [
      { name: 'pair', expression: pair },
      ...Array.from({ length: 300 }, (_, i) => rule(i)),
      { name: 'r300', expression: literal('a') },
    ],
  }
  const words = (left: string, right: string) => left === 'a' && right === 'a'
  expect(untangled(grammar, [words]).rules.length).toBe(grammar.rules.length)
})
