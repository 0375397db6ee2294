import type { Nested } from './nesting.ts'
import { joinedProductions, keyOf, type Production, type Rules, type Terminal, tidy } from './rules.ts'
import type { Reading } from './tokens.ts'

/**
 * Every content as a production of its kind, with tokens that stand for each other somewhere as one category.
 *
 * @param known rules of the same reading: a nonterminal of theirs that is a choice of tokens makes these one category
 */
export function flat({ tokens }: Reading, { pairs, contents }: Nested, known: Rules | undefined): Rules {
  const terminals = tokens.map(
    (text, symbol): Terminal => (text === undefined ? { kind: 'word', symbol } : { kind: 'text', text }),
  )
  const parent = [...tokens.keys()]
  const find = (i: number): number => (parent[i] === i ? i : find(parent[i]!))
  const numbers = new Map(tokens.map((token, i) => [token, i]))
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
  const nameOf = (symbol: number, count: number): number => {
    // Nonterminal k stands for a pair of kind k.
    if (symbol >= tokens.length) return symbol - tokens.length + 1
    const category = find(symbol)
    let name = names.get(category)
    if (name === undefined) {
      names.set(category, (name = pairs.length + names.size + 1))
      categories.set(name, new Map())
    }
    const members = categories.get(name)!
    const key = keyOf([~symbol])
    const member = members.get(key)
    if (member) member.count += count
    else members.set(key, { right: [~symbol], count })
    return name
  }
  const productions: Production[][] = contents.map((texts, kind) => {
    const pair = pairs[kind - 1]
    const list = texts.map(({ symbols, count }) => {
      const right = symbols.map(symbol => nameOf(symbol, count))
      return { right: pair ? [nameOf(pair.open, count), ...right, nameOf(pair.close, count)] : right, count }
    })
    return joinedProductions(list, kind)
  })
  return tidy({ terminals, productions: [...productions, ...[...categories.values()].map(list => [...list.values()])] })
}
