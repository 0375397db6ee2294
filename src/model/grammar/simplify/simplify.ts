import { derivesSome, productivity, reachableFrom, referencesOf } from '../analysis.ts'
import { characters, choice, type Expression, empty, type Grammar, reference } from '../grammar.ts'
import { normalForm } from '../normal.ts'
import { checkGrammar } from '../validate.ts'
import { alternativesOf, keyOf, leavesOf, rebuilt, reduced, renamed } from './algebra.ts'
import { deservesName, inventNames } from './naming.ts'
import { withoutRecursionAtEdges } from './recursion.ts'

/** What a person has said about a grammar that is to be made simple. */
export interface SimplifyOptions {
  /** Names that a person gave: these rules stay, under these names, as long as they can be reached. */
  readonly keep?: ReadonlySet<string>
  /** Give the other rules names that tell what they hold. Default true; else they keep theirs. */
  readonly rename?: boolean
}

/** Rules with no more leaves than these are written out where they are used: at any number of uses, at a single one. */
const alwaysInline = 1
const inlineOnce = 3
/** Expressions are not inlined into larger ones than this. */
const largest = 60
const rounds = 30

/**
 * A small grammar for exactly the same language, made to be read: repetition and option instead of recursion at the
 * edges, one class instead of single characters, no rule twice, none that is unreachable, derives nothing, or is too
 * small to deserve a name. The start rule comes first, the others in the order of their first use.
 * @throws CambiumError `grammar-invalid`
 */
export function simplify(grammar: Grammar, options: SimplifyOptions = {}): Grammar {
  checkGrammar(grammar)
  const keep = options.keep ?? new Set<string>()
  let current = productive(grammar)
  for (let round = 0; round < rounds; round++) {
    const before = JSON.stringify(current)
    current = eachRule(current, (e, name) => reduced(withoutRecursionAtEdges(name, reduced(e)) ?? e))
    current = withoutIncluded(current)
    current = withoutUnits(current, keep)
    current = withoutTwins(current, keep)
    current = inlined(current, keep)
    current = ordered(current)
    if (JSON.stringify(current) === before) break
  }
  return options.rename === false ? current : inventNames(current, keep)
}

function eachRule(grammar: Grammar, change: (e: Expression, name: string) => Expression): Grammar {
  return {
    ...grammar,
    rules: grammar.rules.map(({ name, expression }) => ({ name, expression: change(expression, name) })),
  }
}

/** Only rules that can be reached, in the order of their first use. */
function ordered(grammar: Grammar): Grammar {
  const rules = new Map(grammar.rules.map(rule => [rule.name, rule]))
  return { ...grammar, rules: reachableFrom(grammar).map(name => rules.get(name)!) }
}

/** Without alternatives and rules that derive nothing. */
export function productive(grammar: Grammar): Grammar {
  const known = productivity(grammar)
  const alive = (e: Expression) => derivesSome(e, known)
  const prune = (e: Expression): Expression => {
    switch (e.kind) {
      case 'sequence':
        return e.items.every(alive) ? { kind: 'sequence', items: e.items.map(prune) } : characters([])
      case 'choice':
        return choice(...e.alternatives.filter(alive).map(prune))
      case 'repetition':
        return alive(e.item) ? { ...e, item: prune(e.item) } : e.min === 0 ? empty : characters([])
      default:
        return alive(e) ? e : characters([])
    }
  }
  return ordered(eachRule(grammar, e => normalForm(prune(e))))
}

/**
 * Without alternatives that another one derives by itself: `value | string` where a string is a value. One rule after
 * the other, and never on the strength of the rule that is being shortened, which would rest on itself.
 */
function withoutIncluded(grammar: Grammar): Grammar {
  const rules = new Map(grammar.rules.map(rule => [rule.name, rule.expression]))
  /** What a rule derives by units alone, without going through another one. */
  const unitsOf = (name: string, without: string): Set<string> => {
    const found = new Set<string>()
    const visited = new Set([name])
    for (const rule of visited) {
      if (rule === without) continue
      for (const alternative of alternativesOf(rules.get(rule)!)) {
        if (alternative.kind === 'reference') visited.add(alternative.rule)
        found.add(keyOf(alternative))
      }
    }
    return found
  }
  for (const { name } of grammar.rules) {
    const shortened = rebuilt(rules.get(name)!, part => {
      if (part.kind !== 'choice' || !part.alternatives.some(e => e.kind === 'reference')) return part
      const kept = [...part.alternatives]
      for (let i = kept.length - 1; i >= 0; i--) {
        const derives = (other: Expression, j: number) =>
          j !== i && other.kind === 'reference' && unitsOf(other.rule, name).has(keyOf(kept[i]!))
        if (kept.some(derives)) kept.splice(i, 1)
      }
      return choice(...kept)
    })
    rules.set(name, shortened)
  }
  return eachRule(grammar, (_, name) => rules.get(name)!)
}

