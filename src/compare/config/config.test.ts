import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkComparison } from '../run/check.ts'
import { readComparison } from './config.ts'
import { exampleNames, examplePath } from './examples.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambium-config-'))
  writeFileSync(join(folder, 'world.mjs'), 'export default text => /^a+$/.test(text)')
  writeFileSync(join(folder, 'texts.txt'), Array.from({ length: 40 }, (_, i) => 'a'.repeat(i + 1)).join('\n'))
  writeFileSync(join(folder, 'out.txt'), 'aaaa\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n')
  writeFileSync(join(folder, 'wrong.txt'), 'a\nb\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (text: string) => readComparison(text, join(folder, 'c.yaml'))
const head = 'comparison: 1\nlanguage: lisp\nsizes: [3, 10]\n'

describe('what is wrong is said with its line', () => {
  it.each([
    ['an unknown contestant', `${head}contestants:\n  - {plan: innate}`, 'line 5', '"plan" is unknown'],
    ['no kind', `${head}contestants:\n  - {seeds: 3}`, 'line 5', 'a contestant is one of'],
    ['two kinds', `${head}contestants:\n  - {ngram: true, coin: true}`, 'line 5', 'this is ngram and coin'],
    ['no world', 'comparison: 1\nsizes: [3]\ncontestants:\n  - {ngram: true}', 'line 1', 'neither a language'],
    [
      'an unknown language',
      'comparison: 1\nlanguage: klingon\ncontestants: [{coin: true}]',
      'line 2',
      'json, lisp, english',
    ],
    ['a size of no lesson', `${head}contestants:\n  - {ngram: true, sizes: [5]}`, 'line 5', '5 is none of'],
    ['no size', `${head}contestants:\n  - {ngram: true, sizes: [10], upTo: 3}`, 'line 5', 'none of the sizes is left'],
    ['a search at no size', `${head}contestants:\n  - {transformer: tiny, searchedAt: [7]}`, 'line 5', '7 is none of'],
    ['no address', `${head}contestants:\n  - {external: here}`, 'line 5', 'http://localhost:8080/v1#name'],
    ['labels for nobody', `${head}contestants:\n  - {memoriser: true, labels: true}`, 'line 5', 'only n-gram'],
    ['a foreign setting', `${head}contestants:\n  - {ngram: true, steps: 5}`, 'line 5', 'a setting of transformer'],
    ['two of one name', `${head}contestants:\n  - {ngram: true}\n  - {ngram: true}`, 'line 6', 'two contestants'],
    ['a missing blueprint', `${head}contestants:\n  - {plant: none.yaml}`, 'line 5', 'none.yaml'],
    [
      'variants of a language that has none',
      `${head}impossible: {sizes: [3]}\ncontestants: [{coin: true}]`,
      'line 4',
      'no impossible variants',
    ],
    ['no version', 'language: lisp\ncontestants: [{coin: true}]', 'line 1', 'comparison: 1'],
    ['bad YAML', 'comparison: 1\nlanguage: [', 'line 2', 'Flow'],
  ])('%s', (_, text, line, what) => {
    expect(() => read(text)).toThrow(line)
    expect(() => read(text)).toThrow(what)
  })
})

describe('what cannot be done is found before any work', () => {
  const world = (more: string) =>
    `comparison: 1\nworld: {accepts-module: world.mjs}\ntexts: [texts.txt]\nlines: true\n${more}\ntest: 5\nvalidation: 5\ncontestants: [{memoriser: true}]\n`
  it.each([
    ['more examples than there are', world('sizes: [3, 300]'), 'line 5'],
    [
      'tests among the texts to learn from',
      world('sizes: [3]').replace('test: 5', 'heldOut: [out.txt]\ntest: 1'),
      'line 6',
    ],
    ['tests that are not there', world('sizes: [3]').replace('test: 5', 'heldOut: [none.txt]\ntest: 1'), 'line 6'],
    ['a text that the world rejects', world('sizes: [1]').replace('texts.txt', 'wrong.txt'), 'line 3'],
    ['texts that are not there', world('sizes: [1]').replace('texts.txt', 'nowhere.txt'), 'line 3'],
    ['no forest', 'comparison: 1\ncause: {forest: nowhere, years: 3}\ncontestants: [{ngram: true}]', 'line 2'],
  ])('%s', async (_, text, line) => {
    await expect(checkComparison(read(text))).rejects.toThrow(line)
  })

  it('and what can is not complained about', async () => {
    await checkComparison(read(world('sizes: [3, 20]')))
    await checkComparison(read(`${head}contestants: [{plant: innate}]`))
  })
})

it.each(exampleNames())('the ready comparison %s is in order, cut down too', name => {
  const path = examplePath(name)
  const text = readFileSync(path, 'utf8')
  expect(readComparison(text, path).contestants.length).toBeGreaterThan(2)
  expect(readComparison(text, path, true).contestants.every(({ seeds }) => seeds === 1)).toBe(true)
})

it('the configurations of the documents are in order', () => {
  const text = readFileSync(new URL('../../../docs/comparison.md', import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)]
  expect(blocks).toHaveLength(2)
  for (const [, block] of blocks) expect(read(block!).sizes.length).toBeGreaterThan(2)
})
