import { Random } from '../../model/random.ts'
import {
  Decoder,
  type PresetName,
  presets,
  Tokenizer,
  type TransformerConfig,
  type VocabularyKind,
} from '../../photograph/index.ts'
import { countPieces, splitPatterns } from '../../photograph/tokenizer/pieces.ts'
import { endOfText } from '../../photograph/tokenizer/tokenizer.ts'
import { ThreadedGradients } from '../../photograph/training/threads.ts'
import { type Batch, type BatchSource, tokenArray, windows } from '../../photograph/transformer/batches.ts'
import { beginTraining, type TrainingState, train, trainingSettings } from '../../photograph/transformer/training.ts'
import { fewestSteps, mostPasses } from '../config/schema.ts'
import { calibrated } from './calibrate.ts'
import type { Contestant, Learned, LearningTask } from './contestant.ts'
import type { Labels } from './labels.ts'
import { bitsOf, lastQuarterFall, logProbabilityOf, samplesOf, validationBits } from './tokens.ts'

/** How transformers are trained. */
export interface TransformerBudget {
  readonly preset: PresetName
  /** The most steps of 1,024 tokens or a little more; fewer where that would be more than 50 passes over the texts. */
  readonly steps: number
  readonly learningRate: number
  /** Tokens seen at once. */
  readonly context: number
  readonly vocabulary: VocabularyKind
}

/** Tokens a step. */
const tokensPerStep = 1024
/** Looks at the validation texts without progress, of about 20 in all, after which training ends. */
const patience = 6

interface LearnedTransformer extends Learned {
  readonly texts: readonly string[]
  readonly model: Decoder
}

/**
 * A transformer. The best checkpoint on the validation texts is kept, and training ends early when they have
 * not become more probable for long. Goes on by training on: with a changed world on older and newer texts alike, after a
 * related language on the new texts alone, from the old weights.
 */
export function transformerContestant(
  budget: TransformerBudget,
  labelsOf?: (task: LearningTask) => Promise<Labels>,
): Contestant {
  return {
    async learn(task): Promise<LearnedTransformer> {
      const labels = await labelsOf?.(task)
      const began = performance.now()
      const start = task.start as LearnedTransformer | undefined
      const texts = [...task.examples, ...(labels?.accepted ?? [])]
      const older = task.changed ? (start?.texts ?? []) : []
      const held = task.validation.map(({ good }) => good)
      const { model, bits, planned, steps, converged, fall } = await trained(
        mixed(texts, older),
        held,
        budget,
        task,
        start?.model,
      )
      const against = labels && labels.rejected.length > 0 ? await ofRejected(labels.rejected, budget, task) : undefined
      const { settings, ...judge } = await calibrated(
        text => logProbabilityOf(model, text),
        task.validation,
        against && (text => logProbabilityOf(against, text)),
      )
      return {
        ...judge,
        texts: [...older, ...texts],
        model,
        sample: (count, seed) => samplesOf(model, count, seed),
        cost: {
          examples: task.examples.length,
          questions: labels?.questions ?? 0,
          seconds: (performance.now() - began) / 1000,
        },
        nature: {
          parameters: model.parameters.length * (against ? 2 : 1),
          settings: {
            preset: budget.preset,
            'learning rate': budget.learningRate,
            'steps of the budget': planned,
            'steps done': steps,
            converged,
            [lastQuarterFall]: fall,
            vocabulary: budget.vocabulary,
            [validationBits]: bits,
            ...settings,
          },
        },
      }
    },
  }
}

/** A model of what was rejected; a tenth of it is held out, for the best checkpoint. */
async function ofRejected(rejected: readonly string[], budget: TransformerBudget, task: LearningTask) {
  const isHeld = (_: string, i: number) => i % 10 === 9
  const held = rejected.filter(isHeld)
  const texts = rejected.filter((text, i) => !isHeld(text, i))
  return (await trained(texts, held, budget, task)).model
}

/** As much of the new as of the old. */
function mixed(texts: readonly string[], older: readonly string[]): string[] {
  const times = Math.max(1, Math.round(older.length / Math.max(1, texts.length)))
  return [...older, ...Array.from({ length: times }, () => texts).flat()]
}

