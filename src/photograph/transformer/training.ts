import { CambiumError } from '../../model/error.ts'
import { Random } from '../../model/random.ts'
import type { Batch, BatchSource } from './batches.ts'
import { checkConfig, type Parameter, parameterCount, parametersOf, type TransformerConfig } from './config.ts'
import type { GradientSource } from './gradients.ts'

/** How a model is trained. Two trainings with equal settings, texts, threads and backend give the same weights. */
export interface TrainingSettings {
  /** Batches to learn from. */
  readonly steps: number
  /** The highest learning rate; it rises to it over `warmUp` steps and falls to a tenth along a cosine. */
  readonly learningRate: number
  readonly warmUp: number
  /** Decay of matrix weights a step, times the learning rate (Loshchilov and Hutter 2019). */
  readonly weightDecay: number
  /** The gradient is shortened to this length where it is longer. */
  readonly clip: number
  /** Steps between two looks at the held-out text. */
  readonly evaluateEvery: number
  readonly seed: number
}

/** Settings that suit a number of steps. */
export function trainingSettings(steps: number, learningRate: number, seed: number): TrainingSettings {
  return {
    steps,
    learningRate,
    warmUp: Math.max(1, Math.min(100, Math.round(steps / 20))),
    weightDecay: 0.1,
    clip: 1,
    evaluateEvery: Math.max(1, Math.min(250, Math.ceil(steps / 20))),
    seed,
  }
}

/** A look at the losses, in nats a token. */
export interface Measurement {
  readonly step: number
  /** Mean over the batches since the last measurement; that of the next batch at the beginning. */
  readonly training: number
  readonly heldOut: number
}

/** All that a training knows; going on from a copy of it is going on from here. */
export interface TrainingState {
  step: number
  readonly parameters: Float32Array
  /** Running means of the gradient and of its square. */
  readonly mean: Float32Array
  readonly square: Float32Array
  /** The weights that did best on the held-out text. */
  readonly best: Float32Array
  bestLoss: number
  /** Losses of the batches since the last measurement. */
  recent: number[]
  readonly history: Measurement[]
}

/** A training that has not begun. @param parameters the weights to start from; random ones where there are none */
export function beginTraining(config: TransformerConfig, seed: number, parameters?: Float32Array): TrainingState {
  checkConfig(config)
  const start = parameters?.slice() ?? randomWeights(config, seed)
  return {
    step: 0,
    parameters: start,
    mean: new Float32Array(start.length),
    square: new Float32Array(start.length),
    best: start.slice(),
    bestLoss: Infinity,
    recent: [],
    history: [],
  }
}

/**
 * Trains until the steps are done or the reader stops reading. Yields after every step; a measurement comes with the
 * steps at which there was one. Losses are mean negative log-probabilities of a token.
 *
 * @param state changed in place; passing the state of an interrupted training goes on with it
 * @param text batch `i` is learned from at step `i`
 * @param heldOut what is measured on; none means that the last weights are the best
 */
export async function* train(
  config: TransformerConfig,
  settings: TrainingSettings,
  state: TrainingState,
  text: BatchSource,
  heldOut: readonly Batch[],
  gradients: GradientSource,
): AsyncGenerator<{ step: number; loss: number; measurement?: Measurement }> {
  const gradient = new Float32Array(parameterCount(config))
  const optimiser = new AdamW(parametersOf(config), settings)
  if (state.history.length === 0 && state.step === 0)
    await measure(state, heldOut, gradients, await gradients.loss(state.parameters, text.batch(0)))
  while (state.step < settings.steps) {
    const loss = await gradients.gradient(state.parameters, text.batch(state.step), gradient)
    if (!Number.isFinite(loss))
      throw new CambiumError(
        'training-diverged',
        `The loss is no number at step ${state.step}: train with a smaller learning rate.`,
      )
    optimiser.update(state, gradient)
    state.step++
    state.recent.push(loss)
    const due = state.step % settings.evaluateEvery === 0 || state.step === settings.steps
    const measurement = due ? await measure(state, heldOut, gradients, average(state.recent)) : undefined
    yield { step: state.step, loss, measurement }
  }
}

