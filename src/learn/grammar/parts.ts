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
import { renamed } from '../../model/grammar/simplify/algebra.ts'
import type { Random } from '../../model/random.ts'
import { type Cut, cutsBy, distinct, type Place, signsOf } from './cut.ts'
import { Facts, type Inquiry } from './inquiry.ts'
import { AutomatonLearner, type AutomatonLimits } from './learn-automaton.ts'
import { grammarOfAutomaton } from './regular.ts'

/** So many parts make a row; two may be chance. */
const fewestInRow = 3

/** So many texts of other places, the short ones first, are tried in each. */
const mostBorrowed = 60

/** What stands in a place. */
type Part = Leaf | List | Pair | Either

/** One thing, which no sign divides. */
interface Leaf extends Place {
  readonly kind: 'leaf'
}

/** Things of one kind with signs between them, as many as one likes. */
interface List extends Place {
  readonly kind: 'list'
  readonly sign: Expression
  readonly item: Part
}

/** Two parts with a sign between them. */
interface Pair {
  readonly kind: 'pair'
  readonly first: Part
  readonly sign: Expression
  readonly rest: Part
  /** Which of them may lack, and the sign with it. */
  readonly mayLack: Side | undefined
}

/** One of several. */
interface Either {
  readonly kind: 'either'
  readonly parts: readonly Part[]
}

type Side = 'first' | 'rest'

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
  const seen = yield* divided({ facts, texts })
  // where one part is most of the whole, little is won by learning it apart
  if (leavesOf(seen).some(leaf => 2 * sizeOf(leaf.texts) > sizeOf(texts))) return undefined
  const whole = yield* enriched(seen, distinct(placesOf(seen).flatMap(place => place.texts)))
  const leaves = leavesOf(whole).sort((a, b) => sizeOf(a.texts) - sizeOf(b.texts))
  const rules: Rule[] = []
  const learned = new Map<Leaf, Expression>()
  for (const [i, leaf] of leaves.entries()) {
    const left = limits.questions - (facts.size - begun)
    if (left <= 0) return undefined
    // what the small ones leave of their share is for the others
    const questions = left / (leaves.length - i)
    learned.set(leaf, yield* learnLeaf(leaf, principles, { ...limits, questions }, random, rules))
  }
  const start = 'whole'
  return { start, rules: [{ name: start, expression: expressionOf(whole, learned) }, ...rules] }
}

/**
 * Whether some sign divides more than two thirds of the texts into equally many parts. Where more than half are enough, recall of
 * chess moves is .78 in place of .85.
 */
function areRows(texts: readonly string[]): boolean {
  return signsOf(texts).some(sign => {
    const counts = texts.map(text => text.split(sign).filter(part => part !== '').length)
    return counts.some(n => n >= fewestInRow && 3 * counts.filter(m => m === n).length > 2 * texts.length)
  })
}

/** Finds what the texts of a place are made of: divides them in the best way that asking confirms, and their parts in turn. */
function* divided(place: Place): Inquiry<Part> {
  let best: Division | undefined
  for (const sign of signsOf(place.texts)) {
    for (const cut of yield* cutsBy(sign, place)) {
      const division = yield* divisionBy(cut, place)
      if (division && (!best || division.rank < best.rank)) best = division
      if (best && best.rank <= ranks.pair) return yield* best.part()
    }
  }
  return best ? yield* best.part() : { kind: 'leaf', ...place }
}

/** A way to divide the texts of a place. Their parts are divided only if it is the best. */
interface Division {
  readonly rank: number
  part(): Inquiry<Part>
}

/** The least is the best: rather things of one kind than pairs, rather pairs than what may lack a part or is one of several. */
const ranks = { list: 0, pair: 1, mayLack: 2, rowOrOther: 3, pairOrOther: 4 }

function* divisionBy(cut: Cut, place: Place): Inquiry<Division | undefined> {
  const found = yield* cut.examined()
  if (!found) return undefined
  const sign = signOf(cut, found.signMayRepeat)
  if (cut.width !== undefined) return rows(cut, place, sign, yield* cut.extended())
  if (found.firstMayLack && found.restMayLack && (yield* cut.mayGrow()))
    return { rank: ranks.list, part: () => list(cut, place) }
  if (found.restMayLack) return { rank: ranks.mayLack, part: () => pair(cut, sign, 'rest') }
  if (found.firstMayLack) return { rank: ranks.mayLack, part: () => pair(cut, sign, 'first') }
  if (cut.lacking.length === 0) return { rank: ranks.pair, part: () => pair(cut, sign) }
  if (cut.having.length < cut.lacking.length) return undefined
  // with facts of their own, since texts that are known to have the sign are none that they lack
  const facts = new Facts({ facts: place.facts, spell: text => text })
  return { rank: ranks.pairOrOther, part: () => either(pair(cut, sign), divided({ facts, texts: cut.lacking })) }
}

