import { expect, it } from 'vitest'
import { innate, without } from '../../blueprint/blueprint.ts'
import { Random } from '../../model/random.ts'
import { Facts } from './inquiry.ts'
import { AutomatonLearner } from './learn-automaton.ts'
import type { Transitions } from './regular.ts'

const limits = { states: 60, questions: 6000, enough: 60 }

/** Learns from examples by asking an expression; the automaton, and how many questions it took. */
function learned(expression: RegExp, examples: readonly string[], { blueprint = innate, ...less } = {} as Setting) {
  const learner = new AutomatonLearner(new Facts(), blueprint.principles, { ...limits, ...less }).learn(
    examples,
    new Random(1),
  )
  let asked = 0
  let step = learner.next()
  while (!step.done) {
    if (!('ask' in step.value)) throw new Error('asks about texts alone')
    asked += step.value.ask.length
    step = learner.next({ answers: step.value.ask.map(text => expression.test(text)) })
  }
  return { automaton: step.value, asked }
}

interface Setting {
  readonly blueprint?: typeof innate
  readonly states?: number
  readonly questions?: number
}

function accepts(automaton: Transitions, text: string): boolean {
  let q = 0
  for (const c of text) {
    const point = c.codePointAt(0)!
    const edge = automaton[q]!.edges.find(e => e.characters.some(([a, b]) => a <= point && point <= b))
    if (!edge) return false
    q = edge.to
  }
  return automaton[q]!.isFinal
}

/** Texts of the language and texts that are nearly so: both must be told as the expression tells them. */
function expectEqual(automaton: Transitions, expression: RegExp, seeds: readonly string[]): void {
  const random = new Random(5)
  const characters = [...new Set(seeds.join(''))]
  for (let i = 0; i < 400; i++) {
    const text = Array.from(random.pick(seeds))
    for (let n = random.below(3); n > 0; n--)
      text.splice(random.below(text.length + 1), random.below(2), random.pick(characters))
    expect([text.join(''), accepts(automaton, text.join(''))]).toEqual([text.join(''), expression.test(text.join(''))])
  }
}

it('learns numbers without leading zeros, words and what stands between them', () => {
  const expression = /^[a-z]+(:(0|[1-9][0-9]*))?(;[a-z]+(:(0|[1-9][0-9]*))?)*$/
  const { automaton, asked } = learned(expression, ['ab', 'x:0', 'count:12;y', 'a;b:7;c'])
  expectEqual(automaton!, expression, ['ab', 'x:0', 'count:105;y', 'a;b:7;c', 'zz:90;q:1'])
  expect(asked).toBeLessThan(1500)
})

it('learns places that depend on what came before', () => {
  const expression = /^([01][0-9]|2[0-3]):[0-5][0-9]$/
  const { automaton } = learned(expression, ['00:00', '23:59', '12:30', '09:05'])
  expectEqual(automaton!, expression, ['00:00', '23:59', '12:30', '19:45', '20:08'])
})

it('learns free text between quotes, with what escapes them', () => {
  const expression = /^"([^"\\\n]|\\["\\n])*"$/
  const { automaton } = learned(expression, ['""', '"a b"', '"say \\"hi\\""'])
  for (const text of ['"é, #!"', '"\\\\"', '"(x)"']) expect(accepts(automaton!, text)).toBe(true)
  for (const text of ['"\\x"', '"a"b"', '"', 'a']) expect(accepts(automaton!, text)).toBe(false)
})

it('asks no more than it may, and returns what it has by then', () => {
  const { automaton, asked } = learned(/^(a{1,40}b)+$/, ['aab', 'ab'], { questions: 40 })
  expect(asked).toBeLessThan(80)
  expect(accepts(automaton!, 'ab')).toBe(true)
})

it('keeps to the characters that it saw without categories', () => {
  const { automaton } = learned(/^[a-z]+$/, ['ab', 'ba'], { blueprint: without(innate, 'categories') })
  expect([accepts(automaton!, 'abba'), accepts(automaton!, 'abc')]).toEqual([true, false])
})

it('does not carry over to other states what it saw at one without recurrence', () => {
  const expression = /^(x=[0-9]+!?|y=[0-9]+!?)$/
  const [whole, less] = [innate, without(innate, 'recurrence')].map(blueprint =>
    learned(expression, ['x=1!', 'x=2', 'y=30'], { blueprint }),
  )
  expect(less!.asked).toBeLessThan(whole!.asked)
})