async function measure(
  state: TrainingState,
  heldOut: readonly Batch[],
  gradients: GradientSource,
  training: number,
): Promise<Measurement> {
  const loss = heldOut.length === 0 ? Number.NaN : await meanLoss(state.parameters, heldOut, gradients)
  if (!(loss >= state.bestLoss)) {
    state.best.set(state.parameters)
    if (heldOut.length > 0) state.bestLoss = loss
  }
  const measurement = { step: state.step, training, heldOut: loss }
  state.history.push(measurement)
  state.recent = []
  return measurement
}

/** The mean loss over batches, each counted by the positions that count in it. */
export async function meanLoss(
  parameters: Float32Array,
  batches: readonly Batch[],
  gradients: GradientSource,
): Promise<number> {
  let sum = 0
  let count = 0
  for (const batch of batches) {
    const counted = batch.weights.reduce((n, weight) => n + (weight > 0 ? 1 : 0), 0)
    sum += counted * (await gradients.loss(parameters, batch))
    count += counted
  }
  return sum / count
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), after shortening the gradient (Pascanu et al. 2013). */
class AdamW {
  readonly #parameters: readonly Parameter[]
  readonly #settings: TrainingSettings

  constructor(parameters: readonly Parameter[], settings: TrainingSettings) {
    this.#parameters = parameters
    this.#settings = settings
  }

  /** One step, in place. */
  update(state: TrainingState, gradient: Float32Array): void {
    const beta1 = 0.9
    const beta2 = 0.99
    const { parameters, mean, square } = state
    const rate = learningRate(this.#settings, state.step)
    const length = lengthOf(gradient)
    const shorten = length > this.#settings.clip ? this.#settings.clip / length : 1
    const step = rate / (1 - beta1 ** (state.step + 1))
    const warm = 1 / (1 - beta2 ** (state.step + 1))
    for (const { offset, size, shape } of this.#parameters) {
      const keep = shape.length > 1 ? 1 - rate * this.#settings.weightDecay : 1
      for (let i = offset; i < offset + size; i++) {
        const g = gradient[i]! * shorten
        const m = beta1 * mean[i]! + (1 - beta1) * g
        const v = beta2 * square[i]! + (1 - beta2) * g * g
        mean[i] = m
        square[i] = v
        parameters[i] = parameters[i]! * keep - (step * m) / (Math.sqrt(v * warm) + 1e-8)
      }
    }
  }
}

/** A loop, not `reduce`: a call for each of a million numbers would cost as much as the rest of the step. */
function lengthOf(vector: Float32Array): number {
  let squares = 0
  for (let i = 0; i < vector.length; i++) squares += vector[i]! * vector[i]!
  return Math.sqrt(squares)
}

/** The learning rate at a step: linear warm-up, then a cosine down to a tenth (Loshchilov and Hutter 2017). */
export function learningRate({ learningRate, warmUp, steps }: TrainingSettings, step: number): number {
  if (step < warmUp) return (learningRate * (step + 1)) / warmUp
  const done = (step - warmUp) / Math.max(1, steps - warmUp)
  return learningRate * (0.1 + 0.45 * (1 + Math.cos(Math.PI * Math.min(1, done))))
}

/** Normal numbers of deviation 0.02; smaller where layers add up (Radford et al. 2019); ones for the norms. */
export function randomWeights(config: TransformerConfig, seed: number): Float32Array {
  const random = new Random(seed)
  const weights = new Float32Array(parameterCount(config))
  for (const { name, shape, offset, size } of parametersOf(config)) {
    if (shape.length === 1) {
      weights.fill(1, offset, offset + size)
      continue
    }
    const adds = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight')
    const deviation = adds ? 0.02 / Math.sqrt(2 * config.layers) : 0.02
    for (let i = offset; i < offset + size; i += 2) {
      // Box and Muller (1958)
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.unit()))
      const angle = 2 * Math.PI * random.unit()
      weights[i] = radius * Math.cos(angle)
      if (i + 1 < offset + size) weights[i + 1] = radius * Math.sin(angle)
    }
  }
  return weights
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length
}
