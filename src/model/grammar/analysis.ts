import { sizeOf } from './character-class.ts'
import type { Expression, Grammar } from './grammar.ts'

/** What each rule of a grammar can derive at all. */
export interface Productivity {
  /** Rules that derive the empty string. */
  readonly nullable: ReadonlySet<string>
  /** Rules that derive some string of at least one character. */
  readonly solid: ReadonlySet<string>
}

/** Least fixed point over the rules. O(rules x size) at worst, linear when definitions follow their uses. */
export function productivity(grammar: Grammar): Productivity {
  const nullable = new Set<string>()
  const solid = new Set<string>()
  const rules = [...grammar.rules].reverse()
  for (let changed = true; changed; ) {
    changed = false
    for (const { name, expression } of rules) {
      if (!nullable.has(name) && derivesEmpty(expression, nullable)) changed = !!nullable.add(name)
      if (!solid.has(name) && derivesSolid(expression, { nullable, solid })) changed = !!solid.add(name)
    }
  }
  return { nullable, solid }
}

/** Whether an expression derives the empty string, given the rules that do. */
export function derivesEmpty(e: Expression, nullable: ReadonlySet<string>): boolean {
  switch (e.kind) {
    case 'literal':
      return e.text === ''
    case 'characters':
      return false
    case 'reference':
      return nullable.has(e.rule)
    case 'sequence':
      return e.items.every(item => derivesEmpty(item, nullable))
    case 'choice':
      return e.alternatives.some(item => derivesEmpty(item, nullable))
    case 'repetition':
      return e.min === 0 || derivesEmpty(e.item, nullable)
  }
}

/** Whether an expression derives a string of at least one character, given what the rules derive. */
export function derivesSolid(e: Expression, known: Productivity): boolean {
  switch (e.kind) {
    case 'literal':
      return e.text !== ''
    case 'characters':
      return sizeOf(e.characters) > 0
    case 'reference':
      return known.solid.has(e.rule)
    case 'sequence':
      return e.items.every(item => derivesSome(item, known)) && e.items.some(item => derivesSolid(item, known))
    case 'choice':
      return e.alternatives.some(item => derivesSolid(item, known))
    case 'repetition':
      return e.max !== 0 && derivesSolid(e.item, known)
  }
}

/** Whether an expression derives anything. */
export function derivesSome(e: Expression, known: Productivity): boolean {
  return derivesEmpty(e, known.nullable) || derivesSolid(e, known)
}

/** The rules to which an expression refers, in order, each once. */
export function referencesOf(e: Expression, into: Set<string> = new Set()): Set<string> {
  switch (e.kind) {
    case 'reference':
      into.add(e.rule)
      break
    case 'sequence':
      for (const item of e.items) referencesOf(item, into)
      break
    case 'choice':
      for (const item of e.alternatives) referencesOf(item, into)
      break
    case 'repetition':
      referencesOf(e.item, into)
  }
  return into
}

/** The rules that can be reached from one, itself first, in order of first use (breadth first). */
export function reachableFrom(grammar: Grammar, start = grammar.start): string[] {
  const rules = new Map(grammar.rules.map(rule => [rule.name, rule.expression]))
  const found = new Set([start])
  for (const name of found) for (const other of referencesOf(rules.get(name)!)) found.add(other)
  return [...found]
}
