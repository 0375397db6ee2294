import { CambiumError } from '../error.ts'
import { Distinguisher } from './distinguish.ts'
import type { MealyMachine } from './mealy.ts'

/** How a conformance test suite is built. */
export type SuiteMethod = 'w' | 'wp' | 'hsi'

/**
 * Words that any machine with at most `extraStates` more states than this one answers differently somewhere, unless it is
 * equivalent: the W method (Chow 1978), the Wp method (Fujiwara et al. 1991) or the HSI method (Petrenko 1991), in order
 * of shrinking size. No word is the beginning of another. The number of words grows with inputs ^ extraStates.
 *
 * @param machine complete and minimal
 * @throws CambiumError `machine-incomplete` if a transition is not known, `suite-too-large` beyond `limit` words
 */
export function conformanceSuite(
  machine: MealyMachine,
  {
    method = 'hsi',
    extraStates = 0,
    limit = 1_000_000,
  }: { method?: SuiteMethod; extraStates?: number; limit?: number } = {},
): string[][] {
  if (!machine.complete) {
    throw new CambiumError(
      'machine-incomplete',
      'A test suite needs a machine whose transitions are all known. Let the plant grow on.',
    )
  }
  const k = machine.inputs.length
  const access = machine.accessWords()
  const family = new Distinguisher(machine).family()
  const all = [...new Map(family.flat().map(word => [word.join(), word])).values()]
  const words = new WordSet(k, limit)
  const after = (word: readonly number[]) => word.reduce((s, i) => machine.next[s * k + i]!, 0)
  for (const cover of access) {
    if (cover === undefined) continue
    let middles: number[][] = [[]]
    for (let depth = 0; depth <= extraStates + 1; depth++) {
      for (const middle of middles) {
        const prefix = [...cover, ...middle]
        const state = after(prefix)
        // Wp checks with all words where states are recognised, and with those of the state where transitions are.
        const suffixes = method === 'w' || (method === 'wp' && depth <= extraStates) ? all : family[state]!
        if (suffixes.length === 0) words.add(prefix)
        for (const suffix of suffixes) words.add([...prefix, ...suffix])
      }
      if (depth <= extraStates) middles = middles.flatMap(middle => machine.inputs.map((_, i) => [...middle, i]))
    }
  }
  return words.longest().map(word => word.map(i => machine.inputs[i]!))
}

/** Words as a tree, so that beginnings of others drop out. */
class WordSet {
  readonly #k: number
  readonly #limit: number
  readonly #children: number[] = []
  #size = 1

  constructor(k: number, limit: number) {
    this.#k = k
    this.#limit = limit * 10
    for (let i = 0; i < k; i++) this.#children.push(-1)
  }

  add(word: readonly number[]): void {
    let node = 0
    for (const i of word) {
      let child = this.#children[node * this.#k + i]!
      if (child < 0) {
        if (this.#size >= this.#limit) {
          throw new CambiumError(
            'suite-too-large',
            `The suite has too many words for its limit. Ask for fewer extra states.`,
          )
        }
        child = this.#size++
        this.#children[node * this.#k + i] = child
        for (let j = 0; j < this.#k; j++) this.#children.push(-1)
      }
      node = child
    }
  }

  longest(): number[][] {
    const result: number[][] = []
    const walk: { node: number; word: number[] }[] = [{ node: 0, word: [] }]
    while (walk.length > 0) {
      const { node, word } = walk.pop()!
      let leaf = true
      for (let i = this.#k - 1; i >= 0; i--) {
        const child = this.#children[node * this.#k + i]!
        if (child < 0) continue
        leaf = false
        walk.push({ node: child, word: [...word, i] })
      }
      if (leaf && word.length > 0) result.push(word)
    }
    return result
  }
}
