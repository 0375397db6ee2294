import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { Program } from './command.ts'
import { watch } from './deadline.ts'
import { worldFailure } from './failure.ts'
import { killGroup } from './group.ts'

/** Characters of what a program says that are kept for a message. */
const longestSaying = 1_000

/** What Node sees of a program that it starts itself: more than a launcher does, and slower. */
export interface View {
  /** Undefined if a signal or the timeout ended it. */
  readonly status: number | undefined
  readonly signal: string | undefined
  /** The start of its standard error, without surrounding white space. */
  readonly said: string
}

/**
 * Runs a program once, and looks: how it ended, and what it said.
 * @param file the text
 * @param asFile whether the program finds the file by itself
 * @param timeout milliseconds, after which it is killed with its children
 * @throws the signal's reason; CambiumError `world-failed` when it does not start
 */
export async function runInView(
  program: Program,
  file: string,
  asFile: boolean,
  timeout: number,
  signal: AbortSignal,
): Promise<View> {
  signal.throwIfAborted()
  const input = asFile ? undefined : openSync(file, 'r')
  const child = spawn(program.words[0], program.words.slice(1), {
    cwd: program.cwd,
    env: program.env,
    detached: true,
    stdio: [input ?? 'ignore', 'ignore', 'pipe'],
  })
  if (input !== undefined) closeSync(input)
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(0, longestSaying)
  })
  const off = watch(timeout, signal, () => killGroup(child))
  try {
    return await new Promise<View>((resolve, reject) => {
      child.on('error', error => reject(worldFailure(`${program.words[0]} does not start: ${error.message}.`, error)))
      child.on('exit', (status, killer) => {
        // Its children may hold the pipe open for ever; a moment is enough for what it said itself.
        setTimeout(() => {
          if (signal.aborted) reject(signal.reason)
          else resolve({ status: status ?? undefined, signal: killer ?? undefined, said: said.trim() })
        }, 20)
      })
    })
  } finally {
    off()
    killGroup(child)
    child.stderr?.destroy()
  }
}
