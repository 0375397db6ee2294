import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../model/random.ts'
import { endOfText, Tokenizer } from '../tokenizer/tokenizer.ts'
import {
  type Batch,
  evenWindows,
  exampleBatches,
  randomWindows,
  rowsOf,
  shuffledExamples,
  tokenArray,
} from './batches.ts'
import {
  configFromJson,
  configToJson,
  parameterCount,
  parametersOf,
  presets,
  type TransformerConfig,
} from './config.ts'
import { Decoder } from './decoder.ts'
import { JaxGradients } from './gradients.ts'
import {
  beginTraining,
  learningRate,
  meanLoss,
  randomWeights,
  type TrainingState,
  train,
  trainingSettings,
} from './training.ts'

const config: TransformerConfig = { vocabulary: 257, context: 12, width: 16, layers: 2, heads: 2, hidden: 24 }
const bytes = new Tokenizer('bytes')
const text = 'the oak stands by the elm; the elm stands by the ash; the ash stands by the oak. '.repeat(20)
const tokens = tokenArray(bytes.encode(text))

let jax: JaxGradients
let parameters: Float32Array
beforeAll(async () => {
  jax = await JaxGradients.open(config)
  // larger than a model begins with, so that every part has something to say
  parameters = randomWeights(config, 7).map((w, i) => (Math.abs(w - 1) < 1e-9 ? 1 + 0.1 * Math.sin(i) : 8 * w))
})

const batchOf = (rows: number, seed = 1): Batch => randomWindows(tokens, rows, config.context, seed).batch(0)

/** The largest difference between numbers and others that they should be. */
const furthest = (numbers: Float32Array, others: ArrayLike<number>, of = (n: number) => n) =>
  numbers.reduce((most, n, i) => Math.max(most, Math.abs(of(n) - others[i]!)), numbers.length - others.length)

describe('the transformer', () => {
  it('gives the same logits as an independent implementation in plain loops', async () => {
    const decoder = new Decoder(config, parameters, bytes)
    const read = [endOfText, ...bytes.encode('the oak sta')]
    const scores = await jax.logits(parameters, { rows: 1, tokens: Int32Array.from(read) })
    const state = decoder.begin()
    for (let position = 0; position < read.length; position++) {
      const row = scores.subarray(position * config.vocabulary, (position + 1) * config.vocabulary)
      const normaliser = Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0))
      const expected = state.logProbabilities()
      expect(furthest(row, expected, score => score - normaliser)).toBeLessThan(5e-5)
      if (position + 1 < read.length) state.push(read[position + 1]!)
    }
  })

  it('looks at nothing that comes later', async () => {
    const read = Int32Array.from([endOfText, ...bytes.encode('the oak sta')])
    const other = read.slice()
    other[9] = 33
    const [a, b] = [
      await jax.logits(parameters, { rows: 1, tokens: read }),
      await jax.logits(parameters, { rows: 1, tokens: other }),
    ]
    const seen = 9 * config.vocabulary
    expect(a.slice(0, seen)).toEqual(b.slice(0, seen))
    expect(a.slice(seen)).not.toEqual(b.slice(seen))
  })

  it('has gradients that agree with finite differences, in every weight array', async () => {
    const batch = batchOf(4)
    const gradient = new Float32Array(parameterCount(config))
    await jax.gradient(parameters, batch, gradient)
    const random = new Random(3)
    for (const { name, offset, size } of parametersOf(config)) {
      // along a random direction within the array, by central differences of two widths (Richardson)
      const direction = Float64Array.from({ length: size }, () => random.unit() - 0.5)
      const shifted = (by: number): Float32Array => {
        const copy = parameters.slice()
        for (let i = 0; i < size; i++) copy[offset + i]! += by * direction[i]!
        return copy
      }
      const slope = async (h: number): Promise<number> =>
        ((await jax.loss(shifted(h), batch)) - (await jax.loss(shifted(-h), batch))) / (2 * h)
      const expected = (4 * (await slope(0.01)) - (await slope(0.02))) / 3
      const actual = direction.reduce((sum, d, i) => sum + d * gradient[offset + i]!, 0)
      expect(Math.abs(actual - expected), name).toBeLessThan(3e-4 + 0.02 * Math.abs(expected))
    }
  })

  it('has gradients of parts of a batch that add up to that of the whole', async () => {
    const batch = batchOf(4)
    const whole = new Float32Array(parameterCount(config))
    const loss = await jax.gradient(parameters, batch, whole)
    const sum = new Float32Array(whole.length)
    let losses = 0
    for (let row = 0; row < 4; row++) {
      const part = new Float32Array(whole.length)
      losses += await jax.gradient(parameters, rowsOf(batch, row, row + 1), part)
      for (const [i, slope] of part.entries()) sum[i]! += slope
    }
    expect(losses).toBeCloseTo(loss, 5)
    expect(furthest(sum, whole)).toBeLessThan(5e-6)
  })
})

