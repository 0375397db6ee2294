/**
 * Speed of photographs. Training, optimiser included, as a share of the library's own 512 x 512 matrix product on one
 * thread; on two threads; the same model and batch in PyTorch, where it is installed. Drawing tokens with and without the
 * cache of keys and values; vocabulary and n-grams of 10 MB of text. Steps on one thread, steps on two and matrix products
 * take turns, so that all see the same moods of the machine; of each the fastest counts, with the processors that it had
 * meanwhile: where they are fewer than threads, others were at work, and the numbers are too low.
 *
 *   npm run bench:photo
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { init, jit, numpy as np } from '@jax-js/jax'
import { Random } from '../../src/model/random.ts'
import { NgramCounts } from '../../src/photograph/ngram/counts.ts'
import { countPieces, splitPatterns } from '../../src/photograph/tokenizer/pieces.ts'
import { Tokenizer } from '../../src/photograph/tokenizer/tokenizer.ts'
import { ThreadedGradients } from '../../src/photograph/training/threads.ts'
import { randomWindows, tokenArray } from '../../src/photograph/transformer/batches.ts'
import {
  operationsPerToken,
  type PresetName,
  parameterCount,
  presets,
  type TransformerConfig,
} from '../../src/photograph/transformer/config.ts'
import { Decoder } from '../../src/photograph/transformer/decoder.ts'
import { beginTraining, randomWeights, train, trainingSettings } from '../../src/photograph/transformer/training.ts'
import { Table } from '../table.ts'
import { howToGetTorch, torchPython, trainInTorch } from './torch.ts'

const folder = await mkdtemp(join(tmpdir(), 'photo-speed-'))
await init('wasm')
const factor = np.array(Float32Array.from({ length: 512 * 512 }, (_, i) => Math.sin(i))).reshape([512, 512])
const multiply = jit((x: np.Array, y: np.Array) => np.matmul(x, y))
try {
  await training()
  await drawing()
  reading()
} finally {
  await rm(folder, { recursive: true })
}

/** How fast something trained, at its fastest. */
interface Speed {
  /** Seconds a step. */
  readonly step: number
  /** Processors that it had meanwhile: fewer than it has threads where others were at work. */
  readonly busy: number
}

async function training(): Promise<void> {
  const columns = [
    'training:14',
    'threads',
    'tokens/s:8',
    'GFLOP/s',
    'product',
    'share:5',
    'to one thread',
    'processors',
  ]
  const table = new Table(...columns)
  console.log(table.head)
  for (const name of ['tiny', 'small'] as const) {
    const config = configOf(name)
    const { batch } = presets[name]
    const random = new Random(1)
    const tokens = Uint16Array.from({ length: 20_000 }, () => random.below(config.vocabulary))
    const file = join(folder, 'tokens.u16')
    await writeFile(file, tokens)
    const report = (who: string, speeds: readonly Speed[], product: number): void => {
      for (const [i, { step, busy }] of speeds.entries()) {
        const perSecond = (batch * config.context) / step
        const rate = (perSecond * operationsPerToken(config)) / 1e9
        const numbers = [Math.round(perSecond), rate.toFixed(1), (product / 1e9).toFixed(1)]
        const shares = [(rate / (product / 1e9)).toFixed(2), (speeds[0]!.step / step).toFixed(2)]
        console.log(table.row(who, i + 1, ...numbers, ...shares, busy.toFixed(1)))
      }
    }
    const rounds = name === 'tiny' ? 60 : 20
    const { ours, product } = await inTurns(config, tokens, batch, rounds)
    report(name, ours, product)
    if (torchPython === undefined) continue
    const theirs: Speed[] = []
    let torchProduct = 0
    let version = ''
    for (const threads of [1, 2]) {
      const settings = trainingSettings(rounds, 1e-3, 1)
      const job = { config, settings, rows: batch, threads, tokens: file, heldOut: file, starts: [] }
      const result = await trainInTorch(job)
      theirs.push({ step: result.fastestStep, busy: result.processors })
      if (threads === 1) torchProduct = result.productRate
      version = result.version.split('.', 2).join('.')
    }
    report(`PyTorch ${version}`, theirs, torchProduct)
  }
  if (torchPython === undefined) console.log(howToGetTorch)
}

