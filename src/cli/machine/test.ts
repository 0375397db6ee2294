import { existsSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { CambiumError } from '../../model/error.ts'
import type { SuiteMethod } from '../../model/machine/suite.ts'
import type { MachinePlant } from '../../plant/index.ts'
import type { Responder } from '../../world/responder/responder.ts'
import { count, grouped, print, printJson, report, status } from '../command.ts'
import { describeSystem, namesSystem, type SystemOptions, storedSystem, systemFrom } from './system-options.ts'
import { writeTrace } from './traces.ts'
import { type WatchOptions, watched } from './watched.ts'

/** How a suite is made and run. */
export interface SuiteOptions extends WatchOptions {
  readonly method: SuiteMethod
  readonly extraStates: number
  readonly runner: 'node' | 'vitest'
  readonly trust?: boolean
}

/** Writes a suite as JSON, and a file that runs it against the system that is named, else the plant's own. */
export async function writeSuite(plant: MachinePlant, name: string, options: SuiteOptions & SystemOptions) {
  const { machine } = plant
  const words = await suiteOf(plant, options)
  const world = namesSystem(options) ? await systemFrom(options) : undefined
  const description = world?.description ?? plant.asking.world
  await world?.close()
  const tests = words.map(inputs => ({ inputs, outputs: machine.run(inputs).outputs }))
  const { method, extraStates } = options
  const [json, code] = [`${name}.json`, `${name}.test.mjs`]
  for (const file of [json, code]) {
    if (existsSync(file)) throw new CambiumError('file-exists', `${file} exists already. Choose another name.`)
  }
  const lines = tests.map(test => `    ${JSON.stringify(test)}`).join(',\n')
  const head = JSON.stringify({ method, extraStates, states: machine.size, inputs: machine.inputs }).slice(1, -1)
  writeFileSync(json, `{\n  ${head},\n  "tests": [\n${lines}\n  ]\n}\n`)
  writeFileSync(code, testFile(basename(json), description, options.runner))
  const symbols = tests.reduce((sum, { inputs }) => sum + inputs.length, 0)
  if (options.json) printJson({ files: [json, code], tests: tests.length, inputs: symbols })
  else {
    print(`${json}: ${count(tests.length, 'test')} of ${count(symbols, 'input')} in all`)
    print(`${code}: runs them${options.runner === 'node' ? ` (node --test ${code})` : ` (vitest run ${code})`}`)
  }
}

/** Runs a suite against a system. @returns the exit status */
export async function runSuite(plant: MachinePlant, options: SuiteOptions & SystemOptions): Promise<number> {
  const { machine, asking } = plant
  if (!namesSystem(options) && !options.trust) {
    throw new CambiumError(
      'world-missing',
      `Name the system. This plant was grown with ${describeSystem(asking.world)}; --trust allows exactly that.`,
    )
  }
  const suite = await suiteOf(plant, options)
  const world = namesSystem(options) ? await systemFrom(options) : await storedSystem(asking.world, options)
  try {
    const { run, reactions } = await import('../../growth/index.ts')
    const { conformance } = await import('../../learn/machine/conformance.ts')
    const learner = conformance(machine, suite)
    const { model, ended, failure } = await watched(options, limits =>
      run({ learner, world, kind: reactions(), audit: false, ...limits }),
    )
    if (failure) return report(failure, options)
    const { tests, failure: failing } = model
    const expected = failing && machine.run(failing.inputs).outputs
    if (options.json) printJson({ tests, suite: suite.length, ended, failure: failing ?? null, expected })
    else if (failing) {
      const last = failing.outputs.length - 1
      print(`A test fails, here with as few inputs as could be found:`)
      for (const line of writeTrace(failing)) print(`  ${line}`)
      print(`The last answer should be ${JSON.stringify(expected![last])}.`)
    } else print(`${count(tests, 'test')} of ${grouped(suite.length)} put, all as the machine says.`)
    if (failing) return status.negative
    return ended === 'cancelled' ? status.interrupted : status.success
  } finally {
    await world.close()
  }
}

async function suiteOf({ machine }: MachinePlant, { method, extraStates }: SuiteOptions): Promise<string[][]> {
  const { conformanceSuite, minimise } = await import('../../model/machine/index.ts')
  return conformanceSuite(minimise(machine), { method, extraStates })
}

/** The text of a file that runs a suite. */
function testFile(json: string, description: Responder['description'], runner: 'node' | 'vitest'): string {
  const [tests, end] =
    runner === 'node'
      ? ["import { after, test } from 'node:test'", 'after']
      : ["import { afterAll, test } from 'vitest'", 'afterAll']
  return `import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
${tests}
import { openResponder } from 'cambium/world'

// The system under test: change it here to test another one. Values of variables and headers are not stored.
const system = openResponder(${JSON.stringify(description, null, 2)}, { env: process.env, headers: {} })
${end}(() => system.close())

const suite = JSON.parse(readFileSync(join(import.meta.dirname, ${JSON.stringify(json)}), 'utf8'))
for (const { inputs, outputs } of suite.tests) {
  test(inputs.join(', '), async () => {
    const run = await system.ask({ inputs }, new AbortController().signal)
    assert.deepEqual(run.outputs, outputs)
  })
}
`
}
