import { characterClass, charactersOf, sizeOf, union } from '../character-class.ts'
import {
  characters,
  choice,
  type Expression,
  empty,
  type Grammar,
  literal,
  optional,
  reference,
  repetition,
} from '../grammar.ts'
import { isEmpty, joined } from '../normal.ts'

const keys = new WeakMap<Expression, string>()

/** Two expressions with the same key are the same. */
export function keyOf(e: Expression): string {
  let key = keys.get(e)
  if (key === undefined) keys.set(e, (key = JSON.stringify(e)))
  return key
}

export const same = (a: Expression, b: Expression): boolean => a === b || (a.kind === b.kind && keyOf(a) === keyOf(b))
export const itemsOf = (e: Expression): readonly Expression[] => (e.kind === 'sequence' ? e.items : [e])
export const alternativesOf = (e: Expression): readonly Expression[] => (e.kind === 'choice' ? e.alternatives : [e])
export const isOptional = (e: Expression): e is Expression & { kind: 'repetition' } =>
  e.kind === 'repetition' && e.min === 0 && e.max === 1
const isStar = (e: Expression): e is Expression & { kind: 'repetition' } =>
  e.kind === 'repetition' && e.min <= 1 && e.max === null

/** Rebuilds an expression from its leaves up; `visit` sees each part with its own parts rebuilt already. */
export function rebuilt(e: Expression, visit: (e: Expression) => Expression): Expression {
  switch (e.kind) {
    case 'sequence':
      return visit({ kind: 'sequence', items: e.items.map(item => rebuilt(item, visit)) })
    case 'choice':
      return visit({ kind: 'choice', alternatives: e.alternatives.map(item => rebuilt(item, visit)) })
    case 'repetition':
      return visit({ ...e, item: rebuilt(e.item, visit) })
    default:
      return visit(e)
  }
}

/** With other names for some rules. */
export function renamed(grammar: Grammar, names: ReadonlyMap<string, string>): Grammar {
  const nameOf = (name: string) => names.get(name) ?? name
  return {
    start: nameOf(grammar.start),
    rules: grammar.rules.map(({ name, expression }) => ({
      name: nameOf(name),
      expression: rebuilt(expression, e => (e.kind === 'reference' ? reference(nameOf(e.rule)) : e)),
    })),
  }
}

/** How many literals, classes and references there are: what a reader has to read. */
export function leavesOf(e: Expression): number {
  if (e.kind === 'sequence') return e.items.reduce((n, item) => n + leavesOf(item), 0)
  if (e.kind === 'choice') return e.alternatives.reduce((n, item) => n + leavesOf(item), 0)
  return e.kind === 'repetition' ? leavesOf(e.item) : 1
}

/** An expression for the same language with fewer and plainer parts. Repeats its laws until none applies. */
export function reduced(e: Expression): Expression {
  let before = e
  for (;;) {
    const after = rebuilt(before, part => {
      if (part.kind === 'sequence') return reducedSequence(part.items)
      if (part.kind === 'choice') return reducedChoice(part.alternatives)
      if (part.kind === 'repetition') return reducedRepetition(part)
      if (part.kind === 'characters' && sizeOf(part.characters) === 1) {
        return literal(String.fromCodePoint(part.characters[0]![0]))
      }
      return part.kind === 'literal' && part.text === '' ? empty : part
    })
    if (same(before, after)) return after
    before = after
  }
}

function reducedSequence(parts: readonly Expression[]): Expression {
  const items = [...itemsOf(joined(parts))]
  for (let i = 0; i + 1 < items.length; ) {
    const merged = neighbours(items[i]!, items[i + 1]!)
    if (merged) items.splice(i, 2, merged)
    else i++
  }
  return unrolled(joined(items))
}

/** x x* and x* x as x+, x* x* as x*. */
function neighbours(a: Expression, b: Expression): Expression | undefined {
  const inner = (e: Expression) => (isStar(e) ? e.item : e)
  if ((!isStar(a) && !isStar(b)) || !same(inner(a), inner(b))) return undefined
  const atLeast = (e: Expression) => (isStar(e) ? e.min : 1)
  const min = atLeast(a) + atLeast(b)
  return min > 1 ? undefined : repetition(inner(a), min)
}

/** Of (x s)* x: x (s x)*. The list as people write it; x may be several items. */
function unrolled(e: Expression): Expression {
  if (e.kind !== 'sequence') return e
  for (const [i, loop] of e.items.entries()) {
    if (loop.kind !== 'repetition' || loop.max !== null || loop.min !== 0) continue
    const round = itemsOf(loop.item)
    const after = e.items.slice(i + 1)
    // The items after the loop that repeat the beginning of its round.
    let n = 0
    while (n < after.length && n < round.length && same(after[n]!, round[n]!)) n++
    if (n === 0) continue
    const head = round.slice(0, n)
    const turned = repetition(joined([...round.slice(n), ...head]))
    return reducedSequence([...e.items.slice(0, i), ...head, turned, ...after.slice(n)])
  }
  return e
}

