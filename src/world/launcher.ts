import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { Program } from './command.ts'
import { watch } from './deadline.ts'
import { worldFailure } from './failure.ts'
import { killGroup } from './group.ts'

/** How a program ended, as a shell tells it: a status above 128 may be its own or stand for a signal. */
export type Ending = { readonly kind: 'exited'; readonly status: number } | { readonly kind: 'timed-out' }

/**
 * The loop that starts programs. Forking Node itself is slow, because all its memory is mapped anew for each child;
 * a shell of one megabyte forks twice as fast (`npm run bench:worlds`). The script is constant: the words of the
 * command are its parameters `"$@"`, passed on as they are and never read as shell code; `$0` is the file with the text.
 * Each line in starts the program once; each line out is its status.
 */
const script = (input: string) => `while read -r next; do "$@" <${input} >/dev/null 2>/dev/null; echo "$?"; done`

/** Programs may leave children behind; after so many questions they are swept away with the launcher. */
const questionsPerShell = 256

/**
 * Starts one program again and again, one question at a time. All that it starts is in one process group, so that
 * ending the launcher ends a hanging program together with its children.
 */
export class Launcher {
  readonly program: Program
  readonly file: string
  readonly #shell: ChildProcess
  readonly #gone: Promise<void>
  #output = ''
  #asked = 0
  #waiting: { resolve(ending: Ending): void; reject(reason: unknown): void } | undefined

  /**
   * @param program what is started
   * @param file where each text is put: standard input is read from there unless `asFile`
   * @param asFile whether the program finds the file by itself; its standard input is then empty
   */
  constructor(program: Program, file: string, asFile: boolean) {
    this.program = program
    this.file = file
    this.#shell = spawn('/bin/sh', ['-c', script(asFile ? '/dev/null' : '"$0"'), file, ...program.words], {
      cwd: program.cwd,
      env: program.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#shell.stdin?.on('error', () => {}) // the exit tells the same, with its reason
    this.#shell.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk))
    this.#gone = new Promise(resolve => {
      this.#shell.on('exit', (status, signal) => {
        // A program may kill its whole group (`kill 0`) and the shell with it.
        if (signal) this.#waiting?.resolve({ kind: 'exited', status: 128 + constants.signals[signal] })
        else this.#waiting?.reject(worldFailure(`/bin/sh, which starts the program, ended with status ${status}.`))
        resolve()
      })
      this.#shell.on('error', error => {
        this.#waiting?.reject(
          worldFailure(`/bin/sh, which starts the program, does not start: ${error.message}.`, error),
        )
        resolve()
      })
    })
  }

  /** Whether it should be ended rather than asked again. */
  get worn(): boolean {
    return this.#asked >= questionsPerShell || this.#shell.exitCode !== null || this.#shell.signalCode !== null
  }

  /**
   * Runs the program on one text. After a timeout, an abort or an error the launcher is of no more use: end it.
   * @param timeout milliseconds
   * @throws the signal's reason; CambiumError `world-failed`
   */
  async run(text: string, timeout: number, signal: AbortSignal): Promise<Ending> {
    this.#asked++
    this.#write(text)
    let off: (() => void) | undefined
    try {
      return await new Promise<Ending>((resolve, reject) => {
        this.#waiting = { resolve, reject }
        off = watch(timeout, signal, why =>
          why === 'timeout' ? resolve({ kind: 'timed-out' }) : reject(signal.reason),
        )
        this.#shell.stdin?.write('\n')
      })
    } finally {
      off?.()
      this.#waiting = undefined
    }
  }

  /** Kills the shell, the program and its children, and takes the file away. */
  async end(): Promise<void> {
    killGroup(this.#shell)
    await this.#gone
    rmSync(this.file, { force: true })
  }

  /**
   * A new file each time: truncating one that was just written costs milliseconds on ext4, and a child left over from
   * an earlier question may still read the old one.
   */
  #write(text: string): void {
    try {
      rmSync(this.file, { force: true })
      writeFileSync(this.file, text, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      throw worldFailure(`The text for the program cannot be written: ${(error as Error).message}.`, error)
    }
  }

  #read(chunk: string): void {
    this.#output += chunk
    if (!this.#output.endsWith('\n')) return
    const status = Number(this.#output)
    this.#output = ''
    this.#waiting?.resolve({ kind: 'exited', status })
  }
}
