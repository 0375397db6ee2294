import { innate } from '../../blueprint/blueprint.ts'
import type { Principles } from '../../blueprint/principles.ts'
import { Distinguisher } from '../../model/machine/distinguish.ts'
import type { MealyMachine } from '../../model/machine/mealy.ts'
import type { Random } from '../../model/random.ts'
import { BEGINNING, Familiarity } from './familiarity.ts'
import type { EquivalenceSearch, MachineLearner } from './lsharp.ts'
import { NONE, type ObservationTree } from './observation-tree.ts'

/** How hard a conjecture is tested before it is believed. */
export interface TestingEffort {
  /** How many tests in a row must agree with it, for each of its transitions; a long one counts for several. */
  readonly perTransition: number
  /** Tests that go out together at least. */
  readonly batch: number
}

/** The principles by which tests are drawn. */
export type TestHabits = Pick<Principles, 'categories' | 'nesting' | 'repetition'>

/**
 * Inputs after which no further part of a test begins, where a reset costs so many inputs: the dearer a reset, the more is
 * tried after it. `npm run bench:machines -- --resets` shows what that saves.
 */
export const longestTest = (resetCost: number) => Math.round(Math.min(200, 30 + 2 * resetCost))

export const usualTesting: TestingEffort = { perTransition: 12, batch: 8 }

/** A part of a test has one random input fewer than this, on average: in a first test, and how many more in a last one. */
const usualDepth = 2
const furtherDepth = 1
/** Of how many random transitions a test begins with the least tried, and of how many inputs it goes on with that one. */
const beginnings = 4
const continuations = 3
/** One in so many random inputs may be one that leads nowhere else although there are others. */
const idle = 4

/**
 * Searches for a counterexample by the randomised Wp method (Smeenk, Moerman, Vaandrager, Jansen 2015): the way to a
 * random state, random inputs, then a word that tells the state where this should lead from another one. Unlike there,
 * what was tried less is more likely to be tried, and so is an input that leads to another state; and a test goes on in
 * the same way from where it is until it has a random number of inputs up to `longestWord`, because the way to a state is
 * most of the price of a test, or ends in a state that cannot be left. The random part grows while nothing is found. What
 * was run before is not run again.
 */
