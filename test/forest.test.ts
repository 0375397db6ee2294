/** The forest of examples/forest: what grows by acting is its law, which its narration does not tell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBlueprint } from '../src/blueprint/index.ts'
import { GrammarPlant, grow, MachinePlant } from '../src/plant/index.ts'
import { accepts } from '../src/world/function.ts'
import { responds } from '../src/world/responder/function.ts'
import { Place } from './cli.ts'

const example = (name: string) => import(new URL(`../examples/${name}`, import.meta.url).href)
const { Forest, inputs } = await example('forest/world.mjs')
const { interventions, answer, happens, facts } = await example('forest/questions.mjs')
const { narration } = await example('forest/narration.mjs')

/** The forest as a system of this process. */
const forest = () =>
  responds(() => {
    let one = new Forest()
    return {
      reset() {
        one = new Forest()
      },
      step: input => one.step(input),
    }
  })

const place = new Place()
afterAll(() => place.remove())

/** What happens in a forest, `wait` by `wait`, as `season, light, earth: the fern ..., the birch ...`. */
const seasonsOf = (outputs: readonly string[]) => outputs.filter(output => output.includes(': the fern'))

/** The same as the narration tells it: every season that it tells of. */
function seasonsTold(): Set<string> {
  const begins =
    /(?=(?:Spring|Summer|Autumn|Winter) comes\.|It is (?:spring|summer|autumn|winter)\.|The (?:spring|summer|autumn|winter) is here\.)/
  const passages = [...narration({ years: 300, seed: 1 })].flatMap(year => year.split(begins))
  const told = passages.filter(passage => /^\w+ comes|^It is|^The \w+ is here/.test(passage))
  return new Set(
    told.map(passage => {
      const [season] = /spring|summer|autumn|winter/i.exec(passage)!
      const [earth] = /wet|dry|frozen/.exec(passage)!
      const [, fern] = /The fern (grows|stands high|stays low|dies back|withers|is gone)\./.exec(passage)!
      const [, birch] = /The birch (grows|stands tall|stays small|keeps its shoot|is browsed)\./.exec(passage)!
      const light = passage.includes('shade') ? 'shade' : 'light'
      return `${season.toLowerCase()}, ${light}, ${earth} earth: the fern ${fern}, the birch ${birch}`
    }),
  )
}

describe('a plant that acts in the forest', () => {
  const file = place.path('forest.plant')
  beforeAll(async () => {
    const plant = await grow({ inputs, world: forest(), tests: 5, file })
    plant.close()
  }, 120_000)

  it('is the law of the forest', () => {
    const plant = MachinePlant.open(file)
    expect(plant.machine.size).toBe(61)
    const one = new Forest()
    const walk = Array.from({ length: 2_000 }, (_, n) => inputs[(n * 7 + ((n * n) >> 3)) % inputs.length])
    expect(plant.machine.run(walk).outputs).toEqual(walk.map(input => one.step(input)))
    plant.close()
  })

  it('answers by `simulate` what the narration never tells, each time as the forest does', async () => {
    const told = seasonsTold()
    const undisturbed = new Forest()
    expect(told).toEqual(new Set(Array.from({ length: 8 }, () => undisturbed.step('wait')).slice(1)))
    expect(interventions[0].question).toBe('Does the fern grow if I clear the shade but do not water?')
    expect(interventions.length).toBeGreaterThanOrEqual(11)
    const answers = new Set<boolean>()
    for (const intervention of interventions) {
      const { question, inputs } = intervention
      const { status, out } = await place.run(['simulate', file, ...inputs, '--json'])
      const { outputs } = JSON.parse(out)
      expect(status, question).toBe(0)
      expect(happens(intervention, outputs.at(-1)), question).toBe(answer(intervention))
      expect(
        seasonsOf(outputs).some(season => !told.has(season)),
        `untold: ${question}`,
      ).toBe(true)
      answers.add(answer(intervention))
    }
    expect(answers).toEqual(new Set([true, false]))
  })
})

describe('the narration', () => {
  const text = [...narration({ years: 300, seed: 1 })].join(' ')

  it('tells its facts, the same from the same seed, and none of what the interventions lead to', () => {
    const tells = (words: string) => text.includes(words)
    expect([...narration({ years: 300, seed: 1 })].join(' ') === text).toBe(true)
    for (const { beginning, right } of facts) {
      const sentence = beginning.split('. ').at(-1)
      for (const words of right) expect(tells(`${sentence} ${words}`), `${beginning} ${words}`).toBe(true)
    }
    for (const never of ['withers', 'is gone', 'stands tall', 'Next to the birch stands the fern']) {
      expect(tells(never), never).toBe(false)
    }
  })

  it('has fern and birch grow when light and rain come together, and never else', () => {
    for (const passage of text.split(/(?=(?:Spring|Summer|Autumn|Winter) comes|It is \w+\.|The \w+ is here\.)/)) {
      const grows = ['The fern grows.', 'The birch grows.'].map(words => passage.includes(words))
      const isAutumn = /autumn/i.test(passage)
      if (/comes\.|It is|is here/.test(passage)) expect(grows, passage).toEqual([isAutumn, isAutumn])
    }
  })
})

it('one blueprint grows JSON, lisp, the turnstile and the forest', { timeout: 120_000 }, async () => {
  const blueprint = readBlueprint('blueprint: 1\nname: one for all\npreset: innate\nprinciples:\n  repetition: true\n')
  const isJson = (text: string) => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  const json = await grow({
    blueprint,
    examples: ['[1, {"a": true}]', '"x"', '{}'],
    world: accepts(isJson),
    budget: 3_000,
  })
  expect(json).toBeInstanceOf(GrammarPlant)
  for (const text of ['[[], {"b": [2]}]', '{"key": {"a": "b"}}']) expect(json.accepts(text), text).toBe(true)
  for (const text of ['[1', '{"a"}', '[,]']) expect(json.accepts(text), text).toBe(false)

  const isLisp = (text: string): boolean => {
    const shorter = text.replace(/\([a-z]+(?: [a-z]+)*\)/g, 'x')
    return shorter === text ? /^[a-z]+$/.test(text) : isLisp(shorter)
  }
  const lisp = await grow({ blueprint, examples: ['(add (car x) y)', 'z'], world: accepts(isLisp), budget: 2_000 })
  expect(lisp.accepts('(a (b (c d)) e)')).toBe(true)
  expect(lisp.accepts('(a (b c)')).toBe(false)

  const { reset, step, inputs: acts } = await example('turnstile.mjs')
  const turnstile = await grow({ blueprint, inputs: acts, world: responds(() => ({ reset, step })) })
  expect(turnstile).toBeInstanceOf(MachinePlant)
  expect(turnstile.machine.run(['push', 'coin', 'push']).outputs).toEqual(['locked', 'open', 'passed'])

  const woods = await grow({ blueprint, inputs, world: forest(), tests: 2 })
  expect(woods.machine.run(['clear shade', 'wait']).outputs.at(-1)).toContain('the fern withers, the birch grows')
  for (const plant of [json, lisp, turnstile, woods]) expect(plant.epochs[0]!.task.blueprint).toEqual(blueprint)
})
