import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ContestantSpec } from '../config/config.ts'

/** Folders of the program of which every result is made: what is asked, and how it is measured. */
const common = ['model', 'world', 'compare/contestants', 'compare/languages', 'compare/measure', 'compare/work']
/** What does one cell. How cells are planned, stored and told is not part of what they find. */
const performing = ['compare/run/ablation', 'compare/run/cause', 'compare/run/perform', 'compare/run/subjects']
const growing = ['blueprint', 'growth', 'learn', 'plant']
const predicting = ['photograph']

/** What a kind of contestant runs beyond that. */
const own: Readonly<Record<ContestantSpec['kind'], readonly string[]>> = {
  plant: growing,
  listener: growing,
  ngram: predicting,
  transformer: predicting,
  external: predicting,
  memoriser: [],
  oracle: [],
  coin: [],
}

/**
 * A hash of the part of this program that decides what a contestant comes to: another one means that a result which was
 * kept cannot be relied on. From the sources it is another one than from what they are built into.
 *
 * @param root the folder of the program, with its `package.json` beside it
 */
export function programOf({ kind, labels }: Pick<ContestantSpec, 'kind' | 'labels'>, root = here): string {
  const parts = [...common, ...performing, ...own[kind], ...(labels ? growing : [])]
  return hashOf([packagesOf(root), ...parts.map(part => partHash(root, part))].join(' '))
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
