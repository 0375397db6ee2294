import { CambiumError } from '../../error.ts'
import { derivesEmpty, type Productivity } from '../analysis.ts'
import { choice, type Expression, type Grammar, repetition } from '../grammar.ts'
import { joined, normalForm } from '../normal.ts'
import { leavesOf } from '../simplify/algebra.ts'
import { nonEmpty, type SolidGrammar, solidGrammar } from './solid.ts'

/** A grammar that grows beyond this many leaves is given up. */
const mostLeaves = 50_000

/** Rules that can begin with themselves, through whatever rules. */
export function leftRecursiveRules(grammar: Grammar): ReadonlySet<string> {
  const { grammar: solid } = solidGrammar(grammar)
  return new Set(circles(solid).flat())
}

/**
 * The same language less the empty string with no rule that begins with itself: of rules that begin with one another
 * each is put in the place of the first, and `A ::= A a | b` becomes `A ::= b a*` (Paull's algorithm; Moore, Removing Left
 * Recursion from Context-Free Grammars, 2000). Rules that do not begin with themselves stay as they are.
 * @throws CambiumError `grammar-too-large` where that takes more than 50,000 leaves
 */
export function withoutLeftRecursion(grammar: Grammar): SolidGrammar {
  const { grammar: solid, startIsNullable } = solidGrammar(grammar)
  const rules = new Map(solid.rules.map(rule => [rule.name, rule.expression]))
  const known: Productivity = { nullable: noRules, solid: new Set(rules.keys()) }
  for (const circle of circles(solid)) {
    circle.forEach((name, i) => {
      let e = rules.get(name)!
      for (const earlier of circle.slice(0, i)) {
        const { rests, other } = split(e, earlier, known)
        const parts = rests.map(rest => joined([rules.get(earlier)!, rest]))
        if (parts.length > 0) e = choice(...parts, ...(other ? [other] : []))
        if (leavesOf(e) > mostLeaves) {
          throw new CambiumError(
            'grammar-too-large',
            `rule ${JSON.stringify(name)} begins with itself through ${circle.length} rules, and written without that it is too large`,
          )
        }
      }
      const { rests, other } = split(e, name, known)
      if (rests.length === 0) {
        // What was put in the place of earlier rules stays, or the circle goes on through it.
        rules.set(name, e)
        return
      }
      // What begins with itself and adds nothing derives nothing new.
      const loops = rests.flatMap(rest => nonEmpty(rest, known) ?? [])
      const base = other ?? choice()
      rules.set(name, normalForm(loops.length === 0 ? base : joined([base, repetition(choice(...loops))])))
    })
  }
  return {
    grammar: { start: solid.start, rules: [...rules].map(([name, expression]) => ({ name, expression })) },
    startIsNullable,
  }
}

/** Rules that begin with one another, circle by circle: the strongly connected parts of "can begin with". */
function circles(grammar: Grammar): string[][] {
  const begins = new Map(grammar.rules.map(rule => [rule.name, firstReferences(rule.expression)]))
  const reach = new Map(
    [...begins.keys()].map(name => {
      const found = new Set(begins.get(name))
      for (const other of found) for (const next of begins.get(other) ?? []) found.add(next)
      return [name, found] as const
    }),
  )
  const done = new Set<string>()
  const result: string[][] = []
  for (const [name, found] of reach) {
    if (!found.has(name) || done.has(name)) continue
    const circle = [...reach.keys()].filter(other => found.has(other) && reach.get(other)!.has(name))
    for (const member of circle) done.add(member)
    result.push(circle)
  }
  return result
}

const isNullable = (e: Expression) => derivesEmpty(e, noRules)
const noRules: ReadonlySet<string> = new Set()

function firstReferences(e: Expression, into = new Set<string>()): Set<string> {
  if (e.kind === 'reference') into.add(e.rule)
  if (e.kind === 'choice') for (const part of e.alternatives) firstReferences(part, into)
  if (e.kind === 'repetition') firstReferences(e.item, into)
  if (e.kind === 'sequence') {
    for (const item of e.items) {
      firstReferences(item, into)
      if (!isNullable(item)) break
    }
  }
  return into
}

/**
 * An expression as `rule rest | rule rest | ... | other`, where nothing in `other` begins with the rule.
 * @param e over rules that derive no empty string
 */
function split(
  e: Expression,
  rule: string,
  known: Productivity,
): { rests: Expression[]; other: Expression | undefined } {
  if (!firstReferences(e).has(rule)) return { rests: [], other: e }
  switch (e.kind) {
    case 'reference':
      return { rests: [joined([])], other: undefined }
    case 'choice': {
      const parts = e.alternatives.map(part => split(part, rule, known))
      const others = parts.flatMap(part => part.other ?? [])
      return { rests: parts.flatMap(part => part.rests), other: others.length === 0 ? undefined : choice(...others) }
    }
    case 'sequence': {
      const [head, ...tail] = e.items as [Expression, ...Expression[]]
      const first = isNullable(head) ? nonEmpty(head, known) : head
      const begun = first ? split(first, rule, known) : { rests: [], other: undefined }
      const skipped: ReturnType<typeof split> = isNullable(head)
        ? split(joined(tail), rule, known)
        : { rests: [], other: undefined }
      const others = [
        ...(begun.other ? [joined([begun.other, ...tail])] : []),
        ...(skipped.other ? [skipped.other] : []),
      ]
      return {
        rests: [...begun.rests.map(rest => joined([rest, ...tail])), ...skipped.rests],
        other: others.length === 0 ? undefined : choice(...others),
      }
    }
    case 'repetition': {
      const item = split(e.item, rule, known)
      const more = normalForm(repetition(e.item, Math.max(0, e.min - 1), e.max === null ? null : e.max - 1))
      const others = [...(item.other ? [joined([item.other, more])] : []), ...(e.min === 0 ? [joined([])] : [])]
      return {
        rests: item.rests.map(rest => joined([rest, more])),
        other: others.length === 0 ? undefined : choice(...others),
      }
    }
    default:
      return { rests: [], other: e }
  }
}
