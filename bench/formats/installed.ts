/** What lies below `node_modules`: real inputs that nobody wrote for this benchmark. */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'acorn'
import { Random } from '../../src/model/random.ts'

/** At most `n` of the texts, different ones, not longer than `longest`, such as `accepts` accepts: the same ones every time. */
export function some(texts: Iterable<string>, accepts: (text: string) => boolean, longest = 2000, n = 300): string[] {
  const all = [...new Set(texts)].filter(text => text.length <= longest).sort()
  return new Random(1).shuffled(all).filter(accepts).slice(0, n)
}

const below = new URL('../../node_modules/', import.meta.url)

/** The texts of the files whose paths below `node_modules` match, in the order of their paths. */
export function files(path: RegExp, longest = 300_000): string[] {
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter(file => path.test(file))
    .sort()
    .map(file => readFileSync(new URL(file, below), 'utf8'))
    .filter(text => text.length <= longest)
}

/** The metadata of every package. */
export function packages(): Readonly<Record<string, unknown>>[] {
  return files(/(?:^|\/)package\.json$/).flatMap(text => {
    try {
      return [JSON.parse(text) as Record<string, unknown>]
    } catch {
      return []
    }
  })
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

const sources = /^(?:@[^/]+\/)?[^/]+\/(?:(?:lib|src|dist|build|esm|source)\/)?[^/]+\.m?js$/

/** The source texts of nodes of the given types in the JavaScript of the packages, but for the largest files. */
export function nodesOfSources(...types: readonly string[]): string[] {
  const found: string[] = []
  for (const source of files(sources, 25_000)) {
    const open: unknown[] = []
    try {
      open.push(parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }))
    } catch {
      continue
    }
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (Array.isArray(node)) open.push(...node)
      else if (typeof node === 'object' && node !== null && 'type' in node) {
        const { type, start, end } = node as Node
        if (types.includes(type)) found.push(source.slice(start, end))
        open.push(...Object.values(node))
      }
    }
  }
  return found
}
