import { expect, test } from 'vitest'
import { blankSlate, innate } from '../../blueprint/blueprint.ts'
import { Parser } from '../../model/grammar/index.ts'
import { listen } from './listen.ts'

function heard(examples: readonly string[], blueprint = innate) {
  const learner = listen({ examples, rejected: [], blueprint, seed: 1 })
  let step = learner.next()
  while (!step.done) {
    expect(step.value.ask).toEqual([])
    step = learner.next({ answers: [] })
  }
  return new Parser(step.value.grammar)
}

const mirrors = ['c', 'aca', 'bcb', 'abcba', 'bacab', 'aacaa', 'bbcbb', 'abbcbba', 'babcbab', 'aabcbaa']

test('palindromes with a centre are found from ten, without a question', () => {
  const parser = heard(mirrors)
  expect(parser.accepts('abbabcbabba')).toBe(true)
  expect(parser.accepts('abcab')).toBe(false)
})

test('without principles it remembers', () => {
  const parser = heard(mirrors, blankSlate)
  expect(mirrors.every(text => parser.accepts(text))).toBe(true)
  expect(parser.accepts('aabbcbbaa')).toBe(false)
})