export function randomisedWp(
  random: Random,
  { perTransition, batch }: TestingEffort = usualTesting,
  habits: TestHabits = innate.principles,
  longestWord = longestTest(1),
): EquivalenceSearch {
  return function* (machine, tree) {
    const enough = perTransition * machine.next.length
    const composer = new TestComposer(machine, tree, random, habits)
    for (let done = 0; done < enough; ) {
      const count = batchAfter(done, batch)
      const depth = usualDepth + (furtherDepth * done) / enough
      const words = drawn(count, tree, () => composer.test(depth, 1 + random.below(longestWord)))
      // Where nothing new is left to be tried, this comes to an end as well.
      done += count - words.length + worth(words)
      if (words.length === 0) continue
      const found = yield* put(
        words,
        machine,
        tree,
        `whether a machine of ${size(machine)} is right (${words.length} tests)`,
      )
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Draws tests of a machine. */
class TestComposer {
  readonly #machine: MealyMachine
  readonly #random: Random
  readonly #habits: TestHabits
  readonly #familiarity: Familiarity
  /** The inputs, those of a kind together. */
  readonly #kinds: readonly (readonly number[])[]
  readonly #undoing: readonly (number | undefined)[]
  readonly #access: readonly (readonly number[] | undefined)[]
  /** For each state the words that tell it from the others. */
  readonly #family: readonly (readonly (readonly number[])[])[]
  /** For each two transitions in a row, how often each of these words was given behind them. */
  readonly #told = new Map<number, Int32Array>()
  readonly #isSink: readonly boolean[]

  constructor(machine: MealyMachine, tree: ObservationTree, random: Random, habits: TestHabits) {
    const k = machine.inputs.length
    this.#machine = machine
    this.#random = random
    this.#habits = habits
    this.#familiarity = new Familiarity(machine, tree)
    this.#kinds = habits.categories ? kindsOfInputs(machine) : machine.inputs.map((_, i) => [i])
    this.#undoing = habits.nesting ? undoingInputs(machine) : []
    this.#access = machine.accessWords()
    this.#family = new Distinguisher(machine).family()
    this.#isSink = machine.names.map((_, s) => machine.inputs.every((_, i) => machine.next[s * k + i] === s))
  }

  /** @param depth random inputs at a time, on average @param length inputs after which no further part begins */
  test(depth: number, length: number): number[] {
    const random = this.#random
    const k = this.#machine.inputs.length
    const first = this.#leastTried()
    const word: number[] = []
    const way: number[] = []
    let state = 0
    const give = (input: number) => {
      way.push(this.#familiarity.count(way.at(-1) ?? BEGINNING, state, input))
      state = this.#machine.next[way.at(-1)!]!
      word.push(input)
    }
    for (const input of this.#access[Math.floor(first / k)]!) give(input)
    give(first % k)
    do {
      const from = word.length
      while (random.unit() > 1 / depth) {
        const again = this.#habits.repetition && random.below(8) === 0
        give(again ? word.at(-1)! : this.#next(way.at(-1)!))
      }
      if (this.#habits.nesting && random.below(8) === 0)
        for (const i of closing(word.slice(from), this.#undoing)) give(i)
      if (this.#family[state]!.length === 0) give(this.#next(way.at(-1)!))
      else for (const input of this.#telling(state, way)) give(input)
    } while (word.length < length && !this.#isSink[state])
    return word
  }

  /** A transition to begin with. */
  #leastTried(): number {
    const { next, inputs } = this.#machine
    const candidates: number[] = []
    while (candidates.length < beginnings) {
      const transition = this.#random.below(next.length)
      if (this.#access[Math.floor(transition / inputs.length)] !== undefined) candidates.push(transition)
    }
    return least(candidates, transition => this.#familiarity.tried(transition))
  }

  /** An input to go on with after a transition. */
  #next(before: number): number {
    const { next, inputs } = this.#machine
    const random = this.#random
    const state = next[before]!
    const drawn = Array.from({ length: continuations }, () => random.pick(random.pick(this.#kinds)))
    const moving = random.below(idle) > 0 ? drawn.filter(input => next[state * inputs.length + input] !== state) : []
    return least(moving.length > 0 ? moving : drawn, input => this.#familiarity.followed(before, input))
  }

  /** A word that tells a state from another one: one of those that were given least behind the last two transitions. */
  #telling(state: number, way: readonly number[]): readonly number[] {
    const words = this.#family[state]!
    const place = (way.at(-2) ?? BEGINNING) * this.#machine.next.length + way.at(-1)!
    const times = this.#told.get(place) ?? new Int32Array(words.length)
    this.#told.set(place, times)
    const from = this.#random.below(words.length)
    const chosen = least(
      words.map((_, n) => (from + n) % words.length),
      n => times[n]!,
    )
    times[chosen]!++
    return words[chosen]!
  }
}

/** The first of those with the smallest value. */
function least(numbers: readonly number[], value: (number: number) => number): number {
  return numbers.reduce((a, b) => (value(b) < value(a) ? b : a))
}

/** How many tests go out together: few when much may still be wrong, for what follows a counterexample is in vain. */
function batchAfter(done: number, batch: number): number {
  return Math.max(batch, Math.floor(done / 8))
}

/** How many tests of usual length these are worth, at least one each: long ones try more, so that fewer will do. */
function worth(words: readonly (readonly number[])[]): number {
  const usual = longestTest(1) / 2
  return words.reduce((sum, word) => sum + Math.max(1, word.length / usual), 0)
}

/** Searches by random words: each of `length` inputs. @param effort as for `randomisedWp` */
export function randomWalks(
  random: Random,
  length: number,
  { perTransition, batch }: TestingEffort = usualTesting,
): EquivalenceSearch {
  return function* (machine, tree) {
    const k = machine.inputs.length
    const enough = perTransition * machine.size * k
    for (let done = 0; done < enough; ) {
      const words = drawn(batchAfter(done, batch), tree, () => Array.from({ length }, () => random.below(k)))
      if (words.length === 0) return undefined
      done += worth(words)
      const found = yield* put(
        words,
        machine,
        tree,
        `whether a machine of ${size(machine)} is right (${words.length} random walks)`,
      )
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Searches by asking for given words: the tests of an earlier machine. */
export function replay(words: readonly (readonly string[])[]): EquivalenceSearch {
  return function* (machine, tree) {
    const known = words.map(word => word.map(name => tree.inputNumber(name)))
    const fresh = known.filter(word => tree.at(word) === NONE)
    if (fresh.length === 0) return undefined
    return yield* put(fresh, machine, tree, `${fresh.length} words that were given`)
  }
}

const size = (machine: MealyMachine) => (machine.size === 1 ? '1 state' : `${machine.size} states`)

/** The inputs that act alike in every state of the machine, together. */
function kindsOfInputs(machine: MealyMachine): number[][] {
  const k = machine.inputs.length
  const kinds = new Map<string, number[]>()
  for (let i = 0; i < k; i++) {
    let column = ''
    for (let s = 0; s < machine.size; s++) column += `${machine.next[s * k + i]}:${machine.output[s * k + i]},`
    const kind = kinds.get(column)
    if (kind === undefined) kinds.set(column, [i])
    else kind.push(i)
  }
  return [...kinds.values()]
}

/** For each input another one that leads back from where it led, in some state; undefined where there is none. */
function undoingInputs(machine: MealyMachine): (number | undefined)[] {
  const k = machine.inputs.length
  return machine.inputs.map((_, i) => {
    for (let s = 0; s < machine.size; s++) {
      const to = machine.next[s * k + i]!
      if (to === s) continue
      for (let j = 0; j < k; j++) if (j !== i && machine.next[to * k + j] === s) return j
    }
    return undefined
  })
}

/** What closes again what these inputs opened, the last one first. */
function closing(opened: readonly number[], undoing: readonly (number | undefined)[]): number[] {
  return opened.flatMap(i => undoing[i] ?? []).reverse()
}

/** One search after the other. */
export function inTurn(...searches: readonly EquivalenceSearch[]): EquivalenceSearch {
  return function* (machine, tree) {
    for (const search of searches) {
      const found = yield* search(machine, tree)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Different words that were not run before; fewer than wanted where they are hard to find. */
function drawn(count: number, tree: ObservationTree, draw: () => number[]): number[][] {
  const words = new Map<string, number[]>()
  for (let attempts = 20 * count; attempts > 0 && words.size < count; attempts--) {
    const word = draw()
    if (tree.at(word) === NONE) words.set(word.join(), word)
  }
  return [...words.values()]
}

/** Runs the words. Returns the shortest beginning of one that the machine answers wrongly. */
function* put(
  words: readonly (readonly number[])[],
  machine: MealyMachine,
  tree: ObservationTree,
  about: string,
): MachineLearner<readonly string[] | 'stopped' | undefined> {
  const ask = words.map(word => ({ inputs: word.map(i => machine.inputs[i]!) }))
  const figures = { states: machine.size }
  const reply = yield { ask, about, purpose: 'verifying', figures, best: () => machine }
  if (reply.answers === undefined) return 'stopped'
  let found: readonly string[] | undefined
  for (const run of reply.answers) {
    tree.add(run)
    const expected = machine.run(run.inputs).outputs
    const wrong = run.outputs.findIndex((output, n) => output !== expected[n])
    if (wrong >= 0 && (found === undefined || wrong + 1 < found.length)) found = run.inputs.slice(0, wrong + 1)
  }
  return found
}
