import { Random } from '../../model/random.ts'
import { judge } from '../work/subject.ts'
import type { Contestant, Learned } from './contestant.ts'

/** Knows its examples and nothing else. */
export const memoriser: Contestant = {
  async learn({ examples, start, changed }) {
    const known = new Set(examples)
    const before = start as (Learned & { known?: ReadonlySet<string> }) | undefined
    if (changed) for (const text of before?.known ?? []) known.add(text)
    const list = [...known]
    const learned: Learned & { known: ReadonlySet<string> } = {
      known,
      score: text => (known.has(text) ? 1 : 0),
      threshold: 1,
      sample: (count, seed) => drawn(list, count, seed),
      cost: { examples: examples.length, questions: 0, seconds: 0 },
      nature: { settings: {} },
    }
    return learned
  },
}

/** Asks the world every time: its true score is 1 in every measure. For testing the measures. */
export const oracle: Contestant = {
  async learn({ world, validation, examples }) {
    return {
      score: async text => ((await judge(world, [text]))[0] ? 1 : 0),
      threshold: 1,
      sample: (count, seed) => drawn([...examples, ...validation.map(pair => pair.good)], count, seed),
      cost: { examples: 0, questions: 0, seconds: 0 },
      nature: { settings: {} },
    }
  },
}

/** Guesses: its true score is one half in pairs, coverage and rejection. For testing the measures. */
export const coin: Contestant = {
  async learn({ seed, examples }) {
    const random = new Random(seed)
    return {
      score: () => random.unit(),
      threshold: 0.5,
      sample: (count, with_) => drawn(examples, count, with_).map(text => [...text].toReversed().join('')),
      cost: { examples: 0, questions: 0, seconds: 0 },
      nature: { settings: {} },
    }
  },
}

function drawn(texts: readonly string[], count: number, seed: number): string[] {
  const random = new Random(seed)
  return texts.length === 0 ? [] : Array.from({ length: count }, () => random.pick(texts))
}
