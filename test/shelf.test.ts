import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { accepts, grow } from '../src/index.ts'
import { coveringTexts, nearMisses } from '../src/model/grammar/index.ts'
import { Random } from '../src/model/random.ts'

const shelf = fileURLToPath(new URL('../examples/shelf/', import.meta.url))
const seeds = readdirSync(join(shelf, 'seeds')).map(file => readFileSync(join(shelf, 'seeds', file), 'utf8'))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambium-shelf-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function fuzz(cover: readonly string[], misses: readonly string[]) {
  const files = [cover, misses].map((texts, i) => {
    const file = join(folder, `${i}.jsonl`)
    writeFileSync(file, texts.map(text => `${JSON.stringify(text)}\n`).join(''))
    return file
  })
  return spawnSync(process.execPath, [join(shelf, 'fuzz.mjs'), ...files], { encoding: 'utf8' })
}

it('the corpus of a grown grammar finds the bugs of the parser that its seeds do not show', async () => {
  expect(fuzz(seeds, []).status).toBe(0)
  const { default: valid } = (await import(join(shelf, 'valid.mjs'))) as { default: (text: string) => boolean }
  const plant = await grow({ examples: seeds, world: accepts(valid) })
  const cover = coveringTexts(plant.grammar)
  const misses = nearMisses(plant.grammar, cover, new Random(1))
    .map(miss => miss.text)
    .filter(text => !valid(text))
  plant.close()
  for (const text of cover) expect(valid(text), text).toBe(true)
  const { status, stdout } = fuzz(cover, misses)
  expect(status).toBe(1)
  // An inner list without items, and a comma before the bracket that closes.
  expect(stdout).toMatch(/the parser dies of TypeError on \[.*\[\]/)
  expect(stdout).toMatch(/the parser reads \[.*,\]/)
})
