import { extend } from './extend.ts'
import { Hypothesis } from './hypothesis.ts'
import { Facts, type Inquiry } from './inquiry.ts'
import { Knowledge } from './knowledge.ts'
import { shrink } from './shrink.ts'

export function* study(k: Knowledge, examples: readonly string[]): Inquiry<void> {
  const sorted = [...new Set(examples)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  for (const example of sorted) {
    while (!k.parses(example)) {
      if (!(yield* k.facts.ask(example, 'whether an example is accepted'))) break
      const small = yield* shrink(k, example)
      yield* extend(k, small)
    }
  }
}

export { Facts, Hypothesis, Knowledge }
