import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CambiumError } from '../../model/error.ts'
import type { Comparison } from '../config/config.ts'
import type { Cell, CellResult } from './cell.ts'
import type { Order, Report } from './worker.ts'

/**
 * Processes that do cells, each one at a time. A process of its own has a processor, and memory, of its own. They are
 * started when there is work for them.
 */
export class Workers {
  readonly #comparison: Comparison
  readonly #most: number
  readonly #processes: ChildProcess[] = []

  /** @param most processes at the same time */
  constructor(comparison: Comparison, most: number) {
    this.#comparison = comparison
    this.#most = most
  }

  /**
   * Does cells, in about their order, and tells of each as soon as it is done.
   * @throws CambiumError of the first that fails; those under way are given up
   */
  async do(cells: readonly Cell[], done: (result: CellResult) => Promise<void>, signal?: AbortSignal): Promise<void> {
    while (this.#processes.length < Math.min(this.#most, cells.length)) this.#processes.push(started(this.#comparison))
    let next = 0
    let failed = false
    await Promise.all(
      this.#processes.map(async child => {
        while (next < cells.length && !failed && !signal?.aborted) {
          const cell = cells[next++]!
          try {
            const result = await ordered(child, cell, signal)
            if (result) await done(result)
          } catch (error) {
            failed = true
            throw error
          }
        }
      }),
    )
  }

  close(): void {
    for (const child of this.#processes) child.kill('SIGKILL')
  }
}

function started({ source }: Comparison): ChildProcess {
  const fromSources = import.meta.url.endsWith('.ts')
  // What is built lies in few files beside the command, and starts sooner than two hundred modules.
  const path = fileURLToPath(new URL(fromSources ? './worker.ts' : '../../cli/worker.js', import.meta.url))
  // From the sources a process must first load what turns TypeScript into JavaScript.
  const loader = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = fork(path, { execArgv: fromSources ? ['--import', loader()] : [], serialization: 'advanced' })
  child.send({ kind: 'comparison', ...source } satisfies Order)
  return child
}

/** @returns nothing when the signal came first */
function ordered(child: ChildProcess, cell: Cell, signal?: AbortSignal): Promise<CellResult | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      child.off('message', heard)
      child.off('exit', gone)
      signal?.removeEventListener('abort', stopped)
      how()
    }
    const heard = (report: Report) =>
      settle(() => {
        if ('result' in report) return resolve(report.result)
        const { code, message, blame } = report.error
        reject(new CambiumError(code, `${describe(cell)}: ${message}`, { blame }))
      })
    const gone = () =>
      settle(() =>
        reject(
          new CambiumError(
            'process-ended',
            `The process that did ${describe(cell)} has ended, perhaps for want of memory.`,
            {
              blame: 'internal',
            },
          ),
        ),
      )
    const stopped = () => settle(() => resolve(undefined))
    child.on('message', heard)
    child.on('exit', gone)
    signal?.addEventListener('abort', stopped)
    child.send({ kind: 'cell', cell } satisfies Order)
  })
}

/** `n-gram, 100 examples, seed 2, deeper`. */
export function describe({ part, contestant, size, seed, which, learningRate }: Cell): string {
  const parts: string[] = [part, contestant.name, `${size} examples`, `seed ${seed}`]
  if (which) parts.push(which)
  if (part === 'search') parts.push(`learning rate ${learningRate}`)
  return parts.join(', ')
}
