import { expect, test } from 'vitest'
import { Random } from './random.ts'

test('the same seed gives the same sequence, another seed another', () => {
  const draw = (seed: number) => {
    const random = new Random(seed)
    return Array.from({ length: 20 }, () => random.below(1000))
  }
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
})

test('a shuffle keeps the items, and a pick is one of them', () => {
  const random = new Random(3)
  const items = [1, 2, 3, 4, 5, 6, 7]
  expect(random.shuffled(items).sort()).toEqual(items)
  expect(items).toContain(random.pick(items))
})
