import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CambiumError } from '../../model/error.ts'
import { externalPhotograph } from '../../photograph/index.ts'
import { respondingModule } from '../../world/index.ts'
import type { Comparison, ContestantSpec } from '../config/config.ts'
import type { Material } from '../work/material.ts'
import { randomFor, restricted } from '../work/subject.ts'
import { openForest } from './cause.ts'
import { checkEnough } from './enough.ts'
import { Subjects } from './subjects.ts'

/**
 * Whether a comparison or its ablation can be run at all: the texts are there and the world accepts them, nothing that is
 * tested on is learned from, every lesson can be filled, every exam has questions, what reacts can be asked. Before any work
 * is done.
 *
 * @throws CambiumError with the line of the file
 */
export async function checkComparison(comparison: Comparison, what: 'comparison' | 'ablation'): Promise<void> {
  const subjects = new Subjects(comparison)
  try {
    if (what === 'ablation') await checkAblation(comparison, subjects)
    else await checkParts(comparison, subjects)
  } finally {
    await subjects.close().catch(() => {})
  }
}

async function checkParts(comparison: Comparison, subjects: Subjects): Promise<void> {
  const { complain, parts, sizes, test, contestants, language, world } = comparison
  if (language || world) {
    const material = await mainMaterial(comparison, subjects)
    const largest = Math.max(...contestants.flatMap(spec => spec.sizes))
    await fits(() => checkLesson(material, largest, comparison), ['sizes', sizes.indexOf(largest)], comparison)
  }
  const { generalisation, adaptation, transfer, cause } = parts
  for (const g of generalisation ? language!.generalisations : []) {
    if (generalisation!.only && !generalisation!.only.includes(g.name)) continue
    const at = ['generalisation', 'examples']
    const check = async () =>
      checkLesson(await subjects.generalisation(g), generalisation!.examples, comparison, g.shown)
    await fits(check, at, comparison)
  }
  if (adaptation) {
    const at = ['adaptation', 'examples']
    const first = async () => checkLesson(await subjects.material(), adaptation.examples, comparison)
    await fits(first, at, comparison)
    const { gained } = await fits(() => subjects.changed(), ['adaptation'], comparison)
    const most = Math.max(...adaptation.new)
    const random = randomFor(comparison.seed, 'news', 1)
    const draw = () => checkEnough(gained.subject, most, random, examined(gained), `${most} new examples`)
    await fits(draw, ['adaptation', 'new', adaptation.new.indexOf(most)], comparison)
    const { lost } = language!.change!
    const what = 'the test of what is lost'
    const drawLost = async () =>
      checkEnough(restricted(await subjects.main(), lost), test, randomFor(comparison.seed, 'lost'), new Set(), what)
    await fits(drawLost, ['test'], comparison)
  }
  if (transfer) {
    const largest = Math.max(...transfer.sizes)
    const at = ['transfer', 'sizes', transfer.sizes.indexOf(largest)]
    await fits(async () => checkLesson(await subjects.relative(), largest, comparison), at, comparison)
    const examples = ['transfer', 'examples']
    const before = async () => checkLesson(await subjects.material(), transfer.examples, comparison)
    await fits(before, examples, comparison)
  }
  if (cause) {
    const missing = ['world.mjs', 'narration.mjs', 'questions.mjs'].filter(
      name => !existsSync(join(cause.forest, name)),
    )
    if (missing.length > 0)
      throw complain(['cause', 'forest'], `${cause.forest} is no forest: it has no ${missing.join(' and no ')}`)
    await fits(() => openForest(cause.forest), ['cause', 'forest'], comparison)
  }
}

async function checkAblation(comparison: Comparison, subjects: Subjects): Promise<void> {
  const { complain, parts, language, world } = comparison
  const { sizes = [], machine } = parts.ablation ?? {}
  if (sizes.length === 0 && !machine)
    throw complain(
      ['ablation'],
      'it does not say what an ablation is to grow: ablation: {sizes: [30]} for the language, or machine: {module: FILE, inputs: [A, B], questions: 1000}',
    )
  if ((language || world) && sizes.length > 0) {
    const material = await mainMaterial(comparison, subjects)
    const largest = Math.max(...sizes)
    const at = ['ablation', 'sizes', sizes.indexOf(largest)]
    await fits(() => checkLesson(material, largest, comparison), at, comparison)
  }
  if (machine) await fits(() => askMachine(machine), ['ablation', 'machine', 'module'], comparison)
}

/** @throws CambiumError when texts are missing, the world cannot be asked, or no text has a near miss */
async function mainMaterial(comparison: Comparison, subjects: Subjects): Promise<Material> {
  const { complain, world, name, heldOut, test, validation } = comparison
  const subject = world ? ['world'] : ['language']
  const main = await fits(() => subjects.main(), subject, comparison)
  const enough = (count: number, what: string, at: 'test' | 'validation') =>
    fits(() => checkEnough(main, count, randomFor(1), new Set(), what), [at], comparison)
  const own = heldOut.length > 0 ? 0 : test
  await enough(own, `the test (test: ${test})`, 'test')
  await enough(
    own + validation,
    `${own > 0 ? `the test (test: ${test}) and ` : ''}validation (validation: ${validation})`,
    'validation',
  )
  const material = await fits(() => subjects.material(), ['test'], comparison)
  if (material.test.pairs.length === 0 || material.validation.length === 0)
    throw complain(
      subject,
      `no text of ${name} has a near miss, one edit away, that is rejected: there is nothing to tell apart`,
    )
  return material
}

/** Whether a lesson of so many examples can be filled. @param shown what every lesson begins with */
function checkLesson(material: Material, size: number, { seed }: Comparison, shown: readonly string[] = []): void {
  const { subject } = material
  const taken = new Set([...examined(material), ...shown])
  checkEnough(subject, size, randomFor(seed, 'lesson', 1, subject.name), taken, `lessons of ${size}`)
}

/** Texts of which none is learned from. */
const examined = ({ test, validation }: Material) => new Set([...test.pairs, ...validation].map(({ good }) => good))

/** Whether a system reacts to its inputs. */
async function askMachine({ module, inputs }: { module: string; inputs: readonly string[] }): Promise<void> {
  const world = respondingModule(module)
  try {
    await world.ask({ inputs }, new AbortController().signal)
  } finally {
    await world.close()
  }
}

/**
 * Asks each of some served models for one probability: one that is not there, or wants a key, is found before anything
 * else is done.
 *
 * @throws CambiumError with the line of the file
 */
export async function checkServers(comparison: Comparison, external: ReadonlySet<ContestantSpec>): Promise<void> {
  for (const spec of external) {
    const model = externalPhotograph(spec.address!, { key: process.env.OPENAI_API_KEY })
    const at = ['contestants', comparison.contestants.indexOf(spec), 'external']
    await fits(() => model.score!('a'), at, comparison)
  }
}

/** The same error, with the line that it is about. */
async function fits<T>(
  make: () => T | Promise<T>,
  path: readonly PropertyKey[],
  { complain, place, source }: Comparison,
): Promise<T> {
  try {
    return await make()
  } catch (error) {
    if (!(error instanceof CambiumError) || error.code === 'comparison-invalid') throw error
    if (error.blame !== 'world') throw complain(path, error.message)
    const at = `${source.path}, ${place(path)}`
    throw new CambiumError(error.code, `${at}: ${error.message}`, { blame: 'world', cause: error })
  }
}
