import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The compiled program, as users run it; `npm test` builds it first. */
export const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/** What a command did. */
export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** The same program without its first line of code, which belongs to a process. */
const { cambium } = (await import(new URL('../dist/cli/cambium.js', import.meta.url).href)) as {
  cambium(words: readonly string[]): Promise<void>
}

/** A folder of its own in which commands run. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'cambium-test-'))

  path(name: string): string {
    return join(this.folder, name)
  }

  write(name: string, content: string | Uint8Array): string {
    mkdirSync(dirname(this.path(name)), { recursive: true })
    writeFileSync(this.path(name), content)
    return this.path(name)
  }

  /** A command as a process of its own, for what only a process can show: signals, pipes, death. */
  start(...words: string[]): ChildProcess {
    return spawn(process.execPath, [program, ...words], { cwd: this.folder, stdio: ['pipe', 'pipe', 'pipe'] })
  }

  /** Runs a command to its end, in this process unless it is given something on standard input. */
  run(words: readonly string[], { input }: { readonly input?: string } = {}): Promise<Ran> {
    return input === undefined ? runHere(words, this.folder) : finished(this.start(...words), input)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/**
 * Runs a command in this process, as if it had just started in the folder: a thousand starts of Node would take longer
 * than all that is tested. The folder and the streams are the whole process's, so that one command waits for another.
 */
export function runHere(words: readonly string[], folder: string): Promise<Ran> {
  const ran = before.then(() => ranHere(words, folder))
  before = ran.catch(() => {})
  return ran
}

let before: Promise<unknown> = Promise.resolve()

async function ranHere(words: readonly string[], folder: string): Promise<Ran> {
  const { exitCode } = process
  const cwd = process.cwd()
  const handlers = signalHandlers()
  const out = captured(process.stdout)
  const err = captured(process.stderr)
  try {
    process.chdir(folder)
    process.exitCode = undefined
    await cambium(words)
    if (signalHandlers() !== handlers) throw new Error(`cambium ${words.join(' ')} goes on listening to signals`)
    return { status: Number(process.exitCode ?? 0), out: out.text, err: err.text }
  } finally {
    process.exitCode = exitCode
    process.chdir(cwd)
    out.release()
    err.release()
  }
}

const signalHandlers = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')

/** Keeps what is written to a stream from now on. */
function captured(stream: NodeJS.WriteStream) {
  const { write } = stream
  const capture = {
    text: '',
    release: () => {
      stream.write = write
    },
  }
  stream.write = (chunk: string | Uint8Array, ...more: unknown[]) => {
    capture.text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    const written = more.at(-1)
    if (typeof written === 'function') process.nextTick(written)
    return true
  }
  return capture
}

/** Waits for the end of a command that is a process of its own. */
export function finished(child: ChildProcess, input = ''): Promise<Ran> {
  let out = ''
  let err = ''
  child.stdout!.setEncoding('utf8').on('data', chunk => (out += chunk))
  child.stderr!.setEncoding('utf8').on('data', chunk => (err += chunk))
  child.stdin!.on('error', () => {})
  child.stdin!.end(input)
  return new Promise(resolve => child.on('close', status => resolve({ status, out, err })))
}

/** Sums of digits in brackets: `(1+2)+3`. */
export const sums = `export default text => {
  let at = 0
  const term = () => {
    if (text[at] === '(') {
      at++
      return sum() && text[at++] === ')'
    }
    return /[0-9]/.test(text[at++] ?? '')
  }
  const sum = () => {
    while (true) {
      if (!term()) return false
      if (text[at] !== '+') return true
      at++
    }
  }
  return sum() && at === text.length
}
`
