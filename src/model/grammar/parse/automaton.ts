import { CambiumError } from '../../error.ts'
import type { Expression } from '../grammar.ts'

/** What the expression of one rule is built from: groups of characters and rules by number. */
export interface Symbols {
  /** Groups of a class, of one character of a literal. */
  groups(expression: Expression & { kind: 'characters' }): readonly number[]
  groupOf(codePoint: number): number
  rule(name: string): number
}

/**
 * A rule's expression as an automaton without empty moves. State 0 is the first. A reference to a rule that can be
 * empty may be passed by for nothing, so that the parser never has to match an empty span.
 */
export interface Automaton {
  /** Of each state: group of characters -> state. */
  readonly shifts: readonly ReadonlyMap<number, number>[]
  /** Of each state: rule -> state. */
  readonly gotos: readonly ReadonlyMap<number, number>[]
  readonly final: readonly boolean[]
}

/** More states than this in one grammar are refused. */
export const mostStates = 1 << 20

/**
 * The automaton of an expression by Thompson's construction and the subset construction.
 * @param usable which rules derive any text at all; others are treated as impossible
 * @param nullable which rules derive the empty string
 * @param budget how many states it may have
 * @returns undefined when the subset construction exceeds the budget
 * @throws CambiumError `grammar-too-large` when even the nondeterministic automaton does
 */
export function automatonOf(
  expression: Expression,
  symbols: Symbols,
  usable: (rule: number) => boolean,
  nullable: (rule: number) => boolean,
  budget: number,
): Automaton | undefined {
  if (1 + statesOf(expression) > mostStates) {
    throw new CambiumError(
      'grammar-too-large',
      `a rule unfolds to more than ${mostStates} states; lower the counts of its nested repetitions`,
    )
  }
  const nfa = new Nondeterministic()
  const last = nfa.add(expression, nfa.state(), symbols, usable, nullable)
  return determinise(nfa, last, budget)
}

/** How many states `Nondeterministic.add` makes of an expression. */
function statesOf(e: Expression): number {
  switch (e.kind) {
    case 'literal':
      return [...e.text].length
    case 'characters':
    case 'reference':
      return 1
    case 'sequence':
      return e.items.reduce((sum, item) => sum + statesOf(item), 0)
    case 'choice':
      return e.alternatives.reduce((sum, alternative) => sum + 1 + statesOf(alternative), 1)
    case 'repetition': {
      const item = statesOf(e.item)
      return e.max === null ? (e.min + 1) * item + 2 : e.max * item + 1
    }
  }
}

/** Thompson's automaton: states with empty moves, moves over groups of characters, and moves over rules. */
class Nondeterministic {
  readonly empty: number[][] = []
  readonly shifts: [group: number, target: number][][] = []
  readonly gotos: [rule: number, target: number][][] = []

  state(): number {
    this.shifts.push([])
    this.gotos.push([])
    return this.empty.push([]) - 1
  }

  /** Adds an expression that begins in state `from`; returns the state in which it ends. */
  add(
    e: Expression,
    from: number,
    symbols: Symbols,
    usable: (rule: number) => boolean,
    nullable: (rule: number) => boolean,
  ): number {
    const add = (inner: Expression, start: number) => this.add(inner, start, symbols, usable, nullable)
    switch (e.kind) {
      case 'literal': {
        let at = from
        for (const c of e.text) {
          const next = this.state()
          this.shifts[at]!.push([symbols.groupOf(c.codePointAt(0)!), next])
          at = next
        }
        return at
      }
      case 'characters': {
        const to = this.state()
        for (const group of symbols.groups(e)) this.shifts[from]!.push([group, to])
        return to
      }
      case 'reference': {
        const to = this.state()
        const rule = symbols.rule(e.rule)
        if (usable(rule)) this.gotos[from]!.push([rule, to])
        if (nullable(rule)) this.empty[from]!.push(to)
        return to
      }
      case 'sequence':
        return e.items.reduce((at, item) => add(item, at), from)
      case 'choice': {
        const to = this.state()
        for (const alternative of e.alternatives) {
          // A state of its own: an alternative that loops back to its first state must not let the others in.
          const start = this.state()
          this.empty[from]!.push(start)
          this.empty[add(alternative, start)]!.push(to)
        }
        return to
      }
      case 'repetition': {
        let at = from
        for (let i = 0; i < e.min; i++) at = add(e.item, at)
        if (e.max === null) {
          const loop = this.state()
          this.empty[at]!.push(loop)
          this.empty[add(e.item, loop)]!.push(loop)
          const to = this.state()
          this.empty[loop]!.push(to)
          return to
        }
        const to = this.state()
        for (let i = e.min; i < e.max; i++) {
          this.empty[at]!.push(to)
          at = add(e.item, at)
        }
        this.empty[at]!.push(to)
        return to
      }
    }
  }
}

function determinise(nfa: Nondeterministic, last: number, budget: number): Automaton | undefined {
  const live = reaches(nfa, last)
  const close = (states: Iterable<number>): number[] => {
    const closed = new Set<number>()
    const open = [...states]
    for (let s = open.pop(); s !== undefined; s = open.pop()) {
      if (closed.has(s) || !live[s]) continue
      closed.add(s)
      open.push(...nfa.empty[s]!)
    }
    return [...closed].sort((a, b) => a - b)
  }
  const shifts: Map<number, number>[] = []
  const gotos: Map<number, number>[] = []
  const final: boolean[] = []
  const numbers = new Map<string, number>()
  const subsets: number[][] = []
  const stateOf = (targets: readonly number[]): number => {
    const subset = close(targets)
    const important = subset.filter(s => s === last || nfa.shifts[s]!.length > 0 || nfa.gotos[s]!.length > 0)
    const key = important.join()
    let number = numbers.get(key)
    if (number === undefined) {
      number = subsets.push(important) - 1
      numbers.set(key, number)
    }
    return number
  }
  stateOf([0])
  for (let d = 0; d < subsets.length; d++) {
    if (subsets.length > budget) return undefined
    const byGroup = new Map<number, number[]>()
    const byRule = new Map<number, number[]>()
    for (const s of subsets[d]!) {
      for (const [group, target] of nfa.shifts[s]!) if (live[target]) collect(byGroup, group, target)
      for (const [rule, target] of nfa.gotos[s]!) if (live[target]) collect(byRule, rule, target)
    }
    shifts.push(new Map([...byGroup].map(([group, targets]) => [group, stateOf(targets)])))
    gotos.push(new Map([...byRule].map(([rule, targets]) => [rule, stateOf(targets)])))
    final.push(subsets[d]!.includes(last))
  }
  return { shifts, gotos, final }
}

/** From which states the last one can be reached: others lead nowhere and would make false promises of a prefix. */
function reaches(nfa: Nondeterministic, last: number): Uint8Array {
  const before: number[][] = nfa.empty.map(() => [])
  for (let s = 0; s < nfa.empty.length; s++) {
    for (const t of nfa.empty[s]!) before[t]!.push(s)
    for (const [, t] of nfa.shifts[s]!) before[t]!.push(s)
    for (const [, t] of nfa.gotos[s]!) before[t]!.push(s)
  }
  const live = new Uint8Array(nfa.empty.length)
  const open = [last]
  live[last] = 1
  for (let s = open.pop(); s !== undefined; s = open.pop()) {
    for (const t of before[s]!) {
      if (live[t]) continue
      live[t] = 1
      open.push(t)
    }
  }
  return live
}

function collect(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
