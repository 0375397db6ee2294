import { Random } from '../../model/random.ts'
import { extend } from './extend.ts'
import { Hypothesis } from './hypothesis.ts'
import { Facts, type Inquiry } from './inquiry.ts'
import { Knowledge } from './knowledge.ts'
import { shrink } from './shrink.ts'
import { type Overgeneral, verify } from './verify.ts'

/** Studies the texts that the hypothesis does not derive, short ones first. */
export function* study(k: Knowledge, texts: readonly string[]): Inquiry<void> {
  const sorted = [...new Set(texts)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  for (const text of sorted) {
    for (let round = 0; round < 40 && !k.parses(text); round++) {
      if (!(yield* k.facts.ask(text, 'whether an example is accepted'))) break
      const small = yield* shrink(k, text)
      yield* extend(k, small)
    }
  }
}

export function* grow(k: Knowledge, examples: readonly string[], seed: number): Inquiry<Overgeneral[]> {
  yield* study(k, examples)
  const unparsed = function* (): Inquiry<void> {
    yield* study(k, [...examples.filter(e => k.facts.get(e) !== false), ...k.facts.accepted].filter(t => !k.parses(t)))
  }
  yield* unparsed()
  return yield* verify(k, new Random(seed), { enough: 60, repairs: 60, questions: 400 }, unparsed)
}

export { Facts, Hypothesis, Knowledge }
