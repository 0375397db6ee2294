import { tell, untilStopped } from '../../growth/ask.ts'
import { Parser, simplify } from '../../model/grammar/index.ts'
import type { GrammarLearner, GrammarModel, GrammarTask } from '../grammar/model.ts'
import { mergeStates, type State } from './automaton.ts'
import { bitsOf, spelled } from './bits.ts'
import { flat } from './flat.ts'
import { narrow, prune } from './narrow.ts'
import { findPairs, type Nested, takeApart } from './nesting.ts'
import { polish } from './polish.ts'
import { worded } from './recount.ts'
import { rulesOf, spellerOf } from './regular.ts'
import { reversible } from './reversible.ts'
import type { Rules } from './rules.ts'
import { type Moves, search } from './search.ts'
import type { Speller } from './spelling.ts'
import { asCharacters, asRuns, asWords, type Reading } from './tokens.ts'
import { toGrammar } from './write.ts'

/** Experience of up to so many tokens is searched thoroughly. */
const thorough = 1500

/** Flat rules of more symbols are not searched. */
const longest = 30_000

/** How eagerly states are merged: each is tried, and the bits decide. */
const eagernesses = [0, 0.5, 1, 3]

/** A grammar that explains the experience. */
interface Hypothesis {
  readonly rules: Rules
  readonly reading: Reading
  readonly bits: number
}

/**
 * Learns a grammar from examples alone: of many hypotheses, of several families, the one that takes fewest bits to write
 * down together with the experience (see `bitsOf`). It asks nothing.
 *
 * Automata, at the top and inside of each kind of bracket, found by merging states and as reversible languages; and
 * context-free rules found by naming what recurs and making one what stands for each other, from the bare examples and
 * from the automata on.
 *
 * @returns a learner whose steps ask nothing and only tell how far it is
 */
export function* listen(task: GrammarTask): GrammarLearner {
  const heard = new Map(task.examples.map(text => [text, 1]))
  const found = new Found(task)
  const best = () => found.model()
  return yield* untilStopped(
    (function* (): GrammarLearner {
      if (!task.blueprint.principles.simplicity) return best()
      for (const reading of readingsOf(heard, task)) {
        for (const hypothesis of hypotheses(reading, task)) {
          if (hypothesis) found.add({ ...hypothesis, reading })
          const figures = { bits: Math.round(found.bits) }
          yield* tell(`which grammar takes fewest bits with what it explains`, { best, figures })
        }
      }
      return best()
    })(),
    best,
  )
}

/** The ways to read the experience that the principles allow. */
function readingsOf(heard: ReadonlyMap<string, number>, { blueprint }: GrammarTask): Reading[] {
  const readings = [asCharacters(heard)]
  if (blueprint.principles.categories) readings.push(...[asRuns(heard), asWords(heard)].filter(r => r !== undefined))
  return readings
}

type Proposal = { readonly rules: Rules } | undefined

/** Hypotheses of all families, one after the other, with nothing in between where one takes long. */
function* hypotheses(reading: Reading, task: GrammarTask): Generator<Proposal> {
  const { principles } = task.blueprint
  const hasRuns = reading.tokens.some(token => token === undefined || token.length > 1)
  const isSmall = sizeOf(reading.texts) <= thorough && reading.tokens.every(token => token !== undefined)
  const pairs = principles.nesting ? findPairs(reading) : []
  const nestings = (pairs.length > 0 && !isSmall ? [pairs] : pairs.length > 0 ? [[], pairs] : [[]]).map(p =>
    takeApart(reading, p),
  )
  const speller = spellerOf(principles.categories)
  const moves = {
    merge: principles.substitutability,
    chunk: principles.recurrence,
    recursion: principles.recursion,
  }
  const results: Rules[] = []
  const flats = nestings
    .map(nested => flat(reading, nested, undefined))
    .filter(
      ({ productions }) =>
        productions.reduce((n, list) => n + sizeOf(list.map(({ right }) => ({ symbols: right }))), 0) <= longest,
    )
  if (isSmall || hasRuns) for (const start of flats) yield* searched(start)
  const regular: Rules[] = []
  for (const nested of nestings) {
    for (const roots of automata(reading, nested, task, speller, isSmall)) {
      if (!roots) yield undefined
      else {
        const rules = [true, false].map(factored => rulesOf(reading, nested, roots, speller, factored))
        const [better] = rules.sort((a, b) => bitsOf(a).total - bitsOf(b).total)
        regular.push(better!)
        yield { rules: better! }
      }
    }
  }
  for (const start of cheapest(regular, 2)) yield* searched(start)
  if (isSmall && principles.categories) {
    const categorised = nestings.flatMap(nested => regular.map(rules => flat(reading, nested, rules)))
    for (const start of cheapest(categorised, 4)) yield* searched(start)
  }
  if (!isSmall) return
  for (const result of cheapest(results, 2)) {
    const refining = prune(result, reading)
    let step = refining.next()
    for (; !step.done; step = refining.next()) yield undefined
    yield { rules: step.value }
  }

  function* searched(start: Rules): Generator<Proposal> {
    if (!(moves.merge || moves.chunk)) return
    const finding = widenedAndNarrowed(start, reading, moves)
    let step = finding.next()
    for (; !step.done; step = finding.next()) yield undefined
    const found = step.value
    if (!found.terminals.some(({ kind }) => kind === 'word')) {
      results.push(found)
      yield { rules: found }
    }
    const spelled = worded(found, reading, speller)
    if (spelled) yield { rules: spelled }
  }
}

