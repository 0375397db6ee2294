import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CambiumError } from '../../model/error.ts'
import { Utf8Reader } from './utf8.ts'

/** A part of a text. Texts are told apart by `ends`, which is true of the last part of each. */
export interface TextPart {
  readonly text: string
  readonly ends: boolean
  /** Which text of the corpus, from 0. */
  readonly index: number
}

/** What a photograph remembers of a file that it was made from. */
export interface SourceFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** Texts that can be read again and again; never all in memory. */
export interface Corpus {
  read(): AsyncIterable<TextPart>
  /** The files that were read, in order; known when they have been read through once. */
  readonly sources: readonly SourceFile[]
}

/** The longest line that is one text. */
const longestLine = 64 * 1024 * 1024

/**
 * The texts in files and in the files of folders (in the order of their names, hidden ones left out). A file is one text,
 * or, with `lines`, each of its lines is; in a `.jsonl` file each line is a string or an object with a `text`.
 *
 * Reading throws `corpus-missing`, `corpus-empty`, `text-not-utf8` or `jsonl-malformed`.
 */
export async function openCorpus(paths: readonly string[], options: { lines?: boolean } = {}): Promise<Corpus> {
  const files: string[] = []
  for (const path of paths) files.push(...(await filesUnder(path)))
  if (files.length === 0) throw new CambiumError('corpus-empty', 'There is no file to read text from.')
  const sources: SourceFile[] = []
  return {
    sources,
    async *read() {
      let index = 0
      sources.length = 0
      for (const file of files) {
        const hash = createHash('sha256')
        let bytes = 0
        const watch = (piece: Buffer): void => {
          hash.update(piece)
          bytes += piece.length
        }
        if (options.lines || file.endsWith('.jsonl')) {
          for await (const line of linesOf(file, watch)) {
            const text = file.endsWith('.jsonl') ? textOfJsonLine(line, file) : line
            if (text !== '') yield { text, ends: true, index: index++ }
          }
        } else {
          for await (const { text, ends } of partsOf(file, watch)) yield { text, ends, index }
          index++
        }
        sources.push({ name: file, bytes, sha256: hash.digest('hex') })
      }
    },
  }
}

/** Texts that are in memory, as a corpus. @param name what the record calls them */
export function corpusOf(texts: readonly string[], name: string): Corpus {
  const bytes = texts.map(text => Buffer.from(text))
  const hash = createHash('sha256')
  for (const piece of bytes) hash.update(piece)
  return {
    sources: [{ name, bytes: bytes.reduce((n, b) => n + b.length, 0), sha256: hash.digest('hex') }],
    async *read() {
      for (const [index, text] of texts.entries()) yield { text, ends: true, index }
    },
  }
}

/** The whole text of a small file. Throws `corpus-missing` or `text-not-utf8`. */
export async function readText(path: string): Promise<string> {
  let text = ''
  for await (const part of charactersOf(path, () => {})) text += part
  return text
}

async function filesUnder(path: string): Promise<string[]> {
  try {
    const there = await stat(path)
    if (there.isFile()) return [path]
    if (!there.isDirectory())
      throw new CambiumError(
        'corpus-missing',
        `${path} is neither a file nor a folder. Text is read more than once: write it to a file first.`,
      )
    const files: string[] = []
    for (const name of (await readdir(path)).sort()) {
      const inside = join(path, name)
      if (!name.startsWith('.') && (await isText(inside))) files.push(...(await filesUnder(inside)))
    }
    return files
  } catch (cause) {
    if (cause instanceof CambiumError) throw cause
    throw new CambiumError('corpus-missing', `${path} cannot be read: ${(cause as Error).message}.`, { cause })
  }
}

/** Of what is in a folder: files, links to files, folders; no links to folders, which could lead back to it. */
async function isText(path: string): Promise<boolean> {
  if ((await lstat(path)).isDirectory()) return true
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}

/** A file in parts of about a megabyte that end at a line where there is one, so that words stay whole. */
async function* partsOf(file: string, watch: (piece: Buffer) => void): AsyncGenerator<{ text: string; ends: boolean }> {
  let held = ''
  for await (const text of charactersOf(file, watch)) {
    held += text
    const line = held.lastIndexOf('\n') + 1
    const cut = line > 0 ? line : held.length > 4_000_000 ? held.length : 0
    if (held.length < 1_000_000 || cut === 0) continue
    yield { text: held.slice(0, cut), ends: false }
    held = held.slice(cut)
  }
  yield { text: held, ends: true }
}

async function* linesOf(file: string, watch: (piece: Buffer) => void): AsyncGenerator<string> {
  let held = ''
  for await (const text of charactersOf(file, watch)) {
    const lines = (held + text).split('\n')
    held = lines.pop()!
    if (held.length > longestLine)
      throw new CambiumError(
        'line-too-long',
        `${file} has a line of more than ${longestLine} characters; read it as a whole.`,
      )
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
  }
  if (held !== '') yield held
}

async function* charactersOf(file: string, watch: (piece: Buffer) => void): AsyncGenerator<string> {
  const reader = new Utf8Reader(file)
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
      watch(piece as Buffer)
      const text = reader.read(piece as Buffer, false)
      if (text !== '') yield text
    }
  } catch (cause) {
    if (cause instanceof CambiumError) throw cause
    throw new CambiumError('corpus-missing', `${file} cannot be read: ${(cause as Error).message}.`, { cause })
  }
  reader.read(new Uint8Array(0), true)
}

function textOfJsonLine(line: string, file: string): string {
  if (line.trim() === '') return ''
  try {
    const value: unknown = JSON.parse(line)
    const text = typeof value === 'string' ? value : (value as { text?: unknown } | null)?.text
    if (typeof text === 'string' && text.isWellFormed()) return text
  } catch (cause) {
    throw new CambiumError('jsonl-malformed', `${file} has a line that is not JSON: ${line.slice(0, 80)}`, { cause })
  }
  throw new CambiumError('jsonl-malformed', `${file} has a line without a text: ${line.slice(0, 80)}`)
}
