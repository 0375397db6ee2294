import { CambiumError } from '../../model/error.ts'
import { type Grammar, Sampler } from '../../model/grammar/index.ts'
import { Random } from '../../model/random.ts'

/** Code points of a generated text, at most. */
const longestSample = 300

/** Texts of a grammar; none of a grammar of nothing. */
export function grammarSamples(grammar: Grammar, count: number, seed: number): string[] {
  try {
    const sampler = new Sampler(grammar)
    const random = new Random(seed)
    return Array.from({ length: count }, () => sampler.sample(random, { maxLength: longestSample }))
  } catch (error) {
    if (error instanceof CambiumError && /^(grammar-unproductive|sample-too-long)$/.test(error.code)) return []
    throw error
  }
}
