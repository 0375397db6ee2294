import type { Principles } from '../../blueprint/principles.ts'
import {
  choice,
  type Expression,
  empty,
  type Grammar,
  literal,
  optional,
  type Rule,
  reference,
  repetition,
  sequence,
} from '../../model/grammar/grammar.ts'
import type { Random } from '../../model/random.ts'
import { Facts, type Inquiry } from './inquiry.ts'
import { AutomatonLearner, type AutomatonLimits } from './learn-automaton.ts'
import { grammarOfAutomaton } from './regular.ts'

/** So many texts made of the parts of two others must be accepted before the parts are taken for independent. */
const fewestCrossings = 2

/** At most so many are asked. */
const mostCrossings = 16

/** So many texts of other parts, the short ones first, are tried in each. */
const mostBorrowed = 60

const about = 'whether parts of a text vary independently'

const byLength = (a: string, b: string) => a.length - b.length || (a < b ? -1 : 1)
const sizeOf = (texts: readonly string[]) => texts.join('').length
const distinct = (texts: Iterable<string>): string[] => [...new Set(texts)].sort(byLength)

/** So many parts make a row. */
const fewestFields = 3

/** A part of texts: what may stand in one place of them. */
interface Field {
  /** Which texts may stand there. */
  readonly facts: Facts
  /** Those that are known. */
  readonly texts: readonly string[]
  /** What it is made of; undefined where it is one thing. */
  readonly parts?: Parts
}

type Parts =
  /** Two parts with a sign between them; either may stand alone. */
  | {
      readonly kind: 'pair'
      readonly sign: Expression
      readonly first: Field
      readonly rest: Field
      readonly mayLack: 'first' | 'rest' | undefined
    }
  /** Things of one kind with signs between them, as many as one likes. */
  | { readonly kind: 'list'; readonly sign: Expression; readonly item: Field }
  /** Texts with a sign, and texts without it. */
  | { readonly kind: 'either'; readonly fields: readonly Field[] }

/**
 * Learns a language in which nothing nests by its parts. Where a sign divides texts so that what stands before it goes with
 * everything that stands behind it, the two sides are languages of their own: small ones, whose sizes add up where those of
 * their combinations multiply. What was seen in one part is tried in the others.
 * @returns undefined where no sign divides the texts
 */
export function* learnParts(
  facts: Facts,
  texts: readonly string[],
  principles: Principles,
  limits: AutomatonLimits,
  random: Random,
): Inquiry<Grammar | undefined> {
  const begun = facts.size
  if (!areRows(texts)) return undefined
  const once = yield* divided(facts, texts)
  const whole = sizeOf(texts)
  // where one part is most of the whole, little is won by learning it apart
  if (leavesOf(once).some(leaf => 2 * sizeOf(leaf.texts) > whole)) return undefined
  const pool = distinct(placesOf(once).flatMap(field => field.texts))
  const field = yield* enriched(once, pool)
  // what the small ones leave of their share is for the others
  const leaves = leavesOf(field).sort((a, b) => sizeOf(a.texts) - sizeOf(b.texts))
  const rules: Rule[] = []
  const expressions = new Map<Field, Expression>()
  for (const [i, leaf] of leaves.entries()) {
    const left = limits.questions - (facts.size - begun)
    if (left <= 0) return undefined
    const questions = left / (leaves.length - i)
    expressions.set(leaf, yield* learned(leaf, principles, { ...limits, questions }, random, rules))
  }
  const start = 'whole'
  rules.unshift({ name: start, expression: expressionOf(field, expressions) })
  return { start, rules }
}

/** Whether some sign divides twice as many texts into equally many parts as there are others; two parts may be chance. */
function areRows(texts: readonly string[]): boolean {
  return signsOf(texts).some(sign => {
    const counts = texts.map(text => text.split(sign).filter(part => part !== '').length)
    return counts.some(n => n >= fewestFields && 3 * counts.filter(m => m === n).length > 2 * texts.length)
  })
}

