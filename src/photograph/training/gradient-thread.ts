import { parentPort, workerData } from 'node:worker_threads'
import { JaxGradients } from '../transformer/gradients.ts'
import type { ThreadData, ThreadReply, ThreadRequest } from './threads.ts'

const { config, parameters, gradient } = workerData as ThreadData
const weights = new Float32Array(parameters)
const into = new Float32Array(gradient)
const opening = JaxGradients.open(config)

parentPort!.on('message', async ({ want, batch }: ThreadRequest) => {
  let reply: ThreadReply
  try {
    const jax = await opening
    reply = { loss: want === 'gradient' ? await jax.gradient(weights, batch, into) : await jax.loss(weights, batch) }
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) }
  }
  parentPort!.postMessage(reply)
})
