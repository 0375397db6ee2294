import { expect, test } from 'vitest'
import type { Format } from '../bench/formats/format.ts'
import { formatNames } from '../bench/formats/names.ts'

test.each(formatNames)('the format %s has at most 20 small examples that its parser accepts', async name => {
  const { format } = (await import(`../bench/formats/${name}.ts`)) as { format: Format }
  expect(format.examples.filter(text => !format.accepts(text))).toEqual([])
  expect(new Set(format.examples).size).toBe(format.examples.length)
  expect(format.examples.length).toBeLessThanOrEqual(20)
})

// The others read the whole of node_modules: the benchmark itself refuses to run with fewer.
test.each([
  'semver',
  'semver-range',
  'cron',
  'url',
  'css-selector',
])('the format %s has inputs from elsewhere', async name => {
  const { format } = (await import(`../bench/formats/${name}.ts`)) as { format: Format }
  const inputs = format.inputs()
  expect(new Set(inputs).size).toBe(inputs.length)
  expect(inputs.length).toBeGreaterThanOrEqual(100)
  expect(inputs.filter(text => !format.accepts(text))).toEqual([])
})
