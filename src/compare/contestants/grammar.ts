import { CambiumError } from '../../model/error.ts'
import { type Grammar, Sampler, toEbnf } from '../../model/grammar/index.ts'
import { Random } from '../../model/random.ts'
import type { Nature } from './contestant.ts'

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

/** What a grammar shows. @param evidence for each rule the texts on which it rests */
export function rulesOf(
  grammar: Grammar,
  evidence: Readonly<Record<string, readonly string[]>>,
): NonNullable<Nature['rules']> {
  return {
    count: grammar.rules.length,
    text: toEbnf(grammar),
    withEvidence: grammar.rules.filter(({ name }) => (evidence[name]?.length ?? 0) > 0).length,
  }
}
