import { expect, it } from 'vitest'
import { Random } from '../../model/random.ts'
import { bestThreshold } from '../contestants/contestant.ts'
import { difference, reach, reachRatio, share } from './statistics.ts'

const drawn = (random: Random, chance: number, length: number) =>
  Array.from({ length }, () => (random.unit() < chance ? '1' : '0')).join('')

it('the interval of a share holds the true one about 95 times in 100', () => {
  const random = new Random(7)
  let held = 0
  for (let i = 0; i < 100; i++) {
    const { low, high } = share([drawn(random, 0.8, 150), drawn(random, 0.8, 150), drawn(random, 0.8, 150)])
    if (low <= 0.8 && 0.8 <= high) held++
  }
  expect(held).toBeGreaterThanOrEqual(88)
})

it('all right is not certain', () => {
  const { mean, low, high } = share(['1111111111', '1111111111'])
  expect(mean).toBe(1)
  expect(low).toBeLessThan(0.75)
  expect(high).toBeCloseTo(1)
})

it('a paired difference sees what two unpaired intervals would blur', () => {
  const random = new Random(3)
  // Most questions are right or wrong for both; on a few, one of the two is better.
  const hard = drawn(random, 0.5, 200)
  const better = [...hard].map((bit, i) => (i % 12 === 0 ? '1' : bit)).join('')
  const { low, mean } = difference([better, better], [hard, hard])
  expect(mean).toBeGreaterThan(0.02)
  expect(low).toBeGreaterThan(0)
  expect(share([better]).low).toBeLessThan(share([hard]).high)
  expect(difference([hard], [hard])).toEqual({ mean: 0, low: 0, high: 0 })
})

it('a curve reaches a level at its first size that has it, in every measure', () => {
  const point = (size: number, ...shares: number[]) => ({
    spent: [size, size],
    measures: shares.map(s => Array.from({ length: 2 }, () => '1'.repeat(100 * s).padEnd(100, '0'))),
  })
  const curve = [point(1, 0.1, 1), point(10, 0.95, 0.5), point(100, 0.99, 0.97)]
  expect(reach(curve, 0.9)).toEqual({ at: 100, low: 100, high: 100 })
  expect(
    reach(
      curve.map(({ spent, measures }) => ({ spent, measures: measures.slice(0, 1) })),
      0.9,
    ).at,
  ).toBe(10)
  const never = reach(curve, 1)
  expect(never.at).toBeUndefined()
  expect(never.high).toBeUndefined()
})

it('a ratio of what two curves need has limits, also where one never gets there', () => {
  const point = (size: number, share: number) => ({
    spent: [size, size],
    measures: [Array.from({ length: 2 }, () => '1'.repeat(100 * share).padEnd(100, '0'))],
  })
  const quick = [point(1, 0.2), point(10, 0.99)]
  const slow = [point(10, 0.2), point(100, 0.5), point(1000, 0.99)]
  const never = [point(10, 0.2), point(1000, 0.5)]
  const unsure = [point(10, 0.2), point(100, 0.9), point(1000, 0.99)]
  expect(reachRatio(slow, quick, 0.9)).toEqual({ low: 100, high: 100 })
  expect(reachRatio(never, quick, 0.9)).toEqual({ low: 100, high: Number.POSITIVE_INFINITY })
  expect(reachRatio(quick, never, 0.9)).toEqual({ low: 0, high: 0.01 })
  expect(reachRatio(unsure, quick, 0.9)).toEqual({ low: 10, high: 100 })
})

it('a threshold tells valid texts from near misses as well as any can', () => {
  expect(bestThreshold([3, 4, 5], [0, 1, 2])).toBe(2.5)
  const threshold = bestThreshold([1, 5, 6, 7], [0, 1, 2, 3])
  expect(threshold).toBe(4)
})
