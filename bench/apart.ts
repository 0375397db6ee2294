/**
 * Growths in processes of their own, so that one which runs away ends neither the table nor the machine, and so that the
 * memory of each can be told.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Principle } from '../src/blueprint/principles.ts'
import type { Limits } from './measure.ts'

/** One growth and how to measure it. A plain value, sent to another process. */
export interface Job {
  /**
   * A module beside this one that exports `worlds`, functions from a text to whether it is accepted, and one's name; or
   * one that exports a single `format`.
   */
  readonly world: { readonly module: string; readonly name?: string }
  readonly examples: readonly string[]
  /** Valid texts for recall. */
  readonly tests: readonly string[]
  readonly seed?: number
  /** Innate principles that are switched off. */
  readonly without?: readonly Principle[]
  readonly limits: Limits
}

/** What came of a job. A plain value. */
export interface Outcome {
  readonly learning: number
  readonly verifying: number
  /** Milliseconds, the world's not counted. */
  readonly own: number
  /** The most memory that the process ever held, in megabytes, Node's own and the loader of TypeScript included. */
  readonly memory: number
  readonly stopped?: 'budget' | 'deadline'
  readonly precision: number
  /** Different ones among 1,000 samples. */
  readonly distinct: number
  /** Quartiles of the samples' lengths. */
  readonly quartiles: readonly number[]
  /** Samples that the world rejects, shortest first, the first 20. */
  readonly wrong: readonly string[]
  readonly recall: number
  /** Tests that the grammar does not accept, shortest first. */
  readonly missed: readonly string[]
  /** Where most of the missed tests stop to parse: the next character (empty at the end), their share, a shortest one. */
  readonly stop?: { readonly at: string; readonly share: number; readonly example: string }
  /** Share of near misses of the tests that the grammar refuses as the world does. */
  readonly refusal: number
  /** Near misses that the grammar accepts, shortest first, the first 20. */
  readonly taken: readonly string[]
  readonly rules: number
  readonly ebnf: string
}

/** Why there is no outcome: `over time`, or what it died of. */
export interface Failure {
  readonly failed: string
}

/**
 * Runs a job in a process of its own. When it has reached a limit it is told to stop, and what it has until then is
 * measured; when it does not stop within as long again and a minute for measuring, it is killed.
 */
export function growApart(job: Job): Promise<Outcome | Failure> {
  const child = fork(fileURLToPath(new URL('apart-child.ts', import.meta.url)), {
    execArgv: [...process.execArgv, '--max-old-space-size=1500'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  return new Promise(resolve => {
    let outcome: Outcome | Failure | undefined
    let errors = ''
    const timer = setTimeout(
      () => {
        outcome = { failed: 'over time' }
        child.kill('SIGKILL')
      },
      (2 * job.limits.seconds + 60) * 1000,
    )
    child.stderr!.on('data', data => {
      errors = (errors + data).slice(-10_000)
    })
    child.on('message', message => {
      outcome = message as Outcome
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const said = /^\w*Error.*$|out of memory/m.exec(errors)?.[0]
      const where = /\/([\w-]+\.ts:\d+)/.exec(errors.slice(errors.indexOf('    at ')))?.[1]
      resolve(outcome ?? { failed: said ? [said, where].join(' ') : `ended with ${signal ?? code}` })
    })
    child.send(job)
  })
}

/** Runs jobs, `width` at a time, and hands each outcome over in the order of the jobs as soon as it can. */
export async function growAllApart(
  jobs: readonly Job[],
  width: number,
  each: (outcome: Outcome | Failure, i: number) => void,
): Promise<void> {
  const outcomes: Promise<Outcome | Failure>[] = []
  let next = 0
  const start = () => {
    const i = next++
    if (i < jobs.length) outcomes[i] = growApart(jobs[i]!).finally(start)
  }
  for (let i = 0; i < width; i++) start()
  for (let i = 0; i < jobs.length; i++) each(await outcomes[i]!, i)
}