describe('training', () => {
  const settings = { ...trainingSettings(30, 1e-2, 5), evaluateEvery: 10 }
  const source = randomWindows(tokens, 4, config.context, 5)
  const heldOut = evenWindows(tokens, 4, config.context, 96)

  async function run(state: TrainingState, steps = Infinity): Promise<TrainingState> {
    for await (const { step } of train(config, settings, state, source, heldOut, jax)) if (step === steps) break
    return state
  }

  it('lowers the loss on text that it has not learned from', async () => {
    const { history } = await run(beginTraining(config, 5))
    expect(history.map(m => m.step)).toEqual([0, 10, 20, 30])
    expect(history[0]!.heldOut).toBeCloseTo(Math.log(257), 0)
    expect(history[3]!.heldOut).toBeLessThan(history[0]!.heldOut - 2)
  })

  it('gives the same weights bit for bit for the same seed, and others for another', async () => {
    const [a, b] = [await run(beginTraining(config, 5)), await run(beginTraining(config, 5))]
    expect(Buffer.from(a.parameters.buffer).equals(Buffer.from(b.parameters.buffer))).toBe(true)
    expect(beginTraining(config, 6).parameters).not.toEqual(beginTraining(config, 5).parameters)
  })

  it('goes on after an interruption as if there had been none', async () => {
    const whole = await run(beginTraining(config, 5))
    const half = structuredClone(await run(beginTraining(config, 5), 13))
    expect(half.step).toBe(13)
    const rest = await run(half)
    expect(rest.parameters).toEqual(whole.parameters)
    expect(rest.history).toEqual(whole.history)
    expect(rest.best).toEqual(whole.best)
  })

  it('raises the learning rate to its height and lowers it to a tenth', () => {
    const plan = trainingSettings(1000, 1, 1)
    expect(learningRate(plan, 0)).toBeCloseTo(1 / plan.warmUp)
    expect(learningRate(plan, plan.warmUp)).toBeCloseTo(1)
    expect(learningRate(plan, 1000)).toBeCloseTo(0.1)
  })

  it('says so when the loss is no number any more', async () => {
    const state = beginTraining(config, 5)
    state.parameters.fill(Number.NaN)
    await expect(run(state)).rejects.toMatchObject({ code: 'training-diverged' })
  })
})

describe('batches', () => {
  it('lie inside the text, and each token is followed by its next', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        (length, context, step) => {
          const sequence = tokenArray(Array.from({ length }, (_, i) => i))
          for (const batch of [
            randomWindows(sequence, 3, context, 1).batch(step),
            ...evenWindows(sequence, 3, context, 1000),
          ]) {
            expect(batch.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 5)
            batch.weights.forEach((weight, i) => {
              if (weight > 0) expect(batch.next[i]).toBe(batch.tokens[i]! + 1)
            })
          }
        },
      ),
    )
  })

  it('of examples count only what is to be said, and its end', () => {
    const [batch] = exampleBatches([{ prompt: [7, 8, 9], completion: [4, 5] }], 1, 8)
    expect([...batch!.tokens.slice(0, 6)]).toEqual([endOfText, 7, 8, 9, 4, 5])
    expect([...batch!.weights].map(w => w > 0)).toEqual([false, false, false, true, true, true, false, false])
    expect([...batch!.next.slice(3, 6)]).toEqual([4, 5, endOfText])
  })

  it('of examples use each as often as the others', () => {
    const examples = Array.from({ length: 5 }, (_, i) => ({ prompt: [10 + i], completion: [1] }))
    const source = shuffledExamples(examples, 2, 4, 1)
    const seen = Array.from({ length: 10 }, (_, step) => source.batch(step)).flatMap(b => [b.tokens[1], b.tokens[5]])
    for (const { prompt } of examples) expect(seen.filter(token => token === prompt[0])).toHaveLength(4)
  })

  it('measure a mean over positions, whatever the batches', async () => {
    const all = evenWindows(tokens, 5, config.context, 120)
    const single = evenWindows(tokens, 1, config.context, 120)
    expect(await meanLoss(parameters, all, jax)).toBeCloseTo(await meanLoss(parameters, single, jax), 4)
  })
})

describe('the decoder', () => {
  it('forgets the older half when its context is full, and goes on', () => {
    const state = new Decoder(config, parameters, bytes).begin()
    for (let i = 0; i < 40; i++) {
      state.push(1 + i)
      expect(state.logProbabilities().reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 9)
    }
  })

  it('has a copy that goes its own way', () => {
    const state = new Decoder(config, parameters, bytes).begin()
    const before = [...state.logProbabilities()]
    const copy = state.copy()
    copy.push(40)
    expect([...state.logProbabilities()]).toEqual(before)
    state.push(40)
    expect([...state.logProbabilities()]).toEqual([...copy.logProbabilities()])
  })
})

describe('config.json', () => {
  it('survives, for every preset', () => {
    for (const preset of Object.values(presets)) {
      const { vocabulary, context, width, layers, heads, hidden } = preset
      const measures = { vocabulary, context, width, layers, heads, hidden }
      expect(configFromJson(JSON.parse(JSON.stringify(configToJson(measures))))).toEqual(measures)
    }
  })

  it('that no model can have is refused', () => {
    for (const change of [
      { hidden_size: 0 },
      { hidden_size: 1e9 },
      { num_attention_heads: 3 },
      { hidden_act: 'gelu' },
      { vocab_size: 'many' },
    ])
      expect(() => configFromJson({ ...configToJson(config), ...change })).toThrow(/config|transformer|width/i)
  })
})
