import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { CambiumError } from '../model/error.ts'
import { shortened, worldFailure } from './failure.ts'

/** How a program is started, for the worlds that are programs. */
export interface ProgramSettings {
  /** The program and its arguments: one string, split by `splitCommand`, or the words themselves. */
  readonly command: string | readonly string[]
  /** The folder in which it runs; the current one unless said otherwise. */
  readonly cwd?: string | undefined
  /** Environment variables beside those of this process. Values may be secret and never enter a description. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Milliseconds that one question may take (default 5,000). */
  readonly timeout?: number | undefined
}

/** A program that can be started: absolute path first, then its arguments. */
export interface Program {
  readonly words: readonly [string, ...string[]]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

const shellOnly = new Set(['|', '||', '&&', '&', ';', '<', '>', '>>', '2>', '2>&1', '<<'])

/**
 * Splits a command into words as a POSIX shell does, and does nothing else that a shell does: white space separates,
 * single quotes keep everything, double quotes keep all but `\"` and `\\`, a backslash elsewhere keeps the next character.
 * @throws CambiumError `command-unreadable` for an unclosed quote, an empty command, or a word such as `|` that only a
 * shell understands (quoted, it is an argument like any other)
 */
export function splitCommand(command: string): string[] {
  const words: string[] = []
  // Quoted parts first, so that a quote inside the other kind is plain text.
  const part = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)|(\s+)/y
  let word: string | undefined
  let quoted = false
  const finish = () => {
    if (word === undefined) return
    if (!quoted && shellOnly.has(word)) {
      throw unreadable(`"${word}" needs a shell, and the command runs without one. Write sh -c '...' to use a shell`)
    }
    words.push(word)
    word = undefined
    quoted = false
  }
  while (part.lastIndex < command.length) {
    const at = part.lastIndex
    const found = part.exec(command)
    if (!found) throw unreadable(`the quote or backslash at character ${at + 1} of ${shortened(command)} is not closed`)
    const [, single, double, escaped, plain] = found
    if (found[5] !== undefined) {
      finish()
      continue
    }
    if (plain === undefined) quoted = true
    word = (word ?? '') + (single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? '')
  }
  finish()
  if (words.length === 0) throw unreadable('it is empty: name a program')
  return words
}

/**
 * Finds the program of a command, so that a missing one is told apart from one that answers.
 * @throws CambiumError `world-failed` when the folder or the program does not exist or the program may not be run
 */
export function findProgram(settings: ProgramSettings): Program {
  const [name, ...rest] = typeof settings.command === 'string' ? splitCommand(settings.command) : settings.command
  if (name === undefined || name === '') throw unreadable('it is empty: name a program')
  const cwd = resolve(settings.cwd ?? '.')
  if (!isFolder(cwd)) throw worldFailure(`The folder ${cwd}, in which the program should run, does not exist.`)
  const env = { ...process.env, ...settings.env }
  const path = name.includes('/') || isAbsolute(name) ? resolve(cwd, name) : onPath(name, cwd, env.PATH ?? '')
  if (path === undefined) throw worldFailure(`The program "${name}" was not found in the folders of PATH.`)
  const wrong = whyNotRunnable(path)
  if (wrong) throw worldFailure(`The program ${path} ${wrong}.`)
  return { words: [path, ...rest], cwd, env }
}

function onPath(name: string, cwd: string, path: string): string | undefined {
  const candidates = path.split(delimiter).map(folder => join(resolve(cwd, folder), name))
  return candidates.find(file => whyNotRunnable(file) === undefined) ?? candidates.find(file => isFile(file))
}

function whyNotRunnable(path: string): string | undefined {
  if (isFolder(path)) return 'is a folder'
  if (!isFile(path)) return 'does not exist'
  try {
    accessSync(path, constants.X_OK)
    return undefined
  } catch {
    return 'may not be executed: make it executable (chmod +x), or name its interpreter first'
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function unreadable(why: string): CambiumError {
  return new CambiumError('command-unreadable', `The command cannot be run: ${why}.`)
}
