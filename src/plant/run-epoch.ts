import type { QuestionKind } from '../growth/question.ts'
import { run } from '../growth/run.ts'
import type { CambiumError } from '../model/error.ts'
import type { World } from '../world/world.ts'
import type { Epoch, EpochResult, Grown } from './epoch.ts'
import type { ModelKind } from './kind.ts'
import type { GrowthLimits } from './options.ts'
import type { Plant } from './plant.ts'
import { PlantRecord } from './record.ts'

/** How an epoch ended, and how many questions it has cost, those of interrupted runs included. */
export interface EpochRun<G extends Grown> {
  readonly result: EpochResult<G>
  readonly spent: number
  readonly failure: CambiumError | undefined
}

/** Runs one epoch, or goes on with it where it was interrupted, on the record of its plant. */
export async function runEpoch<Question, Outcome, Answer, G extends Grown>(
  plant: Plant<Question, Outcome, Answer, G>,
  epoch: Epoch<G>,
  kind: ModelKind<Question, Outcome, Answer, G>,
  questions: QuestionKind<Question, Outcome, Answer>,
  options: GrowthLimits & { readonly world: World<Question, Outcome> },
): Promise<EpochRun<G>> {
  const { task } = epoch
  const purpose = task.kind === 'recheck' ? 'recheck' : undefined
  const record = new PlantRecord(plant.file, questions, epoch.number, { trust: kind.trust(task), purpose })
  const { onProgress } = options
  const growth = await run({
    ...options,
    learner: kind.learner(plant, epoch),
    kind: questions,
    record,
    given: kind.given(plant, epoch),
    seed: task.seed,
    onProgress: onProgress && (progress => onProgress({ ...progress, epoch })),
  })
  const { failure, counts } = growth
  const result: EpochResult<G> = {
    ended: growth.ended,
    failure: failure ? { code: failure.code, message: failure.message } : null,
    ...growth.model,
    time: Math.round(Date.now()),
  }
  return { result, spent: counts.learning + counts.verifying, failure }
}
