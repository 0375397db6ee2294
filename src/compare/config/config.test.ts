import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkComparison, checkServers } from '../run/check.ts'
import { readComparison } from './config.ts'
import { exampleNames, examplePath } from './examples.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambium-config-'))
  writeFileSync(join(folder, 'world.mjs'), 'export default text => /^(ab)+$/.test(text)')
  writeFileSync(join(folder, 'any.mjs'), 'export default () => true')
  writeFileSync(join(folder, 'texts.txt'), Array.from({ length: 40 }, (_, i) => 'ab'.repeat(i + 1)).join('\n'))
  writeFileSync(join(folder, 'out.txt'), `abab\n${'ab'.repeat(50)}\n`)
  writeFileSync(join(folder, 'wrong.txt'), 'ab\nb\n')
  writeFileSync(join(folder, 'few.ebnf'), 'few ::= "(" [0-9] ")"')
  mkdirSync(join(folder, 'half'))
  writeFileSync(join(folder, 'half/world.mjs'), '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (text: string) => readComparison(text, join(folder, 'c.yaml'))
/** Of ten texts. */
const few = 'comparison: 1\nlanguage: {grammar: few.ebnf}\ntest: 60\n'
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
    ['nothing', '', 'line 1', 'it is empty'],
    ['only a remark', '# later', 'line 1', 'it is empty'],
    ['a list', '- comparison: 1', 'line 1', 'comparison: 1'],
    ['another version', `${head.replace('1', '2')}new: 1\ncontestants: [{coin: true}]`, 'line 1', 'comparison: 1'],
    [
      'a misspelt key before what is missing for it',
      `${head}contestant: [{coin: true}]`,
      'line 4',
      '"contestant" is unk',
    ],
    ['a misspelt key above its list', `${head}contestant:\n  - {coin: true}`, 'line 4', '"contestant" is unknown'],
    ['a misspelt setting', `${head}contestants:\n  - {ngram: true, order: [2]}`, 'line 5', 'orders'],
    [
      'a key that is missing',
      `${head}transfer: {sizes: [3]}\ncontestants: [{coin: true}]`,
      'line 4',
      'examples is miss',
    ],
    ['a number for a list', 'comparison: 1\nlanguage: lisp\nsizes: 3\ncontestants: [{coin: true}]', 'line 3', 'a list'],
    ['no examples', 'comparison: 1\nlanguage: lisp\nsizes: [0]\ncontestants: [{coin: true}]', 'line 3', 'at least 1'],
    ['one size twice', 'comparison: 1\nlanguage: lisp\nsizes: [3, 3]\ncontestants: [{coin: true}]', 'line 3', 'twice'],
    ['a seed below zero', `${head}seed: -1\ncontestants: [{coin: true}]`, 'line 4', 'at least 0'],
    ['nobody', `${head}contestants: []`, 'line 4', 'empty'],
    [
      'a part that is not there',
      `${head}contestants:\n  - {ngram: true, parts: [cause]}`,
      'line 5',
      'it has efficiency',
    ],
    [
      'a part that is not for all',
      `${head}transfer: {examples: 3, sizes: [3]}\ncontestants:\n  - {memoriser: true, parts: [transfer]}`,
      'line 6',
      'memoriser has no part in transfer',
    ],
    [
      'somebody who would do nothing',
      'comparison: 1\ncause: {forest: forest, years: 3}\ncontestants:\n  - {oracle: true}',
      'line 4',
      'oracle has no part in cause',
    ],
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
    ['nothing that the world rejects', world('sizes: [1]').replace('world.mjs', 'any.mjs'), 'line 2'],
    ['no world', world('sizes: [1]').replace('world.mjs', 'none.mjs'), 'line 2'],
    ['a language that has too few texts', `${few}sizes: [1]\ncontestants: [{coin: true}]`, 'line 3'],
    [
      'too few for validation beside the test',
      `${few.replace('60', '3')}validation: 8\nsizes: [1]\ncontestants: [{coin: true}]`,
      'line 4, column 13: few gives 10 different texts for the test (test: 3) and validation (validation: 8), not 11',
    ],
    [
      'far too few for a million examples, without looking for all of them',
      `${few.replace('60', '3')}validation: 3\nsizes: [1, 1000000]\ncontestants: [{coin: true}]`,
      'line 5, column 12: few gives 4 different texts for lessons of 1000000',
    ],
    ['half a forest', 'comparison: 1\ncause: {forest: half, years: 3}\ncontestants: [{ngram: true}]', 'line 2'],
    ['no forest', 'comparison: 1\ncause: {forest: nowhere, years: 3}\ncontestants: [{ngram: true}]', 'line 2'],
  ])('%s', async (_, text, line) => {
    await expect(checkComparison(read(text), 'comparison')).rejects.toThrow(line)
  })

  const ablated = (more: string) => checkComparison(read(`${head}${more}\ncontestants: [{coin: true}]`), 'ablation')
  it.each([
    ['nothing to ablate', 'levels: [0.9]', 'what an ablation is to grow'],
    ['a machine that is not there', 'ablation: {machine: {module: none.mjs, inputs: [a], questions: 9}}', 'line 4'],
    ['a module that does not react', 'ablation: {machine: {module: world.mjs, inputs: [a], questions: 9}}', 'line 4'],
  ])('in an ablation: %s', (_, more, wrong) => expect(ablated(more)).rejects.toThrow(wrong))

  it('in an ablation: more examples than there are', async () => {
    const wide = `${few.replace('test: 60', 'test: 3')}validation: 3\nsizes: [1]\ncontestants: [{coin: true}]`
    const text = `${wide}\nablation: {sizes: [1, 90]}`
    await checkComparison(read(text), 'comparison')
    await expect(checkComparison(read(text), 'ablation')).rejects.toThrow('line 7')
  })

  it('a served model that is not there', async () => {
    const comparison = read(`${head}contestants:\n  - {coin: true}\n  - {external: 'http://localhost:1/v1#m'}`)
    await checkServers(comparison, new Set())
    const asked = checkServers(comparison, new Set([comparison.contestants[1]!]))
    await expect(asked).rejects.toThrow(/c\.yaml, line 6, .* cannot be asked/)
    await expect(asked).rejects.toMatchObject({ blame: 'world' })
  })

  it('and what can is not complained about', async () => {
    await checkComparison(read(world('sizes: [3, 20]')), 'comparison')
    await checkComparison(read(`${head}contestants: [{plant: innate}]`), 'comparison')
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
