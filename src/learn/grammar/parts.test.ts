import { expect, test } from 'vitest'
import { innate } from '../../blueprint/blueprint.ts'
import { Parser } from '../../model/grammar/index.ts'
import { Random } from '../../model/random.ts'
import { Facts } from './inquiry.ts'
import { learnParts } from './parts.ts'

function learned(accepts: (text: string) => boolean, examples: readonly string[]): Parser | undefined {
  const limits = { states: 100, questions: 5000, enough: 60 }
  const learner = learnParts(new Facts(), examples, innate.principles, limits, new Random(1))
  let step = learner.next()
  while (!step.done) step = learner.next({ answers: step.value.ask.map(accepts) })
  return step.value && new Parser(step.value)
}

const row = /^(?:\*|[0-5]?\d(?:,[0-5]?\d)*) (?:\*|[01]?\d|2[0-3]) (?:\*|MON|TUE)$/

test('fields that vary independently are learned apart, and what was seen in each stands in any company', () => {
  const parser = learned(
    text => row.test(text),
    ['* * *', '5 * MON', '59 23 *', '0,30 4 TUE', '* 17 *', '7 * *', '15 0 *'],
  )
  for (const text of ['48 21 TUE', '0,15,30 9 MON', '* 23 TUE']) expect(parser?.accepts(text)).toBe(true)
  for (const text of ['60 * *', '5 24 *', '5 *', '* * WED']) expect(parser?.accepts(text)).toBe(false)
})

test('what stands in one field depends on another: nothing is learned apart', () => {
  const accepts = (text: string) => /^(?:a b c|k l m|x y z)$/.test(text)
  expect(learned(accepts, ['a b c', 'k l m', 'x y z'])).toBeUndefined()
})

test('a sign of two code units divides as others do', () => {
  const parser = learned(
    text => /^(?:[ab]|cc)🌲[0-3]🌲(?:x|yz)$/u.test(text),
    ['a🌲0🌲x', 'b🌲1🌲yz', 'cc🌲2🌲x', 'a🌲3🌲yz'],
  )
  expect(parser?.accepts('cc🌲3🌲yz')).toBe(true)
  expect(parser?.accepts('cc🌲x')).toBe(false)
})
