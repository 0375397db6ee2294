import { innate } from '../../blueprint/blueprint.ts'
import type { Principles } from '../../blueprint/principles.ts'
import { Distinguisher } from '../../model/machine/distinguish.ts'
import type { MealyMachine } from '../../model/machine/mealy.ts'
import type { Random } from '../../model/random.ts'
import type { EquivalenceSearch, MachineLearner } from './lsharp.ts'
import { NONE, type ObservationTree } from './observation-tree.ts'

/** How hard a conjecture is tested before it is believed. */
export interface TestingEffort {
  /** How many tests in a row must agree with it, for each of its transitions. */
  readonly perTransition: number
  /** Tests that go out together. */
  readonly batch: number
}

/** The principles by which tests are drawn. */
export type TestHabits = Pick<Principles, 'categories' | 'nesting' | 'repetition'>

/** Inputs of a test at most, but for its last word: on the eleven models 20 is better than 1, 10 or 40. */
const usualLength = 20

/** The same where a reset costs so many inputs: the dearer a reset, the more is to be tried after it. */
export const longestTest = (resetCost: number) => Math.round(usualLength + resetCost)

export const usualTesting: TestingEffort = { perTransition: 20, batch: 32 }

/**
 * Searches for a counterexample by the randomised Wp method (Smeenk, Moerman, Vaandrager, Jansen 2015): the way to a
 * random state, random inputs, then a word that tells the state where this should lead from another one. Unlike there,
 * a test goes on in the same way from where it is until it has up to `longestWord` inputs, because the way to a state is most
 * of the price of a test, and ends in a state that cannot be left. The random part grows while nothing is found. What was
 * run before is not run again.
 */
export function randomisedWp(
  random: Random,
  { perTransition, batch }: TestingEffort = usualTesting,
  { categories, nesting, repetition }: TestHabits = innate.principles,
  longestWord = usualLength,
): EquivalenceSearch {
  return function* (machine, tree) {
    const k = machine.inputs.length
    const kinds = categories ? kindsOfInputs(machine) : machine.inputs.map((_, i) => [i])
    const undoing = nesting ? undoingInputs(machine) : []
    const access = machine.accessWords()
    const family = new Distinguisher(machine).family()
    const enough = perTransition * machine.size * k
    const step = (s: number, i: number) => machine.next[s * k + i]!
    const sink = access.map((_, s) => machine.inputs.every((_, i) => step(s, i) === s))
    for (let done = 0; done < enough; done += batch) {
      const longest = 2 + (4 * done) / enough
      const words = drawn(batch, tree, () => {
        const word = [...access[random.below(machine.size)]!]
        let state = word.reduce(step, 0)
        const length = 1 + random.below(longestWord)
        while (word.length < length && !(sink[state] && word.length > 0)) {
          const from = word.length
          for (let more = true; more; more = random.unit() > 1 / longest) {
            const again = repetition && word.length > 0 && random.below(8) === 0
            word.push(again ? word.at(-1)! : random.pick(random.pick(kinds)))
          }
          if (nesting && random.below(8) === 0) word.push(...closing(word.slice(from), undoing))
          state = word.slice(from).reduce(step, state)
          const words = family[state]!
          if (words.length === 0) continue
          const telling = random.pick(words)
          word.push(...telling)
          state = telling.reduce(step, state)
        }
        return word
      })
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

/** Searches by random words: each of `length` inputs. @param effort as for `randomisedWp` */
export function randomWalks(
  random: Random,
  length: number,
  { perTransition, batch }: TestingEffort = usualTesting,
): EquivalenceSearch {
  return function* (machine, tree) {
    const k = machine.inputs.length
    const enough = perTransition * machine.size * k
    for (let done = 0; done < enough; done += batch) {
      const words = drawn(batch, tree, () => Array.from({ length }, () => random.below(k)))
      if (words.length === 0) return undefined
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
