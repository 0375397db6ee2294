import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CambiumError } from '../model/error.ts'
import type { Acceptor, Verdict } from '../world/world.ts'
import { GrammarPlant } from './grammar/plant.ts'
import { grow, tend } from './grow.ts'
import { memorise, regular } from './testing/learners.ts'

const folder = mkdtempSync(join(tmpdir(), 'cambium-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = () => join(folder, `${files++}.plant`)

/** Words with an even number of a and a number of b that three divides. */
const balanced = (text: string) =>
  /^[ab]*$/.test(text) && text.split('a').length % 2 === 1 && text.split('b').length % 3 === 1

function world(judge: (text: string) => boolean | Verdict): Acceptor & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    description: { kind: 'function' },
    async ask(text) {
      asked.push(text)
      const verdict = judge(text)
      return typeof verdict === 'boolean' ? { kind: verdict ? 'accepted' : 'rejected' } : verdict
    },
    async close() {},
  }
}

const learn = regular(3, 50)
const audit = false
const show = (plant: GrammarPlant) => JSON.stringify(plant.grammar)
const distinct = (texts: readonly string[]) => new Set(texts).size

test('a plant grows from examples and a function, and can be asked', async () => {
  const plant = await grow({ examples: ['aa', 'bbb'], world: world(balanced), learn })
  expect(plant.grammar.rules).toHaveLength(6)
  expect(plant.accepts('abbab')).toBe(true)
  expect(plant.accepts('ab')).toBe(false)
  expect(plant.parse('aa')).toMatchObject({ rule: 'state0', start: 0, end: 2 })
  for (const text of plant.sample({ count: 20, seed: 3 })) expect(balanced(text)).toBe(true)
  expect(plant.sample({ count: 5, seed: 3 })).toEqual(plant.sample({ count: 5, seed: 3 }))
  expect(plant.estimate).toMatchObject({ samples: 100, accepted: 100 })
  expect(plant.estimate!.precision[0]).toBeGreaterThan(0.96)
  expect(plant.coverage).toEqual({ covered: 2, examples: 2 })
  expect(plant.isUnfinished).toBe(false)
})

test('what is in the file is what was in memory', async () => {
  const file = newFile()
  const grown = await grow({ examples: ['aa', 'bbb'], world: world(balanced), learn, file })
  grown.close()
  expect(readdirSync(folder).filter(name => name.startsWith(file.slice(folder.length + 1)))).toHaveLength(1)
  const plant = GrammarPlant.open(file)
  const inMemory = await grow({ examples: ['aa', 'bbb'], world: world(balanced), learn })
  expect(show(plant)).toBe(show(inMemory))
  expect(plant.estimate).toEqual(inMemory.estimate)
  expect(plant.experiments.map(({ question, outcome, purpose }) => ({ question, outcome, purpose }))).toEqual(
    inMemory.experiments.map(({ question, outcome, purpose }) => ({ question, outcome, purpose })),
  )
  expect(plant.asking).toEqual({
    world: { kind: 'function' },
    onTimeout: 'reject',
    jobs: 1,
    timeout: null,
    rate: null,
  })
  plant.close()
})

test('the same seed gives the same plant, whatever the number of jobs', async () => {
  const shown = []
  for (const jobs of [1, 2, 7]) {
    const plant = await grow({ examples: ['aa', 'bbb'], world: world(balanced), learn, jobs })
    shown.push([show(plant), JSON.stringify(plant.estimate), plant.spending.learning])
  }
  expect(shown[1]).toEqual(shown[0])
  expect(shown[2]).toEqual(shown[0])
})

test('the log tells what was heard, asked and found, and a rule can be explained', async () => {
  const plant = await grow({ examples: ['aa', 'bbb'], rejected: ['a'], world: world(balanced), learn })
  const log = plant.log()
  expect(log[0]).toMatchObject({
    kind: 'epoch',
    examples: [
      { text: 'aa', valid: true },
      { text: 'bbb', valid: true },
      { text: 'a', valid: false },
    ],
  })
  const steps = log.flatMap(entry => (entry.kind === 'step' ? [entry] : []))
  expect(steps[0]!.step.about).toBe('what may follow ""')
  expect(steps[0]!.experiments.map(({ question }) => question)).toContain('aab')
  const { learning, verifying } = plant.spending
  expect(steps.reduce((n, { experiments }) => n + experiments.length, 0)).toBe(learning + verifying)
  expect(log.at(-1)).toMatchObject({ kind: 'end', epoch: { result: { ended: 'finished' } } })
  const { experiments } = plant.explain('state1')
  expect(experiments.length).toBeGreaterThan(5)
  for (const { question, outcome } of experiments) expect(outcome.kind === 'accepted').toBe(balanced(question))
  expect(() => plant.explain('nothing')).toThrow(expect.objectContaining({ code: 'rule-unknown' }))
})

