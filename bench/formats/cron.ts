import cron from 'node-cron'
import { Random } from '../../src/model/random.ts'
import type { Format } from './format.ts'
import { files, some } from './installed.ts'

/** What looks like a cron expression in documents and comments, and as many more of its fields in other company. */
function expressions(): string[] {
  const texts = files(/^croner\/(?:README\.md|dist\/croner\.d\.ts)$/)
  const found = texts.flatMap(text => [...text.matchAll(/(?:[-*0-9,/A-Z?L#]+ ){4,5}[-*0-9,/A-Z?L#]+/g)].map(m => m[0]))
  const known = [...new Set(found)].filter(format.accepts)
  const random = new Random(1)
  const mixed = Array.from({ length: 2000 }, () => {
    const shape = random.pick(known).split(' ')
    const alike = known.map(text => text.split(' ')).filter(fields => fields.length === shape.length)
    return shape.map((_, i) => random.pick(alike)[i]!).join(' ')
  })
  return [...known, ...mixed]
}

const lines = [
  '* * * * *',
  '0 12 * * 1',
  '*/5 0-6 * * *',
  '15,45 9-17/2 * * MON-FRI',
  '0 0 1 JAN ?',
  '0 0 L * *',
  '30 4 1,15 * 5',
  '10 0 0 * * *',
  '@daily',
  '0 0 * * 1#2',
]

export const format: Format = {
  parser: 'node-cron',
  accepts: text => cron.validate(text),
  examples: lines,
  lines,
  source: 'expressions in the documents of another parser, croner, and their fields in other company',
  inputs: () => some(expressions(), format.accepts),
}
