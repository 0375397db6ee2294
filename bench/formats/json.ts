import { readdirSync, readFileSync } from 'node:fs'
import { type Format, unlessThrown } from './format.ts'
import { files, some } from './installed.ts'

const folder = new URL('../../examples/json/', import.meta.url)

export const format: Format = {
  parser: 'JSON.parse',
  accepts: unlessThrown(JSON.parse),
  examples: readdirSync(folder)
    .sort()
    .map(file => readFileSync(new URL(file, folder), 'utf8')),
  source: 'package.json files below node_modules',
  inputs: () => some(files(/(?:^|\/)package\.json$/), format.accepts, 100_000, 1000),
}
