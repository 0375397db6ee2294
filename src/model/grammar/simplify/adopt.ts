import { reachableFrom } from '../analysis.ts'
import { coveringTexts } from '../cover/cover.ts'
import type { Grammar } from '../grammar.ts'
import { Parser } from '../parse/parser.ts'
import { renamed } from './algebra.ts'

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
