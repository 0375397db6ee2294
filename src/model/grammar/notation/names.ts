import { CambiumError } from '../../error.ts'
import type { SolidGrammar } from '../form/solid.ts'
import { type Expression, empty, type Grammar, optional, type Rule, reference } from '../grammar.ts'

/** The rules of a grammar with the start first, the others in their order. */
export function startFirst(grammar: Grammar): Rule[] {
  const isStart = (rule: Rule) => rule.name === grammar.start
  return [...grammar.rules.filter(isStart), ...grammar.rules.filter(rule => !isStart(rule))]
}

/**
 * With what a parser begins, and the rules with the start first: the start rule, which is optional if the language has
 * the empty text; of a language that has no other text nothing at all, and no rules.
 * @throws CambiumError `grammar-unproductive` where there is no text: the notations of parsers have no word for that
 */
export function entryOf({ grammar, startIsNullable }: SolidGrammar): { entry: Expression; rules: readonly Rule[] } {
  const rules = startFirst(grammar)
  if (!isNothing(rules[0]!.expression)) {
    const use = reference(grammar.start)
    return { entry: startIsNullable ? optional(use) : use, rules }
  }
  if (startIsNullable) return { entry: empty, rules: [] }
  throw new CambiumError(
    'grammar-unproductive',
    'The grammar derives no text, which this notation cannot say; ebnf, bnf and json can.',
  )
}

const isNothing = (e: Expression): boolean =>
  (e.kind === 'characters' && e.characters.length === 0) || (e.kind === 'choice' && e.alternatives.length === 0)

/**
 * Names for the rules in a notation that does not take every name: what `rewrite` makes of them, numbered where two
 * become one or where a name is taken by the notation itself.
 * @param rewrite must leave a valid name unchanged
 */
export function safeNames(
  rules: readonly Rule[],
  rewrite: (name: string) => string,
  taken: Iterable<string> = [],
): (rule: string) => string {
  const used = new Set(taken)
  const names = new Map<string, string>()
  // Names that need no change come first, so that they keep what they are.
  for (const unchanged of [true, false]) {
    for (const { name } of rules) {
      const wanted = rewrite(name)
      if (names.has(name) || (unchanged && (wanted !== name || used.has(wanted)))) continue
      let found = wanted
      for (let n = 2; used.has(found); n++) found = `${wanted}${n}`
      used.add(found)
      names.set(name, found)
    }
  }
  return rule => names.get(rule)!
}
