import type { Knowledge, QuestionKind } from '../growth/question.ts'
import type { Experiment, ExperimentRecord, GrowthStep, Purpose } from '../growth/record.ts'
import { damaged, type PlantFile } from './file.ts'

/** An experiment of a plant, as people and programs read it. */
export interface RecordedExperiment<Question, Outcome> extends Experiment<Question, Outcome> {
  readonly epoch: number
}

/** A step of a plant. */
export interface RecordedStep extends GrowthStep {
  readonly epoch: number
}

const columns = ['epoch', 'step', 'purpose', 'question', 'outcome', 'time'] as const

/** What is taken for known when an epoch begins. */
export interface Trust {
  /** Answers from epochs before this one are not taken for known. */
  readonly since: number
  /** Answers to verifying questions from before this epoch are not taken for known: the model is verified anew. */
  readonly verifiedSince: number
}

/** The experiments of a plant, as an engine looks them up and adds to them during one epoch. */
export class PlantRecord<Question, Outcome> implements ExperimentRecord<Question, Outcome> {
  readonly #file: PlantFile
  readonly #kind: QuestionKind<Question, Outcome, unknown>
  readonly #epoch: number
  readonly #purpose: Purpose | undefined
  readonly #before: Knowledge<Question, Outcome>
  readonly #during: Knowledge<Question, Outcome>
  #steps: number

  /**
   * Reads the experiments of the plant into memory.
   *
   * @param purpose written down instead of what the engine says
   */
  constructor(
    file: PlantFile,
    kind: QuestionKind<Question, Outcome, unknown>,
    epoch: number,
    { trust = { since: 0, verifiedSince: 0 }, purpose }: { trust?: Trust; purpose?: Purpose } = {},
  ) {
    this.#file = file
    this.#kind = kind
    this.#epoch = epoch
    this.#purpose = purpose
    this.#before = kind.knowledge()
    this.#during = kind.knowledge()
    for (const experiment of experimentsOf(file, kind)) {
      if (experiment.purpose === 'audit') continue
      if (experiment.epoch === epoch) this.#during.add(experiment.question, experiment.outcome)
      else if (experiment.epoch >= (experiment.purpose === 'verifying' ? trust.verifiedSince : trust.since)) {
        this.#before.add(experiment.question, experiment.outcome)
      }
    }
    this.#steps = file.rows('step', ['epoch', 'number', 'detail'], 'epoch = ?', epoch).length
  }

  known(question: Question): Outcome | undefined {
    return this.#before.find(question)
  }

  replay(question: Question): Outcome | undefined {
    return this.#during.find(question)
  }

  write(experiments: readonly Experiment<Question, Outcome>[], steps: readonly GrowthStep[]): void {
    const newSteps = steps.filter(step => step.number >= this.#steps)
    if (experiments.length + newSteps.length === 0) return
    this.#file.write(insert => {
      for (const { question, outcome, purpose, step, time } of experiments) {
        const written = this.#kind.write(question, outcome)
        insert('experiment', {
          epoch: this.#epoch,
          step,
          purpose: purpose === 'audit' ? purpose : (this.#purpose ?? purpose),
          question: written.question,
          outcome: written.outcome,
          time: Math.round(time),
        })
      }
      for (const { number, time, ...detail } of newSteps) {
        const row = { ...detail, time: Math.round(time) }
        insert('step', { epoch: this.#epoch, number, detail: JSON.stringify(row) })
      }
    })
    this.#steps += newSteps.length
  }
}

/** All experiments of a plant, in the order in which their outcomes came. @throws CambiumError `plant-damaged` */
export function experimentsOf<Question, Outcome>(
  file: PlantFile,
  kind: QuestionKind<Question, Outcome, unknown>,
): RecordedExperiment<Question, Outcome>[] {
  return file.rows('experiment', columns).map(([epoch, step, purpose, question, outcome, time]) => {
    try {
      const read = kind.read({ question: String(question), outcome: String(outcome) })
      return {
        ...read,
        epoch: Number(epoch),
        step: Number(step),
        purpose: purpose as Purpose,
        time: Number(time),
      }
    } catch (error) {
      throw damaged(file.path, 'an experiment cannot be read', error)
    }
  })
}

/** All steps of a plant. @throws CambiumError `plant-damaged` */
export function stepsOf(file: PlantFile): RecordedStep[] {
  return file.rows('step', ['epoch', 'number', 'detail']).map(([epoch, number, detail]) => {
    try {
      return { epoch: Number(epoch), number: Number(number), ...JSON.parse(String(detail)) } as RecordedStep
    } catch (error) {
      throw damaged(file.path, 'a step cannot be read', error)
    }
  })
}
