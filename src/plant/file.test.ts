import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CambiumError } from '../model/error.ts'
import { Random } from '../model/random.ts'
import type { Acceptor } from '../world/world.ts'
import { PlantFile } from './file.ts'
import { GrammarPlant } from './grammar/plant.ts'
import { grow, tend } from './grow.ts'
import { formatVersion } from './schema.ts'
import { memorise, regular } from './testing/learners.ts'

const folder = mkdtempSync(join(tmpdir(), 'cambium-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = () => join(folder, `${files++}.plant`)

const world: Acceptor = {
  description: { kind: 'function' },
  ask: async text => ({ kind: text.length % 2 === 0 ? 'accepted' : 'rejected' }),
  close: async () => {},
}
const learn = regular(4, 10)

let healthy: Buffer
let story: string

/** Everything that a plant knows. */
function everything(path: string): string {
  const plant = GrammarPlant.open(path)
  try {
    return JSON.stringify([plant.grammar, plant.estimate, plant.asking, plant.examples, plant.log(), plant.experiments])
  } finally {
    plant.close()
  }
}

beforeAll(async () => {
  const file = newFile()
  const plant = await grow({ examples: ['aa', 'ab'], world, learn, file })
  plant.close()
  healthy = readFileSync(file)
  story = everything(file)
})

/** The error with which a file of these bytes is refused; undefined if all of it can be read, and is what was written. */
function refused(bytes: Uint8Array): CambiumError | undefined {
  const file = newFile()
  writeFileSync(file, bytes)
  try {
    expect(everything(file)).toBe(story)
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(CambiumError)
    const refusal = error as CambiumError
    expect(refusal.blame).toBe('input')
    expect(refusal.message).toContain(file)
    return refusal
  }
}

test('a file that is cut short is damaged, wherever it was cut', () => {
  for (const length of [1, 15, 16, 99, 100, 1000, 4095, 4096, 5000, healthy.length >> 1, healthy.length - 1]) {
    expect(refused(healthy.subarray(0, length))?.code, `${length} bytes`).toMatch(/^plant-(damaged|foreign)$/)
  }
  expect(refused(new Uint8Array(0))?.code).toBe('plant-damaged')
})

test('noise in a file is noticed, or it has hit nothing of what is known', () => {
  const random = new Random(7)
  let noticed = 0
  for (let round = 0; round < 150; round++) {
    const bytes = Uint8Array.from(healthy)
    const at = random.below(bytes.length)
    const length = 1 + random.below(round % 3 === 0 ? 5000 : 20)
    for (let i = at; i < Math.min(at + length, bytes.length); i++) bytes[i] = random.below(256)
    const refusal = refused(bytes)
    if (!refusal) continue
    noticed++
    expect(refusal.code, `round ${round}: ${refusal.message}`).toMatch(/^plant-(damaged|foreign|newer|unwritable)$/)
  }
  expect(noticed).toBeGreaterThan(50)
})

test('one letter of an answer, changed by somebody, does not pass for knowledge', () => {
  const file = newFile()
  writeFileSync(file, healthy)
  const database = new Database(file)
  database.exec("UPDATE experiment SET outcome = 'accepted' WHERE outcome = 'rejected'")
  database.close()
  const plant = GrammarPlant.open(file)
  expect(() => plant.experiments).toThrow(expect.objectContaining({ code: 'plant-damaged' }))
  plant.close()
})

test('what is not a plant is said to be none', () => {
  expect(refused(Buffer.from('just a text\n'))?.code).toBe('plant-foreign')
  expect(refused(Buffer.alloc(10_000, 7))?.code).toBe('plant-foreign')
  const other = newFile()
  const database = new Database(other)
  database.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)')
  database.close()
  expect(refused(readFileSync(other))?.code).toBe('plant-foreign')
  const directory = newFile()
  mkdirSync(directory)
  expect(() => GrammarPlant.open(directory)).toThrow(expect.objectContaining({ code: 'plant-foreign' }))
  const missing = newFile()
  expect(() => GrammarPlant.open(missing)).toThrow(expect.objectContaining({ code: 'plant-missing' }))
  expect(existsSync(missing)).toBe(false)
})

test('a plant of a newer format is left to a newer program', () => {
  const bytes = Buffer.from(healthy)
  bytes.writeUInt32BE(formatVersion + 1, 60)
  expect(refused(bytes)).toMatchObject({
    code: 'plant-newer',
    message: expect.stringContaining(`format ${formatVersion + 1}`),
  })
})

test.each([
  'CREATE TRIGGER t AFTER INSERT ON step BEGIN DELETE FROM experiment; END',
  "CREATE VIEW v AS SELECT load_extension('x')",
  'CREATE TABLE more (x)',
  'CREATE INDEX i ON experiment (purpose)',
  'DROP TABLE step',
  'ALTER TABLE step ADD COLUMN more ANY',
])('a file that brings anything but our tables is refused: %s', sql => {
  const file = newFile()
  writeFileSync(file, healthy)
  const database = new Database(file)
  database.exec(sql)
  database.close()
  expect(() => GrammarPlant.open(file)).toThrow(expect.objectContaining({ code: 'plant-damaged' }))
})

test('a plant is never overwritten', async () => {
  const file = newFile()
  writeFileSync(file, healthy)
  await expect(grow({ examples: ['a'], world, learn: memorise, file })).rejects.toMatchObject({ code: 'plant-exists' })
  expect(readFileSync(file)).toEqual(healthy)
})

test('a folder that does not exist is an error with the name of the file', async () => {
  const file = join(folder, 'nowhere', 'x.plant')
  await expect(grow({ examples: ['a'], world, learn: memorise, file })).rejects.toMatchObject({
    code: 'plant-unwritable',
    message: expect.stringContaining(file),
  })
})

test('while one process lets a plant grow, a second one may read but not write', async () => {
  const file = newFile()
  const program = fileURLToPath(new URL('testing/growing.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, file, `${file}.asked`, 'regular'], {
    stdio: 'ignore',
  })
  const closed = new Promise<number | null>(resolve => child.on('close', resolve))
  const asked = () => (existsSync(`${file}.asked`) ? readFileSync(`${file}.asked`, 'utf8').split('\n').length : 0)
  while (asked() < 100 && child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 5))

  await expect(tend(file, { world, learn })).rejects.toMatchObject({ code: 'plant-in-use' })
  const plant = GrammarPlant.open(file)
  expect(plant.hasModel).toBe(false)
  expect(plant.isUnfinished).toBe(true)
  expect(() => plant.grammar).toThrow(expect.objectContaining({ code: 'plant-without-model' }))
  expect(plant.experiments.length).toBeGreaterThan(0)
  plant.close()

  expect(await closed).toBe(0)
  const grown = GrammarPlant.open(file)
  expect(grown.hasModel).toBe(true)
  grown.close()
})

test('two that let the same plant grow in one process: the second is refused, the first is not disturbed', async () => {
  const file = newFile()
  let refusal: Promise<unknown> | undefined
  const plant = await grow({
    examples: ['aa', 'ab'],
    learn,
    file,
    world: {
      ...world,
      ask(text, signal) {
        refusal ??= expect(tend(file, { world, learn })).rejects.toMatchObject({ code: 'plant-in-use' })
        return world.ask(text, signal)
      },
    },
  })
  await refusal
  expect(plant.isUnfinished).toBe(false)
  plant.close()
  expect(everything(file).length).toBeGreaterThan(1000)
})

test('a plant is one file when nobody writes', async () => {
  const file = newFile()
  const plant = await grow({ examples: ['aa', 'ab'], world, learn, file })
  const beside = () => readdirSync(folder).filter(name => join(folder, name).startsWith(file))
  expect(beside()).toHaveLength(1)
  plant.close()
  expect(beside()).toHaveLength(1)

  // Nor does somebody who was refused hold anything that the writer leaves behind.
  const writer = PlantFile.open(file, 'write')
  await expect(tend(file, { world, learn })).rejects.toMatchObject({ code: 'plant-in-use' })
  writer.close()
  expect(beside()).toHaveLength(1)
})
