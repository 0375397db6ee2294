import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from '../model/random.ts'
import { GrammarPlant } from './grammar/plant.ts'
import { compiled } from './testing/compiled.ts'

const folder = mkdtempSync(join(tmpdir(), 'cambium-'))
afterAll(() => rmSync(folder, { recursive: true }))

let program: string
beforeAll(async () => {
  program = await compiled(fileURLToPath(new URL('testing/growing.ts', import.meta.url)))
})
afterAll(() => rmSync(program))

/** Lets a plant grow in a process of its own. @param most questions in all after which it is killed */
async function growing(name: string, learner: string, most = Infinity): Promise<string | undefined> {
  const child = spawn(process.execPath, [program, plantOf(name), asking(name), learner])
  let printed = ''
  let complaints = ''
  child.stdout.on('data', data => (printed += data))
  child.stderr.on('data', data => (complaints += data))
  let killed = false
  const watch = setInterval(() => {
    if (killed || most === Infinity || linesIn(asking(name)) < most) return
    killed = true
    child.kill('SIGKILL')
  }, 1)
  const status = await new Promise(resolve => child.on('close', resolve))
  clearInterval(watch)
  if (!killed) expect({ status, complaints }).toEqual({ status: 0, complaints: '' })
  return killed ? undefined : printed
}

const plantOf = (name: string) => join(folder, `${name}.plant`)
const asking = (name: string) => join(folder, `${name}.asked`)
const linesIn = (file: string) => (existsSync(file) ? readFileSync(file, 'latin1').split('\n').length - 1 : 0)
const asked = (name: string): string[] =>
  existsSync(asking(name))
    ? readFileSync(asking(name), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line))
    : []

function recorded(name: string): string[] {
  if (!existsSync(plantOf(name))) return []
  const plant = GrammarPlant.open(plantOf(name))
  const texts = plant.experiments.map(({ question }) => question)
  plant.close()
  return texts
}

test.each([
  { learner: 'own', times: 10 },
  // Asks in large batches, so that kills hit their middle.
  { learner: 'regular', times: 3 },
])('$times times killed, a plant becomes what it would have become, and never forgets an answer ($learner)', async ({
  learner,
  times,
}) => {
  const [wholeName, name] = [`${learner}-whole`, `${learner}-killed`]
  const whole = await growing(wholeName, learner)
  const reference = GrammarPlant.open(plantOf(wholeName))
  const total = reference.experiments.length
  const stepOf = new Map(reference.experiments.map(({ question, step }) => [question, step]))
  expect(asked(wholeName)).toHaveLength(total)

  const seed = 20
  const random = new Random(seed)
  let kills = 0
  let final: string | undefined
  while (final === undefined && kills <= times) {
    const before = asked(name).length
    const known = new Set(recorded(name))
    // Some questions later; the first time perhaps before there is a file.
    const after =
      kills < times ? before + random.below(Math.ceil((total - known.size) / (times + 1 - kills)) + 1) : Infinity
    final = await growing(name, learner, after)
    const now = asked(name).slice(before)
    for (const text of now) expect(known, `seed ${seed}, kill ${kills}`).not.toContain(text)
    if (final !== undefined) break
    kills++
    const kept = new Set(recorded(name))
    const lost = now.filter(text => !kept.has(text))
    expect(new Set(lost.map(text => stepOf.get(text))).size, `seed ${seed}, kill ${kills}`).toBeLessThan(2)
  }
  expect(kills).toBe(times)
  expect(final).toBe(whole)

  const plant = GrammarPlant.open(plantOf(name))
  expect(plant.spending).toEqual(reference.spending)
  const story = (of: GrammarPlant) =>
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
  expect(
    readdirSync(folder)
      .filter(file => file.startsWith(name))
      .sort(),
  ).toEqual([`${name}.asked`, `${name}.plant`])
}, 120_000)
