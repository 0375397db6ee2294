import type { Expression, Rule } from '../grammar.ts'
import { keyOf } from '../simplify/algebra.ts'

/** A rule as tree-sitter is given it. */
export interface Variable {
  readonly rule: Rule
  readonly isToken: boolean
}

/** More items of more states than this are not made, a few seconds of work. */
const mostItems = 3_000_000

/**
 * The sets of rules between which one token does not decide, as `tree-sitter generate` wants them in `conflicts`: it builds
 * the canonical LR(1) automaton (Knuth 1965) of the rules, repetitions made rules of the form `r -> r r | item`, and asks
 * for each place where a token can be shifted and a rule ended, or two rules ended, to be named by the rules that are open
 * there. An open repetition stands for the rules that use it.
 * @param variables the first is the start; none but it derives the empty string
 * @param nameOf a rule's name in the notation; one that begins with an underscore is hidden, and may be a repetition itself
 * @returns undefined where the automaton is too large to be made here
 */
export function conflictsOf(
  variables: readonly Variable[],
  nameOf: (rule: string) => string,
): readonly (readonly string[])[] | undefined {
  const syntax = syntaxOf(variables, nameOf)
  const first = firstSets(syntax)
  const items = new Items(syntax, first)
  const conflicts = new Map<string, readonly string[]>()
  const known = new Set<string>()
  const states: State[] = []
  const enter = (kernel: Kernel, parents: Parents) => {
    const key = [...kernel]
      .map(([item, lookahead]) => `${item}:${lookahead.toString(36)}`)
      .sort()
      .join()
    if (known.has(key)) return
    known.add(key)
    states.push({ kernel, parents })
  }
  enter(new Map([[items.start, 1n]]), new Map())
  let made = 0
  for (const { kernel, parents: before } of states) {
    const closure = items.closure(kernel)
    made += closure.size
    if (made > mostItems) return undefined
    const parents = new Map(before)
    const shifted = new Map<number, Kernel>()
    const reduced = new Map<number, Kernel>()
    let shifts = 0n
    let reductions = 0n
    let both = 0n
    for (const [id, lookahead] of closure) {
      const { rest, next } = items.all[id]!
      if (rest.length === 0) {
        both |= reductions & lookahead
        reductions |= lookahead
        continue
      }
      const symbol = rest[0]!
      if (symbol < 0 && syntax.isAuxiliary[nonterminal(symbol)]) {
        const users = [...closure.keys()].map(i => items.all[i]!).filter(i => i.rest[0] === symbol)
        parents.set(
          symbol,
          users.flatMap(user => (syntax.isAuxiliary[user.variable] ? [] : [user.variable])),
        )
      }
      if (symbol >= 0) shifts |= 1n << BigInt(symbol)
      const successors = symbol < 0 ? reduced : shifted
      const successor = successors.get(symbol)
      if (successor) successor.set(next, (successor.get(next) ?? 0n) | lookahead)
      else successors.set(symbol, new Map([[next, lookahead]]))
    }
    both |= reductions & shifts
    for (const token of bitsOf(both)) {
      const bit = 1n << BigInt(token)
      const open = new Set<number>()
      for (const [id, lookahead] of closure) {
        const { variable, rest, dot } = items.all[id]!
        const clashes = rest.length === 0 ? lookahead & bit : dot > 0 ? first(rest[0]!) & bit : 0n
        if (clashes && variable !== outside) open.add(variable)
      }
      // One repetition of its own round can be read in either order, which the tool settles by itself.
      if (shifts & bit && open.size === 1 && syntax.isAuxiliary[[...open][0]!]) continue
      const named = [...open].flatMap(v => (syntax.isAuxiliary[v] ? (parents.get(symbolOf(v)) ?? []) : [v]))
      const names = [...new Set(named)].sort((a, b) => a - b).map(v => syntax.names[v]!)
      conflicts.set(names.join(' '), names)
    }
    // Which way to a state comes first decides which rules a repetition stands for: tokens first, each in its order.
    for (const successors of [shifted, reduced]) {
      const order = [...successors.keys()].sort((a, b) => Math.abs(a) - Math.abs(b))
      for (const symbol of order) enter(successors.get(symbol)!, parents)
    }
  }
  return [...conflicts.values()]
}

