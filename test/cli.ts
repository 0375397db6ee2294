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

  start(...words: string[]): ChildProcess {
    return spawn(process.execPath, [program, ...words], { cwd: this.folder, stdio: ['pipe', 'pipe', 'pipe'] })
  }

  /** Runs to the end. */
  run(words: readonly string[], { input = '' } = {}): Promise<Ran> {
    return finished(this.start(...words), input)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Waits for the end of a command. */
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