/** @param extended rows of one part more, which stands in front and may lack */
function rows(cut: Cut, { facts }: Place, sign: Expression, extended: readonly string[]): Division {
  const row = function* (): Inquiry<Part> {
    const rest = yield* pair(cut, sign)
    if (extended.length === 0) return rest
    const ahead = extended.map(text => cut.sides(text)[0])
    const first = yield* divided(cut.firstPlace(ahead, cut.having[0]))
    return { kind: 'pair', first, sign, rest, mayLack: 'first' }
  }
  const others = cut.lacking.filter(text => !extended.includes(text))
  if (others.length === 0) return { rank: ranks.pair, part: row }
  return { rank: ranks.rowOrOther, part: () => either(row(), divided({ facts, texts: others })) }
}

function* list(cut: Cut, { facts, texts }: Place): Inquiry<List> {
  // where two signs are accepted but are not as good as one, an empty item stands between them
  return { kind: 'list', facts, texts, sign: signOf(cut, cut.collapses), item: yield* divided(cut.itemPlace()) }
}

function* pair(cut: Cut, sign: Expression, mayLack?: Side): Inquiry<Pair> {
  const { firsts, rests, lacking } = cut
  const first = yield* divided(cut.firstPlace(mayLack === 'rest' ? [...firsts, ...lacking] : firsts))
  const rest = yield* divided(cut.restPlace(mayLack === 'first' ? [...rests, ...lacking] : rests))
  return { kind: 'pair', first, sign, rest, mayLack }
}

function* either(...inquiries: readonly Inquiry<Part>[]): Inquiry<Either> {
  const parts: Part[] = []
  for (const inquiry of inquiries) parts.push(yield* inquiry)
  return { kind: 'either', parts }
}

const signOf = ({ sign }: Cut, mayRepeat: boolean): Expression =>
  mayRepeat ? repetition(literal(sign), 1) : literal(sign)

/** Tries in each place what is known of the others. */
function* enriched(part: Part, pool: readonly string[]): Inquiry<Part> {
  if (part.kind === 'pair')
    return { ...part, first: yield* enriched(part.first, pool), rest: yield* enriched(part.rest, pool) }
  if (part.kind === 'either') return yield* either(...part.parts.map(p => enriched(p, pool)))
  const { facts, texts } = part
  const others = pool.filter(text => !texts.includes(text)).slice(0, mostBorrowed)
  const answers = yield* facts.askAll(others, 'whether what stands in one part may stand in another')
  const found = others.filter((_, i) => answers[i])
  return found.length > 0 ? yield* divided({ facts, texts: distinct([...texts, ...found]) }) : part
}

/** Learns a leaf as an automaton, whose rules are added to others. */
function* learnLeaf(
  { facts, texts }: Leaf,
  principles: Principles,
  limits: AutomatonLimits,
  random: Random,
  rules: Rule[],
): Inquiry<Expression> {
  if (texts.every(text => text === '')) return empty
  const transitions = yield* new AutomatonLearner(facts, principles, limits).learn(texts, random)
  const grammar = transitions && grammarOfAutomaton(transitions)
  if (!grammar) return choice(...texts.map(literal))
  const names = new Map(grammar.rules.map(({ name }, i) => [name, `part${rules.length + i}`]))
  const { start, rules: own } = renamed(grammar, names)
  rules.push(...own)
  return reference(start)
}

/** @param learned what stands for each leaf */
function expressionOf(part: Part, learned: ReadonlyMap<Leaf, Expression>): Expression {
  switch (part.kind) {
    case 'leaf':
      return learned.get(part)!
    case 'either':
      return choice(...part.parts.map(p => expressionOf(p, learned)))
    case 'list': {
      const item = expressionOf(part.item, learned)
      return sequence(item, repetition(sequence(part.sign, item)))
    }
    case 'pair': {
      const { sign, mayLack } = part
      const [first, rest] = [expressionOf(part.first, learned), expressionOf(part.rest, learned)]
      if (mayLack === 'rest') return sequence(first, optional(sequence(sign, rest)))
      return mayLack === 'first' ? sequence(optional(sequence(first, sign)), rest) : sequence(first, sign, rest)
    }
  }
}

function leavesOf(part: Part): Leaf[] {
  if (part.kind === 'leaf') return [part]
  return (part.kind === 'list' ? [part.item] : partsOf(part)).flatMap(leavesOf)
}

/** The places that differ: all items of a list stand in one. */
const placesOf = (part: Part): Place[] =>
  part.kind === 'leaf' || part.kind === 'list' ? [part] : partsOf(part).flatMap(placesOf)

const partsOf = (part: Pair | Either): readonly Part[] => (part.kind === 'pair' ? [part.first, part.rest] : part.parts)

const sizeOf = (texts: readonly string[]) => texts.join('').length
