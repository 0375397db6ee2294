import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { CambiumError } from '../../model/error.ts'
import { type Batch, rowsOf } from '../transformer/batches.ts'
import { parameterCount, type TransformerConfig } from '../transformer/config.ts'
import type { GradientSource } from '../transformer/gradients.ts'

/** What a gradient thread is given when it starts. The memory is shared: weights for all, a gradient for each. */
export interface ThreadData {
  readonly config: TransformerConfig
  readonly parameters: SharedArrayBuffer
  readonly gradient: SharedArrayBuffer
}

export interface ThreadRequest {
  readonly want: 'gradient' | 'loss'
  readonly batch: Batch
}

export type ThreadReply = { readonly loss: number } | { readonly error: string }

/**
 * Works out gradients on several threads: each takes its share of the rows of a batch, and the gradients are added up in
 * the order of the threads, so that the result is always the same for the same number of threads. Also with one thread:
 * the thread that asks stays free to listen.
 */
export class ThreadedGradients implements GradientSource {
  readonly #threads: GradientThread[]
  readonly #parameters: Float32Array

  constructor(config: TransformerConfig, threads: number) {
    if (!(Number.isInteger(threads) && threads >= 1 && threads <= 64))
      throw new CambiumError('threads', `Training takes from 1 to 64 threads, not ${threads}.`)
    const bytes = parameterCount(config) * Float32Array.BYTES_PER_ELEMENT
    const parameters = new SharedArrayBuffer(bytes)
    this.#parameters = new Float32Array(parameters)
    this.#threads = Array.from(
      { length: threads },
      () => new GradientThread({ config, parameters, gradient: new SharedArrayBuffer(bytes) }),
    )
  }

  async gradient(parameters: Float32Array, batch: Batch, into: Float32Array): Promise<number> {
    const shares = await this.#share('gradient', parameters, batch)
    into.set(shares[0]!.thread.gradient)
    for (const { thread } of shares.slice(1)) {
      const { gradient } = thread
      for (let i = 0; i < into.length; i++) into[i]! += gradient[i]!
    }
    return shares.reduce((sum, { loss }) => sum + loss, 0)
  }

  async loss(parameters: Float32Array, batch: Batch): Promise<number> {
    const shares = await this.#share('loss', parameters, batch)
    return shares.reduce((sum, { loss }) => sum + loss, 0)
  }

  async #share(
    want: ThreadRequest['want'],
    parameters: Float32Array,
    batch: Batch,
  ): Promise<{ thread: GradientThread; loss: number }[]> {
    this.#parameters.set(parameters)
    const count = Math.min(this.#threads.length, batch.rows)
    return Promise.all(
      this.#threads.slice(0, count).map(async (thread, i) => {
        const from = Math.floor((batch.rows * i) / count)
        const to = Math.floor((batch.rows * (i + 1)) / count)
        return { thread, loss: await thread.ask({ want, batch: rowsOf(batch, from, to) }) }
      }),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(thread => thread.close()))
  }
}

class GradientThread {
  readonly gradient: Float32Array
  readonly #worker: Worker
  #waiting: { resolve: (loss: number) => void; reject: (error: unknown) => void } | undefined

  constructor(data: ThreadData) {
    this.gradient = new Float32Array(data.gradient)
    this.#worker = startThread(data)
    this.#worker.on('message', (reply: ThreadReply) => {
      if ('error' in reply) this.#fail(reply.error)
      else this.#waiting?.resolve(reply.loss)
    })
    this.#worker.on('error', error => this.#fail(error.message))
    this.#worker.on('exit', () => this.#fail('it ended'))
  }

  ask(request: ThreadRequest): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#worker.postMessage(request)
    })
  }

  async close(): Promise<void> {
    this.#waiting = undefined
    await this.#worker.terminate()
  }

  #fail(message: string): void {
    this.#waiting?.reject(
      new CambiumError('thread-failed', `A training thread failed: ${message}.`, { blame: 'internal' }),
    )
  }
}

/** From the sources (in tests and benchmarks) a thread must first load what turns TypeScript into JavaScript. */
function startThread(workerData: ThreadData): Worker {
  const compiled = new URL('./gradient-thread.js', import.meta.url)
  if (!import.meta.url.endsWith('.ts')) return new Worker(compiled, { workerData })
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href
  const source = new URL('./gradient-thread.ts', import.meta.url).href
  const load = `import(${JSON.stringify(loader)}).then(tsx => (tsx.register(), import(${JSON.stringify(source)})))`
  return new Worker(load, { eval: true, workerData })
}
