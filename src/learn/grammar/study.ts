import { memorise } from './build.ts'
import { explain } from './explain.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { reduce } from './reduce.ts'
import { variations } from './vary.ts'

/** A hypothesis that is larger than this takes what is new as it stands, without looking for its place. */
export const largestHypothesis = 250

/**
 * Studies the texts that the hypothesis does not derive, short ones first.
 * @param isEnough whether to leave the rest as it is
 * @param onMisfit what to do when the place of a novelty was not found
 */
export function* study(
  k: Knowledge,
  texts: readonly string[],
  isEnough: () => boolean,
  onMisfit?: () => Inquiry<void>,
): Inquiry<void> {
  const sorted = [...new Set(texts)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const varied = new Set<string>()
  const queue = [...sorted].reverse()
  for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
    for (let round = 0; round < 40 && !k.parses(text) && !isEnough(); round++) {
      if (!(yield* k.facts.ask(text, 'whether an example is accepted'))) break
      if (k.hypothesis.constructs.length > largestHypothesis) {
        memorise(k, text)
        break
      }
      const small = yield* reduce(k, text)
      if (!(yield* explain(k, small)) && onMisfit) yield* onMisfit()
      queue.push(...(yield* variations(k, small, varied)))
    }
  }
}
