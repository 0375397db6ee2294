import type { Progress } from '../growth/index.ts'
import type { PlantProgress } from '../plant/index.ts'
import { count, grouped, printJson } from './command.ts'

/** How a person or a program is kept informed while a plant grows. */
export interface ProgressReport<P extends Progress = Progress> {
  update(progress: P): void
  /** Something that must be said between two updates. */
  say(line: string): void
  /** Takes the bar away. */
  end(): void
}

/** Limits that were set, from which the rest can be estimated. */
export interface Limits {
  /** Questions. */
  readonly budget?: number | undefined
  /** Milliseconds. */
  readonly deadline?: number | undefined
}

/** Milliseconds between two plain lines, and between two lines of JSON. */
const plainEvery = 2_000
const jsonEvery = 250

/**
 * A bar on a terminal, a plain line every two seconds elsewhere, both on standard error; with `json` an event
 * `progress` on standard output, at most four a second.
 */
export function progressReport(
  json: boolean,
  limits: Limits,
  to: NodeJS.WriteStream = process.stderr,
): ProgressReport<PlantProgress> {
  return json ? jsonReport() : linesReport(limits, to)
}

/** The same for what is no growth of a plant. */
export function linesReport(limits: Limits, to: NodeJS.WriteStream = process.stderr): ProgressReport {
  return to.isTTY ? barReport(limits, to) : plainReport(limits, to)
}

function barReport(limits: Limits, to: NodeJS.WriteStream): ProgressReport {
  const clear = '\r\u001b[K'
  return {
    update(progress) {
      const line = `${bar(doneShare(progress, limits))}${describe(progress, limits)}`
      to.write(clear + cut(line, (to.columns ?? 80) - 1))
    },
    say: line => void to.write(`${clear}${line}\n`),
    end: () => void to.write(clear),
  }
}

function plainReport(limits: Limits, to: NodeJS.WriteStream): ProgressReport {
  // The first line waits too: what takes less time needs none.
  let next = performance.now() + plainEvery
  return {
    update(progress) {
      if (performance.now() < next) return
      next = performance.now() + plainEvery
      to.write(`${describe(progress, limits)}\n`)
    },
    say: line => void to.write(`${line}\n`),
    end() {},
  }
}

function jsonReport(): ProgressReport<PlantProgress> {
  let next = 0
  return {
    update({ about, learning, verifying, audited, rate, elapsed, figures, epoch }) {
      if (performance.now() < next) return
      next = performance.now() + jsonEvery
      const questions = { learning, verifying, audited }
      printJson({ event: 'progress', epoch: epoch.number, about, questions, rate, elapsed, figures })
    },
    say: line => printJson({ event: 'message', message: line }),
    end() {},
  }
}

/** How far it is, from 0 to 1, if a limit tells. */
function doneShare(progress: Progress, { budget, deadline }: Limits): number | undefined {
  const shares = []
  if (budget !== undefined) shares.push((progress.learning + progress.verifying) / budget)
  if (deadline !== undefined) shares.push(progress.elapsed / deadline)
  return shares.length === 0 ? undefined : Math.min(1, Math.max(...shares))
}

function bar(share: number | undefined): string {
  if (share === undefined) return ''
  const width = 20
  const full = Math.round(share * width)
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}] `
}

/** `412 questions, 14 rules, 350/s, at most 12 s left: what may follow a comma` */
function describe(progress: Progress, limits: Limits): string {
  const questions = progress.learning + progress.verifying
  // Who only listens asks none.
  const parts = questions > 0 ? [count(questions, 'question')] : []
  for (const [name, number] of Object.entries(progress.figures)) parts.push(`${grouped(number)} ${name}`)
  if (questions > 0) parts.push(`${Math.round(progress.rate)}/s`)
  const left = timeLeft(progress, limits)
  if (left !== undefined) parts.push(`at most ${Math.ceil(left)} s left`)
  return [parts.join(', '), progress.about].filter(part => part !== '').join(': ')
}

/** Seconds. */
function timeLeft({ rate, elapsed, learning, verifying }: Progress, { budget, deadline }: Limits) {
  const times = []
  if (budget !== undefined && rate > 0) times.push(Math.max(0, budget - learning - verifying) / rate)
  if (deadline !== undefined) times.push(Math.max(0, deadline - elapsed) / 1_000)
  return times.length === 0 ? undefined : Math.min(...times)
}

function cut(line: string, width: number): string {
  // Control characters of a question must not reach the terminal.
  const plain = line.replace(/\p{Cc}/gu, ' ')
  return plain.length <= width ? plain : `${plain.slice(0, Math.max(0, width - 1))}…`
}
