import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ContestantSpec } from '../config/config.ts'
import type { Cell } from './cell.ts'

/** Whose result it is, and in which part of a comparison. */
export interface Whose extends Pick<ContestantSpec, 'kind' | 'labels'> {
  readonly part: Cell['part']
}

const grammar = (...names: string[]) => names.map(name => `model/grammar/${name}`)
const contestant = (...names: string[]) => names.map(name => `compare/contestants/${name}`)

/**
 * Files and folders of the program of which every result is made: what is asked, and how it is measured. How cells are
 * planned, stored and told is not part of what they find.
 */
const common = [
  'model/error',
  'model/random',
  ...grammar('analysis', 'character-class', 'grammar', 'normal', 'parse', 'sample', 'shortest', 'validate'),
  ...grammar('notation/ebnf', 'notation/names', 'notation/write'),
  'world',
  // Reads the texts of people who bring their own.
  'photograph/corpus',
  'compare/languages',
  'compare/measure/measures',
  'compare/work',
  ...contestant('contestant', 'index'),
  'compare/run/perform',
  'compare/run/subjects',
]
const growing = [
  'model',
  'blueprint',
  'growth',
  'learn',
  'plant',
  ...contestant('evidence', 'grammar', 'listener', 'machine', 'plant'),
]
const predicting = ['photograph', ...contestant('calibrate', 'tokens')]

/** What a kind of contestant runs beyond that. */
const own: Readonly<Record<ContestantSpec['kind'], readonly string[]>> = {
  plant: growing,
  listener: growing,
  ngram: [...predicting, ...contestant('ngram')],
  transformer: [...predicting, ...contestant('transformer')],
  external: [...predicting, ...contestant('external')],
  memoriser: contestant('known'),
  oracle: contestant('known'),
  coin: contestant('known'),
}

/** What is done in some parts of a comparison alone. */
const within: Partial<Readonly<Record<Cell['part'], readonly string[]>>> = {
  ablation: ['compare/run/ablation'],
  cause: ['compare/run/cause'],
}

/** The files and folders, without endings, of which a result is made. */
export function sourcesOf({ kind, labels, part }: Whose): string[] {
  const answered = labels ? [...growing, ...contestant('labels')] : []
  return [...new Set([...common, ...own[kind], ...answered, ...(within[part] ?? [])])].sort()
}

/**
 * A hash of the part of this program that decides what a contestant comes to: another one means that a result which was
 * kept cannot be relied on. From the sources it is another one than from what they are built into.
 *
 * @param root the folder of the program, with its `package.json` beside it
 */
export function programOf(whose: Whose, root = here): string {
  return hashOf([packagesOf(root), ...sourcesOf(whose).map(part => partHash(root, part))].join(' '))
}

const here = fileURLToPath(new URL('../../', import.meta.url))
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
const isCode = (name: string) => name.endsWith(ending) && !name.endsWith(`.test${ending}`)
const hashes = new Map<string, string>()

/** Of a folder with all that is in it, or of one file, which is named without its ending. */
function partHash(root: string, part: string): string {
  const path = join(root, part)
  let known = hashes.get(path)
  if (known === undefined) {
    const files = existsSync(path)
      ? readdirSync(path, { recursive: true, encoding: 'utf8' })
          .filter(isCode)
          .sort()
          .map(name => join(path, name))
      : [`${path}${ending}`]
    known = hashOf(files.map(file => `${relative(root, file)} ${hashOf(readFileSync(file))}`).join('\n'))
    hashes.set(path, known)
  }
  return known
}

/** Its version, and the packages that it is made with: tensors, random numbers. */
function packagesOf(root: string): string {
  const { version, dependencies } = JSON.parse(readFileSync(join(root, '../package.json'), 'utf8'))
  return JSON.stringify([version, dependencies])
}

/** A short hash of a text or of bytes. */
export const hashOf = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16)
