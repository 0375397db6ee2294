import {
  choice,
  type Expression,
  type Grammar,
  literal,
  optional,
  type Rule,
  reference,
  repetition,
  sequence,
} from '../../../model/grammar/grammar.ts'
import { Edges } from './edges.ts'

/** A symbol, or a rule by its name. */
type Atom =
  | { readonly symbol: string; readonly rule?: undefined }
  | { readonly rule: string; readonly symbol?: undefined }

/**
 * More rules than this are not made. With 600 the grammar of the small SQL of `bench:small` has 257 rules instead of 65, and
 * samples that go through so many are more often wrong: precision .15 and recall .95 instead of .61 and .86.
 */
const mostRules = 400

/** So many items of a sequence may be left out before it is not written out any more. */
const mostOptional = 6

/** What cannot be done within these bounds. */
class TooMuch extends Error {}

/** Whether a blank must stand between two tokens. */
export type Meet = (before: string, after: string) => boolean

/**
 * The same rows of tokens by rules in which two neighbours always meet, or never do: what ends with a word or with a sign,
 * as the case may be, comes apart where a word may follow.
 * @param meets which tokens to heed: all that must not meet first, less where that takes too many rules
 * @returns the grammar as it is where all of them take too many rules
 */
export function untangled(given: Grammar, meets: readonly Meet[]): Grammar {
  const grammar = filled(given)
  for (const meet of meets) {
    try {
      return new Untangler(grammar, meet).grammar()
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error
    }
  }
  return grammar
}

/** The same texts by rules of which none but the start can be empty. */
function filled(grammar: Grammar): Grammar {
  const edges = new Edges(grammar.rules)
  const isNullable = (e: Expression) => edges.of(e).isNullable
  const visit = (e: Expression): Expression => {
    switch (e.kind) {
      case 'reference':
        return isNullable(e) ? optional(e) : e
      case 'sequence':
        return sequence(...e.items.map(visit))
      case 'choice':
        return choice(...e.alternatives.map(visit))
      case 'repetition':
        return isNullable(e.item) ? repetition(solid(e.item), 0, e.max) : { ...e, item: visit(e.item) }
      default:
        return e
    }
  }
  /** Without the empty row. */
  const solid = (e: Expression): Expression => {
    if (!isNullable(e) || e.kind === 'reference') return e.kind === 'reference' ? e : visit(e)
    switch (e.kind) {
      case 'choice':
        return choice(...e.alternatives.filter(other => edges.of(other).first.size > 0).map(solid))
      case 'repetition':
        return repetition(solid(e.item), Math.max(1, e.min), e.max)
      case 'sequence': {
        const items = e.items.filter(item => edges.of(item).first.size > 0)
        return choice(...items.map((item, i) => sequence(solid(item), ...items.slice(i + 1).map(visit))))
      }
      default:
        return e
    }
  }
  const rules = grammar.rules
    .filter(({ expression }) => edges.of(expression).first.size > 0)
    .map(({ name, expression }) => ({ name, expression: solid(expression) }))
  if (!isNullable(reference(grammar.start))) return { ...grammar, rules }
  return { start: 'filled', rules: [{ name: 'filled', expression: optional(reference(grammar.start)) }, ...rules] }
}

/** What meets the same of what stands behind, which that is, and whether there is more before or behind. */
interface Meeting {
  readonly left: ReadonlySet<string>
  readonly right: ReadonlySet<string>
  readonly isMixed: boolean
}

class Untangler {
  readonly #start: string
  readonly #meet: Meet
  readonly #expressions = new Map<string, Expression>()
  /** Rules that are written out: for each its productions. Taking them apart does not change their edges. */
  readonly #productions = new Map<string, Atom[][]>()
  readonly #edges: Edges
  /** Rules that were made and whose edges are not known yet; and those that refer to one that is being made. */
  #fresh: string[] = []
  #unfinished: string[] = []
  #depth = 0
  readonly #symbols = new Map<string, ReadonlySet<string>>()
  readonly #meetings = new Map<ReadonlySet<string>, Map<ReadonlySet<string>, Meeting>>()

  constructor(grammar: Grammar, meet: Meet) {
    this.#start = grammar.start
    this.#meet = meet
    for (const { name, expression } of grammar.rules) this.#expressions.set(name, expression)
    this.#edges = new Edges(grammar.rules)
  }

