import type { z } from 'zod'
import type { Learner } from '../growth/protocol.ts'
import type { QuestionKind } from '../growth/question.ts'
import type { Asking, Epoch, EpochTask, Grown } from './epoch.ts'
import type { Plant } from './plant.ts'
import type { Trust } from './record.ts'

/**
 * What grows in a plant: all that creating, growing and reading one knows of its model. A kind is a value; files, epochs,
 * records and replays work for every one of them.
 *
 * @typeParam G what an epoch comes to: the model, and what the plant thinks of it
 */
export interface ModelKind<Question, Outcome, Answer, G extends Grown> {
  readonly name: 'grammar' | 'machine'
  /** What may stand in a file. */
  readonly grown: z.ZodType<G>
  /** How its experiments are looked up and written down. */
  questions(asking: Pick<Asking, 'onTimeout'>): QuestionKind<Question, Outcome, Answer>
  /** Everything that an epoch asks. */
  learner(plant: Plant<Question, Outcome, Answer, G>, epoch: Epoch<G>): Learner<Question, Answer, G>
  /** Outcomes that the plant was given: known without being asked. */
  given(
    plant: Plant<Question, Outcome, Answer, G>,
    epoch: Epoch<G>,
  ): readonly { readonly question: Question; readonly outcome: Outcome }[]
  /** Which answers from before an epoch still hold in it. */
  trust(task: EpochTask): Trust
  /** How an epoch begins that asks again what is known. @param start the last epoch that has a model */
  recheck(start: number | null): Pick<EpochTask, 'kind' | 'start'>
  /** How an epoch begins that hears more. @param last the epoch before it @param canAsk whether there is a world */
  continuation(last: Epoch<G>, canAsk: boolean): Pick<EpochTask, 'kind' | 'start' | 'recheckSince'>
  /** What must come after an epoch that finished; nothing if the plant is done. */
  following(plant: Plant<Question, Outcome, Answer, G>, epoch: Epoch<G>, result: G): Epoch<G> | undefined
}
