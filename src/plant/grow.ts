import { rmSync } from 'node:fs'
import { innate } from '../blueprint/blueprint.ts'
import { systemClock } from '../growth/clock.ts'
import { membership, quote } from '../growth/question.ts'
import { CambiumError } from '../model/error.ts'
import {
  type Asking,
  type Epoch,
  type EpochTask,
  type Example,
  insertEpoch,
  insertExample,
  insertFact,
} from './epoch.ts'
import { PlantFile } from './file.ts'
import type { GrowOptions, TendOptions } from './options.ts'
import { Plant } from './plant.ts'
import { programVersion } from './program.ts'
import { followingEpoch, runEpoch } from './run-epoch.ts'

/** Growth ended because the world failed or contradicted itself. What was learned until then is in the plant. */
export class GrowthFailed extends CambiumError {
  readonly plant: Plant

  constructor(failure: { code: string; message: string }, plant: Plant, cause?: unknown) {
    super(failure.code, failure.message, { blame: 'world', cause })
    this.plant = plant
  }
}

/**
 * Grows a grammar from examples and a world that judges texts:
 * `const plant = await grow({ examples, world: accepts(isValid) })`.
 *
 * The same examples, blueprint, seed and answers give the same grammar, however many questions go out at a time. With a
 * file, every answer is kept as soon as it is known: a killed growth goes on with `tend`.
 *
 * @returns the plant, also when a limit ended the growth; see its last epoch
 * @throws GrowthFailed when the world failed or contradicted itself
 * @throws CambiumError `examples-missing`, `example-not-text`, `example-contradiction`, `plant-exists`, `plant-unwritable`
 */
export async function grow(options: GrowOptions): Promise<Plant> {
  const { blueprint = innate, seed = 1, budget } = options
  const examples = newExamples([], options, 0)
  if (!examples.some(example => example.valid)) {
    throw new CambiumError('examples-missing', 'There is no example to grow from. Give at least one valid text.')
  }
  const clock = options.clock ?? systemClock
  const file = PlantFile.create(options.file, ({ insert }) => {
    insertFact(insert, 'plant', { model: 'grammar', program: programVersion, created: Math.round(clock.now()) })
    insertFact(insert, 'asked', askingOf(options, undefined))
    const task: EpochTask = {
      kind: 'growth',
      program: programVersion,
      blueprint,
      seed,
      start: null,
      recheckSince: null,
      budget: budget ?? null,
    }
    insertEpoch(insert, { number: 0, task, result: null })
    for (const example of examples) insertExample(insert, example)
  })
  const plant = new Plant(file)
  try {
    return await growOn(plant, options)
  } catch (error) {
    plant.close()
    // A world that never answered leaves nothing worth keeping, and the name free for the next attempt.
    if (error instanceof GrowthFailed && file.path !== undefined && isUntouched(file.path)) rmSync(file.path)
    throw error
  }
}

/**
 * Lets a plant go on growing: after an interruption (the unfinished epoch is replayed from its record, nothing that was
 * answered is asked again), with new examples, with a larger budget, or because the world changed (`recheck`). The budget
 * is for the epoch that goes on, what it has spent already included; without one, the plant's last budget holds unless it
 * is used up.
 *
 * @param plant a file, or a plant, which is returned again
 * @throws GrowthFailed when the world failed or contradicted itself
 * @throws CambiumError as `Plant.open`, `plant-in-use` while another process lets it grow, and as `grow` for examples
 */
export async function tend(plant: string | Plant, options: TendOptions): Promise<Plant> {
  const growing = typeof plant === 'string' ? new Plant(PlantFile.open(plant, 'write')) : plant
  try {
    growing.file.beginWriting()
    growing.refresh()
    prepare(growing, options)
    return await growOn(growing, options)
  } catch (error) {
    if (typeof plant === 'string' && !(error instanceof GrowthFailed)) growing.close()
    throw error
  } finally {
    growing.file.settle()
  }
}

