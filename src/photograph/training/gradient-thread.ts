import { parentPort, workerData } from 'node:worker_threads'
import { JaxGradients } from '../transformer/gradients.ts'
import type { ThreadData, ThreadReply, ThreadRequest } from './threads.ts'

const { config, gradient } = workerData as ThreadData
const into = new Float32Array(gradient)
const opening = JaxGradients.open(config)

parentPort!.on('message', async ({ want, batch, parameters }: ThreadRequest) => {
  let reply: ThreadReply
  try {
    const jax = await opening
    const weights = new Float32Array(parameters)
    reply = { loss: want === 'gradient' ? await jax.gradient(weights, batch, into) : await jax.loss(weights, batch) }
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error), tooLarge: error instanceof RangeError }
  }
  parentPort!.postMessage(reply)
})
