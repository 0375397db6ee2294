import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CambiumError } from '../../model/error.ts'
import { type Neighbours, neighboursFromJson } from '../ask/neighbours.ts'
import type { Corpus } from '../corpus/corpus.ts'
import { programName } from '../snapshot/program.ts'
import type { PhotographRecord } from '../snapshot/record.ts'
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../snapshot/safetensors.ts'
import { besideOf, diskError, refuseToOverwrite, writeSnapshot } from '../snapshot/snapshot.ts'
import type { Tokenizer, VocabularyKind } from '../tokenizer/tokenizer.ts'
import { tokenizerFromJson, tokenizerToJson } from '../tokenizer/tokenizer-json.ts'
import { type Batch, evenWindows, randomWindows } from '../transformer/batches.ts'
import {
  checkConfig,
  checkStep,
  type PresetName,
  parameterCount,
  presets,
  type TransformerConfig,
} from '../transformer/config.ts'
import { Decoder } from '../transformer/decoder.ts'
import type { GradientSource } from '../transformer/gradients.ts'
import {
  beginTraining,
  type TrainingSettings,
  type TrainingState,
  train,
  trainingSettings,
} from '../transformer/training.ts'
import { prepareTokens, type TextFacts } from './prepare.ts'
import type { Loss, TrainingProgress } from './progress.ts'
import { checkThreads, ThreadedGradients } from './threads.ts'
import { TokenFile } from './token-file.ts'

export interface TransformerOptions {
  /** Default: `tiny`. */
  readonly preset?: PresetName
  /** Tokens seen at once; default: the preset's. */
  readonly context?: number
  /** Default: `bpe`. */
  readonly vocabulary?: VocabularyKind
  readonly vocabularySize?: number
  /** How long to train: batches, or minutes, which are turned into batches by a short trial. Default: 500 batches. */
  readonly steps?: number
  readonly minutes?: number
  readonly batch?: number
  readonly learningRate?: number
  /** Default: 1. */
  readonly threads?: number
  readonly seed?: number
  /** Default: 0.05. */
  readonly heldOutShare?: number
  readonly replace?: boolean
}

