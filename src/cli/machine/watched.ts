import type { Manners, Progress } from '../../growth/index.ts'
import type { CommonOptions } from '../command.ts'
import { linesReport } from '../progress.ts'
import { usualJobs } from '../world-options.ts'

/** How a system is acted on by a command that grows no plant. */
export interface WatchOptions extends CommonOptions {
  readonly jobs?: number
  readonly rate?: number
  readonly deadline?: number
}

/** What an engine is told. */
export interface Watching extends Partial<Manners> {
  readonly deadline: number | undefined
  readonly signal: AbortSignal
  readonly onProgress: ((progress: Progress) => void) | undefined
}

/** Runs an engine with progress for people, and stops it at ctrl-C. */
export async function watched<T>(options: WatchOptions, body: (watching: Watching) => Promise<T>): Promise<T> {
  const progress = linesReport(options)
  const interrupt = new AbortController()
  const onSignal = () => interrupt.abort()
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  const { jobs = usualJobs, rate, deadline, json } = options
  const onProgress = json ? undefined : progress.update
  try {
    return await body({ jobs, ...(rate && { rate }), deadline, signal: interrupt.signal, onProgress })
  } finally {
    progress.end()
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}
