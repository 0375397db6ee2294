import type { Expression, Grammar } from '../grammar.ts'
import type { SolidGrammar } from '../form/solid.ts'
import { withoutLeftRecursion } from '../form/left-recursion.ts'
import { same } from '../simplify/algebra.ts'
import { anyContext, Explorer, type Front, type Position, type Watch } from './explorer.ts'
import { type Decision, Network } from './network.ts'

/** A decision that a parser cannot be shown to get right by taking the first way that matches. */
export interface Conflict {
  readonly rule: string
  readonly expression: Expression
}

/** A grammar whose alternatives stand in an order in which the first that matches is the right one. */
export interface OrderedGrammar extends SolidGrammar {
  /** Where no such order could be shown to exist; empty: a parser that never looks back accepts exactly the language. */
  readonly conflicts: readonly Conflict[]
  readonly network: Network
}

/** More pairs of fronts than this are not explored for one decision. */
const mostPairs = 2_000

/**
 * Brings the alternatives of a grammar into an order for parsers that take the first one that matches and as many rounds
 * of a repetition as they can (parsing expression grammars, Ford 2004), and says where that order may be wrong.
 *
 * Way A may stand before way B if whenever a text of A stands at the front of what is left, B is not needed. That is
 * shown by reading A, and B with all that can follow it, side by side: when A is over, B must be dead, or over at the same
 * place. Of a repetition, B is what can follow; there, one more round of the same in an outer or a later place does not
 * count, for the repetition could have had it as well: the text has another derivation, in which it did.
 *
 * No rule of the result begins with itself or derives the empty string.
 * @throws CambiumError `grammar-too-large`
 */
export function orderedGrammar(grammar: Grammar): OrderedGrammar {
  const { grammar: free, startIsNullable } = withoutLeftRecursion(grammar)
  // Parts that are equal must not be one object: each has its own place.
  const own: Grammar = JSON.parse(JSON.stringify(free))
  const network = new Network({ grammar: own, startIsNullable })
  const explorer = new Explorer(network)
  const bodies = new Map(own.rules.map(rule => [rule.name, rule.expression]))
  const ruleOf = (name: string) => bodies.get(name)!
  const orders = new Map<Expression, number[]>()
  const conflicts = new Map<Expression, Conflict>()
  for (const decision of network.decisions) {
    const { rule, expression } = decision
    const order = orderOf(explorer, decision, network.decisions.filter(other => takesOver(decision, other, ruleOf)))
    const before = orders.get(expression)
    if (!order || (before && before.join() !== order.join())) conflicts.set(expression, { rule, expression })
    if (order) orders.set(expression, order)
  }
  const replaced = new Map<Expression, Expression>()
  const reorder = (e: Expression): Expression => {
    const order = e.kind === 'choice' ? orders.get(e) : undefined
    const result: Expression =
      e.kind === 'choice'
        ? { kind: 'choice', alternatives: (order ?? e.alternatives.map((_, i) => i)).map(i => reorder(e.alternatives[i]!)) }
        : e.kind === 'sequence'
          ? { kind: 'sequence', items: e.items.map(reorder) }
          : e.kind === 'repetition'
            ? { ...e, item: reorder(e.item) }
            : e
    replaced.set(e, result)
    return result
  }
  const rules = own.rules.map(({ name, expression }) => ({ name, expression: reorder(expression) }))
  return {
    grammar: { start: own.start, rules },
    startIsNullable,
    conflicts: [...conflicts.values()].map(({ rule, expression }) => ({ rule, expression: replaced.get(expression)! })),
    network,
  }
}

/** Whether a repetition can have the rounds of another one that follows it directly: then it may be greedy. */
function takesOver({ expression: a }: Decision, { expression: b }: Decision, ruleOf: (name: string) => Expression): boolean {
  if (a.kind !== 'repetition' || b.kind !== 'repetition') return false
  if (same(a.item, b.item)) return true
  if (a.max !== null) return false
  let round = b.item
  for (let depth = 0; round.kind === 'reference' && depth < 10; depth++) round = ruleOf(round.rule)
  return same(round, a.item) || (round.kind === 'repetition' && same(round.item, a.item))
}

/**
 * An order in which the first way that matches is right; undefined if none is found.
 * @param later decisions whose rounds count as rounds of this one where they follow directly
 */
function orderOf(explorer: Explorer, { ways, join, out }: Decision, later: readonly Decision[]): number[] | undefined {
  const first: Watch = { context: anyContext, boundary: join, goesOn: false, isGreedy: true }
  const second: Watch = { context: anyContext, boundary: out ?? join, goesOn: true, isGreedy: false }
  const begin = (way: number) => explorer.begin(way, first)
  if (out !== undefined) {
    const isRight = mayStandBefore(explorer, begin(ways[0]!), explorer.begin(out, second, new Set(later.map(other => other.ways[0]!))), first, second)
    return isRight ? [0] : undefined
  }
  const fronts = ways.map(begin)
  const others = ways.map(way => explorer.begin(way, second))
  const groups = fronts.map(front => explorer.groups(front.positions))
  const otherGroups = others.map(front => explorer.groups(front.positions))
  const overlap = (i: number, j: number) => [...groups[i]!].some(group => otherGroups[j]!.has(group))
  const may = (i: number, j: number) =>
    !overlap(i, j) || mayStandBefore(explorer, fronts[i]!, others[j]!, first, second)
  /** Of each way, those that must come before it. */
  const earlier = ways.map(() => new Set<number>())
  for (let i = 0; i < ways.length; i++) {
    for (let j = i + 1; j < ways.length; j++) {
      const [keep, turn] = [may(i, j), may(j, i)]
      if (!keep && !turn) return undefined
      if (!keep) earlier[i]!.add(j)
      if (!turn) earlier[j]!.add(i)
    }
  }
  const order: number[] = []
  while (order.length < ways.length) {
    const next = ways.findIndex((_, i) => !order.includes(i) && [...earlier[i]!].every(j => order.includes(j)))
    if (next < 0) return undefined
    order.push(next)
  }
  return order
}

/** Whether the first way may be taken wherever it matches: the second is then dead, or ends at the same place. */
function mayStandBefore(explorer: Explorer, a: Front, b: Front, first: Watch, second: Watch): boolean {
  const seen = new Set<string>()
  const open: [Front, Front][] = [[a, b]]
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [a, b] = pair
    const key = `${a.key} & ${b.key}`
    if (seen.has(key)) continue
    seen.add(key)
    if (seen.size > mostPairs) return false
    if (a.reached.length > 0) {
      const alive = b.positions.filter(position => position.crossing !== 'here')
      if (b.ends.has('before') || b.ends.has('earlier')) return false
      for (const blocked of a.reached) {
        if ([...explorer.groups(alive)].some(group => !blocked.includes(group))) return false
      }
    }
    const groups = explorer.groups(b.positions)
    for (const group of explorer.groups(a.positions)) {
      if (groups.has(group)) open.push([explorer.read(a, group, first), explorer.read(b, group, second)])
    }
  }
  return true
}
