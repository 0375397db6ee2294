import { CambiumError } from '../../model/error.ts'
import { neighboursFromJson } from '../ask/neighbours.ts'
import { openCorpus, readText } from '../corpus/corpus.ts'
import { programName } from '../snapshot/program.ts'
import type { PhotographRecord } from '../snapshot/record.ts'
import { refuseToOverwrite, type Snapshot, writeSnapshot } from '../snapshot/snapshot.ts'
import { characterCount } from '../tokenizer/pieces.ts'
import { endOfText, type Tokenizer } from '../tokenizer/tokenizer.ts'
import {
  type Batch,
  type BatchSource,
  type Example,
  evenWindows,
  exampleBatches,
  randomWindows,
  shuffledExamples,
  tokenArray,
} from '../transformer/batches.ts'
import { parameterCount, type TransformerConfig } from '../transformer/config.ts'
import { Decoder } from '../transformer/decoder.ts'
import { beginTraining, meanLoss, train, trainingSettings } from '../transformer/training.ts'
import type { Loss } from './progress.ts'
import { ThreadedGradients } from './threads.ts'
import type { TrainingControl } from './train-transformer.ts'

/** A task as text to go on with, or as prompts with what is to be said after them. */
export type Task =
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | { readonly kind: 'pairs'; readonly pairs: readonly { readonly prompt: string; readonly completion: string }[] }

export interface TuneOptions {
  /** Default: 200. */
  readonly steps?: number
  /** Default: 16. */
  readonly batch?: number
  /** Default: half of the rate at which the photograph was trained. */
  readonly learningRate?: number
  readonly threads?: number
  readonly seed?: number
  /** The share of the task that is only measured on. Default: 0.1. */
  readonly heldOutShare?: number
  readonly replace?: boolean
}

/** Bits a character before and after: of the task (its held-out part) and of the text the photograph was made from. */
export interface TuneReport {
  readonly record: PhotographRecord
  readonly task: { readonly before: number; readonly after: number }
  readonly original: { readonly before: number; readonly after: number } | null
}

/**
 * Reads a task: `.jsonl` files whose lines have `prompt` and `completion` are pairs, everything else is text. Throws
 * `task-mixed` where files are of both kinds.
 */
export async function readTask(paths: readonly string[]): Promise<Task> {
  const pairs: { prompt: string; completion: string }[] = []
  const texts: string[] = []
  for (const path of paths) {
    if (path.endsWith('.jsonl')) {
      const found = pairsIn(await readText(path), path)
      if (found !== undefined) {
        pairs.push(...found)
        continue
      }
    }
    let held = ''
    for await (const part of (await openCorpus([path])).read()) {
      held += part.text
      if (!part.ends) continue
      if (held !== '') texts.push(held)
      held = ''
    }
  }
  if (pairs.length > 0 && texts.length > 0)
    throw new CambiumError('task-mixed', 'A task is given as text or as (prompt, completion) pairs, not as both.')
  if (pairs.length === 0 && texts.length === 0) throw new CambiumError('corpus-empty', 'The task is empty.')
  return pairs.length > 0 ? { kind: 'pairs', pairs } : { kind: 'text', texts }
}

/** The pairs of JSON lines; undefined where no line is one. Throws `task-mixed` where some are and some are not. */
function pairsIn(jsonl: string, path: string): { prompt: string; completion: string }[] | undefined {
  const lines = jsonl
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [{ pair: pairOf(line), number: i + 1 }]))
  const odd = lines.find(({ pair }) => pair === undefined)
  const pairs = lines.flatMap(({ pair }) => pair ?? [])
  if (pairs.length === 0) return undefined
  if (odd !== undefined)
    throw new CambiumError(
      'task-mixed',
      `${path}, line ${odd.number}, is no pair like the others: it has no text as "prompt" or none as "completion".`,
    )
  return pairs
}

function pairOf(line: string): { prompt: string; completion: string } | undefined {
  try {
    const { prompt, completion } = JSON.parse(line)
    return typeof prompt === 'string' && typeof completion === 'string' ? { prompt, completion } : undefined
  } catch {
    return undefined // the corpus reader says what is wrong with it, if no line is a pair
  }
}

/** What a task is to a training: batches to learn from, batches to measure on, and characters a token of the latter. */
export interface EncodedTask {
  readonly learn: BatchSource
  readonly heldOut: readonly Batch[]
  readonly charactersPerToken: number
}

