import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { CambiumError } from '../../model/error.ts'
import { type Batch, rowsOf } from '../transformer/batches.ts'
import { parameterCount, type TransformerConfig } from '../transformer/config.ts'
import type { GradientSource } from '../transformer/gradients.ts'

/** What a gradient thread is given when it starts: among others the memory for its gradient, which is shared. */
export interface ThreadData {
  readonly config: TransformerConfig
  readonly gradient: SharedArrayBuffer
}

export interface ThreadRequest {
  readonly want: 'gradient' | 'loss'
  readonly batch: Batch
  /** The weights, shared by all threads. */
  readonly parameters: SharedArrayBuffer
}

/** `tooLarge`: arrays were wanted that are larger than the backend has room for. */
export type ThreadReply = { readonly loss: number } | { readonly error: string; readonly tooLarge: boolean }

/**
 * Works out gradients on several threads: each takes its share of the rows of a batch, and the gradients are added up in
 * the order of the threads, so that the result is always the same for the same number of threads. Also with one thread:
 * the thread that asks stays free to listen.
 *
 * After a training its threads wait half a minute for another one of the same shape.
 */
export class ThreadedGradients implements GradientSource {
  readonly #threads: GradientThread[]
  readonly #parameters: Float32Array<SharedArrayBuffer>

  constructor(config: TransformerConfig, threads: number) {
    checkThreads(threads)
    this.#parameters = sharedNumbers(parameterCount(config))
    this.#threads = Array.from({ length: threads }, () => takeThread(config))
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
        return {
          thread,
          loss: await thread.ask({ want, batch: rowsOf(batch, from, to), parameters: this.#parameters.buffer }),
        }
      }),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map(putBack))
  }
}

/** Milliseconds that a thread waits for the next training of the same shape. */
const patience = 30_000

/** Threads whose training is over. What each has compiled took it as long as many steps. */
const idle = new Map<GradientThread, NodeJS.Timeout>()

function takeThread(config: TransformerConfig): GradientThread {
  for (const [thread, end] of idle) {
    if (!thread.fits(config)) continue
    clearTimeout(end)
    idle.delete(thread)
    thread.keepsRunning(true)
    return thread
  }
  return new GradientThread(config)
}

async function putBack(thread: GradientThread): Promise<void> {
  if (!thread.isFree) return thread.end()
  thread.keepsRunning(false)
  const end = () => {
    idle.delete(thread)
    void thread.end()
  }
  idle.set(thread, setTimeout(end, patience).unref())
}

const sharedNumbers = (count: number) => new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT))

/** Throws `threads` where there cannot be so many. */
export function checkThreads(threads: number): void {
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= 64))
    throw new CambiumError('threads', `Training takes from 1 to 64 threads, not ${threads}.`)
}

class GradientThread {
  readonly gradient: Float32Array
  readonly #shape: string
  readonly #worker: Worker
  #waiting: { resolve: (loss: number) => void; reject: (error: unknown) => void } | undefined
  #hasFailed = false

  constructor(config: TransformerConfig) {
    const gradient = sharedNumbers(parameterCount(config))
    this.gradient = gradient
    this.#shape = JSON.stringify(config)
    this.#worker = startThread({ config, gradient: gradient.buffer })
    this.#worker.on('message', (reply: ThreadReply) => {
      if ('error' in reply) return this.#fail(reply.error, reply.tooLarge)
      this.#waiting?.resolve(reply.loss)
      this.#waiting = undefined
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

  /** Can it take another training? */
  get isFree(): boolean {
    return this.#waiting === undefined && !this.#hasFailed
  }

  fits(config: TransformerConfig): boolean {
    return this.isFree && this.#shape === JSON.stringify(config)
  }

  /** Whether the process goes on while this thread does. */
  keepsRunning(does: boolean): void {
    if (does) this.#worker.ref()
    else this.#worker.unref()
  }

  async end(): Promise<void> {
    this.#waiting = undefined
    await this.#worker.terminate()
  }

  #fail(message: string, tooLarge = false): void {
    this.#hasFailed = true
    this.#waiting?.reject(
      tooLarge
        ? new CambiumError(
            'training-too-large',
            `A step needs more memory than a training thread can have (${message}): take a smaller batch, context or preset, or more threads.`,
          )
        : new CambiumError('thread-failed', `A training thread failed: ${message}.`, { blame: 'internal' }),
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
