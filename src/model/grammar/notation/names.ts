import type { Grammar, Rule } from '../grammar.ts'

/** The rules of a grammar with the start first, the others in their order. */
export function startFirst(grammar: Grammar): Rule[] {
  const isStart = (rule: Rule) => rule.name === grammar.start
  return [...grammar.rules.filter(isStart), ...grammar.rules.filter(rule => !isStart(rule))]
}

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