export function encodeTask(
  task: Task,
  tokenizer: Tokenizer,
  config: TransformerConfig,
  options: { rows: number; seed: number; heldOutShare: number },
): EncodedTask {
  const { rows, seed, heldOutShare } = options
  const isOut = (i: number): boolean => Math.floor((i + 1) * heldOutShare) > Math.floor(i * heldOutShare)
  if (task.kind === 'pairs') {
    const examples = task.pairs.map(
      ({ prompt, completion }): Example => ({
        prompt: tokenizer.encode(prompt),
        completion: tokenizer.encode(completion),
      }),
    )
    const held = examples.filter((_, i) => isOut(i))
    const learn = examples.filter((_, i) => !isOut(i))
    const measured = held.length > 0 ? task.pairs.filter((_, i) => isOut(i)) : task.pairs
    const used = held.length > 0 ? held : learn
    const characters = measured.reduce((n, p) => n + characterCount(p.completion), 0)
    if (characters === 0)
      throw new CambiumError('task-empty', 'The completions of the task are empty: there is nothing to learn to say.')
    return {
      learn: shuffledExamples(learn, rows, config.context, seed),
      heldOut: exampleBatches(used, rows, config.context),
      charactersPerToken: characters / used.reduce((n, e) => n + e.completion.length + 1, 0),
    }
  }
  const whole = task.texts.join('')
  const cut = task.texts.length >= 20 ? undefined : Math.ceil(whole.length * (1 - heldOutShare))
  const learnTexts = cut === undefined ? task.texts.filter((_, i) => !isOut(i)) : [whole.slice(0, cut).toWellFormed()]
  const heldTexts = cut === undefined ? task.texts.filter((_, i) => isOut(i)) : [whole.slice(cut).toWellFormed()]
  const encode = (texts: readonly string[]): number[] => [
    endOfText,
    ...texts.flatMap(text => [...tokenizer.encode(text), endOfText]),
  ]
  const held = encode(heldTexts.join('') === '' ? learnTexts : heldTexts)
  const characters = (heldTexts.join('') === '' ? learnTexts : heldTexts).reduce((n, t) => n + characterCount(t), 0)
  return {
    learn: randomWindows(tokenArray(encode(learnTexts)), rows, config.context, seed),
    heldOut: evenWindows(tokenArray(held), rows, config.context, 16 * rows * config.context),
    charactersPerToken: characters / (held.length - 1),
  }
}

/** Fine-tunes a photograph into a new one; the old one stays as it is. Only transformers can be tuned. */
export async function tunePhotograph(
  from: Snapshot,
  task: Task,
  path: string,
  options: TuneOptions = {},
  control: TrainingControl = {},
): Promise<TuneReport> {
  refuseToOverwrite(path, options.replace)
  const { model } = from
  const { id: parent, files: _, format: __, ...record } = from.record
  if (!(model instanceof Decoder))
    throw new CambiumError('not-tunable', 'An n-gram model has nothing to fine-tune: train one on both texts instead.')
  const { config, tokenizer } = model
  const began = performance.now()
  const rows = options.batch ?? 16
  const seed = options.seed ?? 1
  const { learn, heldOut, charactersPerToken } = encodeTask(task, tokenizer, config, {
    rows,
    seed,
    heldOutShare: options.heldOutShare ?? 0.1,
  })
  const original =
    from.heldOut === ''
      ? undefined
      : encodeTask({ kind: 'text', texts: [from.heldOut] }, tokenizer, config, { rows, seed, heldOutShare: 0 })
  const gradients = new ThreadedGradients(config, options.threads ?? 1)
  try {
    const rate = options.learningRate ?? Number(record.settings.learningRate) / 2
    const settings = trainingSettings(options.steps ?? 200, rate, seed)
    const bits = async (parameters: Float32Array, batches: readonly Batch[], perToken: number): Promise<number> =>
      (await meanLoss(parameters, batches, gradients)) / Math.LN2 / perToken
    const state = beginTraining(config, seed, model.parameters)
    const taskBefore = await bits(model.parameters, heldOut, charactersPerToken)
    const originalBefore = original && (await bits(model.parameters, original.heldOut, original.charactersPerToken))
    const lossOf = (nats: number): Loss => ({ nats, bits: nats / Math.LN2 / charactersPerToken })
    const start = performance.now()
    for await (const { step, loss } of train(config, settings, state, learn, heldOut, gradients)) {
      const perSecond = (step / (performance.now() - start)) * 1000
      control.onProgress?.({
        phase: 'training',
        step,
        steps: settings.steps,
        training: lossOf(loss),
        heldOut: lossOf(state.history.at(-1)!.heldOut),
        tokensPerSecond: perSecond * rows * config.context,
        secondsLeft: (settings.steps - step) / perSecond,
      })
      if (control.signal?.aborted) break
    }
    const taskAfter = await bits(state.best, heldOut, charactersPerToken)
    const originalAfter = original && (await bits(state.best, original.heldOut, original.charactersPerToken))
    control.onProgress?.({ phase: 'saving' })
    const written = await writeSnapshot(
      path,
      {
        model: new Decoder(config, state.best, tokenizer),
        heldOut: from.heldOut,
        neighbours: neighboursFromJson(from.neighbours),
        record: {
          ...record,
          program: programName,
          made: new Date().toISOString(),
          seconds: (performance.now() - began) / 1000,
          seed,
          parameters: parameterCount(config),
          settings: { ...settings, batch: rows, threads: options.threads ?? 1, stepsDone: state.step, task: task.kind },
          history: state.history.map(({ step, training, heldOut: held }) => ({
            step,
            characters: Math.round(step * rows * config.context * charactersPerToken),
            training: training / Math.LN2 / charactersPerToken,
            heldOut: Number.isFinite(held) ? held / Math.LN2 / charactersPerToken : null,
          })),
          heldOutBits: originalAfter ?? null,
          parent,
        },
      },
      { replace: options.replace },
    )
    return {
      record: written,
      task: { before: taskBefore, after: taskAfter },
      original: original ? { before: originalBefore!, after: originalAfter! } : null,
    }
  } finally {
    await gradients.close()
  }
}
