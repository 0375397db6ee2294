import type { Blueprint } from '../../blueprint/index.ts'
import { listen } from '../../learn/listening/listen.ts'
import { Parser, toEbnf } from '../../model/grammar/index.ts'
import type { Contestant, Learned } from './contestant.ts'
import { heardEvidence } from './evidence.ts'
import { grammarSamples } from './grammar.ts'

interface LearnedListener extends Learned {
  readonly heard: readonly string[]
}

/**
 * A plant that only listens: positive examples alone, and no world to ask. In a world that has changed it hears what it
 * heard before together with what is new, since nobody tells it what no longer holds.
 */
export function listenerContestant(blueprint: Blueprint): Contestant {
  return {
    async learn({ examples, seed, start, changed }): Promise<LearnedListener> {
      const began = performance.now()
      const before = changed ? ((start as LearnedListener | undefined)?.heard ?? []) : []
      const heard = [...before, ...examples]
      const learner = listen({ examples: heard, rejected: [], blueprint, seed })
      let turn = learner.next()
      while (!turn.done) turn = learner.next({ answers: [] })
      const { grammar, report } = turn.value
      const parser = new Parser(grammar)
      const seconds = (performance.now() - began) / 1000
      const { evidence, used } = heardEvidence(grammar, heard)
      const rules = {
        count: grammar.rules.length,
        text: toEbnf(grammar),
        withEvidence: used,
        evidence,
        bits: report.bits,
      }
      return {
        heard,
        score: text => (parser.accepts(text) ? 1 : 0),
        threshold: 1,
        sample: (count, with_) => grammarSamples(grammar, count, with_),
        cost: { examples: examples.length, questions: 0, seconds },
        nature: { rules, settings: { blueprint: blueprint.name } },
      }
    },
  }
}