interface State {
  readonly kernel: Kernel
  readonly parents: Parents
}

/** Items with the tokens that may follow their rule, as bits. */
type Kernel = Map<number, bigint>

/** Of each repetition on the way to a state, the rules in which it stood last. */
type Parents = ReadonlyMap<number, readonly number[]>

/** Rules as productions over symbols: a token by its number from 1 (0 is the end), a rule by its number from -1 down. */
interface Syntax {
  readonly names: readonly string[]
  /** Whether a rule is a repetition. */
  readonly isAuxiliary: readonly boolean[]
  readonly productions: readonly (readonly (readonly number[])[])[]
}

/** The rule around the start. */
const outside = -1

const nonterminal = (symbol: number): number => -1 - symbol
const symbolOf = (variable: number): number => -1 - variable

function syntaxOf(variables: readonly Variable[], nameOf: (rule: string) => string): Syntax {
  const uses = new Map<string, number>()
  const use = (key: string) => uses.set(key, (uses.get(key) ?? 0) + 1)
  const literals = (e: Expression): void => {
    if (e.kind === 'literal') use(keyOf(e))
    if (e.kind === 'sequence') e.items.forEach(literals)
    if (e.kind === 'choice') e.alternatives.forEach(literals)
    if (e.kind === 'repetition') literals(e.item)
  }
  for (const { rule, isToken } of variables) {
    if (isToken) use(keyOf(rule.expression))
    else literals(rule.expression)
  }
  const tokens = new Map([...uses.keys()].map((key, i) => [key, i + 1]))
  // A rule that is one token, which stands nowhere else, is that token.
  const isAlone = ({ rule: { expression }, isToken }: Variable, i: number) =>
    i > 0 && (isToken || expression.kind === 'literal') && uses.get(keyOf(expression)) === 1
  const symbols = new Map<string, number>()
  const kept = variables.filter((variable, i) => {
    if (!isAlone(variable, i)) return true
    symbols.set(variable.rule.name, tokens.get(keyOf(variable.rule.expression))!)
    return false
  })
  kept.forEach(({ rule }, i) => {
    symbols.set(rule.name, symbolOf(i))
  })
  const names = kept.map(({ rule }) => nameOf(rule.name))
  const isAuxiliary = kept.map(() => false)
  const productions: (readonly (readonly number[])[])[] = []
  const repetitions = new Map<string, number>()
  const added: (readonly (readonly number[])[])[] = []
  /** An expression as alternatives of sequences of symbols. */
  const flat = (e: Expression): number[][] => {
    switch (e.kind) {
      case 'reference':
        return [[symbols.get(e.rule)!]]
      case 'choice':
        return unique(e.alternatives.flatMap(flat))
      case 'sequence':
        return unique(
          e.items.reduce<number[][]>(
            (heads, item) => {
              const tails = flat(item)
              return heads.flatMap(head => tails.map(tail => [...head, ...tail]))
            },
            [[]],
          ),
        )
      case 'repetition': {
        if (e.max === 1) return unique([...flat(e.item), []])
        const repeated = [repetitionOf(flat(e.item))]
        return e.min === 0 ? [repeated, []] : [repeated]
      }
      default:
        return [[tokens.get(keyOf(e))!]]
    }
  }
  const repetitionOf = (round: number[][]): number => {
    const key = JSON.stringify(round)
    const found = repetitions.get(key)
    if (found !== undefined) return found
    const symbol = symbolOf(kept.length + added.length)
    repetitions.set(key, symbol)
    added.push([[symbol, symbol], ...round])
    isAuxiliary.push(true)
    return symbol
  }
  kept.forEach(({ rule, isToken }, i) => {
    const e = rule.expression
    if (isToken) productions.push([[tokens.get(keyOf(e))!]])
    else if (names[i]!.startsWith('_') && e.kind === 'repetition' && e.min === 1 && e.max === null) {
      isAuxiliary[i] = true
      productions.push([[symbolOf(i), symbolOf(i)], ...flat(e.item)])
    } else productions.push(flat(e))
  })
  return { names, isAuxiliary, productions: [...productions, ...added] }
}

