import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { defaultTimeout } from '../deadline.ts'
import { worldFailure } from '../failure.ts'
import { type Responder, responder, type System } from './responder.ts'

/** What runs in the worker, as source text, so that it need not be found under two names, before and after compilation. */
const source = `
const { parentPort, workerData } = require('node:worker_threads')
process.stdout.write = process.stderr.write = () => true
const loading = import(workerData).then(module => {
  const system = typeof module.step === 'function' ? module : module.default
  if (typeof system?.step !== 'function' || typeof system.reset !== 'function') throw new Error('it does not export reset() and step(input)')
  return system
})
parentPort.on('message', async input => {
  try {
    const system = await loading
    if (input === true) {
      parentPort.postMessage({ output: JSON.stringify(system.inputs ?? null) })
      return
    }
    if (input === null) {
      await system.reset()
      parentPort.postMessage({ output: '' })
      return
    }
    const output = await system.step(input)
    parentPort.postMessage(typeof output === 'string' ? { output } : { wrong: 'returned ' + typeof output + ' for the input ' + input + '; text is expected' })
  } catch (error) {
    parentPort.postMessage({ wrong: (input === null ? 'threw when it was reset: ' : 'threw when given the input ' + input + ': ') + error })
  }
})
`

/**
 * A world that is a JavaScript module with the exports `reset()` and `step(input)`, which may be asynchronous. Each copy
 * runs in a worker thread of its own, which is ended when it does not answer in time.
 * @throws CambiumError `world-failed` when there is no such file
 */
export function respondingModule(file: string, options: { timeout?: number } = {}): Responder {
  const timeout = options.timeout ?? defaultTimeout
  const path = resolve(file)
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw worldFailure(`The module ${path} does not exist.`)
  return responder({ kind: 'responds-module', file: path, timeout }, () => new ModuleInWorker(path), timeout)
}

/**
 * The inputs that a module exports as `inputs`; undefined if it exports none.
 * @throws CambiumError `world-failed` when it cannot be loaded, or its `inputs` are no list of texts
 */
export async function inputsOfModule(file: string): Promise<string[] | undefined> {
  const module = new ModuleInWorker(resolve(file))
  try {
    const inputs: unknown = JSON.parse(await module.exportedInputs())
    if (inputs === null) return undefined
    if (Array.isArray(inputs) && inputs.every(input => typeof input === 'string')) return inputs
    throw worldFailure(`The module ${file} exports inputs that are no list of texts.`)
  } finally {
    await module.end()
  }
}

class ModuleInWorker implements System {
  readonly #worker: Worker
  readonly #path: string
  #waiting: { resolve(output: string): void; reject(error: unknown): void } | undefined
  #broken: Error | undefined
  #loaded: Promise<string> | undefined

  constructor(path: string) {
    this.#path = path
    this.#worker = new Worker(source, { eval: true, workerData: pathToFileURL(path).href, stdout: true, stderr: true })
    this.#worker.on('message', (message: { output: string } | { wrong: string }) => {
      const waiting = this.#waiting
      this.#waiting = undefined
      if ('output' in message) waiting?.resolve(message.output)
      else waiting?.reject(worldFailure(`The module ${path} ${message.wrong}.`))
    })
    this.#worker.on('error', error => this.#break(`failed: ${error.message}`))
    this.#worker.on('exit', () => this.#break('ended its own thread'))
    this.#worker.unref()
  }

  /** Loads the module, which may take much longer than an answer. */
  async start(): Promise<void> {
    this.#loaded ??= this.exportedInputs()
    await this.#loaded
  }

  async reset(): Promise<void> {
    await this.#send(null)
  }

  step(input: string): Promise<string> {
    return this.#send(input)
  }

  exportedInputs(): Promise<string> {
    return this.#send(true)
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  /** @param message an input; null to reset, true for the exported inputs */
  #send(message: string | null | true): Promise<string> {
    if (this.#broken) return Promise.reject(this.#broken)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#worker.ref()
      this.#worker.postMessage(message)
    }).finally(() => this.#worker.unref()) as Promise<string>
  }

  #break(how: string): void {
    this.#broken ??= worldFailure(`The module ${this.#path} ${how}.`)
    this.#waiting?.reject(this.#broken)
    this.#waiting = undefined
  }
}