test('a budget leaves a usable plant, and a larger one takes it on to where it would have come at once', async () => {
  const file = newFile()
  const asked = world(text => text !== '' || true)
  const options = { world: world(balanced), learn, audit, file } as const
  const whole = await grow({ ...options, examples: ['aa', 'bbb'], file: undefined, world: world(balanced) })
  const first = await grow({ ...options, examples: ['aa', 'bbb'], budget: 40 })
  expect(options.world.asked).toHaveLength(40)
  expect(first.epochs.at(-1)!.result!.ended).toBe('budget')
  expect(first.isUnfinished).toBe(true)
  expect(first.grammar.rules.length).toBeGreaterThan(0)
  first.close()
  const second = await tend(file, { ...options, budget: 60 })
  expect(options.world.asked).toHaveLength(60)
  second.close()
  const third = await tend(file, options)
  expect(third.isUnfinished).toBe(false)
  expect(show(third)).toBe(show(whole))
  expect(distinct(options.world.asked)).toBe(options.world.asked.length)
  expect(asked.asked).toEqual([])
  third.close()
})

test('a signal stops growth; tending goes on with what is unfinished', async () => {
  const stop = new AbortController()
  const here = world(text => {
    if (here.asked.length === 30) stop.abort()
    return balanced(text)
  })
  const plant = await grow({ examples: ['aa', 'bbb'], world: here, learn, audit, signal: stop.signal })
  expect(plant.epochs[0]!.result!.ended).toBe('cancelled')
  expect(plant.experiments).toHaveLength(30)
  await tend(plant, { world: here, learn, audit })
  expect(plant.isUnfinished).toBe(false)
  expect(plant.accepts('abab')).toBe(false)
  expect(plant.accepts('aabbb')).toBe(true)
  expect(distinct(here.asked)).toBe(here.asked.length)
})

test('new examples are another epoch, which starts from the model of the last', async () => {
  const here = world(text => text.length < 4)
  const plant = await grow({ examples: ['a'], world: here, learn: memorise, audit })
  await tend(plant, { world: here, learn: memorise, audit, examples: ['a', 'b'] })
  expect(plant.epochs).toHaveLength(2)
  expect(here.asked).toEqual(['a', 'b'])
  expect(plant.accepts('b')).toBe(true)
  await tend(plant, { world: here, learn: memorise, audit, examples: ['a', 'b'] })
  expect(plant.epochs).toHaveLength(2)
})

test('an epoch that changes nothing keeps the estimate and asks nothing for it', async () => {
  const here = world(() => true)
  const plant = await grow({ examples: ['a', 'b'], world: here, learn: memorise, audit })
  const before = plant.estimate
  await tend(plant, { world: here, learn: memorise, audit, rejected: ['c'] })
  expect(plant.epochs).toHaveLength(2)
  expect(plant.estimate).toEqual(before)
  expect(here.asked).toEqual(['a', 'b'])
})

test('a recheck asks again what the model relies on, and unlearns what no longer holds', async () => {
  let limit = 'c'
  const here = world(text => text <= limit)
  const plant = await grow({ examples: ['a', 'b', 'c'], world: here, learn: memorise, audit })
  expect(plant.accepts('c')).toBe(true)
  limit = 'b'
  here.asked.length = 0
  await tend(plant, { world: here, learn: memorise, audit, recheck: true })
  expect(plant.accepts('b')).toBe(true)
  expect(plant.accepts('c')).toBe(false)
  expect([...here.asked].sort()).toEqual(['a', 'b', 'c'])
  expect(plant.spending.rechecked).toBe(3)
  expect(plant.isUnfinished).toBe(false)
})

