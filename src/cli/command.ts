import type { Command } from 'commander'
import { CambiumError } from '../model/error.ts'

/** Exit statuses, as the help documents them. */
export const status = { success: 0, negative: 1, usage: 2, world: 3, internal: 70, interrupted: 130 } as const

/** Options that every command understands. */
export interface CommonOptions {
  readonly json?: boolean
  readonly debug?: boolean
}

/** Runs a command and leaves its status to Node, so that all output is written before it ends. */
export function action<Arguments extends unknown[], Options>(
  body: (args: Arguments, options: Options & CommonOptions) => Promise<number>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command
    const options = command.optsWithGlobals() as Options & CommonOptions
    try {
      process.exitCode = await body(given.slice(0, -2) as Arguments, options)
    } catch (error) {
      process.exitCode = report(error, options)
    }
  }
}

/** Says what went wrong, on standard error. @returns the exit status */
export function report(error: unknown, { json, debug }: CommonOptions): number {
  const known = error instanceof CambiumError
  const message = error instanceof Error ? error.message : String(error)
  if (json) {
    process.stderr.write(`${JSON.stringify({ error: { code: known ? error.code : 'internal', message } })}\n`)
  } else {
    const prefix = known && error.blame !== 'internal' ? '' : 'this is a defect of cambium, please report it: '
    process.stderr.write(`cambium: ${prefix}${message}\n`)
  }
  if (debug && error instanceof Error) {
    for (let e: unknown = error; e instanceof Error; e = e.cause) process.stderr.write(`${e.stack}\n`)
  } else if (!known && !json) {
    process.stderr.write('(--debug shows where)\n')
  }
  if (!known) return status.internal
  return { input: status.usage, world: status.world, internal: status.internal }[error.blame]
}

/** Prints to standard output, with a newline. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Prints one line of JSON to standard output. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

/** A text for people: quoted on one line, the middle left out when long. */
export function quoted(text: string, longest = 60): string {
  const characters = [...text]
  if (characters.length <= longest) return JSON.stringify(text)
  const half = Math.floor((longest - 1) / 2)
  return JSON.stringify(`${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`)
}

/** `1 rule`, `2 rules`, `1,234 rules`. */
export function count(number: number, thing: string): string {
  return `${grouped(number)} ${thing}${number === 1 ? '' : 's'}`
}

/** `1,234`, of a whole number. `Intl` does it too, but takes longer to load than a short command to run. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}
