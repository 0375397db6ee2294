import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compiled } from '../testing/compiled.ts'
import { MachinePlant } from './plant.ts'

const folder = mkdtempSync(join(tmpdir(), 'cambium-'))
afterAll(() => rmSync(folder, { recursive: true }))

let program: string
beforeAll(async () => {
  program = await compiled(fileURLToPath(new URL('testing/acting.ts', import.meta.url)))
})
afterAll(() => rmSync(program))
const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [])

/** Lets a machine grow in a process of its own. @param most runs after which it is killed @returns what it printed */
async function acting(name: string, most = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  const [plant, asked] = [join(folder, `${name}.plant`), join(folder, `${name}.asked`)]
  const child = spawn(process.execPath, [program, plant, asked])
  let printed = ''
  let killed = false
  child.stdout.on('data', data => (printed += data))
  const watch = setInterval(() => {
    if (killed || linesOf(asked).length < most) return
    killed = true
    child.kill('SIGKILL')
  }, 1)
  const status = await new Promise(resolve => child.on('close', resolve))
  clearInterval(watch)
  if (!killed) expect(status).toBe(0)
  return killed ? undefined : printed
}

test('a killed machine becomes what it would have become, and asks again at most what was under way', async () => {
  const whole = await acting('whole')
  const total = linesOf(join(folder, 'whole.asked')).length
  let killed: string | undefined
  let [kills, lost] = [0, 0]
  for (const share of [0.3, 0.7, 2]) {
    killed = await acting('killed', Math.ceil(total * share))
    if (killed !== undefined) break
    kills++
    const plant = MachinePlant.open(join(folder, 'killed.plant'))
    const kept = plant.experiments.length
    plant.close()
    // What four jobs had been answered within 20 ms of the kill may be lost, and is asked again.
    const missing = linesOf(join(folder, 'killed.asked')).length - kept
    expect(missing - lost).toBeLessThan(100)
    lost = missing
  }
  expect(kills).toBeGreaterThan(0)
  expect(killed).toBe(whole)
}, 120_000)
