import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { Random } from '../model/random.ts'
import { Plant } from './plant.ts'

const folder = mkdtempSync(join(tmpdir(), 'cambium-'))
afterAll(() => rmSync(folder, { recursive: true }))

const program = fileURLToPath(new URL('testing/growing.ts', import.meta.url))

/** Lets a plant grow in a process of its own. @param until when to kill it; it is told what has been asked so far */
async function growing(name: string, until?: (asked: readonly string[]) => boolean): Promise<string | undefined> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, join(folder, `${name}.plant`), asking(name)])
  let printed = ''
  let complaints = ''
  child.stdout.on('data', data => (printed += data))
  child.stderr.on('data', data => (complaints += data))
  let killed = false
  const watch = setInterval(() => {
    if (killed || !until?.(asked(name))) return
    killed = true
    child.kill('SIGKILL')
  }, 1)
  const status = await new Promise(resolve => child.on('close', resolve))
  clearInterval(watch)
  if (!killed) expect({ status, complaints }).toEqual({ status: 0, complaints: '' })
  return killed ? undefined : printed
}

const asking = (name: string) => join(folder, `${name}.asked`)
const asked = (name: string): string[] =>
  existsSync(asking(name))
    ? readFileSync(asking(name), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line))
    : []

function recorded(name: string): string[] {
  const path = join(folder, `${name}.plant`)
  if (!existsSync(path)) return []
  const plant = Plant.open(path)
  const texts = plant.experiments.map(({ question }) => question)
  plant.close()
  return texts
}

test('ten times killed, a plant becomes what it would have become, and never forgets an answer', async () => {
  const whole = await growing('whole')
  const reference = Plant.open(join(folder, 'whole.plant'))
  const total = reference.experiments.length
  const stepOf = new Map(reference.experiments.map(({ question, step }) => [question, step]))
  expect(asked('whole')).toHaveLength(total)

  const seed = 20
  const random = new Random(seed)
  let kills = 0
  let final: string | undefined
  while (final === undefined && kills < 30) {
    const before = asked('killed').length
    const known = new Set(recorded('killed'))
    // Some questions later; the first time perhaps before there is a file.
    const after = kills < 10 ? before + random.below(Math.ceil((total - known.size) / (11 - kills)) + 1) : Infinity
    final = await growing('killed', texts => texts.length >= after)
    const now = asked('killed').slice(before)
    for (const text of now) expect(known, `seed ${seed}, kill ${kills}`).not.toContain(text)
    if (final !== undefined) break
    kills++
    const kept = new Set(recorded('killed'))
    const lost = now.filter(text => !kept.has(text))
    expect(new Set(lost.map(text => stepOf.get(text))).size, `seed ${seed}, kill ${kills}`).toBeLessThan(2)
  }
  expect(kills).toBe(10)
  expect(final).toBe(whole)

  const plant = Plant.open(join(folder, 'killed.plant'))
  expect(plant.spending).toEqual(reference.spending)
  const story = (of: Plant) =>
    of
      .log()
      .map(entry =>
        entry.kind === 'step'
          ? [entry.step.about, entry.step.questions, entry.step.fresh, entry.experiments.map(e => e.question).sort()]
          : entry.kind,
      )
  expect(story(plant)).toEqual(story(reference))
  plant.close()
  reference.close()
  expect(readdirSync(folder).sort()).toEqual(['killed.asked', 'killed.plant', 'whole.asked', 'whole.plant'])
}, 120_000)
