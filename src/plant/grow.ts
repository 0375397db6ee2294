import { rmSync } from 'node:fs'
import { innate } from '../blueprint/blueprint.ts'
import { systemClock } from '../growth/clock.ts'
import { CambiumError } from '../model/error.ts'
import { noWorld } from '../world/none.ts'
import type { World } from '../world/world.ts'
import {
  type Acting,
  type Asking,
  type Epoch,
  type EpochTask,
  type Example,
  type Grown,
  insertEpoch,
  insertExample,
  insertFact,
} from './epoch.ts'
import { PlantFile } from './file.ts'
import { newExamples } from './grammar/examples.ts'
import { grammarKind } from './grammar/kind.ts'
import { GrammarPlant } from './grammar/plant.ts'
import type { ModelKind } from './kind.ts'
import { actingOn } from './machine/acting.ts'
import { machineKind } from './machine/kind.ts'
import { MachinePlant } from './machine/plant.ts'
import { newTraces } from './machine/traces.ts'
import { openPlant, plantIn } from './open.ts'
import type {
  Birth,
  Care,
  GrowMachineOptions,
  GrowOptions,
  GrowthLimits,
  TendMachineOptions,
  TendOptions,
} from './options.ts'
import type { Plant } from './plant.ts'
import { programVersion } from './program.ts'
import { runEpoch } from './run-epoch.ts'

/** Growth ended because the world failed or contradicted itself. What was learned until then is in the plant. */
export class GrowthFailed extends CambiumError {
  readonly plant: GrammarPlant | MachinePlant

  constructor(failure: { code: string; message: string }, plant: GrammarPlant | MachinePlant, cause?: unknown) {
    super(failure.code, failure.message, { blame: 'world', cause })
    this.plant = plant
  }
}

/**
 * Grows a grammar from examples and a world that judges texts:
 * `const plant = await grow({ examples, world: accepts(isValid) })`; or a machine from inputs and a world that reacts:
 * `const plant = await grow({ inputs: ['coin', 'push'], world: responds(() => new Turnstile()) })`. Without a world it listens:
 * `const plant = await grow({ examples })` learns from the examples alone.
 *
 * The same examples, blueprint, seed and answers give the same model, however many questions go out at a time. With a
 * file, every answer is kept as soon as it is known: a killed growth goes on with `tend`.
 *
 * @returns the plant, also when a limit ended the growth; see its last epoch
 * @throws GrowthFailed when the world failed or contradicted itself
 * @throws CambiumError `examples-missing`, `example-not-text`, `example-contradiction`, `inputs-missing`, `inputs-repeat`,
 *   `trace-malformed`, `world-missing`, `plant-exists`, `plant-unwritable`
 */
export function grow(options: GrowOptions): Promise<GrammarPlant>
export function grow(options: GrowMachineOptions): Promise<MachinePlant>
export async function grow(options: GrowOptions | GrowMachineOptions): Promise<GrammarPlant | MachinePlant> {
  if ('inputs' in options) {
    const acting = actingOn(undefined, options)
    const traces = newTraces([], options.traces, acting.inputs, 0)
    const file = found('machine', options, traces, { kind: 'growth', acting })
    return begin(new MachinePlant(file), machineKind(options.learn), options)
  }
  const examples = newExamples([], options, 0)
  if (!options.from && !examples.some(example => example.valid)) {
    throw new CambiumError('examples-missing', 'There is no example to grow from. Give at least one valid text.')
  }
  const { world = noWorld, from } = options
  if (from && world === noWorld) {
    throw new CambiumError('world-missing', 'A grammar to begin with is put to the test, which needs a world.')
  }
  const given = { ...options, world }
  const file = found('grammar', given, examples, { kind: canAsk(world) ? 'growth' : 'listening', from })
  return begin(new GrammarPlant(file), grammarKind(options.learn), given)
}

const canAsk = (world: Pick<World<never, unknown>, 'description'>) =>
  world.description.kind !== noWorld.description.kind

