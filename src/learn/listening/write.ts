import {
  characters,
  choice,
  type Expression,
  empty,
  type Grammar,
  literal,
  reference,
  sequence,
} from '../../model/grammar/index.ts'
import { joinedProductions, nullableOf, type Production, type Rules } from './rules.ts'

/**
 * The rules as a grammar for texts.
 *
 * @param join what stands between two tokens
 * @param nothing whether the empty text belongs to it, if the rules derive that: what was never heard empty is not
 */
export function toGrammar(rules: Rules, join: string, nothing: boolean): Grammar {
  const solid = join === '' ? (nothing ? rules : withSolidStart(rules)) : withoutNothing(rules)
  const nameOf = (i: number) => `n${i}`
  const symbol = (s: number): Expression => {
    if (s >= 0) return reference(nameOf(s))
    const terminal = rules.terminals[~s]!
    if (terminal.kind === 'word') throw new Error('words that are not spelled')
    return terminal.kind === 'text' ? literal(terminal.text) : characters([[terminal.first, terminal.last]])
  }
  const written = (right: readonly number[]) =>
    right.length === 0
      ? empty
      : sequence(...right.flatMap((s, i) => (i === 0 || join === '' ? [symbol(s)] : [literal(join), symbol(s)])))
  return {
    start: nameOf(0),
    rules: solid.productions.flatMap((list, i) =>
      list.length === 0 ? [] : [{ name: nameOf(i), expression: choice(...list.map(({ right }) => written(right))) }],
    ),
  }
}

/** The same language without the empty text: for nonterminals that can become nothing, others that cannot. */
function withSolidStart(rules: Rules): Rules {
  const nullable = nullableOf(rules.productions)
  if (!nullable.has(0)) return rules
  const productions = [...rules.productions]
  const solid = new Map<number, number>()
  const order: number[] = []
  const solidOf = (s: number) => {
    if (!nullable.has(s)) return s
    let own = solid.get(s)
    if (own === undefined) {
      solid.set(s, (own = productions.push([]) - 1))
      order.push(s)
    }
    return own
  }
  const start = solidOf(0)
  for (const s of order) {
    // The first part that is something, after those that are nothing.
    const list: Production[] = []
    for (const { right, count } of rules.productions[s]!) {
      for (const [i, part] of right.entries()) {
        list.push({ right: [solidOf(part), ...right.slice(i + 1)], count })
        if (!nullable.has(part)) break
      }
    }
    productions[solid.get(s)!] = joinedProductions(list, solid.get(s)!)
  }
  // The start is nonterminal 0: the two change places.
  const place = (s: number) => (s === 0 ? start : s === start ? 0 : s)
  return {
    ...rules,
    productions: productions.map((_, i) =>
      productions[place(i)]!.map(({ right, count }) => ({ right: right.map(s => (s < 0 ? s : place(s))), count })),
    ),
  }
}

/** The same language without productions of nothing, so that there is something on both sides of every joint. */
function withoutNothing(rules: Rules): Rules {
  const nullable = nullableOf(rules.productions)
  if (nullable.size === 0) return rules
  const solid = (right: readonly number[]): number[][] =>
    right.reduce<number[][]>(
      (all, s) => all.flatMap(before => (nullable.has(s) ? [[...before, s], before] : [[...before, s]])),
      [[]],
    )
  const productions = rules.productions.map((list, i) => {
    const found: Production[] = list.flatMap(({ right, count }) =>
      solid(right)
        .filter(r => r.length > 0)
        .map(r => ({ right: r, count })),
    )
    return joinedProductions(found, i)
  })
  return { ...rules, productions }
}
