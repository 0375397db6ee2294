import { innate } from '../../blueprint/index.ts'
import type { Comparison, ContestantSpec } from '../config/config.ts'
import type { Contestant } from './contestant.ts'
import { externalAt } from './external.ts'
import { coin, memoriser, oracle } from './known.ts'
import { labelsOf } from './labels.ts'
import { listenerContestant } from './listener.ts'
import { ngramContestant } from './ngram.ts'
import { plantContestant } from './plant.ts'
import { transformerContestant } from './transformer.ts'

export type { Contestant, Cost, Learned, LearningTask, Nature } from './contestant.ts'

/**
 * The contestant that a configuration describes.
 * @param learningRate of a transformer, as it was found to be best; its first one unless given
 */
export function contestantFor(
  { contestants }: Pick<Comparison, 'contestants'>,
  spec: ContestantSpec,
  learningRate = spec.learningRates[0]!,
): Contestant {
  // A photograph with answers gets those of the first plant that asks.
  const asking = contestants.find(({ kind }) => kind === 'plant')
  const limitsOf = ({ questions, silence }: ContestantSpec) => ({ questions: questions ?? undefined, silence })
  const labels = spec.labels ? labelsOf(asking?.blueprint ?? innate, asking ? limitsOf(asking) : {}) : undefined
  switch (spec.kind) {
    case 'plant':
      return plantContestant(spec.blueprint!, limitsOf(spec))
    case 'ngram':
      return ngramContestant(spec, labels)
    case 'transformer': {
      const { preset, steps, context, vocabularies } = spec
      return transformerContestant({ preset, steps, context, vocabulary: vocabularies[0]!, learningRate }, labels)
    }
    case 'listener':
      return listenerContestant(spec.blueprint!)
    case 'external':
      return externalAt(spec.address!)
    case 'memoriser':
      return memoriser
    case 'oracle':
      return oracle
    case 'coin':
      return coin
  }
}