/** Makes the file of a new plant, with its first epoch. */
function found(
  model: 'grammar' | 'machine',
  options: GrowthLimits & Birth & { readonly world: World<never, unknown> },
  examples: readonly Example[],
  more: Pick<EpochTask, 'kind' | 'acting' | 'from'>,
): PlantFile {
  const { blueprint = innate, seed = 1, budget = null, clock = systemClock } = options
  return PlantFile.create(options.file, ({ insert }) => {
    insertFact(insert, 'plant', { model, program: programVersion, created: Math.round(clock.now()) })
    insertFact(insert, 'asked', askingOf(options, undefined))
    const origin = { program: programVersion, start: null, recheckSince: null }
    insertEpoch(insert, { number: 0, task: { ...origin, blueprint, seed, budget, ...more }, result: null })
    for (const example of examples) insertExample(insert, example)
  })
}

/** The first growth of a new plant. */
async function begin<Question, Outcome, Answer, G extends Grown, P extends Plant<Question, Outcome, Answer, G>>(
  plant: P,
  kind: ModelKind<Question, Outcome, Answer, G>,
  options: GrowthLimits & { readonly world: World<Question, Outcome> },
): Promise<P> {
  try {
    await growOn(plant, kind, options)
    return plant
  } catch (error) {
    plant.close()
    // A world that never answered leaves nothing worth keeping, and the name free for the next attempt.
    if (error instanceof GrowthFailed && plant.path !== undefined && isUntouched(plant.path)) rmSync(plant.path)
    throw error
  }
}

/**
 * Lets a plant go on growing: after an interruption (the unfinished epoch is replayed from its record, nothing that was
 * answered is asked again), with new examples, traces or inputs, with a larger budget, or because the world changed
 * (`recheck`). A plant that only listened listens again to all that it has heard if new examples say what its grammar does not;
 * with a world, it grows from its examples anew, by asking. The budget is for the epoch that goes on, what it has spent already included; without one, the plant's last
 * budget holds unless it is used up.
 *
 * @param plant a file, or a plant, which is returned again
 * @throws GrowthFailed when the world failed or contradicted itself
 * @throws CambiumError as `openPlant`, `plant-in-use` while another process lets it grow, `recheck-without-answers`, and as `grow`
 */
export function tend(plant: string | GrammarPlant, options: TendOptions): Promise<GrammarPlant>
export function tend(plant: string | MachinePlant, options: TendMachineOptions): Promise<MachinePlant>
export async function tend(
  plant: string | GrammarPlant | MachinePlant,
  options: TendOptions | TendMachineOptions,
): Promise<GrammarPlant | MachinePlant> {
  const growing = typeof plant === 'string' ? plantIn(PlantFile.open(plant, 'write')) : plant
  try {
    growing.file.beginWriting()
    growing.refresh()
    const next = growing.epochs.at(-1)!.number + 1
    if (growing.kind === 'machine') {
      const given = options as TendMachineOptions
      const acting = actingOn(growing.acting, given)
      const kind = machineKind(given.learn)
      prepare(growing, kind, given, newTraces(growing.examples, given.traces, acting.inputs, next), acting)
      await growOn(growing, kind, given)
    } else {
      const { world = noWorld, ...more } = options as TendOptions
      const given = { ...more, world }
      if (!canAsk(world) && canAsk({ description: growing.asking.world })) {
        throw new CambiumError('world-missing', 'This plant has asked a world, and goes on with one. Name it again.')
      }
      const kind = grammarKind(given.learn)
      prepare(growing, kind, given, newExamples(growing.examples, given, next))
      await growOn(growing, kind, given)
    }
    return growing
  } catch (error) {
    if (typeof plant === 'string' && !(error instanceof GrowthFailed)) growing.close()
    throw error
  } finally {
    growing.file.settle()
  }
}

