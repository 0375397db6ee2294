import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { defaultTimeout, watch } from './deadline.ts'
import { shortened, worldFailure } from './failure.ts'
import { Pool } from './pool.ts'
import type { Acceptor, Verdict } from './world.ts'

/**
 * What runs in the worker, as source text: a file of its own would have to be found under two names, one before and one
 * after compilation. A CommonJS module that exports through `exports.default` arrives as `default.default`.
 */
const source = `
const { parentPort, workerData } = require('node:worker_threads')
process.stdout.write = process.stderr.write = () => true // may print without end, and nobody reads it
const loading = import(workerData).then(module => {
  const judge = typeof module.default === 'function' ? module.default : module.default?.default
  if (typeof judge !== 'function') throw new Error('it has no default export that is a function')
  return judge
})
loading.then(() => parentPort.postMessage({ ready: true }), error => parentPort.postMessage({ unusable: String(error) }))
parentPort.on('message', async text => {
  const judge = await loading
  try {
    const answer = await judge(text)
    parentPort.postMessage(typeof answer === 'boolean' ? { answer } : { wrong: 'returned ' + typeof answer })
  } catch (error) {
    parentPort.postMessage({ wrong: 'threw ' + error })
  }
})
`

type Message =
  | { ready: true }
  | { unusable: string }
  | { answer: boolean }
  /** What it did instead of answering. */
  | { wrong: string }

/** Milliseconds that loading the module may take; slower than any question. */
const loadTimeout = 60_000

/** Megabytes of memory after which a module counts as crashed. */
const heapLimit = 512

/**
 * A world that is the default export of a JavaScript module, ESM or CommonJS: `(text) => boolean | Promise<boolean>`.
 * It runs in a worker thread, which is ended when it does not answer in time. A module that runs out of memory counts
 * as crashed; one that throws, exits, or returns anything but a boolean is a broken world.
 * @param file path of the module
 * @param options.timeout milliseconds that one text may take (default 5,000)
 * @throws CambiumError `world-failed` when there is no such file
 */
export function moduleWorld(file: string, options: { timeout?: number } = {}): Acceptor {
  const timeout = options.timeout ?? defaultTimeout
  const path = resolve(file)
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw worldFailure(`The module ${path} does not exist.`)
  const judges = new Pool(() => new JudgeInWorker(path))

  return {
    description: { kind: 'module', file: path, timeout },
    async ask(text, signal) {
      signal.throwIfAborted()
      const judge = judges.take()
      let verdict: Verdict | undefined
      try {
        verdict = await judge.ask(text, timeout, signal)
      } finally {
        if (verdict?.kind === 'accepted' || verdict?.kind === 'rejected') judges.give(judge)
        else await judges.discard(judge)
      }
      return verdict
    },
    close: () => judges.close(),
  }
}

class JudgeInWorker {
  readonly #path: string
  readonly #worker: Worker
  #ready = false
  #waiting: { resolve(message: Message | Verdict): void; reject(reason: unknown): void } | undefined
  /** How it failed before anyone waited for it. */
  #failure: Error | undefined

  constructor(path: string) {
    this.#path = path
    this.#worker = new Worker(source, {
      eval: true,
      workerData: pathToFileURL(path).href,
      resourceLimits: { maxOldGenerationSizeMb: heapLimit },
    })
    this.#worker.on('message', (message: Message) => this.#waiting?.resolve(message))
    this.#worker.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        this.#waiting?.resolve({ kind: 'crashed', signal: 'out of memory' })
      else this.#fail(worldFailure(`The module ${path} failed outside of any answer: ${error}.`, error))
    })
    this.#worker.on('exit', status => this.#fail(worldFailure(`The module ${path} ended with status ${status}.`)))
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#waiting?.reject(error)
  }

  /** @throws the signal's reason; CambiumError `world-failed`; the worker is of no more use then */
  async ask(text: string, timeout: number, signal: AbortSignal): Promise<Verdict> {
    if (this.#failure) throw this.#failure
    if (!this.#ready) {
      const loaded = await this.#next(loadTimeout, signal)
      if ('unusable' in loaded) throw worldFailure(`The module ${this.#path} cannot be used: ${loaded.unusable}.`)
      if ('kind' in loaded) throw worldFailure(`The module ${this.#path} does not load (${loaded.kind}).`)
      this.#ready = true
    }
    this.#worker.postMessage(text)
    const message = await this.#next(timeout, signal)
    if ('kind' in message) return message
    if ('answer' in message) return { kind: message.answer ? 'accepted' : 'rejected' }
    const did = 'wrong' in message ? message.wrong : 'answered out of turn'
    throw worldFailure(
      `The module ${this.#path} ${did} for the text ${shortened(text)}; its function should return true or false.`,
    )
  }

  async #next(timeout: number, signal: AbortSignal): Promise<Message | Verdict> {
    let off: (() => void) | undefined
    try {
      return await new Promise<Message | Verdict>((resolve, reject) => {
        this.#waiting = { resolve, reject }
        off = watch(timeout, signal, why =>
          why === 'timeout' ? resolve({ kind: 'timed-out' }) : reject(signal.reason),
        )
      })
    } finally {
      off?.()
      this.#waiting = undefined
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