async function trained(
  texts: readonly string[],
  heldOut: readonly string[],
  budget: TransformerBudget,
  { seed, signal }: LearningTask,
  start?: Decoder,
): Promise<{ model: Decoder; bits: number; planned: number; steps: number; converged: boolean; fall: number }> {
  const { width, layers, heads, hidden } = presets[budget.preset]
  const tokenizer = start?.tokenizer ?? tokenizerOf(texts, budget.vocabulary)
  const config: TransformerConfig = {
    vocabulary: tokenizer.size,
    context: budget.context,
    width,
    layers,
    heads,
    hidden,
  }
  const rows = Math.max(1, Math.round(tokensPerStep / config.context))
  const learn = textWindows(new Random(seed).shuffled(texts), tokenizer, rows, config.context, seed)
  const pass = learn.tokens / (rows * config.context)
  const planned = Math.min(budget.steps, Math.max(fewestSteps, Math.ceil(mostPasses * pass)))
  const settings = trainingSettings(planned, start ? budget.learningRate / 3 : budget.learningRate, seed)
  const state = beginTraining(config, seed, start?.parameters)
  const gradients = new ThreadedGradients(config, 1)
  const measure = wholeTexts(heldOut, tokenizer, rows, config.context)
  let sinceBest = 0
  let bestLoss = Number.POSITIVE_INFINITY
  try {
    for await (const { measurement } of train(config, settings, state, learn, measure, gradients)) {
      signal?.throwIfAborted()
      if (measurement === undefined || heldOut.length === 0) continue
      sinceBest = measurement.heldOut < bestLoss ? 0 : sinceBest + 1
      bestLoss = Math.min(bestLoss, measurement.heldOut)
      if (sinceBest >= patience) break
    }
  } finally {
    await gradients.close()
  }
  const best = heldOut.length > 0 ? state.best : state.parameters
  const model = new Decoder(config, best, tokenizer)
  return {
    model,
    bits: bitsOf(model, heldOut),
    planned,
    steps: state.step,
    converged: sinceBest >= patience,
    fall: fallInLastQuarter(state),
  }
}

/** The share by which the least held-out loss fell in the last quarter of the steps: what more of them might still bring. */
function fallInLastQuarter({ step, history }: TrainingState): number {
  const least = (until: number) =>
    Math.min(...history.filter(measurement => measurement.step <= until).map(({ heldOut }) => heldOut))
  return 1 - least(step) / least(0.75 * step)
}

function tokenizerOf(texts: readonly string[], vocabulary: VocabularyKind): Tokenizer {
  const pieces = new Map<string, number>()
  for (const text of texts) countPieces(text, splitPatterns[vocabulary], pieces)
  return Tokenizer.learn(vocabulary, pieces)
}

/** Windows of texts one after the other, parted by end markers: half of them begin where a text does, as a test does. */
function textWindows(
  texts: readonly string[],
  tokenizer: Tokenizer,
  rows: number,
  context: number,
  seed: number,
): BatchSource & { tokens: number } {
  const { tokens, starts } = joined(texts, tokenizer)
  const sequence = tokenArray(tokens)
  const last = Math.max(0, tokens.length - Math.min(context + 1, tokens.length))
  return {
    tokens: tokens.length,
    batch(step) {
      const random = new Random((seed ^ Math.imul(step + 1, 0x9e3779b1)) | 0)
      const places = Array.from({ length: rows }, () =>
        Math.min(last, random.below(2) === 0 ? random.pick(starts) : random.below(last + 1)),
      )
      return windows(sequence, context, places)
    },
  }
}

/** All of some texts, for measuring. */
function wholeTexts(texts: readonly string[], tokenizer: Tokenizer, rows: number, context: number): Batch[] {
  if (texts.length === 0) return []
  const { tokens } = joined(texts, tokenizer)
  const last = Math.max(0, tokens.length - context - 1)
  const places = Array.from({ length: Math.ceil(tokens.length / context) }, (_, i) => Math.min(last, i * context))
  const batches: Batch[] = []
  for (let i = 0; i < places.length; i += rows)
    batches.push(windows(tokenArray(tokens), context, places.slice(i, i + rows)))
  return batches
}

function joined(texts: readonly string[], tokenizer: Tokenizer): { tokens: number[]; starts: number[] } {
  const tokens: number[] = [endOfText]
  const starts: number[] = []
  for (const text of texts) {
    starts.push(tokens.length - 1)
    for (const token of tokenizer.encode(text)) tokens.push(token)
    tokens.push(endOfText)
  }
  return { tokens, starts }
}
