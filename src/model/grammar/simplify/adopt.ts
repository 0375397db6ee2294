import { reachableFrom } from '../analysis.ts'
import { coveringTexts } from '../cover/cover.ts'
import { choice, type Expression, type Grammar, reference, sequence } from '../grammar.ts'
import { Parser } from '../parse/parser.ts'
import { keyOf, rebuilt, reduced, renamed } from './algebra.ts'

/** A name that a person gave, and what it named: the start rule of a grammar. */
export interface GivenName {
  readonly name: string
  readonly grammar: Grammar
  /** Named a whole language: the start rule has it then, whatever was learned since. */
  readonly isStart?: boolean
}

/** A rule that derives more may have the name if so large a share of its texts is of the old ones. */
const alike = 0.5

/** Texts of each side that are held against the other. */
const mostTexts = 40

/** A rule with what it needs, as a grammar of its own. */
export function ruleAlone(grammar: Grammar, rule: string): Grammar {
  const needed = new Set(reachableFrom(grammar, rule))
  return { start: rule, rules: grammar.rules.filter(({ name }) => needed.has(name)) }
}

/**
 * Gives rules the names that a person gave to what they derive: to the rule that derives the same texts, as far as covering
 * texts of both tell, else to the one that derives all of those and the fewest others. Names are given in their order; a
 * rule gets one at most.
 * @returns from the rules' present names to their new ones, where they change
 */
export function adoptedNames(grammar: Grammar, given: readonly GivenName[]): Map<string, string> {
  const sides = grammar.rules.map(({ name }) => side(name, ruleAlone(grammar, name)))
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const { name, grammar: wanted, isStart } of given) {
    if (taken.has(name) || (isStart && names.has(grammar.start))) continue
    if (isStart) {
      names.set(grammar.start, name)
      taken.add(name)
      continue
    }
    const { texts, parser } = side(name, wanted)
    let best: { rule: string; share: number } | undefined
    for (const candidate of sides) {
      if (names.has(candidate.name) || texts.length === 0) continue
      if (!texts.every(text => candidate.parser.accepts(text))) continue
      const share = candidate.texts.filter(text => parser.accepts(text)).length / candidate.texts.length
      if (share > (best?.share ?? 0) || (share === best?.share && candidate.name === name))
        best = { rule: candidate.name, share }
    }
    if (!best || best.share < alike) continue
    names.set(best.rule, name)
    taken.add(name)
  }
  // Whoever had one of the names by chance gets a number.
  for (const { name } of grammar.rules) {
    if (names.has(name)) continue
    let found = name
    for (let n = 2; taken.has(found); n++) found = `${name}${n}`
    taken.add(found)
    names.set(name, found)
  }
  return new Map([...names].filter(([before, after]) => before !== after))
}

/**
 * Gives back the rules that a person wrote and that were written out where they were used: where a part says what such a
 * rule says, the rule stands again. What has changed since stays as it is.
 * @param grammar whose other rules have the names that they had when the person wrote them
 * @returns the grammar, and of each rule that is back one in which it stands
 */
export function withRulesOf(written: Grammar, grammar: Grammar): { grammar: Grammar; homes: Map<string, string> } {
  const present = new Set(grammar.rules.map(rule => rule.name))
  const expressions = new Map(written.rules.map(rule => [rule.name, rule.expression]))
  /** With what is missing written out; undefined where that would have no end. */
  const spelled = (name: string, within: readonly string[] = []): Expression | undefined => {
    if (within.includes(name)) return undefined
    let isEndless = false
    const found = rebuilt(expressions.get(name)!, e => {
      if (e.kind !== 'reference' || present.has(e.rule)) return e
      const inner = spelled(e.rule, [...within, name])
      isEndless ||= inner === undefined
      return inner ?? e
    })
    return isEndless ? undefined : reduced(found)
  }
  const missing = written.rules.flatMap(({ name }) => {
    const expression = present.has(name) ? undefined : spelled(name)
    return expression ? [{ name, expression }] : []
  })
  const homes = new Map<string, string>()
  let { rules } = grammar
  // Large ones first, for small ones may stand in them.
  for (const rule of missing.sort((a, b) => keyOf(b.expression).length - keyOf(a.expression).length)) {
    const next = rules.map(({ name, expression }) => ({ name, expression: withPart(expression, rule) }))
    const home = next.find(({ expression }, i) => keyOf(expression) !== keyOf(rules[i]!.expression))
    if (!home) continue
    homes.set(rule.name, homes.get(home.name) ?? home.name)
    rules = [...next, rule]
  }
  return { grammar: { ...grammar, rules }, homes }
}

/** With a rule in the place of each part that says the same; a whole right-hand side stays. */
function withPart(whole: Expression, { name, expression }: { name: string; expression: Expression }): Expression {
  const use = reference(name)
  const alternatives = expression.kind === 'choice' ? expression.alternatives.map(keyOf) : []
  const items = expression.kind === 'sequence' ? expression.items.map(keyOf) : []
  if (keyOf(whole) === keyOf(expression)) return whole
  return rebuilt(whole, part => {
    if (keyOf(part) === keyOf(expression)) return use
    if (part.kind === 'choice' && alternatives.length > 1) {
      const keys = part.alternatives.map(keyOf)
      if (!alternatives.every(key => keys.includes(key))) return part
      const others = part.alternatives.filter(e => !alternatives.includes(keyOf(e)))
      const at = keys.indexOf(alternatives[0]!)
      return choice(...others.slice(0, at), use, ...others.slice(at))
    }
    if (part.kind === 'sequence' && items.length > 1) {
      const keys = part.items.map(keyOf)
      const at = keys.findIndex((_, i) => items.every((key, j) => keys[i + j] === key))
      if (at >= 0) return sequence(...part.items.slice(0, at), use, ...part.items.slice(at + items.length))
    }
    return part
  })
}

function side(name: string, grammar: Grammar) {
  let texts: string[] = []
  try {
    texts = coveringTexts(grammar).slice(0, mostTexts)
  } catch {
    // A rule that derives nothing: no text can tell it.
  }
  return { name, texts, parser: new Parser(grammar) }
}

/** A grammar with other names for some of its rules. */
export const withNames = renamed
