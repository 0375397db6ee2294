import { expect, test } from 'vitest'
import { accepts } from '../../world/function.ts'
import { grow, tend } from '../grow.ts'

/** Sums of digits, with brackets. */
const isSum = (text: string): boolean => {
  const shorter = text.replace(/\(\d(\+\d)*\)/g, '0')
  return shorter === text ? /^\d(\+\d)*$/.test(text) : isSum(shorter)
}

test('a new example that the grammar covers already costs one question at most; one that it does not is learned', async () => {
  let asked = 0
  let isIn = isSum
  const world = accepts(text => {
    asked++
    return isIn(text)
  })
  const plant = await grow({ examples: ['1+2', '(3+4)+5'], world, audit: false })
  expect(plant.accepts('((1)+2)+3')).toBe(true)
  const grammar = JSON.stringify(plant.grammar)
  const explained = plant.grammar.rules.map(({ name }) => plant.explain(name))

  asked = 0
  await tend(plant, { world, examples: ['7+(8+9)'], audit: false })
  expect(asked).toBeLessThanOrEqual(1)
  expect(JSON.stringify(plant.grammar)).toBe(grammar)
  // It is one more example of what each rule is for; the experiments stay what they were.
  const heard = explained.map(({ examples, ...tested }) => ({ ...tested, examples: [...examples, '7+(8+9)'] }))
  expect(plant.grammar.rules.map(({ name }) => plant.explain(name))).toEqual(heard)
  for (const { rule, experiments } of explained) expect(experiments.length, rule).toBeGreaterThan(0)
  expect(plant.coverage).toEqual({ covered: 3, examples: 3 })

  // The language grows: products too.
  isIn = text => isSum(text.replaceAll('*', '+'))
  await tend(plant, { world, examples: ['2*3'], audit: false })
  expect(plant.accepts('(4*5)+6')).toBe(true)
  expect(plant.accepts('4**5')).toBe(false)
})
