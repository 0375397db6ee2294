import { type ChildProcess, spawn } from 'node:child_process'
import { findProgram, type Program, type ProgramSettings } from '../command.ts'
import { defaultTimeout } from '../deadline.ts'
import { shortened, worldFailure } from '../failure.ts'
import { killGroup } from '../group.ts'
import { ENDED, Gone, killedBy, type Responder, responder, type System } from './responder.ts'

/** How a program that reacts is asked. */
export interface RespondingCommand extends ProgramSettings {
  /** A line that brings it to its initial state; its answer is passed over. Without one the program is started anew. */
  readonly reset?: string | undefined
}

/** Characters after which a line of answer is none. */
const longestLine = 65_536

/**
 * A world that is a program which is kept running: one input a line on its standard input, one output a line back. One
 * that ends answers `(ended)` or `(killed by SIGNAL)` from then on, until the run is over and it is started anew. Lines
 * without end and lines that nobody asked for are a broken world.
 * @throws CambiumError `command-unreadable`, or `world-failed` when the program cannot be found
 */
export function respondingCommand(settings: RespondingCommand): Responder {
  const program = findProgram(settings)
  const timeout = settings.timeout ?? defaultTimeout
  const { command, cwd, env = {}, reset } = settings
  return responder(
    { kind: 'responds-command', command, cwd, env: Object.keys(env), timeout, reset },
    () => new LineProgram(program, reset),
    timeout,
  )
}

class LineProgram implements System {
  readonly #program: Program
  readonly #resetLine: string | undefined
  #run: RunningProgram | undefined

  constructor(program: Program, resetLine: string | undefined) {
    this.#program = program
    this.#resetLine = resetLine
  }

  async reset(): Promise<void> {
    if (this.#run !== undefined && this.#resetLine !== undefined && this.#run.ending === undefined) {
      await this.#run.ask(this.#resetLine)
      return
    }
    await this.#run?.end()
    this.#run = new RunningProgram(this.#program)
  }

  step(input: string): Promise<string> {
    return this.#run!.ask(input)
  }

  async end(): Promise<void> {
    await this.#run?.end()
  }
}

class RunningProgram {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #gone: Promise<void>
  #buffer = ''
  #lines: string[] = []
  #waiting: { resolve(line: string): void; reject(error: unknown): void } | undefined
  #broken: Error | undefined
  /** The output that stands for its end; undefined while it runs. */
  ending: string | undefined

  constructor(program: Program) {
    this.#name = program.words[0]
    this.#child = spawn(this.#name, program.words.slice(1), {
      cwd: program.cwd,
      env: program.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#child.stdin?.on('error', () => {}) // it may end without reading; its end tells more
    this.#child.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk))
    this.#gone = new Promise(resolve => {
      this.#child.on('error', error => {
        this.#break(worldFailure(`${this.#name} does not start: ${error.message}.`, error))
        resolve()
      })
      this.#child.on('close', (_, signal) => {
        this.ending = signal === null ? ENDED : killedBy(signal)
        this.#waiting?.reject(new Gone(this.ending))
        this.#waiting = undefined
        resolve()
      })
    })
  }

  ask(input: string): Promise<string> {
    if (this.#broken) return Promise.reject(this.#broken)
    if (this.#lines.length > 0) {
      return Promise.reject(
        worldFailure(
          `${this.#name} printed ${shortened(this.#lines[0]!)} without being asked. One line a line of input is expected.`,
        ),
      )
    }
    if (this.ending !== undefined) return Promise.reject(new Gone(this.ending))
    if (/[\r\n]/.test(input)) return Promise.reject(worldFailure(`The input ${shortened(input)} is more than a line.`))
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#child.stdin?.write(`${input}\n`)
    })
  }

  async end(): Promise<void> {
    killGroup(this.#child)
    this.#child.stdout?.destroy()
    await this.#gone
  }

  #read(chunk: string): void {
    this.#buffer += chunk
    let at = this.#buffer.indexOf('\n')
    for (; at >= 0; at = this.#buffer.indexOf('\n')) {
      this.#take(this.#buffer.slice(0, at).replace(/\r$/, ''))
      this.#buffer = this.#buffer.slice(at + 1)
    }
    if (this.#buffer.length > longestLine || this.#lines.length > 1_000) {
      this.#break(worldFailure(`${this.#name} prints without end: ${shortened(this.#lines[0] ?? this.#buffer)}.`))
    }
  }

  #take(line: string): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) waiting.resolve(line)
    else this.#lines.push(line)
  }

  #break(error: Error): void {
    this.#broken ??= error
    this.#waiting?.reject(error)
    this.#waiting = undefined
    this.#child.stdout?.destroy()
    killGroup(this.#child)
  }
}
