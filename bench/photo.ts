/**
 * Speed of photographs: training as a share of the library's own 512 x 512 matrix product, measured in the same run, on one
 * thread and on two; drawing tokens with and without the cache of keys and values; vocabulary and n-grams on a large text.
 *
 *   npm run bench:photo
 */
import { jit, numpy as np } from '@jax-js/jax'
import { Random } from '../src/model/random.ts'
import { NgramCounts } from '../src/photograph/ngram/counts.ts'
import { countPieces, splitPatterns } from '../src/photograph/tokenizer/pieces.ts'
import { Tokenizer } from '../src/photograph/tokenizer/tokenizer.ts'
import { ThreadedGradients } from '../src/photograph/training/threads.ts'
import { randomWindows, tokenArray } from '../src/photograph/transformer/batches.ts'
import {
  operationsPerToken,
  parameterCount,
  presets,
  type TransformerConfig,
} from '../src/photograph/transformer/config.ts'
import { Decoder } from '../src/photograph/transformer/decoder.ts'
import { randomWeights } from '../src/photograph/transformer/training.ts'

/** Billions of operations a second of a 512 x 512 matrix product in jax-js, the best of some. */
async function matrixRate(): Promise<number> {
  const a = np.array(Float32Array.from({ length: 512 * 512 }, (_, i) => Math.sin(i))).reshape([512, 512])
  const product = jit((x: np.Array, y: np.Array) => np.matmul(x, y))
  let best = Infinity
  for (let i = 0; i < 12; i++) {
    const began = performance.now()
    await product(a.ref, a.ref).data()
    best = Math.min(best, performance.now() - began)
  }
  return (2 * 512 ** 3) / best / 1e6
}

const trees = ['oak', 'elm', 'ash', 'yew', 'fir', 'birch', 'rowan', 'willow']

for (const name of ['tiny', 'small'] as const) {
  const { batch, vocabulary, context, width, layers, heads, hidden } = presets[name]
  const config: TransformerConfig = { vocabulary, context, width, layers, heads, hidden }
  const random = new Random(1)
  const tokens = tokenArray(Array.from({ length: 20_000 }, () => random.below(vocabulary)))
  const parameters = randomWeights(config, 1)
  const into = new Float32Array(parameters.length)
  let single = 0
  for (const threads of [1, 2]) {
    const gradients = new ThreadedGradients(config, threads)
    const source = randomWindows(tokens, batch, context, 1)
    for (let i = 0; i < 2; i++) await gradients.gradient(parameters, source.batch(i), into)
    let rate = await matrixRate()
    let best = Infinity
    for (let i = 0; i < (name === 'tiny' ? 20 : 8); i++) {
      const began = performance.now()
      await gradients.gradient(parameters, source.batch(i), into)
      best = Math.min(best, performance.now() - began)
    }
    rate = Math.max(rate, await matrixRate())
    await gradients.close()
    const perSecond = (batch * context * 1000) / best
    const operations = (perSecond * operationsPerToken(config)) / 1e9
    if (threads === 1) single = perSecond
    console.log(
      `${name}, ${parameterCount(config).toLocaleString('en')} parameters, ${threads} thread${threads > 1 ? 's' : ''}: ` +
        `${Math.round(perSecond).toLocaleString('en')} tokens/s, ${operations.toFixed(1)} GFLOP/s; ` +
        `a matrix product ${rate.toFixed(1)} GFLOP/s on one thread; ` +
        (threads === 1
          ? `share ${(operations / rate).toFixed(2)}`
          : `${(perSecond / single).toFixed(2)} times one thread`),
    )
  }

  const decoder = new Decoder(config, parameters, new Tokenizer('bytes'))
  const length = context - 1
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
  console.log(
    `${name}: draws ${Math.round(cached).toLocaleString('en')} tokens/s with the cache, ${Math.round(uncached).toLocaleString('en')} without`,
  )
}

const random = new Random(2)
const words = Array.from({ length: 20_000 }, () =>
  Array.from({ length: 2 + random.below(8) }, () => String.fromCharCode(97 + random.below(26))).join(''),
)
let text = ''
while (text.length < 10_000_000)
  text += `${random.below(3) ? words[random.below(1 + random.below(words.length))] : random.pick(trees)} `
let began = performance.now()
const counts = new Map<string, number>()
countPieces(text, splitPatterns.bpe, counts)
const tokenizer = Tokenizer.learn('bpe', counts, 4096)
console.log(`a vocabulary of ${tokenizer.size} from 10 MB: ${((performance.now() - began) / 1000).toFixed(1)} s`)
began = performance.now()
const bytes = new Tokenizer('bytes')
const grams = new NgramCounts(6, bytes.size)
for (let i = 0; i < text.length; i += 100_000)
  for (const token of bytes.encode(text.slice(i, i + 100_000))) grams.add(token)
grams.toTrie()
console.log(
  `n-grams of characters up to order 6 from 10 MB: ${((performance.now() - began) / 1000).toFixed(1)} s, ${grams.distinct(6).toLocaleString('en')} different`,
)
