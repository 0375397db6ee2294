import type { Acceptor } from '../../world/world.ts'
import type { Learned } from '../contestants/contestant.ts'
import type { Pair } from '../work/near-miss.ts'
import { judge } from '../work/subject.ts'

/** What is measured of a contestant. Outcomes are a character for each text, `1` right and `0` wrong, in fixed order. */
export interface Measured {
  /** For each pair: does the valid text score higher than its near miss? For those that only accept and reject: is the
   * valid one accepted and the other not? A tie is wrong. The manner of BLiMP (Warstadt et al. 2020). */
  readonly pairs: string
  /** For each valid text: is it accepted, at the contestant's threshold? */
  readonly coverage: string
  /** For each near miss: is it rejected, at the same threshold? Without it, coverage is for the asking. */
  readonly rejection: string
  /** For each generated text: does the world accept it? One that could not be generated is wrong. */
  readonly validity: string
  /** How many of the valid generated texts are different from each other and from all examples. */
  readonly novel: number
  /** A few generated texts, with what the world says. */
  readonly samples: readonly { readonly text: string; readonly valid: boolean }[]
  /** A few of its mistakes. */
  readonly mistakes: Mistakes
}

export interface Mistakes {
  readonly pairs: readonly Pair[]
  readonly missed: readonly string[]
  readonly accepted: readonly string[]
}

/** Mistakes and samples of each kind that are kept for people. */
const kept = 6

/**
 * Measures what a contestant has learned.
 *
 * @param generated texts to generate; 0 where that is not asked
 * @param examples what it was given, to tell what is new in what it generates
 */
export async function measure(
  learned: Learned,
  pairs: readonly Pair[],
  world: Acceptor,
  options: { generated: number; seed: number; examples: readonly string[]; signal?: AbortSignal },
): Promise<Measured> {
  const bits = { pairs: '', coverage: '', rejection: '' }
  const mistakes = { pairs: [] as Pair[], missed: [] as string[], accepted: [] as string[] }
  const note = <T>(list: T[], item: T, right: boolean) => {
    if (!right && list.length < kept) list.push(item)
    return right ? '1' : '0'
  }
  for (const pair of pairs) {
    const good = await learned.score(pair.good)
    const bad = await learned.score(pair.bad)
    bits.pairs += note(mistakes.pairs, pair, good > bad)
    bits.coverage += note(mistakes.missed, pair.good, good >= learned.threshold)
    bits.rejection += note(mistakes.accepted, pair.bad, !(bad >= learned.threshold))
  }
  const { generated, seed, examples, signal } = options
  const texts = generated > 0 ? await learned.sample(generated, seed) : []
  const verdicts = await judge(world, texts, signal)
  const valid = texts.filter((_, i) => verdicts[i])
  const given = new Set(examples)
  return {
    ...bits,
    validity: verdicts
      .map(v => (v ? '1' : '0'))
      .join('')
      .padEnd(generated, '0'),
    novel: new Set(valid.filter(text => !given.has(text))).size,
    samples: texts.slice(0, kept).map((text, i) => ({ text, valid: verdicts[i]! })),
    mistakes,
  }
}