/** Without rules that are only another name for a rule. */
function withoutUnits(grammar: Grammar, keep: ReadonlySet<string>): Grammar {
  for (const { name, expression } of grammar.rules) {
    if (expression.kind !== 'reference' || expression.rule === name) continue
    const target = expression.rule
    // The start takes over what it stands for; any other rule gives way to it.
    if (name === grammar.start) {
      if (keep.has(target) && keep.has(name)) continue
      return renamed(
        { start: target, rules: grammar.rules.filter(rule => rule.name !== name) },
        new Map([[name, keep.has(name) ? name : target], ...(keep.has(name) ? [[target, name] as const] : [])]),
      )
    }
    if (keep.has(name)) continue
    return withoutUnits(
      renamed({ ...grammar, rules: grammar.rules.filter(rule => rule.name !== name) }, new Map([[name, target]])),
      keep,
    )
  }
  return grammar
}

/**
 * Without rules that say the same as another: partition refinement, as automata are minimised (Moore 1956). Rules that
 * are equal up to rules that are equal derive the same texts.
 */
function withoutTwins(grammar: Grammar, keep: ReadonlySet<string>): Grammar {
  let blocks = new Map(grammar.rules.map(rule => [rule.name, '']))
  for (let count = 1; ; ) {
    const numbers = new Map<string, string>()
    const next = new Map<string, string>()
    for (const { name, expression } of grammar.rules) {
      const shape = keyOf(rebuilt(expression, e => (e.kind === 'reference' ? reference(blocks.get(e.rule)!) : e)))
      if (!numbers.has(shape)) numbers.set(shape, String(numbers.size))
      next.set(name, numbers.get(shape)!)
    }
    blocks = next
    if (numbers.size === count) break
    count = numbers.size
  }
  const first = new Map<string, string>()
  for (const { name } of [...grammar.rules].sort((a, b) => Number(keep.has(b.name)) - Number(keep.has(a.name)))) {
    const block = blocks.get(name)!
    if (!first.has(block)) first.set(block, name)
  }
  const twins = new Map(grammar.rules.map(rule => [rule.name, first.get(blocks.get(rule.name)!)!]))
  for (const name of keep) twins.delete(name)
  if (keep.has(grammar.start)) twins.set(grammar.start, grammar.start)
  return renamed(
    {
      start: grammar.start,
      rules: grammar.rules.filter(rule => (twins.get(rule.name) ?? rule.name) === rule.name),
    },
    twins,
  )
}

/** With the smallest rules written out where they are used. One rule at a time, for each changes the sizes of others. */
function inlined(grammar: Grammar, keep: ReadonlySet<string>): Grammar {
  let { rules } = grammar
  const tried = new Set<string>([grammar.start, ...keep])
  for (;;) {
    const uses = new Map<string, number>()
    for (const rule of rules) countUses(rule.expression, uses)
    const byName = new Map(rules.map(rule => [rule.name, rule.expression]))
    // From the leaves up: what a rule holds is told best when its own parts are written out.
    const rule = [...rules]
      .sort((a, b) => referencesOf(a.expression).size - referencesOf(b.expression).size)
      .find(
        ({ name, expression }) =>
          !tried.has(name) &&
          !referencesOf(expression).has(name) &&
          leavesOf(expression) <= ((uses.get(name) ?? 0) > 1 ? alwaysInline : inlineOnce) &&
          ((uses.get(name) ?? 0) === 1 ? !deservesName(expression, byName) : isPlain(expression)),
      )
    if (!rule) return { ...grammar, rules }
    tried.add(rule.name)
    const users = rules.filter(user => referencesOf(user.expression).has(rule.name))
    if (users.some(user => leavesOf(user.expression) > largest)) continue
    rules = rules
      .filter(other => other !== rule)
      .map(other =>
        users.includes(other)
          ? {
              name: other.name,
              expression: reduced(
                rebuilt(other.expression, e => (e.kind === 'reference' && e.rule === rule.name ? rule.expression : e)),
              ),
            }
          : other,
      )
  }
}

/** Whether an expression reads as well as a name would. */
function isPlain(e: Expression): boolean {
  if (e.kind === 'repetition') return isPlain(e.item)
  return e.kind === 'characters' ? e.characters.length <= 3 : e.kind !== 'choice'
}

function countUses(e: Expression, uses: Map<string, number>): void {
  rebuilt(e, part => {
    if (part.kind === 'reference') uses.set(part.rule, (uses.get(part.rule) ?? 0) + 1)
    return part
  })
}
