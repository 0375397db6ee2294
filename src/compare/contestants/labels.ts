import type { Blueprint } from '../../blueprint/index.ts'
import type { LearningTask } from './contestant.ts'
import { type AskingLimits, type LearnedPlant, plantContestant } from './plant.ts'

/** What a plant's record shows: for photographs that are given it as well. */
export interface Labels {
  readonly accepted: readonly string[]
  readonly rejected: readonly string[]
  readonly questions: number
}

/** Grows the plant of the same lesson and seed, and hands over the answers that it was given. */
export function labelsOf(blueprint: Blueprint, limits: AskingLimits): (task: LearningTask) => Promise<Labels> {
  return async task => {
    const { start, ...rest } = task
    const { record, cost } = (await plantContestant(blueprint, limits).learn(rest)) as LearnedPlant
    const texts = (accepted: boolean) => record.filter(entry => entry.accepted === accepted).map(({ text }) => text)
    return { accepted: texts(true), rejected: texts(false), questions: cost.questions }
  }
}
