import { joinedProductions, keyOf, type Production, type Rules, tidy } from './rules.ts'
import type { Reading } from './tokens.ts'

/**
 * Every example as a production of the start, with tokens that stand for each other somewhere as one category.
 *
 * @param known rules of the same reading: a nonterminal of theirs that is a choice of tokens makes these one category
 */
export function flat(reading: Reading, known: Rules | undefined): Rules {
  const terminals = reading.tokens.map(text => ({ kind: 'text' as const, text: text! }))
  const parent = [...reading.tokens.keys()]
  const find = (i: number): number => (parent[i] === i ? i : find(parent[i]!))
  const numbers = new Map(reading.tokens.map((token, i) => [token, i]))
  for (const list of known?.productions ?? []) {
    const members = list.map(({ right }) => {
      const terminal = right.length === 1 && right[0]! < 0 ? known!.terminals[~right[0]!]! : undefined
      return terminal?.kind === 'text' ? numbers.get(terminal.text) : undefined
    })
    if (members.length < 2 || members.some(member => member === undefined)) continue
    for (const member of members) parent[find(member!)] = find(members[0]!)
  }
  const categories = new Map<number, Map<string, { right: readonly number[]; count: number }>>()
  const names = new Map<number, number>()
  const start: Production[] = []
  for (const { symbols, count } of reading.texts) {
    const right = symbols.map(symbol => {
      const category = find(symbol)
      let name = names.get(category)
      if (name === undefined) {
        names.set(category, (name = names.size + 1))
        categories.set(name, new Map())
      }
      const members = categories.get(name)!
      const key = keyOf([~symbol])
      const member = members.get(key)
      if (member) member.count += count
      else members.set(key, { right: [~symbol], count })
      return name
    })
    start.push({ right, count })
  }
  const productions = [
    joinedProductions(start, 0),
    ...[...categories.keys()].map(name => [...categories.get(name)!.values()]),
  ]
  return tidy({ terminals, productions })
}