  grammar(): Grammar {
    const tangled = [...this.#expressions].filter(([, expression]) => this.#isTangled(expression))
    for (const [name] of tangled) this.#writeOut(name)
    for (let isDone = false; !isDone; ) {
      isDone = true
      for (const name of [...this.#productions.keys()]) isDone = !this.#untangle(name) && isDone
    }
    return { start: this.#start, rules: this.#rules() }
  }

  #rules(): Rule[] {
    const rules: Rule[] = []
    for (const [name, expression] of this.#expressions)
      if (!this.#productions.has(name)) rules.push({ name, expression })
    for (const name of this.#productions.keys()) rules.push(this.#ruleOf(name))
    return rules
  }

  #ruleOf(name: string): Rule {
    const ofAtom = (atom: Atom) => (atom.symbol === undefined ? reference(atom.rule) : literal(atom.symbol))
    const rows = this.#productions.get(name)!.map(atoms => sequence(...atoms.map(ofAtom)))
    return { name, expression: choice(...rows) }
  }

  get #known(): Edges {
    if (this.#fresh.length > 0) {
      this.#edges.extend(this.#fresh.map(name => this.#ruleOf(name)))
      this.#fresh = []
    }
    return this.#edges
  }

  #add(name: string, productions: Atom[][]): void {
    if (this.#productions.size >= mostRules) throw new TooMuch()
    this.#productions.set(name, productions)
  }

  #set(atom: Atom, side: 'first' | 'last'): ReadonlySet<string> {
    if (atom.symbol === undefined) return this.#known.of(reference(atom.rule))[side]
    const known = this.#symbols.get(atom.symbol) ?? new Set([atom.symbol])
    this.#symbols.set(atom.symbol, known)
    return known
  }

  /** Some of what stands before, and some of what stands behind, each of which meets each. */
  #meeting(before: ReadonlySet<string>, after: ReadonlySet<string>): Meeting {
    let known = this.#meetings.get(before)
    if (!known) this.#meetings.set(before, (known = new Map()))
    let meeting = known.get(after)
    if (!meeting) {
      let right = new Set<string>()
      const left = new Set<string>()
      for (const a of before) {
        const met = [...after].filter(b => this.#meet(a, b))
        if (left.size === 0) right = new Set(met)
        if (met.length > 0 && met.length === right.size && met.every(b => right.has(b))) left.add(a)
      }
      const isMixed = left.size > 0 && (left.size < before.size || right.size < after.size)
      known.set(after, (meeting = { left, right, isMixed }))
    }
    return meeting
  }

  /** Whether neighbours somewhere in an expression meet only sometimes. */
  #isTangled(expression: Expression): boolean {
    switch (expression.kind) {
      case 'choice':
        return expression.alternatives.some(e => this.#isTangled(e))
      case 'repetition': {
        const { first, last } = this.#known.of(expression.item)
        return this.#isTangled(expression.item) || (expression.max !== 1 && this.#meeting(last, first).isMixed)
      }
      case 'sequence': {
        if (expression.items.some(e => this.#isTangled(e))) return true
        let last: ReadonlySet<string> = new Set()
        for (const item of expression.items) {
          const edges = this.#known.of(item)
          if (this.#meeting(last, edges.first).isMixed) return true
          last = edges.isNullable ? new Set([...last, ...edges.last]) : edges.last
        }
        return false
      }
      default:
        return false
    }
  }

  #writeOut(name: string): void {
    if (this.#productions.has(name)) return
    let helpers = 0
    const helper = (productions: (own: string) => Atom[][]): Atom => {
      const own = `${name}_${helpers++}`
      this.#add(own, productions(own))
      this.#fresh.push(own)
      return { rule: own }
    }
    /** An expression without the empty row, as one atom. */
    const atomOf = (e: Expression): Atom => {
      if (e.kind === 'reference') return { rule: e.rule }
      if (e.kind === 'literal' && Array.from(e.text).length === 1) return { symbol: e.text }
      return helper(() => rowsOf(e))
    }
    /** An expression without the empty row, as rows of atoms. */
    const rowsOf = (e: Expression): Atom[][] => {
      switch (e.kind) {
        case 'literal':
          return [Array.from(e.text, symbol => ({ symbol }))]
        case 'characters':
          return [...this.#known.of(e).first].map(symbol => [{ symbol }])
        case 'reference':
          return [[{ rule: e.rule }]]
        case 'choice':
          return e.alternatives.flatMap(rowsOf)
        case 'repetition': {
          const one = atomOf(e.item)
          const least = Math.max(1, e.min)
          if (least > 4 || (e.max !== null && e.max > 4)) throw new TooMuch()
          const rows: Atom[][] = []
          for (let n = least; n <= (e.max ?? least); n++) rows.push(new Array<Atom>(n).fill(one))
          if (e.max !== null) return rows
          const more = helper(own => [[one], [one, { rule: own }]])
          return [[...new Array<Atom>(least - 1).fill(one), more]]
        }
        case 'sequence': {
          let rows: Atom[][] = [[]]
          let optional = 0
          for (const item of e.items) {
            const { isNullable, first } = this.#known.of(item)
            if (first.size === 0) continue
            const own =
              item.kind === 'literal' ? [Array.from(item.text, (symbol): Atom => ({ symbol }))] : [[atomOf(item)]]
            if (isNullable && ++optional > mostOptional) throw new TooMuch()
            rows = rows.flatMap(row => [...own.map(atoms => [...row, ...atoms]), ...(isNullable ? [row] : [])])
          }
          return rows.filter(row => row.length > 0)
        }
      }
    }
    const expression = this.#expressions.get(name)!
    const { isNullable } = this.#known.of(expression)
    const rows = rowsOf(expression)
    this.#add(name, isNullable ? [...rows, []] : rows)
  }

  /** Takes productions apart in which neighbours meet only sometimes. @returns whether there were some */
  #untangle(name: string): boolean {
    const before = this.#productions.get(name)!
    const productions: Atom[][] = []
    const queue = [...before].reverse()
    let isChanged = false
    for (let row = queue.pop(); row; row = queue.pop()) {
      const at = row.findIndex(
        (atom, i) => i > 0 && this.#meeting(this.#set(row![i - 1]!, 'last'), this.#set(atom, 'first')).isMixed,
      )
      if (at < 0) {
        productions.push(row)
        continue
      }
      isChanged = true
      const [a, b] = [row[at - 1]!, row[at]!]
      const [last, first] = [this.#set(a, 'last'), this.#set(b, 'first')]
      const { left, right } = this.#meeting(last, first)
      const put = (x: Atom | undefined, y: Atom | undefined) => {
        if (x && y) queue.push([...row!.slice(0, at - 1), x, y, ...row!.slice(at + 1)])
      }
      const apart = this.#only(a, 'last', left)
      put(apart, this.#only(b, 'first', right))
      put(apart, this.#only(b, 'first', minus(first, right)))
      put(this.#only(a, 'last', minus(last, left)), b)
      if (queue.length + productions.length > mostRules) throw new TooMuch()
    }
    if (isChanged) this.#productions.set(name, productions)
    return isChanged
  }

  /** What of an atom begins or ends with some tokens; undefined if nothing does. */
  #only(atom: Atom, side: 'first' | 'last', some: ReadonlySet<string>): Atom | undefined {
    const own = this.#set(atom, side)
    const kept = [...own].filter(symbol => some.has(symbol))
    if (kept.length === 0) return undefined
    if (kept.length === own.size || atom.symbol !== undefined) return atom
    const name = `${atom.rule}_${side}_${kept
      .sort()
      .map(c => c.codePointAt(0))
      .join('_')}`
    if (this.#productions.has(name)) return { rule: name }
    this.#writeOut(atom.rule)
    this.#add(name, [])
    this.#unfinished.push(name)
    this.#depth++
    const keep = new Set(kept)
    const rows: Atom[][] = []
    for (const row of this.#productions.get(atom.rule)!) {
      const place = side === 'first' ? 0 : row.length - 1
      const edge = row[place] && this.#only(row[place], side, keep)
      if (edge) rows.push(row.map((other, i) => (i === place ? edge : other)))
    }
    this.#productions.set(name, rows)
    if (--this.#depth === 0) this.#fresh.push(...this.#unfinished.splice(0))
    return { rule: name }
  }
}

const minus = (all: ReadonlySet<string>, some: ReadonlySet<string>): Set<string> =>
  new Set([...all].filter(symbol => !some.has(symbol)))
