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
import { programOf, sourcesOf } from './program.ts'
import { sourcesReached } from './testing/reached.ts'

const folder = mkdtempSync(join(tmpdir(), 'cambium-program-'))
const project = fileURLToPath(new URL('../../../', import.meta.url))
beforeAll(() => cpSync(join(project, 'src'), join(folder, 'src'), { recursive: true }), 60_000)
afterAll(() => rmSync(folder, { recursive: true }), 60_000)

const contestants = [
  { kind: 'plant', labels: false, part: 'efficiency' },
  { kind: 'ngram', labels: false, part: 'efficiency' },
  { kind: 'ngram', labels: true, part: 'efficiency' },
  { kind: 'memoriser', labels: false, part: 'efficiency' },
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
  ['src/model/grammar/parse/parser.ts', ['plant', 'ngram', 'ngram with labels', 'memoriser']],
  ['src/model/grammar/simplify/simplify.ts', ['plant', 'ngram with labels']],
  ['src/compare/contestants/evidence.ts', ['plant', 'ngram with labels']],
  ['src/compare/contestants/ngram.ts', ['ngram', 'ngram with labels']],
  ['src/compare/run/cause.ts', []],
  ['src/compare/measure/statistics.ts', []],
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

const files = ['ngram', 'transformer', 'external', 'known', 'plant', 'listener', 'labels']
it.each([
  ['plant', false, ['plant']],
  ['listener', false, ['listener']],
  ['ngram', false, ['ngram']],
  ['ngram', true, ['ngram', 'labels', 'plant']],
  ['transformer', false, ['transformer']],
  ['transformer', true, ['transformer', 'labels', 'plant']],
  ['external', false, ['external']],
  ['memoriser', false, ['known']],
] as const)('nothing that a %s (with labels: %s) runs is left out', (kind, labels, own) => {
  const others = files.filter(name => !(own as readonly string[]).includes(name))
  const reached = sourcesReached(
    join(project, 'src'),
    ['compare/run/perform.ts'],
    [
      ...others.map(name => `compare/contestants/${name}.ts`),
      // Other parts; how cells are named and stored; what a configuration may say.
      'compare/run/ablation.ts',
      'compare/run/cause.ts',
      'compare/run/cell.ts',
      'compare/config/schema.ts',
      // Whose answers are learned from when nobody in the comparison asks: who learns from none does not come to it.
      ...(labels || kind === 'plant' || kind === 'listener' ? [] : ['blueprint/blueprint.ts']),
    ],
  )
  expect(reached).toContain(`compare/contestants/${own[0]}.ts`)
  const sources = sourcesOf({ kind, labels, part: 'efficiency' })
  const isKnown = (file: string) => sources.some(source => file === `${source}.ts` || file.startsWith(`${source}/`))
  expect(reached.filter(file => !isKnown(file))).toEqual([])
})