function reducedChoice(parts: readonly Expression[]): Expression {
  let alternatives = parts.flatMap(alternativesOf)
  // An alternative that may be nothing makes the whole choice optional.
  const isNothing = (e: Expression) => isEmpty(e) || isOptional(e) || (isStar(e) && e.min === 0)
  if (alternatives.some(isEmpty) || alternatives.some(isOptional)) {
    const solid = alternatives.flatMap(e => (isEmpty(e) ? [] : isOptional(e) ? alternativesOf(e.item) : [e]))
    const rest = solid.length === 0 ? empty : reducedChoice(solid)
    return solid.length === 0 || isNothing(rest) ? rest : reducedRepetition(optional(rest) as never)
  }
  alternatives = oneClass(alternatives)
  alternatives = distinct(alternatives)
  const spelled = alternatives.map(e => itemsOf(e).flatMap(words))
  for (let i = 0; i < alternatives.length; i++) {
    for (let j = i + 1; j < alternatives.length; j++) {
      if (alternatives[i]!.kind === 'literal' && alternatives[j]!.kind === 'literal') continue
      const factored = factor(spelled[i]!, spelled[j]!)
      if (!factored) continue
      alternatives.splice(j, 1)
      alternatives[i] = factored
      return reducedChoice(alternatives)
    }
  }
  return choice(...alternatives)
}

/** Single characters and classes as one class, in the place of the first. */
function oneClass(alternatives: readonly Expression[]): Expression[] {
  const single = (e: Expression) =>
    e.kind === 'characters'
      ? e.characters
      : e.kind === 'literal' && [...e.text].length === 1
        ? charactersOf(e.text)
        : undefined
  const classes = alternatives.map(single)
  const first = classes.findIndex(c => c !== undefined)
  const found = classes.filter(c => c !== undefined)
  if (found.length < 2) return [...alternatives]
  const all = characterClass(union(...found))
  return alternatives.flatMap((e, i) => (i === first ? [characters(all)] : classes[i] ? [] : [e]))
}

/** Without alternatives that another one derives, as far as their shape tells; of equal ones the first stays. */
function distinct(alternatives: readonly Expression[]): Expression[] {
  /** Of what is repeated: the least number of times. */
  const repeated = new Map<string, number>()
  for (const e of alternatives) {
    if (!isStar(e)) continue
    const key = keyOf(e.item)
    repeated.set(key, Math.min(e.min, repeated.get(key) ?? e.min))
  }
  const seen = new Set<string>()
  return alternatives.filter(e => {
    if (seen.has(keyOf(e)) || repeated.has(keyOf(e))) return false
    if (isStar(e) && repeated.get(keyOf(e.item))! < e.min) return false
    seen.add(keyOf(e))
    return true
  })
}

/**
 * Two alternatives, given by their items, with the same beginning and end as one, where that reads better: one of them has
 * nothing of its own (an option), or both have one item of their own (`a + b | a - b`).
 */
function factor(x: readonly Expression[], y: readonly Expression[]): Expression | undefined {
  const shortest = Math.min(x.length, y.length)
  let head = 0
  while (head < shortest && same(x[head]!, y[head]!)) head++
  let tail = 0
  while (tail < shortest - head && same(x[x.length - 1 - tail]!, y[y.length - 1 - tail]!)) tail++
  if (head + tail === 0) return undefined
  const middle = (items: readonly Expression[]) => items.slice(head, items.length - tail)
  const [own, other] = [middle(x), middle(y)]
  const between =
    own.length === 0 || other.length === 0
      ? optional(joined(own.length === 0 ? other : own))
      : own.length === 1 && other.length === 1
        ? choice(own[0]!, other[0]!)
        : undefined
  return between && joined([...x.slice(0, head), between, ...x.slice(x.length - tail)])
}

/** A literal in words and signs, so that `{}` can share its brackets. */
function words(e: Expression): Expression[] {
  return e.kind === 'literal' ? (e.text.match(/[\p{L}\p{N}_]+|[\s\S]/gu) ?? []).map(literal) : [e]
}

function reducedRepetition(e: Expression & { kind: 'repetition' }): Expression {
  if (e.max === 0 || isEmpty(e.item)) return empty
  if (e.min === 1 && e.max === 1) return e.item
  const { item: inner } = e
  if (inner.kind === 'repetition' && inner.min <= 1) {
    // Of ?, * and + in each other one is left.
    const isPlain = (r: { min: number; max: number | null }) => r.min <= 1 && (r.max === null || r.max === 1)
    if (isPlain(e) && isPlain(inner)) {
      const max = e.max === null || inner.max === null ? null : 1
      return repetition(inner.item, Math.min(e.min, inner.min), max)
    }
  }
  // In a loop, an alternative that loops itself or may be nothing adds nothing: (a* | b)* is (a | b)*.
  if (isStar(e) && inner.kind === 'choice') {
    const plain = inner.alternatives.map(part => (isStar(part) && (part.min === 1 || e.min === 0) ? part.item : part))
    if (plain.some((part, i) => part !== inner.alternatives[i])) return repetition(choice(...plain), e.min)
  }
  return e
}