/** Writes down what is new: how the world is asked, examples, the epochs that follow. */
function prepare(plant: Plant, options: TendOptions): void {
  const last = plant.epochs.at(-1)!
  let number = last.number + 1
  const examples = newExamples(plant.examples, options, number)
  const task = { ...last.task, program: programVersion, budget: options.budget ?? null }
  const added: Epoch[] = []
  const add = (more: Pick<EpochTask, 'kind' | 'start' | 'recheckSince'>) =>
    added.push({ number: number++, task: { ...task, ...more }, result: null })
  const withModel = plant.epochs.findLast(epoch => epoch.result !== null)
  if (options.recheck && withModel) add({ kind: 'recheck', start: withModel.number, recheckSince: number })
  else if (options.recheck) add({ kind: 'growth', start: null, recheckSince: number })
  // New examples come in with the recheck's growth, if there is one.
  else if (examples.length > 0) add({ kind: 'growth', start: last.number, recheckSince: null })
  plant.file.write(insert => {
    insertFact(insert, 'asked', askingOf(options, plant.asking))
    for (const example of examples) insertExample(insert, example)
    for (const epoch of added) insertEpoch(insert, epoch)
  })
  plant.refresh()
}

/** Runs what is unfinished, one epoch after the other, until all is done or a limit ends it. */
async function growOn(plant: Plant, options: GrowOptions | TendOptions): Promise<Plant> {
  const clock = options.clock ?? systemClock
  const end = options.deadline === undefined ? undefined : clock.now() + options.deadline
  const kind = membership(plant.asking.onTimeout)
  let left = options.budget
  for (let epoch = unfinished(plant.epochs); epoch; epoch = unfinished(plant.epochs)) {
    const budget = left ?? (epoch.result?.ended === 'budget' ? undefined : (epoch.task.budget ?? undefined))
    const deadline = end === undefined ? undefined : Math.max(0, end - clock.now())
    const { result, spent, failure } = await runEpoch(plant, epoch, kind, { ...options, clock, budget, deadline })
    const next = result.ended === 'finished' ? followingEpoch(plant, epoch, result, kind) : undefined
    plant.file.write(insert => {
      insertEpoch(insert, {
        ...epoch,
        task: { ...epoch.task, program: programVersion, budget: budget ?? null },
        result,
      })
      if (next) insertEpoch(insert, next)
    })
    plant.refresh()
    if (left !== undefined) left = Math.max(0, left - spent)
    if (result.failure) throw new GrowthFailed(result.failure, plant, failure)
    if (result.ended !== 'finished') break
  }
  plant.file.settle()
  return plant
}

/** The first epoch that is not finished; those before a recheck are overtaken by it. */
function unfinished(epochs: readonly Epoch[]): Epoch | undefined {
  const recheck = epochs.findLastIndex(epoch => epoch.task.recheckSince === epoch.number)
  return epochs.slice(Math.max(0, recheck)).find(epoch => epoch.result?.ended !== 'finished')
}

function askingOf(options: GrowOptions | TendOptions, before: Asking | undefined): Asking {
  return {
    world: options.world.description,
    onTimeout: options.onTimeout ?? before?.onTimeout ?? 'reject',
    jobs: options.jobs ?? 1,
    timeout: options.timeout ?? null,
    rate: options.rate ?? null,
  }
}

function newExamples(
  known: readonly Example[],
  { examples = [], rejected = [] }: Pick<TendOptions, 'examples' | 'rejected'>,
  epoch: number,
): Example[] {
  const validity = new Map(known.map(({ text, valid }) => [text, valid]))
  const added: Example[] = []
  const add = (text: string, valid: boolean, index: number) => {
    const which = `${valid ? 'Example' : 'Rejected example'} ${index + 1}`
    if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) {
      throw new CambiumError(
        'example-not-text',
        `${which} is not text: it holds half of a surrogate pair, or no string.`,
      )
    }
    const before = validity.get(text)
    if (before === undefined) {
      validity.set(text, valid)
      added.push({ text, valid, epoch })
    } else if (before !== valid) {
      throw new CambiumError(
        'example-contradiction',
        `${which}, ${quote(text)}, is given as valid and as rejected. Take it out of one of the two.`,
      )
    }
  }
  for (const [i, text] of examples.entries()) add(text, true, i)
  for (const [i, text] of rejected.entries()) add(text, false, i)
  return added
}

function isUntouched(path: string): boolean {
  const plant = Plant.open(path)
  try {
    return plant.experiments.length === 0
  } finally {
    plant.close()
  }
}