/** Writes down what is new: how the world is asked, examples, the epochs that follow. */
function prepare<Question, Outcome, Answer, G extends Grown>(
  plant: Plant<Question, Outcome, Answer, G>,
  kind: ModelKind<Question, Outcome, Answer, G>,
  options: GrowthLimits & Care & { readonly world: World<Question, Outcome> },
  examples: readonly Example[],
  acting?: Acting,
): void {
  const last = plant.epochs.at(-1)!
  const number = last.number + 1
  const asks = canAsk(options.world)
  const hasOnlyHeard = last.task.kind === 'listening'
  if (options.recheck && hasOnlyHeard) {
    throw new CambiumError(
      'recheck-without-answers',
      'This plant has asked nothing yet that could be asked again. Tend it without a recheck.',
    )
  }
  const task: EpochTask = { ...last.task, program: programVersion, budget: options.budget ?? null, acting }
  const added: Epoch<G>[] = []
  const add = (more: Pick<EpochTask, 'kind' | 'start' | 'recheckSince'>) =>
    added.push({ number, task: { ...task, ...more }, result: null })
  const isNew =
    examples.length > 0 || (asks && hasOnlyHeard) || JSON.stringify(acting) !== JSON.stringify(last.task.acting)
  if (options.recheck) {
    const withModel = plant.epochs.findLast(epoch => epoch.result !== null)
    add({ ...kind.recheck(withModel?.number ?? null), recheckSince: number })
  }
  // New examples come in with the recheck's growth, if there is one.
  else if (isNew) add(kind.continuation(last, asks))
  plant.file.write(insert => {
    insertFact(insert, 'asked', askingOf(options, plant.asking))
    for (const example of examples) insertExample(insert, example)
    for (const epoch of added) insertEpoch(insert, epoch)
  })
  plant.refresh()
}

/** Runs what is unfinished, one epoch after the other, until all is done or a limit ends it. */
async function growOn<Question, Outcome, Answer, G extends Grown>(
  plant: Plant<Question, Outcome, Answer, G>,
  kind: ModelKind<Question, Outcome, Answer, G>,
  options: GrowthLimits & { readonly world: World<Question, Outcome> },
): Promise<void> {
  const clock = options.clock ?? systemClock
  const end = options.deadline === undefined ? undefined : clock.now() + options.deadline
  const questions = kind.questions(plant.asking)
  let left = options.budget
  for (let epoch = unfinished(plant.epochs); epoch; epoch = unfinished(plant.epochs)) {
    const budget = left ?? (epoch.result?.ended === 'budget' ? undefined : (epoch.task.budget ?? undefined))
    const deadline = end === undefined ? undefined : Math.max(0, end - clock.now())
    const limits = { ...options, clock, budget, deadline }
    const { result, spent, failure } = await runEpoch(plant, epoch, kind, questions, limits)
    const next = result.ended === 'finished' ? kind.following(plant, epoch, result) : undefined
    const task = { ...epoch.task, program: programVersion, budget: budget ?? null }
    plant.file.write(insert => {
      insertEpoch(insert, { ...epoch, task, result })
      if (next) insertEpoch(insert, next)
    })
    plant.refresh()
    if (left !== undefined) left = Math.max(0, left - spent)
    if (result.failure) throw new GrowthFailed(result.failure, plant as never, failure)
    if (result.ended !== 'finished') break
  }
  plant.file.settle()
}

/** The first epoch that is not finished; those before a recheck are overtaken by it, and where one listens, by the next. */
function unfinished<G extends Grown>(epochs: readonly Epoch<G>[]): Epoch<G> | undefined {
  const recheck = epochs.findLastIndex(epoch => epoch.task.recheckSince === epoch.number)
  return epochs
    .slice(Math.max(0, recheck))
    .find((epoch, i, all) => epoch.result?.ended !== 'finished' && !(epoch.task.kind === 'listening' && all[i + 1]))
}

function askingOf(
  options: GrowthLimits & { readonly world: World<never, unknown> },
  before: Asking | undefined,
): Asking {
  return {
    world: options.world.description,
    onTimeout: options.onTimeout ?? before?.onTimeout ?? 'reject',
    jobs: options.jobs ?? 1,
    timeout: options.timeout ?? null,
    rate: options.rate ?? null,
  }
}

function isUntouched(path: string): boolean {
  const plant = openPlant(path)
  try {
    return plant.experiments.length === 0
  } finally {
    plant.close()
  }
}
