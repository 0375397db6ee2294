import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { programOf } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'cambium-program-'))
const project = fileURLToPath(new URL('../../../', import.meta.url))
beforeAll(() => cpSync(join(project, 'src'), join(folder, 'src'), { recursive: true }), 60_000)
afterAll(() => rmSync(folder, { recursive: true }), 60_000)

const contestants = [
  { kind: 'plant', labels: false },
  { kind: 'ngram', labels: false },
  { kind: 'ngram', labels: true },
  { kind: 'memoriser', labels: false },
] as const

/** The hashes of all contestants of a program in which one file has another line. */
function hashesWith(changed: string): string[] {
  const path = join(folder, changed)
  const before = readFileSync(path)
  appendFileSync(path, '\n')
  // A hash is kept for a folder's name: each program has one of its own.
  const program = join(folder, changed.replaceAll('/', '-'))
  mkdirSync(program)
  symlinkSync(join(folder, 'src'), join(program, 'src'))
  symlinkSync(join(project, 'package.json'), join(program, 'package.json'))
  const hashes = contestants.map(contestant => programOf(contestant, join(program, 'src/')))
  writeFileSync(path, before)
  return hashes
}

it.each([
  ['src/learn/grammar/habits.ts', ['plant', 'ngram with labels']],
  ['src/photograph/ngram/kneser-ney.ts', ['ngram', 'ngram with labels']],
  ['src/compare/measure/measures.ts', ['plant', 'ngram', 'ngram with labels', 'memoriser']],
  ['src/compare/report/report.ts', []],
  ['src/cli/compare.ts', []],
  ['src/learn/grammar/given.test.ts', []],
])('a change of %s puts in doubt what was found by %j', (file, whose) => {
  const unchanged = contestants.map(contestant => programOf(contestant))
  const doubtful = hashesWith(file).flatMap((hash, i) => {
    const { kind, labels } = contestants[i]!
    return hash === unchanged[i] ? [] : [labels ? `${kind} with labels` : kind]
  })
  expect(doubtful).toEqual(whose)
})