test('a recheck ends with a model all of whose evidence was asked since, also when the language became another one', async () => {
  let judge = balanced
  const here = world(text => judge(text))
  const plant = await grow({ examples: ['aa', 'bbb'], world: here, learn, audit })
  judge = text => /^[ab]*$/.test(text) && text.split('b').length % 3 === 1
  here.asked.length = 0
  await tend(plant, { world: here, learn, audit, recheck: true })
  expect(plant.grammar.rules).toHaveLength(3)
  expect(plant.accepts('abbab')).toBe(true)
  expect(plant.accepts('a')).toBe(true)
  const relied = Object.values(plant.model.evidence).flat()
  for (const text of relied) expect(here.asked).toContain(text)
  expect(distinct(here.asked)).toBe(here.asked.length)
})

test('a recheck of a world that did not change keeps the model', async () => {
  const here = world(balanced)
  const plant = await grow({ examples: ['aa', 'bbb'], world: here, learn, audit })
  const before = show(plant)
  await tend(plant, { world: here, learn, audit, recheck: true })
  expect(show(plant)).toBe(before)
})

test('a world that fails ends growth with an error; what was learned is kept, and growth goes on later', async () => {
  const file = newFile()
  let broken = true
  const here = world(text => {
    if (broken && text === 'abab') throw new CambiumError('world-failed', 'gone', { blame: 'world' })
    return balanced(text)
  })
  const options = { world: here, learn, file, audit } as const
  await expect(grow({ ...options, examples: ['aa', 'bbb'] })).rejects.toMatchObject({ code: 'world-failed' })
  const plant = GrammarPlant.open(file)
  expect(plant.epochs[0]!.result).toMatchObject({ ended: 'failed', failure: { message: 'gone' } })
  plant.close()
  broken = false
  const grown = await tend(file, options)
  expect(grown.isUnfinished).toBe(false)
  expect(here.asked.filter(text => text === 'abab')).toHaveLength(2)
  grown.close()
})

test('a world that never answered leaves no file', async () => {
  const file = newFile()
  const here = world(() => {
    throw new CambiumError('world-failed', 'does not start', { blame: 'world' })
  })
  await expect(grow({ examples: ['a'], world: here, learn, file })).rejects.toMatchObject({ code: 'world-failed' })
  expect(existsSync(file)).toBe(false)
})

test('a world that contradicts itself is reported with the question', async () => {
  let n = 0
  const here = world(() => n++ % 3 === 0)
  await expect(grow({ examples: ['a', 'b'], world: here, learn })).rejects.toMatchObject({
    code: 'world-contradicts-itself',
    message: expect.stringMatching(/asked again about ".*", it said/),
  })
})

test('examples may hold anything that is text', async () => {
  const examples = ['', '\0', 'a\0b', '😀', '\r\n', '\ufeff', 'x'.repeat(100_000)]
  const file = newFile()
  const plant = await grow({ examples, world: world(() => true), learn: memorise, file, audit })
  plant.close()
  const opened = GrammarPlant.open(file)
  expect(opened.examples.map(({ text }) => text)).toEqual(examples)
  expect(opened.experiments.filter(({ purpose }) => purpose === 'learning').map(({ question }) => question)).toEqual(
    examples,
  )
  expect(opened.coverage).toEqual({ covered: 7, examples: 7 })
  opened.close()
})

test('what cannot be an example is refused', async () => {
  const refused = (examples: string[], rejected: string[] = []) =>
    grow({ examples, rejected, world: world(() => true), learn: memorise })
  await expect(refused([])).rejects.toMatchObject({ code: 'examples-missing' })
  await expect(refused(['fine', 'half \ud83d'])).rejects.toMatchObject({
    code: 'example-not-text',
    message: expect.stringContaining('Example 2'),
  })
  await expect(refused(['x'], ['x'])).rejects.toMatchObject({ code: 'example-contradiction' })
})

test('a world that rejects every example leaves a plant that says so', async () => {
  const plant = await grow({ examples: ['a', 'b'], world: world(() => false), learn: memorise, audit })
  expect(plant.report.uncovered).toEqual(['a', 'b'])
  expect(plant.accepts('a')).toBe(false)
  expect(plant.estimate).toMatchObject({ samples: 0 })
  expect(plant.coverage).toEqual({ covered: 0, examples: 2 })
})

test('crashes are listed, as long as the plant lives', async () => {
  const here = world(text => (text === 'b' ? { kind: 'crashed', signal: 'SIGSEGV' } : true))
  const plant = await grow({ examples: ['a', 'b'], world: here, learn: memorise, audit })
  expect(plant.crashes).toEqual([{ text: 'b', signal: 'SIGSEGV' }])
})