/** Widens and narrows rules in turn as long as that saves bits. */
export function* widenedAndNarrowed(start: Rules, reading: Reading, moves: Moves): Generator<void, Rules> {
  let best = start
  for (let bits = Number.POSITIVE_INFINITY; bitsOf(best).total < bits - 1e-9; ) {
    bits = bitsOf(best).total
    best = yield* search(best, moves)
    best = yield* narrow(best, reading)
  }
  return best
}

const sizeOf = (texts: readonly { readonly symbols: readonly number[] }[]) =>
  texts.reduce((n, { symbols }) => n + symbols.length, 0)

/** The different ones of fewest bits. */
function cheapest(rules: readonly Rules[], most: number): Rules[] {
  const different = new Map(rules.map(one => [JSON.stringify(one), one]))
  return [...different.values()].sort((a, b) => bitsOf(a).total - bitsOf(b).total).slice(0, most)
}

/** Automata for the contents, each state in which one begins. */
function* automata(
  reading: Reading,
  nested: Nested,
  { blueprint }: GrammarTask,
  speller: Speller,
  isSmall: boolean,
): Generator<readonly State[] | undefined> {
  const { substitutability, repetition: loops } = blueprint.principles
  if (!substitutability) return
  const bits = (roots: readonly State[]) => bitsOf(rulesOf(reading, nested, roots, speller)).total
  for (const eagerness of eagernesses) {
    for (const acrossKinds of isSmall ? [false] : [false, true]) {
      const merging = mergeStates(reading, nested, { eagerness, acrossKinds, loops })
      let step = merging.next()
      for (; !step.done; step = merging.next()) yield undefined
      yield step.value
      if (isSmall) yield* polished(step.value)
    }
  }
  if (!isSmall || !loops) return
  for (const k of [0, 1, 2]) {
    const roots = reversible(nested, k)
    yield roots
    yield* polished(roots)
  }

  function* polished(roots: readonly State[]): Generator<readonly State[] | undefined> {
    const polishing = polish(roots, loops, bits)
    let step = polishing.next()
    for (; !step.done; step = polishing.next()) yield undefined
    yield step.value
  }
}

/** The best hypothesis so far; at first the examples one by one. */
class Found {
  readonly #task: GrammarTask
  readonly #nothing: boolean
  #best: Hypothesis

  constructor(task: GrammarTask) {
    this.#task = task
    this.#nothing = task.examples.includes('')
    const terminals = task.examples.map(text => ({ kind: 'text' as const, text }))
    const list = task.examples.map((_, i) => ({ right: [~i], count: 1 }))
    const rules = { terminals, productions: [list] }
    const reading = { join: '', tokens: [...task.examples], kinds: [], texts: [] }
    this.#best = { rules, reading, bits: bitsOf(rules).total }
  }

  get bits(): number {
    return this.#best.bits
  }

  /** Keeps it if it is better, covers every example and derives nothing that is known to be rejected. */
  add({ rules, reading }: Omit<Hypothesis, 'bits'>): void {
    const bits = bitsOf(rules).total
    if (bits >= this.bits - 1e-9) return
    const parser = new Parser(toGrammar(rules, reading.join, this.#nothing))
    if (this.#task.rejected.some(text => parser.accepts(text))) return
    if (!this.#task.examples.every(text => parser.accepts(text))) return
    this.#best = { rules, reading, bits }
  }

  model(): GrammarModel {
    const { rules, reading } = this.#best
    const raw = toGrammar(rules, reading.join, this.#nothing)
    // What is only listed is as simple as it gets.
    const isList = rules.productions.length === 1
    const grammar = this.#task.blueprint.principles.simplicity && !isList ? simplify(raw) : raw
    const { grammar: own, experience } = bitsOf(rules)
    const plain = this.#task.examples.reduce((n, text) => n + spelled(text), 0)
    return {
      grammar,
      core: null,
      evidence: Object.fromEntries(grammar.rules.map(({ name }) => [name, []])),
      report: {
        uncovered: [],
        overgeneral: [],
        notes: [],
        bits: { examples: this.#task.examples.length, plain, grammar: own, experience },
      },
    }
  }
}