/** Learns what has no parts as an automaton. */
function* learned(
  { facts, texts }: Field,
  principles: Principles,
  limits: AutomatonLimits,
  random: Random,
  rules: Rule[],
): Inquiry<Expression> {
  if (texts.every(text => text === '')) return empty
  const transitions = yield* new AutomatonLearner(facts, principles, limits).learn(texts, random)
  const grammar = transitions && grammarOfAutomaton(transitions)
  if (!grammar) return choice(...texts.map(literal))
  const names = new Map(grammar.rules.map((rule, i) => [rule.name, `part${rules.length + i}`]))
  const renamed = (e: Expression): Expression => {
    switch (e.kind) {
      case 'reference':
        return reference(names.get(e.rule)!)
      case 'sequence':
        return { ...e, items: e.items.map(renamed) }
      case 'choice':
        return { ...e, alternatives: e.alternatives.map(renamed) }
      case 'repetition':
        return { ...e, item: renamed(e.item) }
      default:
        return e
    }
  }
  rules.push(
    ...grammar.rules.map(({ name, expression }) => ({ name: names.get(name)!, expression: renamed(expression) })),
  )
  return reference(names.get(grammar.start)!)
}

function expressionOf(field: Field, leaves: ReadonlyMap<Field, Expression>): Expression {
  const { parts } = field
  if (!parts) return leaves.get(field)!
  if (parts.kind === 'either') return choice(...parts.fields.map(f => expressionOf(f, leaves)))
  if (parts.kind === 'list') {
    const item = expressionOf(parts.item, leaves)
    return sequence(item, repetition(sequence(parts.sign, item)))
  }
  const { sign, mayLack } = parts
  const [first, rest] = [expressionOf(parts.first, leaves), expressionOf(parts.rest, leaves)]
  if (mayLack === 'rest') return sequence(first, optional(sequence(sign, rest)))
  return mayLack === 'first' ? sequence(optional(sequence(first, sign)), rest) : sequence(first, sign, rest)
}

const fieldsOf = (parts: Parts): readonly Field[] =>
  parts.kind === 'either' ? parts.fields : parts.kind === 'list' ? [parts.item] : [parts.first, parts.rest]

const leavesOf = (field: Field): Field[] => (field.parts ? fieldsOf(field.parts).flatMap(leavesOf) : [field])

/** Parts that are places of their own: not pairs, which are places in a row. */
const placesOf = (field: Field): Field[] =>
  field.parts && field.parts.kind !== 'list' ? fieldsOf(field.parts).flatMap(placesOf) : [field]

/** Tries in each place what is known of the others. */
function* enriched(field: Field, pool: readonly string[]): Inquiry<Field> {
  const { facts, parts } = field
  if (parts?.kind === 'pair')
    return {
      ...field,
      parts: { ...parts, first: yield* enriched(parts.first, pool), rest: yield* enriched(parts.rest, pool) },
    }
  if (parts?.kind === 'either') {
    const fields: Field[] = []
    for (const f of parts.fields) fields.push(yield* enriched(f, pool))
    return { ...field, parts: { ...parts, fields } }
  }
  const others = pool.filter(text => !field.texts.includes(text)).slice(0, mostBorrowed)
  const answers = yield* facts.askAll(others, 'whether what stands in one part may stand in another')
  const found = others.filter((_, i) => answers[i])
  return found.length > 0 ? yield* divided(facts, distinct([...field.texts, ...found])) : field
}

const signsOf = (texts: readonly string[]): string[] =>
  [...new Set(texts.join(''))].filter(c => !/[\p{L}\p{N}]/u.test(c))

