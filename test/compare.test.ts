import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readComparison, summaryOf } from '../src/compare/index.ts'
import { finished, Place } from './cli.ts'
import { pageOf } from './three-rows.ts'

const small = `
comparison: 1
name: small
language: lisp
sizes: [3, 30]
test: 12
validation: 8
generated: 6
contestants:
  - {plant: innate, seeds: 1, sizes: [3], questions: 40, parts: [efficiency, generalisation, adaptation]}
  - {memoriser: true, seeds: 2}
  - {ngram: true, seeds: 2, orders: [2, 3]}
generalisation: {only: [deeper], examples: 10}
adaptation: {examples: 10, new: [2]}
transfer: {examples: 5, sizes: [3]}
ablation:
  sizes: [3]
  seeds: 1
  questions: 40
  machine: {module: turnstile.mjs, inputs: [coin, push], questions: 60}
`

const turnstile = `let open = false
export const reset = () => { open = false }
export const step = input => {
  const was = open
  open = input === 'coin'
  return input === 'coin' ? 'open' : was ? 'passed' : 'locked'
}
`

const place = new Place()
beforeAll(() => {
  place.write('small.yaml', small)
  place.write('turnstile.mjs', turnstile)
})
afterAll(() => place.remove())

interface Written {
  readonly cells: readonly {
    readonly key: string
    readonly contestant: string
    readonly findings: readonly { readonly measured: object }[]
  }[]
  readonly summary: object
}
const resultsIn = (folder: string): Written => JSON.parse(readFileSync(place.path(`${folder}/results.json`), 'utf8'))
const measuredIn = (folder: string) =>
  new Map(resultsIn(folder).cells.map(({ key, findings }) => [key, findings.map(({ measured }) => measured)]))

