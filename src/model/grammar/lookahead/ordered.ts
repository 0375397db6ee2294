import { withoutLeftRecursion } from '../form/left-recursion.ts'
import type { SolidGrammar } from '../form/solid.ts'
import type { Expression, Grammar } from '../grammar.ts'
import { same } from '../simplify/algebra.ts'
import { anyContext, Explorer, type Front, keyOf, type Position, type Watch } from './explorer.ts'
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

/** More pairs of positions than this are not explored for one decision. */
const mostPairs = 20_000

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
  const sides = new SideBySide(network)
  const bodies = new Map(own.rules.map(rule => [rule.name, rule.expression]))
  const ruleOf = (name: string) => bodies.get(name)!
  const orders = new Map<Expression, number[]>()
  const conflicts = new Map<Expression, Conflict>()
  for (const decision of network.decisions) {
    const { rule, expression } = decision
    const order = orderOf(
      sides,
      decision,
      network.decisions.filter(other => takesOver(decision, other, ruleOf)),
    )
    const before = orders.get(expression)
    if (!order || (before && before.join() !== order.join())) conflicts.set(expression, { rule, expression })
    if (order) orders.set(expression, order)
  }
  const replaced = new Map<Expression, Expression>()
  const reorder = (e: Expression): Expression => {
    const order = e.kind === 'choice' ? orders.get(e) : undefined
    const result: Expression =
      e.kind === 'choice'
        ? {
            kind: 'choice',
            alternatives: (order ?? e.alternatives.map((_, i) => i)).map(i => reorder(e.alternatives[i]!)),
          }
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
function takesOver(
  { expression: a }: Decision,
  { expression: b }: Decision,
  ruleOf: (name: string) => Expression,
): boolean {
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
function orderOf(sides: SideBySide, { ways, join, out }: Decision, later: readonly Decision[]): number[] | undefined {
  const first: Watch = { context: anyContext, boundary: join, goesOn: false, isGreedy: true }
  const second: Watch = { context: anyContext, boundary: out ?? join, goesOn: true, isGreedy: false }
  if (out !== undefined) {
    const without = new Set(later.map(other => other.ways[0]!))
    return sides.mayStandBefore(ways[0]!, first, out, second, without) ? [0] : undefined
  }
  const may = (i: number, j: number) => sides.mayStandBefore(ways[i]!, first, ways[j]!, second)
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

/** Two ways read side by side. */
class SideBySide {
  readonly #network: Network
  readonly #explorer: Explorer
  /** Rules with which each rule can begin, at once or through others. */
  readonly #begins = new Map<string, ReadonlySet<string>>()
  /** Groups with which each state can go on, as far as they can be read before its rule ends. */
  readonly #fronts = new Map<string, Front>()

  constructor(network: Network) {
    this.#network = network
    this.#explorer = new Explorer(network)
  }

  /**
   * Whether the first way may be taken wherever it matches: the second is then dead, or ends at the same place. A rule
   * with which both can go on at the same place is read as one, for a parser reads the same text by it both times.
   * @param without states that the second way does not enter before something is read
   */
  mayStandBefore(from: number, first: Watch, other: number, second: Watch, without = new Set<number>()): boolean {
    const explorer = this.#explorer
    if (without.size === 0) {
      const [a, b] = [this.#frontAt(from, first), this.#frontAt(other, second)]
      const groups = explorer.groups(b.positions)
      if (![...explorer.groups(a.positions)].some(group => groups.has(group))) return true
    }
    const seen = new Set<string>()
    const open: Pair[] = [
      { a: explorer.position(from, first), b: explorer.position(other, second), isFresh: without.size > 0 },
    ]
    for (let pair = open.pop(); pair; pair = open.pop()) {
      const { a, b, isFresh } = pair
      const key = `${keyOf(a)} & ${keyOf(b)} ${isFresh}`
      if (seen.has(key)) continue
      seen.add(key)
      if (seen.size > mostPairs) return false
      const [ruleA, ruleB] = [this.#callAt(a.state), this.#callAt(b.state)]
      if (ruleA && ruleB && ruleA[0] === ruleB[0]) {
        open.push({ a: explorer.afterRule(a, ruleA[1]), b: explorer.afterRule(b, ruleB[1]), isFresh: false })
        continue
      }
      const readsA = this.#network.reads[a.state]!.length > 0
      const readsB = this.#network.reads[b.state]!.length > 0
      // What is neither before a rule nor before a character first; of two rules the one that may begin with the other,
      // so that they can meet.
      const waitsA = readsA || (ruleA && !readsB && (!ruleB || !this.#canBeginWith(ruleA[0], ruleB[0])))
      if (!waitsA || (!readsA && readsB)) {
        const { next, reached } = explorer.steps(a, first)
        if (reached && this.#isAlive(b, second, a.blocked)) return false
        for (const position of next) open.push({ a: position, b, isFresh })
        continue
      }
      if (!readsB) {
        for (const position of explorer.steps(b, second).next) {
          if (!(isFresh && without.has(position.state))) open.push({ a, b: position, isFresh })
        }
        continue
      }
      for (const group of explorer.groups([a])) {
        for (const nextA of explorer.after(a, group)) {
          for (const nextB of explorer.after(b, group)) open.push({ a: nextA, b: nextB, isFresh: false })
        }
      }
    }
    return true
  }

  /** Whether the second way can go on where the first one is over, other than by having ended just there. */
  #isAlive(b: Position, second: Watch, blocked: readonly number[]): boolean {
    const front = this.#explorer.front([b], second)
    if (front.ends.has('before') || front.ends.has('earlier')) return true
    const alive = front.positions.filter(position => position.crossing !== 'here')
    return [...this.#explorer.groups(alive)].some(group => !blocked.includes(group))
  }

  #frontAt(state: number, watch: Watch): Front {
    const key = `${state} ${watch.boundary} ${watch.goesOn}`
    let found = this.#fronts.get(key)
    if (!found) this.#fronts.set(key, (found = this.#explorer.begin(state, watch)))
    return found
  }

  /** The rule that can begin in a state: such a state has no other way. */
  #callAt(state: number): [rule: string, target: number] | undefined {
    return this.#network.calls[state]![0]
  }

  #canBeginWith(rule: string, other: string): boolean {
    let found = this.#begins.get(rule)
    if (!found) {
      const rules = new Set<string>()
      const states = new Set([this.#network.entry.get(rule)!])
      for (const state of states) {
        for (const next of this.#network.free[state]!) states.add(next)
        for (const [called] of this.#network.calls[state]!) {
          rules.add(called)
          states.add(this.#network.entry.get(called)!)
        }
      }
      this.#begins.set(rule, (found = rules))
    }
    return found.has(other)
  }
}

/** A position of the first way and one of the second; fresh: the second has read nothing yet. */
interface Pair {
  readonly a: Position
  readonly b: Position
  readonly isFresh: boolean
}
