import { afterAll, expect, it } from 'vitest'
import { tokenArray, windows } from '../transformer/batches.ts'
import type { TransformerConfig } from '../transformer/config.ts'
import { JaxGradients } from '../transformer/gradients.ts'
import { randomWeights } from '../transformer/training.ts'
import { ThreadedGradients } from './threads.ts'

const config: TransformerConfig = { vocabulary: 257, context: 12, width: 16, layers: 1, heads: 2, hidden: 24 }
const parameters = randomWeights(config, 1)
const batch = windows(tokenArray(Array.from({ length: 40 }, (_, i) => 1 + i)), config.context, [0, 5])

const opened: ThreadedGradients[] = []
afterAll(() => Promise.all(opened.map(gradients => gradients.close())))
function oneThread(): ThreadedGradients {
  const gradients = new ThreadedGradients(config, 1)
  opened.push(gradients)
  return gradients
}

async function timed(gradients: ThreadedGradients) {
  const began = performance.now()
  return { loss: await gradients.loss(parameters, batch), milliseconds: performance.now() - began }
}

it('a thread whose training is over is taken up by the next one, which need not compile again', async () => {
  const jax = await JaxGradients.open(config)
  const loss = await jax.loss(parameters, batch)
  const first = oneThread()
  const slow = await timed(first)
  await first.close()
  const quick = await timed(oneThread())
  expect([slow.loss, quick.loss]).toEqual([loss, loss])
  expect(quick.milliseconds).toBeLessThan(slow.milliseconds / 2)
})

it('a thread that failed is not', async () => {
  const broken = oneThread()
  const uneven = { ...batch, tokens: batch.tokens.subarray(1) }
  await expect(broken.loss(parameters, uneven)).rejects.toMatchObject({ code: 'thread-failed' })
  await broken.close()
  const { loss } = await timed(oneThread())
  expect(loss).toBeGreaterThan(0)
})
