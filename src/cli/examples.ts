import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CambiumError } from '../model/error.ts'
import { grouped } from './command.ts'

/** A text and where it came from. */
export interface Source {
  /** The file, with `:LINE` if it is one line of it. */
  readonly name: string
  readonly file: string
  /** From 1; undefined if it is a whole file. */
  readonly line?: number
  readonly text: string
}

/** How files become texts. */
export interface Reading {
  /** One text a line instead of one a file; the line ends (`\n`, `\r\n`) belong to none. */
  readonly lines: boolean
  /** Bytes; a file with a longer text is refused. */
  readonly longest: number
}

/** Bytes of the longest example that a learner is given. */
export const longestExample = 1 << 20

/** Bytes of the longest text that is checked against a grammar. */
export const longestInput = 1 << 24

/** Bytes of the longest file of many texts. */
const longestFile = 1 << 28

/**
 * Reads texts from files and folders: one a file, one a line with `lines`, one JSON string a line where the name ends
 * in `.jsonl`. Of a folder all files are read, those of its folders too, by name; hidden ones are passed over. A text is
 * taken as it is, final newline included.
 * @throws CambiumError `input-missing`, `input-unreadable`, `input-too-large`, `example-not-text`
 */
export function readTexts(paths: readonly string[], reading: Reading): Source[] {
  return paths.flatMap(path => {
    const files = isFolder(path) ? filesIn(path) : [path]
    if (files.length === 0) throw new CambiumError('input-missing', `The folder ${path} holds no files.`)
    return files.flatMap(file => readFile(file, reading))
  })
}

/** A whole file, or standard input, as one text. @throws CambiumError as `readTexts` */
export function readWhole(path: string | 0): string {
  const name = path === 0 ? 'standard input' : path
  if (path !== 0 && !statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new CambiumError('input-missing', `There is no file ${path}.`)
  }
  return decode(name, readBytes(path, name, { lines: true, longest: longestFile }))
}

/** Texts from standard input, read to its end. */
export function readStandardInput(reading: Reading): Source[] {
  return split('standard input', readBytes(0, 'standard input', reading), reading)
}

/** What a plant is called that grew from these: the name of the first file or folder, without its extension. */
export function nameOfPlant(paths: readonly string[]): string {
  const name = basename(paths[0] ?? '').replace(/(.)\.[^.]*$/, '$1')
  return `${/[\p{L}\p{N}]/u.test(name) ? name : 'grown'}.plant`
}

function readFile(path: string, reading: Reading): Source[] {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? {}
  if (size === undefined) throw new CambiumError('input-missing', `There is no file or folder ${path}.`)
  const limit = manyTexts(path, reading) ? longestFile : reading.longest
  if (size > limit) throw tooLarge(path, size, limit)
  return split(path, readBytes(path, path, reading), reading)
}

function readBytes(from: string | 0, name: string, reading: Reading): Uint8Array {
  try {
    const bytes = readFileSync(from)
    const limit = manyTexts(name, reading) ? longestFile : reading.longest
    if (bytes.length > limit) throw tooLarge(name, bytes.length, limit)
    return bytes
  } catch (error) {
    if (error instanceof CambiumError) throw error
    throw new CambiumError('input-unreadable', `${name} cannot be read: ${(error as Error).message}.`, { cause: error })
  }
}

function split(name: string, bytes: Uint8Array, reading: Reading): Source[] {
  const text = decode(name, bytes)
  if (!manyTexts(name, reading)) return [{ name, file: name, text }]
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines.flatMap((line, index) => {
    const place = `${name}:${index + 1}`
    if (isJsonLines(name) && line.trim() === '') return []
    const found = { name: place, file: name, line: index + 1, text: isJsonLines(name) ? jsonString(place, line) : line }
    if (line.length > reading.longest) throw tooLarge(place, line.length, reading.longest)
    return [found]
  })
}

const isJsonLines = (name: string) => name.endsWith('.jsonl')
const manyTexts = (name: string, { lines }: Reading) => lines || isJsonLines(name)

function jsonString(place: string, line: string): string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new CambiumError('example-not-text', `${place} is not JSON: ${(error as Error).message}.`, { cause: error })
  }
  if (typeof value !== 'string') {
    throw new CambiumError('example-not-text', `${place} is not a JSON string; each line of a .jsonl file is one.`)
  }
  if (/\p{Surrogate}/u.test(value)) {
    throw new CambiumError('example-not-text', `${place} holds half of a surrogate pair, which no UTF-8 text can.`)
  }
  return value
}

/** UTF-8 as it stands, byte order mark included. */
function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new CambiumError(
      'example-not-text',
      `${name} is not UTF-8 text: byte ${offsetOfFault(bytes)} begins no character. Convert the file, or leave it out.`,
      { cause: error },
    )
  }
}

/** Where the first replacement character of a lenient decoding is not one that the bytes really hold. */
function offsetOfFault(bytes: Uint8Array): number {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  let offset = 0
  for (let from = 0; ; ) {
    const at = lenient.indexOf('\ufffd', from)
    offset += Buffer.byteLength(lenient.slice(from, at))
    const isReal = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd
    if (!isReal) return offset
    offset += 3
    from = at + 1
  }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.')) return []
    if (entry.isDirectory()) return filesIn(path)
    // A link is followed to a file but not to a folder, which could contain it.
    return entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile())
      ? [path]
      : []
  })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function tooLarge(name: string, size: number, limit: number): CambiumError {
  return new CambiumError(
    'input-too-large',
    `${name} has ${grouped(size)} bytes; the limit is ${grouped(limit)}. A few short texts teach more than a long one.`,
  )
}
