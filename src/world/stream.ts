import { type ChildProcess, spawn } from 'node:child_process'
import { findProgram, type Program, type ProgramSettings } from './command.ts'
import { defaultTimeout, watch } from './deadline.ts'
import { shortened, worldFailure } from './failure.ts'
import { killGroup } from './group.ts'
import { Pool } from './pool.ts'
import type { Acceptor, Verdict } from './world.ts'

/** Bytes after which a line of answer is none. */
const longestLine = 65_536

/** Characters of a program's last words that are kept for an error message. */
const lastWords = 500

/**
 * A world that is a program which is kept running, for programs that start slowly: a line of JSON `{"text": ...}` in, a
 * line `{"accepted": true|false}` out. Open questions each have a copy of the program. One that dies by a signal while
 * it is asked has crashed, one that does not answer in time is killed with its children; both are started again for
 * the next question. One that ended is started once more with the same question; that failing too, and any answer that
 * is not as agreed, is a broken world.
 * @throws CambiumError `command-unreadable`, or `world-failed` when the program cannot be found
 */
export function streamWorld(settings: ProgramSettings): Acceptor {
  const program = findProgram(settings)
  const timeout = settings.timeout ?? defaultTimeout
  const copies = new Pool(() => new RunningProgram(program))

  async function ask(text: string, signal: AbortSignal, again: boolean): Promise<Verdict> {
    signal.throwIfAborted()
    const copy = copies.take()
    let outcome: Verdict | 'ended' | undefined
    try {
      outcome = await copy.ask(text, timeout, signal)
    } finally {
      const alive = outcome !== 'ended' && (outcome?.kind === 'accepted' || outcome?.kind === 'rejected')
      if (alive) copies.give(copy)
      else await copies.discard(copy)
    }
    if (outcome !== 'ended') return outcome
    if (again) return ask(text, signal, false)
    throw worldFailure(
      `The program ${program.words[0]} ended (${copy.ending}) instead of answering ${shortened(text)}.${copy.said()}`,
    )
  }

  return {
    description: {
      kind: 'stream',
      command: settings.command,
      cwd: program.cwd,
      env: Object.keys(settings.env ?? {}),
      timeout,
    },
    ask: (text, signal) => ask(text, signal, true),
    close: () => copies.close(),
  }
}

class RunningProgram {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #gone: Promise<void>
  #buffer = ''
  #said = ''
  #waiting: { resolve(outcome: Verdict | 'ended'): void; reject(reason: unknown): void } | undefined
  /** What it did wrong while nobody asked. */
  #wrong: Error | undefined
  /** How it ended, for messages; undefined while it runs. */
  ending: string | undefined

  constructor(program: Program) {
    this.#name = program.words[0]
    this.#child = spawn(this.#name, program.words.slice(1), {
      cwd: program.cwd,
      env: program.env,
      detached: true, // a process group of its own, to be killed as a whole
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#child.stdin?.on('error', () => {}) // it may end without reading; its end tells more
    this.#child.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk))
    this.#child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#said = (this.#said + chunk).slice(-lastWords)
    })
    this.#gone = new Promise(resolve => {
      this.#child.on('exit', (status, signal) => {
        this.ending ??= signal ?? `exit status ${status}`
        resolve()
        if (signal) this.#waiting?.resolve({ kind: 'crashed', signal })
      })
      // `close` comes after all that it printed has been read: an answer may still arrive after `exit`.
      this.#child.on('close', () => this.#waiting?.resolve('ended'))
      this.#child.on('error', error => {
        this.ending ??= error.message
        resolve()
        this.#waiting?.reject(worldFailure(`The program ${this.#name} does not start: ${error.message}.`, error))
      })
    })
  }

  /** Its last words on standard error, as a sentence, or nothing. */
  said(): string {
    return this.#said.trim() === '' ? '' : ` It says ${shortened(this.#said.trim(), 300)}.`
  }

  /** @throws the signal's reason; CambiumError `world-failed`; it is of no more use then, nor without a yes or no */
  async ask(text: string, timeout: number, signal: AbortSignal): Promise<Verdict | 'ended'> {
    if (this.#wrong) throw this.#wrong
    if (this.ending !== undefined) return 'ended'
    let off: (() => void) | undefined
    try {
      return await new Promise<Verdict | 'ended'>((resolve, reject) => {
        this.#waiting = { resolve, reject }
        off = watch(timeout, signal, why =>
          why === 'timeout' ? resolve({ kind: 'timed-out' }) : reject(signal.reason),
        )
        this.#child.stdin?.write(`${JSON.stringify({ text })}\n`)
      })
    } finally {
      off?.()
      this.#waiting = undefined
    }
  }

  /** Kills it with its children. */
  async end(): Promise<void> {
    killGroup(this.#child)
    await this.#gone
    // A child in another group may hold the pipes open; nobody reads them any more.
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
  }

  #read(chunk: string): void {
    this.#buffer += chunk
    const end = this.#buffer.indexOf('\n')
    if (end < 0 && this.#buffer.length <= longestLine) return
    const line = end < 0 ? this.#buffer : this.#buffer.slice(0, end)
    const rest = end < 0 ? '' : this.#buffer.slice(end + 1)
    this.#buffer = ''
    const waiting = this.#waiting
    const answer = this.#answerIn(line)
    if (waiting === undefined) this.#refuse(`printed ${shortened(line)} without being asked`)
    else if (rest !== '') this.#refuse(`printed more than one line for one question: ${shortened(`${line}\n${rest}`)}`)
    else if (answer === undefined) this.#refuse(`printed ${shortened(line)} instead of {"accepted": true} or false`)
    else waiting.resolve({ kind: answer ? 'accepted' : 'rejected' })
  }

  #answerIn(line: string): boolean | undefined {
    if (line.length > longestLine) return undefined
    try {
      const value: unknown = JSON.parse(line)
      const accepted =
        typeof value === 'object' && value !== null ? (value as { accepted?: unknown }).accepted : undefined
      return typeof accepted === 'boolean' ? accepted : undefined
    } catch {
      return undefined
    }
  }

  #refuse(what: string): void {
    this.#wrong ??= worldFailure(`The program ${this.#name} ${what}.${this.said()}`)
    this.#waiting?.reject(this.#wrong)
    this.#child.stdout?.destroy() // it may print without end
  }
}
