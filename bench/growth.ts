/**
 * The engine's own time: a learner that asks questions one by one or a hundred at a time, a world that answers at once.
 * `npm run bench:growth` prints the milliseconds for 1,000 questions, recording included.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Learner, membership, run } from '../src/growth/index.ts'
import type { GrammarModel } from '../src/learn/grammar/model.ts'
import { literal } from '../src/model/grammar/grammar.ts'
import { grow } from '../src/plant/index.ts'
import { accepts } from '../src/world/function.ts'

const questions = 1000
const folder = mkdtempSync(join(tmpdir(), 'cambium-'))
const world = accepts(text => text.length % 2 === 0)

const model: GrammarModel = {
  grammar: { start: 'text', rules: [{ name: 'text', expression: literal('') }] },
  core: null,
  evidence: {},
  report: { uncovered: [], overgeneral: [], notes: [] },
}

function* asking(batch: number): Learner<string, boolean, GrammarModel> {
  for (let from = 0; from < questions; from += batch) {
    const ask = Array.from({ length: batch }, (_, i) => `a text of some length, number ${from + i}`)
    yield { ask, about: 'what it wants to know' }
  }
  return model
}

/** The least of seven runs, in milliseconds. */
async function time(growth: () => Promise<unknown>): Promise<string> {
  const times = []
  for (let i = 0; i < 7; i++) {
    const start = performance.now()
    await growth()
    times.push(performance.now() - start)
  }
  return Math.min(...times).toFixed(1)
}

let files = 0
console.log('questions a batch | jobs | engine, in memory | plant, in memory | plant, in a file')
console.log('---: | ---: | ---: | ---: | ---:')
for (const [batch, jobs] of [
  [1, 1],
  [100, 1],
  [100, 8],
] as const) {
  const plant = (file?: () => string) => async () => {
    const grown = await grow({ examples: ['a'], world, learn: () => asking(batch), jobs, file: file?.() })
    grown.close()
  }
  const cells = [
    await time(() => run({ learner: asking(batch), world, kind: membership(), jobs })),
    await time(plant()),
    await time(plant(() => join(folder, `${files++}.plant`))),
  ]
  console.log([batch, jobs, ...cells.map(cell => `${cell} ms`)].join(' | '))
}
rmSync(folder, { recursive: true })