it('a comparison tells its three rows, and what an interruption cut off goes on to the same numbers', async () => {
  const cut = place.start('compare', 'small.yaml', '-o', 'cut', '--json', '--jobs', '2')
  let heard = ''
  cut.stdout!.on('data', (chunk: Buffer) => {
    heard += chunk
    // As soon as a piece of work is done; it is on disk by then.
    if (heard.includes('\n') && !cut.killed) cut.kill('SIGINT')
  })
  const { status } = await finished(cut)
  expect(status).toBe(130)
  const before = resultsIn('cut').cells.length
  expect(before).toBeGreaterThan(0)

  const whole = await place.run(['compare', 'small.yaml', '-o', 'whole', '--jobs', '1'])
  expect(whole.err).not.toContain('cambium:')
  expect(whole.status).toBe(0)
  for (const words of [
    'Examples needed for 0.9',
    'Beyond the data: deeper',
    'Adaptation',
    'Transfer',
    'What was not shown',
  ])
    expect(whole.out).toContain(words)
  const resumed = await place.run(['compare', 'small.yaml', '-o', 'cut', '--jobs', '2'])
  expect(resumed.status).toBe(0)
  expect(resumed.err.split('\n').filter(line => line !== '').length).toBe(resultsIn('cut').cells.length - before)
  // The same numbers in the same places, however many worked on it and in whatever order.
  expect([...measuredIn('cut')]).toEqual([...measuredIn('whole')])

  const report = readFileSync(place.path('whole/report.html'), 'utf8')
  expect(report).toContain('<svg')
  expect(report).not.toMatch(/<script|<link|src=/)
  for (const name of ['efficiency-pairs', 'efficiency-spent', 'beyond-deeper', 'adaptation-gained'])
    expect(existsSync(place.path(`whole/${name}.svg`)), name).toBe(true)

  // Nothing is left to do but what another program found, which is not taken for what this one would find.
  const { key } = resultsIn('whole').cells.find(({ contestant }) => contestant === 'memoriser')!
  const path = place.path('whole/results.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace(`"${key}"`, `"${'0'.repeat(key.length)}"`))
  const renewed = await place.run(['compare', 'small.yaml', '-o', 'whole'])
  expect(renewed.status).toBe(0)
  expect(renewed.err).toMatch(/^1 piece of the earlier run in whole .* is done again: memoriser\./)
  expect(measuredIn('whole')).toEqual(measuredIn('cut'))
}, 240_000)

it('an ablation switches off every principle, of a grammar and of a machine', async () => {
  const { status, out, err } = await place.run(['ablate', 'small.yaml', '-o', 'ablated', '--jobs', '2', '--json'])
  expect(err).toBe('')
  expect(status).toBe(0)
  const lines = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  const { rows } = lines.at(-1)
  const [needed, quality, machine] = rows[0].tables
  expect(needed.lines).toHaveLength(10)
  expect(quality.lines.map((line: string[]) => line[0])).toContain('without recursion')
  expect(machine.lines[0].slice(0, 3)).toEqual(['all principles', '1', '1.00 (0.98 to 1.00)'])
}, 240_000)

it('what cannot be run is refused before anything is written', async () => {
  place.write('bad.yaml', small.replace('memoriser: true', 'parrot: true'))
  const { status, err } = await place.run(['compare', 'bad.yaml', '-o', 'bad'])
  expect(status).toBe(2)
  expect(err).toContain('line 11')
  expect(err).toContain('"parrot" is unknown')
  expect(existsSync(place.path('bad'))).toBe(false)
  place.write('damaged/results.json', '{')
  const damaged = await place.run(['compare', 'small.yaml', '-o', 'damaged'])
  expect(damaged.status).toBe(2)
  expect(damaged.err).toContain('damaged')
  place.write('file', '')
  const unwritable = await place.run(['compare', 'small.yaml', '-o', 'file'])
  expect(unwritable.status).toBe(2)
  expect(unwritable.err).toMatch(/^cambium: file cannot be written/)
}, 120_000)

it('results of something else are not written over', async () => {
  const held = { format: 1, name: 'small', configuration: small, quick: false, seconds: 1 }
  const cell = { key: '0', part: 'efficiency', contestant: 'memoriser', size: 3, seed: 1, findings: [], seconds: 1 }
  const text = JSON.stringify({ ...held, cells: [cell] })
  place.write('held/results.json', text)
  place.write('other.yaml', small.replace('name: small', 'name: other'))
  for (const [args, what] of [
    [['ablate', 'small.yaml'], 'an ablation called “small”'],
    [['compare', 'small.yaml', '--quick'], 'cut down by --quick'],
    [['compare', 'other.yaml'], 'a comparison called “other”'],
  ] as const) {
    const { status, err } = await place.run([...args, '-o', 'held'])
    expect(status).toBe(2)
    expect(err).toContain(`held holds the results of a comparison called “small”; this is`)
    expect(err).toContain(what)
  }
  expect(readFileSync(place.path('held/results.json'), 'utf8')).toBe(text)
}, 120_000)

/** A report that the project shows, as it was written. */
const shown = (name: string) => {
  const at = (path: string) => new URL(`../${path}`, import.meta.url)
  const results = JSON.parse(readFileSync(at(`docs/comparisons/${name}/results.json`), 'utf8'))
  const [example] = name.split('-')
  const path = fileURLToPath(at(`examples/comparisons/${example}.yaml`))
  return { results, path, configuration: readFileSync(path, 'utf8') }
}

it.each(['lisp', 'json', 'english', 'forest'])('the report %s is of the configuration that ships', name => {
  const { results, configuration } = shown(name)
  expect(results.configuration).toBe(configuration)
  expect(results.quick).toBe(false)
})

// Who else takes part in the comparison is nothing to an ablation.
it.each(['lisp', 'json', 'english', 'forest'])('the ablation %s is of the settings that ship', name => {
  const { results, configuration, path } = shown(`${name}-ablation`)
  const settingsOf = (text: string) => {
    const { language, seed, test, validation, generated, parts } = readComparison(text, path)
    return { language: language?.name, seed, test, validation, generated, ablation: parts.ablation }
  }
  expect(settingsOf(results.configuration)).toEqual(settingsOf(configuration))
  expect(results.quick).toBe(false)
})

it.each(['lisp', 'json', 'forest', 'english-ablation'])('the tables of the report %s follow from its results', name => {
  const { results, path } = shown(name)
  const { summary, ...measured } = results
  expect(JSON.parse(JSON.stringify(summaryOf(readComparison(measured.configuration, path), measured)))).toEqual(summary)
})

// `npx vitest run test/compare.test.ts -u` writes it anew when there are new reports.
it('docs/comparisons/README.md tells the three rows of the reports', async () => {
  const reports = Object.fromEntries(['lisp', 'json', 'english', 'forest'].map(name => [name, shown(name).results]))
  await expect(pageOf(reports)).toMatchFileSnapshot('../docs/comparisons/README.md')
})

it('docs/comparison.md tells the ratios that the reports hold', () => {
  const document = readFileSync(new URL('../docs/comparison.md', import.meta.url), 'utf8')
  for (const name of ['lisp', 'json', 'english']) {
    const [line] = new RegExp(`^.*comparisons/${name}/report\\.html\\) \\|.*$`, 'm').exec(document)!
    const [needed, , ratio, strict] = shown(name).results.summary.rows[0].tables
    const row = (table: { lines: string[][] }, contestant: string) =>
      table.lines.find(([first]) => first === contestant)!
    const cells = line.split(' | ').map(cell => cell.trim())
    expect(cells[1]).toBe(row(needed, 'plant that asks')[5])
    for (const [i, contestant] of ['n-gram', 'transformer tiny'].entries()) {
      expect(cells[2 + i]).toBe(row(ratio, contestant)[4])
      expect(cells[4 + i]).toBe(row(ratio, contestant)[1])
      expect(cells[6 + i]).toBe(row(strict, contestant)[1])
    }
  }
})
