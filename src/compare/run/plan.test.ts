import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readComparison } from '../config/config.ts'
import { validationBits } from '../contestants/tokens.ts'
import { type Cell, type CellResult, keyOf } from './cell.ts'
import { ablationCells, cellsOf, searchCells } from './plan.ts'

const comparison = readComparison(
  `
comparison: 1
language: english
sizes: [10, 100, 1000]
contestants:
  - {plant: innate, seeds: 2, upTo: 100}
  - {transformer: tiny, seeds: 1, learningRates: [1.0e-3, 1.0e-2], searchedAt: [10, 1000]}
  - {transformer: tiny, labels: true, seeds: 1, sizes: [10], parts: [efficiency]}
impossible: {only: [counted], sizes: [100]}
ablation: {sizes: [10], seeds: 1}
`,
  'a.yaml',
)

/** A finished cell of the search. */
const found = (cell: Cell, bits: number): CellResult => ({
  ...cell,
  key: keyOf(comparison, cell),
  contestant: cell.contestant.name,
  seconds: 1,
  findings: [
    {
      about: '',
      measured: undefined as never,
      cost: { examples: 0, questions: 0, seconds: 0 },
      nature: { settings: { [validationBits]: bits } },
    },
  ],
})

it('learning rates are searched at the sizes that are named, and carried over to those near them', () => {
  const searching = searchCells(comparison)
  expect(searching.map(({ size, learningRate }) => [size, learningRate])).toEqual([
    [10, 1e-3],
    [10, 1e-2],
    [1000, 1e-3],
    [1000, 1e-2],
  ])
  // With few examples the large rate is better, with many the small one.
  const bits = [2, 1, 1, 2]
  const cells = cellsOf(
    comparison,
    searching.map((cell, i) => found(cell, bits[i]!)),
  )
  const rate = (name: string, size: number) =>
    cells.find(({ part, contestant, size: n }) => part === 'efficiency' && contestant.name === name && n === size)
      ?.learningRate
  expect([10, 1000].map(size => rate('transformer tiny', size))).toEqual([1e-2, 1e-3])
  expect(rate('transformer tiny with the plant’s answers', 10)).toBe(1e-2)
})

it('each takes part in what it can, as often and as far as it is said', () => {
  const cells = cellsOf(comparison, [])
  const plants = cells.filter(({ contestant }) => contestant.kind === 'plant')
  expect(plants.map(({ part, size, seed }) => `${part} ${size} ${seed}`)).toEqual([
    'efficiency 10 1',
    'efficiency 10 2',
    'efficiency 100 1',
    'efficiency 100 2',
    'impossible 100 1',
    'impossible 100 2',
  ])
  expect(cells.filter(({ contestant, part }) => contestant.labels && part !== 'efficiency')).toEqual([])
  expect(new Set(cells.map(cell => keyOf(comparison, cell))).size).toBe(cells.length)
})

it('an ablation has every principle switched off in turn, and all of them', () => {
  const names = ablationCells(comparison).map(({ contestant }) => contestant.name)
  expect(names[0]).toBe('all principles')
  expect(names.at(-1)).toBe('no principle')
  expect(names).toHaveLength(10)
})

it('what a result depends on is in its key, and what it does not depend on is not', () => {
  const [cell] = cellsOf(comparison, [])
  const text = comparison.source.text
  const keyWith = (changed: string) => keyOf(readComparison(changed, 'a.yaml'), cell!)
  expect(keyWith(text.replace('seeds: 2', 'seeds: 5'))).toBe(keyOf(comparison, cell!))
  expect(keyWith(text.replace('sizes: [10,', 'seed: 9\nsizes: [10,'))).not.toBe(keyOf(comparison, cell!))
  const labelled = cellsOf(comparison, []).find(({ contestant }) => contestant.labels)!
  const fewer = readComparison(text.replace('seeds: 2,', 'seeds: 2, questions: 9,'), 'a.yaml')
  expect(keyOf(fewer, labelled)).not.toBe(keyOf(comparison, labelled))
  expect(keyOf(fewer, cell!)).toBe(keyOf(comparison, cell!))
  const told =
    'comparison: 1\ncause: {forest: f, years: 3}\ncontestants: [{transformer: tiny, learningRates: [0.1, 0.2]}]'
  const [one, other] = [told, told.replace('0.2', '0.3')].map(cause => readComparison(cause, 'a.yaml'))
  const [witness] = cellsOf(one!, [])
  const keyOfWitness = (c: typeof one) => keyOf(c!, { ...witness!, contestant: c!.contestants[0]! })
  expect(keyOfWitness(other)).not.toBe(keyOfWitness(one))
  expect(keyWith(text.replace('sizes: [10,', 'test: 50\nsizes: [10,'))).not.toBe(keyOf(comparison, cell!))
})

it('the program of a command is in the key of what was learned from it, wherever it lies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cambium-plan-'))
  try {
    const keyOfWorld = (place: string, program: string) => {
      mkdirSync(join(folder, place))
      writeFileSync(join(folder, place, 'check.sh'), program)
      const world = `{accepts: sh ${join(folder, place, 'check.sh')}}`
      const text = `comparison: 1\nworld: ${world}\ntexts: [t]\nsizes: [3]\ncontestants: [{coin: true}]`
      const own = readComparison(text, 'b.yaml')
      return keyOf(own, cellsOf(own, [])[0]!)
    }
    const key = keyOfWorld('here', 'grep a')
    expect(keyOfWorld('there', 'grep a')).toBe(key)
    expect(keyOfWorld('changed', 'grep b')).not.toBe(key)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
