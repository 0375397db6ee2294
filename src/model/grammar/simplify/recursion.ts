import { referencesOf } from '../analysis.ts'
import { choice, type Expression, empty, repetition, sequence } from '../grammar.ts'
import { joined } from '../normal.ts'
import { alternativesOf, isOptional, itemsOf } from './algebra.ts'

/**
 * A rule that calls itself at its edges, as a repetition. Of
 *
 *     A ::= A s A | p A | A q | b        with any number of each, and A anywhere inside b
 *
 * every derivation is operands `p* b q*` with `s` between, and every such row can be derived:
 *
 *     A ::= p* b q* (s p* b q*)*
 *
 * @returns undefined where the rule does not call itself at an edge, or has no way out, or would read worse
 */
export function withoutRecursionAtEdges(name: string, expression: Expression): Expression | undefined {
  const isSelf = (e: Expression | undefined) => e?.kind === 'reference' && e.rule === name
  const between: Expression[] = []
  const before: Expression[] = []
  const after: Expression[] = []
  const base: Expression[] = []
  const alternatives = alternativesOf(expression)
  for (const alternative of alternatives.flatMap(e => spelledOut(e, isSelf, alternatives.length === 1))) {
    const items = itemsOf(alternative)
    const [first, last] = [isSelf(items[0]), isSelf(items.at(-1))]
    if (first && items.length === 1) continue
    if (first && last) between.push(joined(items.slice(1, -1)))
    else if (first) after.push(joined(items.slice(1)))
    else if (last) before.push(joined(items.slice(0, -1)))
    else base.push(alternative)
  }
  const moved = [...between, ...before, ...after]
  if (moved.length === 0 || base.length === 0) return undefined
  // What also calls itself in the middle reads better as it is: `"if" c "then" A "else" A` is no list.
  if (moved.some(e => referencesOf(e).has(name))) return undefined
  const operand = joined([...some(before), choice(...base), ...some(after)])
  if (between.length === 0) return operand
  return joined([operand, repetition(joined([choice(...between), operand]))])
}

const some = (parts: readonly Expression[]): Expression[] => (parts.length === 0 ? [] : [repetition(choice(...parts))])

/** An optional edge that holds the rule itself, spelled out: `b (s A)?` as `b` and `b s A`. */
function spelledOut(e: Expression, isSelf: (e: Expression | undefined) => boolean, isAll: boolean): Expression[] {
  const items = itemsOf(e)
  const last = items.at(-1)
  if (last && isOptional(last) && isSelf(itemsOf(last.item).at(-1))) {
    const rest = items.slice(0, -1)
    return [sequence(...rest), joined([...rest, last.item])].flatMap(part => spelledOut(part, isSelf, false))
  }
  const first = items[0]
  if (first && isOptional(first) && isSelf(itemsOf(first.item)[0])) {
    const rest = items.slice(1)
    return [joined([first.item, ...rest]), rest.length === 0 ? empty : joined(rest)].flatMap(part =>
      spelledOut(part, isSelf, false),
    )
  }
  // b (s A)* as the whole rule: the same as b and b s A, for every A begins with b.
  if (
    isAll &&
    last?.kind === 'repetition' &&
    last.min === 0 &&
    last.max === null &&
    isSelf(itemsOf(last.item).at(-1))
  ) {
    const rest = items.slice(0, -1)
    return [joined(rest), joined([...rest, last.item])]
  }
  return [e]
}
