import { type CharacterClass, union } from '../../model/grammar/character-class.ts'
import {
  characters,
  choice,
  type Expression,
  empty,
  type Grammar,
  type Rule,
  reference,
  repetition,
  sequence,
} from '../../model/grammar/grammar.ts'

/** A finite automaton: for each state the classes that lead on from it, and whether a text may end there. State 0 begins. */
export type Transitions = readonly {
  readonly isFinal: boolean
  readonly edges: readonly { readonly characters: CharacterClass; readonly to: number }[]
}[]

/** An expression with the text that it is compared by, and how much there is to read. */
interface Term {
  readonly expression: Expression
  readonly key: string
  readonly size: number
}

/**
 * The language of an automaton as a grammar: an expression by state elimination (Brzozowski and McCluskey 1963), in the
 * order that keeps it short (Delgado and Morais 2004), with rules for what occurs in it more than once. A state that would
 * make it longer than its own rule does, keeps one.
 * @returns undefined where no text is accepted
 */
export function grammarOfAutomaton(transitions: Transitions): Grammar | undefined {
  const n = transitions.length
  const start = n
  const end = n + 1
  const ways = new Map<number, Map<number, Term>>()
  const back = new Map<number, Set<number>>()
  const add = (from: number, to: number, term: Term) => {
    const row = ways.get(from) ?? new Map<number, Term>()
    ways.set(from, row)
    const known = row.get(to)
    row.set(to, known ? either([known, term]) : term)
    back.set(to, (back.get(to) ?? new Set()).add(from))
  }
  add(start, 0, nothing)
  transitions.forEach(({ isFinal, edges }, q) => {
    if (isFinal) add(q, end, nothing)
    const classes = new Map<number, CharacterClass>()
    for (const { characters: some, to } of edges) classes.set(to, union(classes.get(to) ?? [], some))
    for (const [to, some] of classes) add(q, to, ofClass(some))
  })
  const left = new Set(transitions.keys())
  const weight = (q: number): number => {
    const ins = [...(back.get(q) ?? [])].filter(p => p !== q)
    const outs = [...(ways.get(q) ?? [])].filter(([to]) => to !== q)
    const loop = ways.get(q)?.get(q)?.size ?? 0
    let total = loop * (ins.length * outs.length - 1)
    for (const p of ins) total += ways.get(p)!.get(q)!.size * (outs.length - 1)
    for (const [, term] of outs) total += term.size * (ins.length - 1)
    return total
  }
  while (left.size > 0) {
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (const q of left) {
      const w = weight(q)
      if (w < least) [best, least] = [q, w]
    }
    if (least > mostGrowth) break
    const row = ways.get(best) ?? new Map<number, Term>()
    const loop = row.get(best)
    for (const p of back.get(best) ?? []) {
      if (p === best) continue
      const into = ways.get(p)!.get(best)!
      for (const [to, out] of row) if (to !== best) add(p, to, inTurn([into, ...(loop ? [star(loop)] : []), out]))
      ways.get(p)!.delete(best)
    }
    for (const to of row.keys()) back.get(to)?.delete(best)
    ways.delete(best)
    left.delete(best)
  }
  const name = (q: number) => (q === start ? 'start' : `state${q}`)
  const rules = [start, ...left].flatMap((q): Rule[] => {
    const row = [...(ways.get(q) ?? [])]
    const loop = ways.get(q)?.get(q)
    const on = row
      .filter(([to]) => to !== q)
      .map(([to, way]) => (to === end ? way : inTurn([way, term(reference(name(to)))])))
    if (on.length === 0) return []
    return [{ name: name(q), expression: inTurn([...(loop ? [star(loop)] : []), either(on)]).expression }]
  })
  return rules.length === 0 ? undefined : { start: 'start', rules: withShared(rules) }
}

/** A state is taken out while that makes the expression longer by no more characters than this. */
const mostGrowth = 100

const term = (expression: Expression): Term => ({
  expression,
  key: JSON.stringify(expression),
  size: sizeOfExpression(expression),
})

function sizeOfExpression(e: Expression): number {
  switch (e.kind) {
    case 'sequence':
      return e.items.reduce((n, item) => n + sizeOfExpression(item), 0)
    case 'choice':
      return e.alternatives.reduce((n, item) => n + sizeOfExpression(item), 0)
    case 'repetition':
      return sizeOfExpression(e.item)
    default:
      return 1
  }
}

const nothing = term(empty)

const ofClass = (some: CharacterClass): Term => term(characters(some))

const isNothing = (e: Expression): boolean => e.kind === 'sequence' && e.items.length === 0

const itemsOf = (e: Expression): readonly Expression[] => (e.kind === 'sequence' ? e.items : [e])

const alike = (a: Expression, b: Expression): boolean => JSON.stringify(a) === JSON.stringify(b)

