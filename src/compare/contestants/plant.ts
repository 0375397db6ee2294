import type { Blueprint } from '../../blueprint/index.ts'
import { learnGrammar } from '../../learn/grammar/learn.ts'
import type { GrammarLearner, GrammarTask } from '../../learn/grammar/model.ts'
import { toEbnf } from '../../model/grammar/index.ts'
import { type GrammarPlant, grow, tend } from '../../plant/index.ts'
import type { Acceptor } from '../../world/index.ts'
import type { Contestant, Learned, Rules } from './contestant.ts'
import { askedEvidence } from './evidence.ts'
import { grammarSamples } from './grammar.ts'

export interface LearnedPlant extends Learned {
  readonly plant: GrammarPlant
  /** Every text about which the world gave an answer, each once. */
  readonly record: readonly { readonly text: string; readonly accepted: boolean }[]
}

/** How a plant may ask. */
export interface AskingLimits {
  /** At most, whenever it grows. */
  readonly questions?: number
  /** How it takes a question that is not answered while it learns. */
  readonly silence?: 'refused' | 'accepted'
}

/**
 * A plant that asks the world while it grows.
 */
export function plantContestant(blueprint: Blueprint, limits: AskingLimits = {}): Contestant {
  return {
    async learn(task): Promise<LearnedPlant> {
      const { examples, seed, silent, signal } = task
      const began = performance.now()
      const world = silent ? hushed(task.world, silent) : task.world
      const learn =
        silent && ((given: GrammarTask) => heeding(learnGrammar(given), silent, limits.silence === 'accepted'))
      const before = (task.start as LearnedPlant | undefined)?.plant
      const asked = before ? before.experiments.length : 0
      const options = { examples, world, signal, learn, budget: limits.questions }
      const plant = before
        ? await tend(before, { ...options, recheck: true })
        : await grow({ ...options, blueprint, seed })
      const grown = plant.model
      const record = new Map<string, boolean>()
      for (const { question, outcome } of plant.experiments)
        if (outcome.kind === 'accepted' || outcome.kind === 'rejected')
          record.set(question, outcome.kind === 'accepted')
      return {
        plant,
        record: [...record].map(([text, accepted]) => ({ text, accepted })),
        score: text => (plant.accepts(text) ? 1 : 0),
        threshold: 1,
        goesOnInPlace: true,
        sample: (count, with_) => grammarSamples(grown.grammar, count, with_),
        cost: {
          examples: examples.length,
          questions: plant.experiments.length - asked,
          seconds: (performance.now() - began) / 1000,
        },
        nature: { rules: rulesOf(plant), settings: { blueprint: blueprint.name } },
      }
    },
  }
}

function rulesOf(plant: GrammarPlant): Rules {
  const { grammar, evidence } = plant.model
  return {
    count: grammar.rules.length,
    text: toEbnf(grammar),
    withEvidence: grammar.rules.filter(({ name }) => Object.hasOwn(evidence, name) && evidence[name]!.length > 0)
      .length,
    evidence: askedEvidence(plant),
  }
}

/** A world that gives no answer about some texts. */
function hushed(world: Acceptor, silent: (text: string) => boolean): Acceptor {
  return {
    description: world.description,
    ask: async (text, signal) => (silent(text) ? { kind: 'timed-out' } : world.ask(text, signal)),
    close: () => world.close(),
  }
}

/**
 * A learner of whose questions some are not answered. It refutes nothing when the finished model is put to the test; while
 * it learns, a cautious learner takes it for a refusal, and a bold one for a confirmation of what it conjectured.
 */
function* heeding(learner: GrammarLearner, silent: (text: string) => boolean, bold: boolean): GrammarLearner {
  let turn = learner.next()
  while (!turn.done) {
    const step = turn.value
    const reply = yield { ...step, ask: step.ask.filter(text => !silent(text)) }
    if (reply.stop !== undefined) {
      turn = learner.next(reply)
      continue
    }
    let next = 0
    const answers = step.ask.map(text => (silent(text) ? bold || step.purpose === 'verifying' : reply.answers[next++]!))
    turn = learner.next({ answers })
  }
  return turn.value
}
