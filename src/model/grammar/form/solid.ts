import { derivesEmpty, type Productivity, productivity } from '../analysis.ts'
import { characters, choice, type Expression, empty, type Grammar, optional, repetition } from '../grammar.ts'
import { joined, normalForm } from '../normal.ts'
import { productive } from '../simplify/simplify.ts'

/** A grammar none of whose rules derives the empty string. */
export interface SolidGrammar {
  readonly grammar: Grammar
  /** Whether the language had the empty string: the start rule does not derive it any more. */
  readonly startIsNullable: boolean
}

/**
 * The same language less the empty string, by rules of which none derives it: where a rule could, its uses become
 * optional. No repetition repeats what can be empty. Grammars without such rules stay as they are, in normal form.
 * Parts that derive nothing are left out (the start rule may be left as an empty class).
 */
export function solidGrammar(grammar: Grammar): SolidGrammar {
  const alive = productive(grammar)
  const known = productivity(alive)
  const rules = alive.rules
    .filter(rule => known.solid.has(rule.name) || rule.name === alive.start)
    .map(({ name, expression }) => ({ name, expression: nonEmpty(expression, known) ?? characters([]) }))
  return { grammar: { start: alive.start, rules }, startIsNullable: known.nullable.has(alive.start) }
}

/**
 * What an expression derives but the empty string, over the rules of the solid grammar.
 * @param known of the rules as they were
 * @returns undefined if that is nothing
 */
export function nonEmpty(e: Expression, known: Productivity): Expression | undefined {
  switch (e.kind) {
    case 'literal':
      return e.text === '' ? undefined : e
    case 'characters':
      return e.characters.length === 0 ? undefined : e
    case 'reference':
      return known.solid.has(e.rule) ? e : undefined
    case 'choice': {
      const parts = e.alternatives.flatMap(part => nonEmpty(part, known) ?? [])
      return parts.length === 0 ? undefined : choice(...parts)
    }
    case 'sequence': {
      if (!e.items.every(item => derivesEmpty(item, known.nullable)))
        return joined(e.items.map(part => whole(part, known)))
      // One of the items is the first that is not empty.
      const parts = e.items.flatMap((item, i) => {
        const head = nonEmpty(item, known)
        return head ? [joined([head, ...e.items.slice(i + 1).map(part => whole(part, known))])] : []
      })
      return parts.length === 0 ? undefined : choice(...parts)
    }
    case 'repetition': {
      const item = nonEmpty(e.item, known)
      if (!item || e.max === 0) return undefined
      const min = derivesEmpty(e.item, known.nullable) ? 0 : e.min
      return normalForm(repetition(item, Math.max(1, min), e.max))
    }
  }
}

/** The expression, over rules that derive no empty string. */
function whole(e: Expression, known: Productivity): Expression {
  const some = nonEmpty(e, known)
  if (!some) return empty
  if (!derivesEmpty(e, known.nullable)) return some
  // Not of `x{2}`: that would allow one round.
  return some.kind === 'repetition' && some.min <= 1 ? { ...some, min: 0 } : optional(some)
}