/** Finds what texts are made of: rather things of one kind than pairs, rather pairs than what may lack a part. */
function* divided(facts: Facts, texts: readonly string[]): Inquiry<Field> {
  const count = (sign: string) => texts.filter(text => text.includes(sign)).length
  const counted = signsOf(texts)
    .map(sign => ({ sign, n: count(sign) }))
    .sort((a, b) => b.n - a.n)
  let best: Cut | undefined
  for (const { sign } of counted) {
    for (const [at, isRecord] of [
      ['first', true],
      ['first', false],
      ['last', false],
    ] as const) {
      const cut = yield* cutBy(facts, texts, sign, at, isRecord)
      if (cut && (!best || cut.rank < best.rank)) best = cut
      if (best && best.rank <= 1) return { facts, texts, parts: yield* best.parts() }
    }
  }
  return { facts, texts, ...(best && { parts: yield* best.parts() }) }
}

/** A way to divide texts. */
interface Cut {
  /** The least is the best. */
  readonly rank: number
  parts(): Inquiry<Parts>
}

/** What texts are made of if the first sign of theirs divides them, or the last. */
function* cutBy(
  facts: Facts,
  texts: readonly string[],
  sign: string,
  at: 'first' | 'last',
  isRecord = false,
): Inquiry<Cut | undefined> {
  const all = function* (some: readonly string[]): Inquiry<boolean> {
    for (const text of some) if (!(yield* facts.ask(text, about))) return false
    return true
  }
  // where a sign may be told twice it stands once
  const runs = texts.filter(text => text.includes(sign + sign))
  const once = (text: string) =>
    text
      .split(sign)
      .filter((part, i) => i === 0 || part !== '')
      .join(sign)
  const isFree = runs.length > 0 && (yield* all(runs.map(once)))
  const told = distinct(isFree ? texts.map(once) : texts)
  // of texts that it divides into more parts or fewer than most, each kind is something else
  const sized = (n: number) => told.filter(text => text.split(sign).length === n)
  const sizes = [...new Set(told.map(text => text.split(sign).length))].filter(n => n > 1)
  const usual = sizes.length > 1 ? sizes.find(n => 2 * sized(n).length > told.length) : undefined
  if (isRecord && usual === undefined) return undefined
  const isRow = (yes: boolean) => (text: string) =>
    (isRecord ? text.split(sign).length === usual : text.includes(sign)) === yes
  const having = told.filter(isRow(true))
  const lacking = told.filter(isRow(false))
  const cut = (text: string) => (at === 'first' ? text.indexOf(sign) : text.lastIndexOf(sign))
  if (at === 'last' && having.every(text => text.indexOf(sign) === text.lastIndexOf(sign))) return undefined
  const firsts = distinct(having.map(text => text.slice(0, cut(text))))
  const rests = distinct(having.map(text => text.slice(cut(text) + 1)))
  const crossings = (some: readonly string[], others: readonly string[]) => {
    const found = new Set<string>()
    // each of both at least once
    const n = Math.min(Math.max(mostCrossings, some.length, others.length), some.length * others.length)
    for (let i = 0, turn = 0; found.size < n; i++) {
      if (i > 0 && i % (some.length * others.length) === 0) break
      if (i > 0 && i % Math.max(some.length, others.length) === 0) turn++
      found.add(some[i % some.length]! + sign + others[(i + turn) % others.length]!)
    }
    return [...found].filter(text => !having.includes(text))
  }
  const crossed = crossings(firsts, rests)
  if (!(yield* all(crossed))) return undefined
  // where a letter and a digit may stand for it, it is a character among others
  const [sample] = having.filter(text => cut(text) > 0 && cut(text) < text.length - 1)
  if (sample === undefined) return undefined
  const instead = ['k', '7'].map(c => sample.slice(0, cut(sample)) + c + sample.slice(cut(sample) + 1))
  if ((yield* facts.askAll(instead, about)).includes(true)) return undefined
  const few = (some: readonly string[]) => some.slice(0, mostCrossings >> 1)
  const withRest = lacking.length > 0 ? crossings(lacking, rests) : []
  const withFirst = lacking.length > 0 ? crossings(firsts, lacking) : []
  const isFirstAlone = yield* all(few(firsts))
  const isRestAlone = yield* all(few(rests))
  const isTail = isFirstAlone && (yield* all(withRest))
  const isHead = isRestAlone && (yield* all(withFirst))
  const doubled = [having[0]!, having.at(-1)!].map(text => text.slice(0, cut(text)) + sign + text.slice(cut(text)))
  const isDoubled = isFree || (yield* all(doubled))
  const between = isDoubled ? repetition(literal(sign), 1) : literal(sign)
  const without = (left: string, right: string) =>
    new Facts({
      facts,
      spell: text => left + text + right,
      refuting: text => (text.includes(sign) ? undefined : []),
    })
  const within = (left: string, right: string) => new Facts({ facts, spell: text => left + text + right })
  const evidence = crossed.length + (isTail ? withRest.length : 0) + (isHead ? withFirst.length : 0)
  if (evidence < fewestCrossings) return undefined
  if (!isRecord && isTail && isHead) {
    const longer = few(having).flatMap(text =>
      few(firsts)
        .slice(0, 2)
        .map(first => first + sign + text),
    )
    if (yield* all(longer)) {
      const items = distinct(told.flatMap(text => text.split(sign)))
      return {
        rank: 0,
        *parts() {
          const item = without(firsts[0]! + sign, sign + firsts[0]!)
          return { kind: 'list', sign: isFree ? between : literal(sign), item: yield* divided(item, items) }
        },
      }
    }
  }
  const left = firsts[0]! + sign
  const right = sign + rests[0]!
  const pair = function* (
    mayLack: 'first' | 'rest' | undefined,
    more: { firsts?: readonly string[]; rests?: readonly string[] } = {},
  ): Inquiry<Parts> {
    const side = at === 'first'
    const first = side ? without('', right) : within('', right)
    const rest = side ? within(left, '') : without(left, '')
    return {
      kind: 'pair',
      sign: between,
      first: yield* divided(first, distinct([...firsts, ...(more.firsts ?? [])])),
      rest: yield* divided(rest, distinct([...rests, ...(more.rests ?? [])])),
      mayLack,
    }
  }
  if (isRecord) {
    // one more in front of a row of the usual size
    const more: { readonly first: string; readonly rest: string }[] = []
    for (const text of sized(usual! + 1)) {
      const [first, rest] = [text.slice(0, cut(text)), text.slice(cut(text) + 1)]
      if (yield* all([rest, ...few(having).map(row => first + sign + row)])) more.push({ first, rest })
    }
    const odd = lacking.filter(text => !more.some(m => m.first + sign + m.rest === text))
    return {
      rank: odd.length > 0 ? 2.5 : 1,
      *parts() {
        const fields: Field[] = []
        const row: Field = {
          facts,
          texts: having,
          parts: yield* pair(undefined),
        }
        if (more.length === 0) fields.push(row)
        else {
          const first = yield* divided(without('', sign + having[0]!), distinct(more.map(m => m.first)))
          fields.push({
            facts,
            texts: told,
            parts: { kind: 'pair', sign: between, first, rest: row, mayLack: 'first' },
          })
        }
        if (odd.length > 0) fields.push(yield* divided(facts, odd))
        return { kind: 'either', fields }
      },
    }
  }
  if (lacking.length === 0 && !isTail && !isHead) return { rank: 1, parts: () => pair(undefined) }
  if (isTail) return { rank: 2, parts: () => pair('rest', { firsts: lacking }) }
  if (isHead) return { rank: 2, parts: () => pair('first', { rests: lacking }) }
  if (2 * having.length < told.length) return undefined
  return {
    rank: 3,
    *parts() {
      const own = { facts: within('', ''), texts: having, parts: yield* pair(undefined) }
      return { kind: 'either', fields: [own, yield* divided(within('', ''), lacking)] }
    },
  }
}