function faster(a: Speed | undefined, b: Speed): Speed {
  return a !== undefined && a.step < b.step ? a : b
}

function configOf(name: PresetName): TransformerConfig {
  const { vocabulary, context, width, layers, heads, hidden } = presets[name]
  return { vocabulary, context, width, layers, heads, hidden }
}

/** The fastest step on one thread and on two, and the fastest matrix product, of which each has its turn in every round. */
async function inTurns(
  config: TransformerConfig,
  tokens: Uint16Array,
  rows: number,
  rounds: number,
): Promise<{ ours: Speed[]; product: number }> {
  const threads = [1, 2].map(count => new ThreadedGradients(config, count))
  try {
    const source = randomWindows(tokenArray(tokens), rows, config.context, 1)
    const settings = trainingSettings(rounds + 1, 1e-3, 1)
    const trainings = threads.map(of => train(config, settings, beginTraining(config, 1), source, [], of))
    for (const training of trainings) await training.next() // compiles
    const ours: Speed[] = []
    let product = 0
    for (let round = 0; round < rounds; round++) {
      product = Math.max(product, await productRate(3))
      for (const [i, training] of trainings.entries()) {
        const began = performance.now()
        const used = process.cpuUsage()
        await training.next()
        const step = (performance.now() - began) / 1000
        const { user, system } = process.cpuUsage(used)
        ours[i] = faster(ours[i], { step, busy: (user + system) / 1e6 / step })
      }
    }
    return { ours, product }
  } finally {
    for (const of of threads) await of.close()
  }
}

/** Operations a second of the fastest of some 512 x 512 matrix products in jax-js. */
async function productRate(times: number): Promise<number> {
  let best = Infinity
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await multiply(factor.ref, factor.ref).data()
    best = Math.min(best, performance.now() - began)
  }
  return (2 * 512 ** 3 * 1000) / best
}

async function drawing(): Promise<void> {
  const table = new Table('drawing:14', 'parameters', 'tokens/s with the cache', 'without')
  console.log(`\n${table.head}`)
  for (const name of ['tiny', 'small'] as const) {
    const config = configOf(name)
    const decoder = new Decoder(config, randomWeights(config, 1), new Tokenizer('bytes'))
    const length = config.context - 1
    const began = performance.now()
    const state = decoder.begin()
    for (let i = 0; i < length; i++) {
      state.logProbabilities()
      state.push(1 + (i % 250))
    }
    const cached = (length * 1000) / (performance.now() - began)
    const again = performance.now()
    const some = Math.min(length, 32)
    for (let n = length - some; n < length; n++) {
      const fresh = decoder.begin()
      for (let i = 0; i < n; i++) fresh.push(1 + (i % 250))
      fresh.logProbabilities()
    }
    const uncached = (some * 1000) / (performance.now() - again)
    console.log(table.row(name, parameterCount(config), Math.round(cached), Math.round(uncached)))
  }
}

/** Words of Zipf's kind, so that pieces repeat as they do in text. */
function reading(): void {
  const random = new Random(2)
  const words = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 2 + random.below(8) }, () => String.fromCharCode(97 + random.below(26))).join(''),
  )
  let text = ''
  while (text.length < 10_000_000) text += `${words[random.below(1 + random.below(words.length))]} `
  let began = performance.now()
  const counts = new Map<string, number>()
  countPieces(text, splitPatterns.bpe, counts)
  const tokenizer = Tokenizer.learn('bpe', counts, 4096)
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`
  console.log(`\na vocabulary of ${tokenizer.size} from 10 MB: ${seconds()}`)
  began = performance.now()
  const bytes = new Tokenizer('bytes')
  const grams = new NgramCounts(6, bytes.size)
  for (let i = 0; i < text.length; i += 100_000)
    for (const token of bytes.encode(text.slice(i, i + 100_000))) grams.add(token)
  grams.toTrie()
  console.log(`n-grams of characters up to order 6 from 10 MB: ${seconds()}, ${grams.distinct(6)} different`)
}