const unique = (sequences: readonly number[][]): number[][] => [
  ...new Map(sequences.map(sequence => [sequence.join(), sequence])).values(),
]

/** With which tokens a symbol can begin. */
function firstSets({ productions }: Syntax): (symbol: number) => bigint {
  const sets = productions.map(() => 0n)
  const first = (symbol: number) => (symbol < 0 ? sets[nonterminal(symbol)]! : 1n << BigInt(symbol))
  for (let changed = true; changed; ) {
    changed = false
    productions.forEach((alternatives, i) => {
      const found = alternatives.reduce((all, [head]) => (head === undefined ? all : all | first(head)), 0n)
      if (found === sets[i]) return
      sets[i] = found
      changed = true
    })
  }
  return first
}

interface Item {
  readonly variable: number
  /** How many symbols are behind it. */
  readonly dot: number
  /** The symbols that are to come. */
  readonly rest: readonly number[]
  /** The item behind the next symbol. */
  readonly next: number
}

/** The items of a syntax; two that have the same to come are one. */
class Items {
  readonly all: Item[] = []
  readonly start: number
  readonly #syntax: Syntax
  readonly #first: (symbol: number) => bigint
  readonly #ids = new Map<string, number>()
  /** What a rule that comes next adds: items, the tokens that follow them, and whether what follows the rule does too. */
  readonly #additions = new Map<number, Map<number, { follow: bigint; inherits: boolean }>>()

  constructor(syntax: Syntax, first: (symbol: number) => bigint) {
    this.#syntax = syntax
    this.#first = first
    this.start = this.#item(outside, [symbolOf(0)], 0)
  }

  /** All items at a place, by those with which it was reached. */
  closure(kernel: Kernel): Kernel {
    const result: Kernel = new Map(kernel)
    for (const [id, lookahead] of kernel) {
      const { rest } = this.all[id]!
      if (rest.length === 0 || rest[0]! >= 0) continue
      const follow = rest.length > 1 ? this.#first(rest[1]!) : lookahead
      for (const [item, added] of this.#added(rest[0]!)) {
        result.set(item, (result.get(item) ?? 0n) | added.follow | (added.inherits ? follow : 0n))
      }
    }
    return result
  }

  #item(variable: number, production: readonly number[], dot: number): number {
    const rest = production.slice(dot)
    const key = `${variable} ${production.length} ${rest}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const next = rest.length > 0 ? this.#item(variable, production, dot + 1) : -1
    const id = this.all.push({ variable, dot, rest, next }) - 1
    this.#ids.set(key, id)
    return id
  }

  #added(symbol: number): ReadonlyMap<number, { follow: bigint; inherits: boolean }> {
    const known = this.#additions.get(symbol)
    if (known) return known
    const found = new Map<number, { follow: bigint; inherits: boolean }>()
    const open: { symbol: number; follow: bigint; inherits: boolean }[] = [{ symbol, follow: 0n, inherits: true }]
    for (let next = open.pop(); next; next = open.pop()) {
      const variable = nonterminal(next.symbol)
      for (const production of this.#syntax.productions[variable]!) {
        const item = this.#item(variable, production, 0)
        const before = found.get(item)
        const follow = (before?.follow ?? 0n) | next.follow
        const inherits = (before?.inherits ?? false) || next.inherits
        if (before && before.follow === follow && before.inherits === inherits) continue
        found.set(item, { follow, inherits })
        const [head, second] = production
        if (head === undefined || head >= 0) continue
        if (second === undefined) open.push({ symbol: head, follow, inherits })
        else open.push({ symbol: head, follow: this.#first(second), inherits: false })
      }
    }
    this.#additions.set(symbol, found)
    return found
  }
}

function bitsOf(set: bigint): number[] {
  const digits = set.toString(2)
  return [...digits].flatMap((digit, i) => (digit === '1' ? [digits.length - 1 - i] : []))
}