/** One after the other; `x x*` is `x+`, and `x? x*` is `x*`. */
function inTurn(terms: readonly Term[]): Term {
  const items: Expression[] = []
  for (const item of terms.flatMap(t => itemsOf(t.expression))) {
    const last = items.at(-1)
    if (last && item.kind === 'repetition' && item.max === null) {
      const own = itemsOf(item.item)
      const before = items.slice(-own.length)
      if (before.length === own.length && before.every((b, i) => alike(b, own[i]!))) {
        items.splice(-own.length, own.length, repetition(item.item, item.min + 1, null))
        continue
      }
      if (last.kind === 'repetition' && alike(last.item, item.item) && last.max !== null && last.min === 0) {
        items.splice(-1, 1, item)
        continue
      }
    }
    if (last?.kind === 'repetition' && last.max === null && alike(last.item, item)) {
      items.splice(-1, 1, repetition(last.item, last.min + 1, null))
      continue
    }
    items.push(item)
  }
  return term(sequence(...items))
}

function star({ expression: e }: Term): Term {
  if (e.kind === 'repetition' && e.min <= 1) return term(repetition(e.item, 0, null))
  if (e.kind === 'choice' && e.alternatives.some(isNothing))
    return star(term(choice(...e.alternatives.filter(a => !isNothing(a)))))
  return term(repetition(e, 0, null))
}

/** Alternatives: characters as one class, what they have in common at their edges in front and behind. */
function either(terms: readonly Term[]): Term {
  const all = terms.flatMap(t => (t.expression.kind === 'choice' ? t.expression.alternatives : [t.expression]))
  let isOptional = false
  let some: CharacterClass = []
  const others = new Map<string, Expression>()
  const take = (e: Expression): void => {
    if (isNothing(e)) isOptional = true
    else if (e.kind === 'characters') some = union(some, e.characters)
    else if (e.kind === 'repetition' && e.min === 0 && e.max === 1) {
      isOptional = true
      for (const a of e.item.kind === 'choice' ? e.item.alternatives : [e.item]) take(a)
    } else others.set(JSON.stringify(e), e)
  }
  for (const e of all) take(e)
  let alternatives = [...(some.length > 0 ? [characters(some)] : []), ...others.values()]
  alternatives = factored(alternatives, true)
  alternatives = factored(alternatives, false)
  if (!isOptional) return term(choice(...alternatives))
  if (alternatives.length === 0) return nothing
  const one = choice(...alternatives)
  if (one.kind === 'repetition' && one.max === null && one.min <= 1) return term(repetition(one.item, 0, null))
  return term(repetition(one, 0, 1))
}

/** Alternatives that begin, or end, alike: what is alike once. */
function factored(alternatives: readonly Expression[], atFront: boolean): Expression[] {
  const edge = (e: Expression) => itemsOf(e).at(atFront ? 0 : -1)!
  const groups = new Map<string, Expression[]>()
  for (const a of alternatives) {
    const key = JSON.stringify(edge(a))
    const group = groups.get(key)
    if (group) group.push(a)
    else groups.set(key, [a])
  }
  return [...groups.values()].flatMap(group => {
    if (group.length === 1) return group
    const shared = edge(group[0]!)
    const rests = group.map(e => term(sequence(...(atFront ? itemsOf(e).slice(1) : itemsOf(e).slice(0, -1)))))
    const rest = either(rests)
    const both = atFront ? [term(shared), rest] : [rest, term(shared)]
    return [inTurn(both).expression]
  })
}

/** Expressions smaller than this are written out wherever they occur. */
const smallestRule = 3

/** The rules, with one more for each expression that occurs more than once. */
function withShared(given: readonly Rule[]): Rule[] {
  const uses = new Map<string, number>()
  const count = (e: Expression): void => {
    const key = JSON.stringify(e)
    const n = (uses.get(key) ?? 0) + 1
    uses.set(key, n)
    if (n > 1) return
    if (e.kind === 'sequence') for (const item of e.items) count(item)
    else if (e.kind === 'choice') for (const a of e.alternatives) count(a)
    else if (e.kind === 'repetition') count(e.item)
  }
  for (const { expression } of given) count(expression)
  const shared: Rule[] = []
  const names = new Map<string, string>()
  const write = (e: Expression): Expression => {
    const key = JSON.stringify(e)
    const isShared = uses.get(key)! > 1 && sizeOfExpression(e) >= smallestRule && e.kind !== 'repetition'
    if (!isShared) return inner(e)
    let name = names.get(key)
    if (name === undefined) {
      name = `part${names.size + 1}`
      names.set(key, name)
      shared.push({ name, expression: inner(e) })
    }
    return reference(name)
  }
  const inner = (e: Expression): Expression => {
    if (e.kind === 'sequence') return sequence(...e.items.map(write))
    if (e.kind === 'choice') return choice(...e.alternatives.map(write))
    return e.kind === 'repetition' ? repetition(write(e.item), e.min, e.max) : e
  }
  return [...given.map(({ name, expression }) => ({ name, expression: inner(expression) })), ...shared]
}