export interface TrainingControl {
  /** Stops after the batch under way; the best weights so far are kept, and the training can go on later. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: TrainingProgress) => void
}

/** All that is fixed before the first step; with the tokens beside it, all that a training needs. */
interface Plan {
  readonly config: TransformerConfig
  readonly settings: TrainingSettings
  readonly preset: string
  readonly batch: number
  readonly threads: number
  readonly facts: TextFacts
  readonly vocabulary: VocabularyKind
}

/**
 * Makes a photograph that is a transformer. While it trains, all of its state is in the folder `PATH.training`, written
 * at every measurement; the photograph itself is written at the end or when it is interrupted.
 */
export async function trainTransformer(
  corpus: Corpus,
  path: string,
  options: TransformerOptions = {},
  control: TrainingControl = {},
): Promise<{ record: PhotographRecord; finished: boolean }> {
  const folder = workFolder(path)
  if (!options.replace && existsSync(join(folder, planName)))
    throw new CambiumError(
      'training-unfinished',
      `${folder} holds a training that was interrupted: --resume goes on with it, --force begins anew.`,
    )
  refuseToOverwrite(path, options.replace)
  const presetName = options.preset ?? 'tiny'
  const preset = presets[presetName]
  const seed = options.seed ?? 1
  const kind = options.vocabulary ?? 'bpe'
  const { vocabulary: presetVocabulary, context, width, layers, heads, hidden, batch, learningRate } = preset
  const measures = { context: options.context ?? context, width, layers, heads, hidden }
  const threads = options.threads ?? 1
  const rows = options.batch ?? batch
  checkThreads(threads)
  checkConfig({ vocabulary: 257, ...measures })
  checkStep({ vocabulary: 257, ...measures }, Math.ceil(rows / threads))

  control.onProgress?.({ phase: 'reading' })
  const size =
    options.vocabularySize ?? (kind === 'bpe' ? presetVocabulary : kind === 'words' ? 4 * presetVocabulary : undefined)
  const heldOutShare = options.heldOutShare ?? 0.05
  const { tokenizer, neighbours, facts } = await orNothing(folder, async () => {
    const prepared = await prepareTokens(corpus, folder, { kind, size, heldOutShare }, control.signal)
    await writeAtomically(join(folder, 'tokenizer.json'), JSON.stringify(tokenizerToJson(prepared.tokenizer)))
    await writeAtomically(join(folder, 'neighbours.json'), JSON.stringify(prepared.neighbours))
    return prepared
  })
  const config = { vocabulary: tokenizer.size, ...measures }
  const gradients = new ThreadedGradients(config, threads)
  try {
    let steps = options.steps ?? 500
    if (options.minutes !== undefined) {
      control.onProgress?.({ phase: 'calibrating' })
      steps = await stepsIn(options.minutes * 60, config, folder, rows, seed, gradients)
    }
    const settings = trainingSettings(steps, options.learningRate ?? learningRate, seed)
    const plan: Plan = { config, settings, preset: presetName, batch: rows, threads, facts, vocabulary: kind }
    await orNothing(folder, () => writeAtomically(join(folder, planName), JSON.stringify(plan)))
    return await goOn(
      path,
      plan,
      tokenizer,
      neighbours,
      beginTraining(config, seed),
      gradients,
      options.replace ?? false,
      control,
    )
  } catch (error) {
    // no later try could take the first step either
    if (error instanceof CambiumError && error.code === 'training-too-large') await rm(folder, { recursive: true })
    throw error
  } finally {
    await gradients.close()
  }
}

/** Goes on with a training that was interrupted: the result is the same as without the interruption. */
export async function resumeTraining(
  path: string,
  control: TrainingControl = {},
): Promise<{ record: PhotographRecord; finished: boolean }> {
  const folder = workFolder(path)
  let plan: Plan
  let tokenizer: Tokenizer
  let neighbours: Neighbours
  try {
    plan = JSON.parse(await readFile(join(folder, planName), 'utf8'))
    tokenizer = tokenizerFromJson(JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')))
    neighbours = neighboursFromJson(JSON.parse(await readFile(join(folder, 'neighbours.json'), 'utf8')))
    checkConfig(plan.config)
  } catch (cause) {
    if (existsSync(path) && !existsSync(folder))
      throw new CambiumError('training-finished', `${path} is finished: there is nothing to go on with.`, { cause })
    throw new CambiumError('nothing-to-resume', `There is no interrupted training of ${path} that can go on.`, {
      cause,
    })
  }
  const state = await readState(folder, plan.config, plan.settings.seed)
  const gradients = new ThreadedGradients(plan.config, plan.threads)
  try {
    return await goOn(path, plan, tokenizer, neighbours, state, gradients, true, control)
  } finally {
    await gradients.close()
  }
}

/** Where the state of an unfinished training lies. */
export function workFolder(path: string): string {
  return besideOf(path, '.training')
}

/** Written when all else is there that a training needs: with it, a training can go on. */
const planName = 'plan.json'

/** Does the work that a training begins with; where it fails, the folder goes away: nothing can go on from half of a text. */
async function orNothing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function goOn(
  path: string,
  plan: Plan,
  tokenizer: Tokenizer,
  neighbours: Neighbours,
  state: TrainingState,
  gradients: GradientSource,
  replace: boolean,
  control: TrainingControl,
): Promise<{ record: PhotographRecord; finished: boolean }> {
  const began = performance.now()
  const folder = workFolder(path)
  const { config, settings, facts, batch } = plan
  const learn = new TokenFile(join(folder, 'tokens.u16'))
  const hold = new TokenFile(join(folder, 'held-out.u16'))
  const perStep = batch * config.context
  const trainingBits = (nats: number): number => (nats / Math.LN2) * (facts.tokens / facts.characters)
  const heldOutBits = (nats: number): number | null =>
    facts.heldOutCharacters === 0 ? null : (nats / Math.LN2) * (facts.heldOutTokens / facts.heldOutCharacters)
  const heldOutLoss = (nats: number): Loss | undefined => {
    const bits = heldOutBits(nats)
    return bits === null ? undefined : { nats, bits }
  }
  try {
    const heldOut: Batch[] =
      hold.length > 1 && facts.heldOutTokens > 1 ? evenWindows(hold, batch, config.context, 16 * perStep) : []
    // the first step compiles, which says nothing about the others
    let from = { step: state.step, time: began }
    let lastTold = 0
    const source = randomWindows(learn, batch, config.context, settings.seed)
    for await (const { step, loss, measurement } of train(config, settings, state, source, heldOut, gradients)) {
      const now = performance.now()
      if (measurement !== undefined) await writeState(folder, state)
      if (measurement !== undefined || now - lastTold > 1000) {
        lastTold = now
        const perSecond = ((step - from.step) / (now - from.time)) * 1000
        control.onProgress?.({
          phase: 'training',
          step,
          steps: settings.steps,
          training: { nats: loss, bits: trainingBits(loss) },
          heldOut: heldOutLoss(state.history.at(-1)!.heldOut),
          tokensPerSecond: perSecond * perStep,
          secondsLeft: (settings.steps - step) / perSecond,
        })
      }
      if (from.time === began) from = { step, time: performance.now() }
      if (control.signal?.aborted) break
    }
    const finished = state.step >= settings.steps
    if (!finished) await writeState(folder, state)
    control.onProgress?.({ phase: 'saving' })
    const { sources, ...text } = facts
    const record = await writeSnapshot(
      path,
      {
        model: new Decoder(config, state.best, tokenizer),
        heldOut: await readFile(join(folder, 'held-out.txt'), 'utf8'),
        neighbours,
        record: {
          kind: 'transformer',
          program: programName,
          made: new Date().toISOString(),
          seconds: (performance.now() - began) / 1000,
          seed: settings.seed,
          sources: [...sources],
          text,
          vocabulary: { kind: plan.vocabulary, size: tokenizer.size },
          parameters: parameterCount(config),
          settings: {
            preset: plan.preset,
            context: config.context,
            batch,
            threads: plan.threads,
            backend: 'wasm',
            ...settings,
            stepsDone: state.step,
          },
          history: state.history.map(({ step, training, heldOut }) => ({
            step,
            characters: Math.round((step * perStep * facts.characters) / facts.tokens),
            training: trainingBits(training),
            heldOut: heldOutBits(heldOut),
          })),
          heldOutBits: Number.isFinite(state.bestLoss) ? heldOutBits(state.bestLoss) : null,
        },
      },
      { replace },
    )
    if (finished) await rm(folder, { recursive: true, force: true })
    return { record, finished }
  } catch (cause) {
    if (!(cause instanceof CambiumError && (cause.code === 'disk-full' || cause.code === 'cannot-write'))) throw cause
    const kept = 'The training is kept as it was at its last measurement; when there is room, --resume goes on.'
    throw new CambiumError(cause.code, `${cause.message} ${kept}`, { cause })
  } finally {
    learn.close()
    hold.close()
  }
}

/** How many steps fit into a time, by doing a few. */
async function stepsIn(
  seconds: number,
  config: TransformerConfig,
  folder: string,
  rows: number,
  seed: number,
  gradients: GradientSource,
): Promise<number> {
  if (!(seconds > 0)) throw new CambiumError('training-time', 'Training takes a positive time.')
  const text = new TokenFile(join(folder, 'tokens.u16'))
  try {
    const state = beginTraining(config, seed)
    const source = randomWindows(text, rows, config.context, seed)
    const into = new Float32Array(parameterCount(config))
    await gradients.gradient(state.parameters, source.batch(0), into)
    const began = performance.now()
    let steps = 0
    while (steps < 3 || performance.now() - began < Math.min(3000, seconds * 100))
      await gradients.gradient(state.parameters, source.batch(++steps), into)
    // measurements and the optimiser take their share
    return Math.max(1, Math.floor((0.9 * seconds * steps * 1000) / (performance.now() - began)))
  } finally {
    text.close()
  }
}

const arrays = ['parameters', 'mean', 'square', 'best'] as const

async function writeState(folder: string, state: TrainingState): Promise<void> {
  const tensors = new Map<string, Tensor>(
    arrays.map(name => [name, { shape: [state[name].length], data: state[name] }]),
  )
  const { step, bestLoss, recent, history } = state
  const rest = JSON.stringify({ step, bestLoss: Number.isFinite(bestLoss) ? bestLoss : null, recent, history })
  await writeAtomically(join(folder, 'state.safetensors'), encodeSafetensors(tensors, { state: rest }))
}

async function readState(folder: string, config: TransformerConfig, seed: number): Promise<TrainingState> {
  const fresh = beginTraining(config, seed)
  const file = join(folder, 'state.safetensors')
  if (!existsSync(file)) return fresh
  const { tensors, metadata } = decodeSafetensors(await readFile(file))
  for (const name of arrays) {
    const data = tensors.get(name)?.data
    if (!(data instanceof Float32Array) || data.length !== fresh[name].length)
      throw new CambiumError(
        'nothing-to-resume',
        `The interrupted training in ${folder} is damaged: delete the folder and train anew.`,
      )
    fresh[name].set(data)
  }
  const { step, bestLoss, recent, history } = JSON.parse(metadata.state ?? '{}')
  const measurements = history.map((m: { heldOut: number | null }) => ({ ...m, heldOut: m.heldOut ?? Number.NaN }))
  return { ...fresh, step, bestLoss: bestLoss ?? Infinity, recent, history: measurements }
}

async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(`${path}.new`, content, { flush: true })
    await rename(`${path}.new`, path)
  } catch (cause) {
    await rm(`${path}.new`, { force: true }).catch(() => {})
    throw diskError(path, cause)
  }
}
