import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blankSlate, innate } from '../../blueprint/blueprint.ts'
import { Parser } from '../../model/grammar/index.ts'
import { listen } from './listen.ts'

/** Listens until the end, or for so many steps. */
function heard(
  examples: readonly string[],
  { rejected = [] as readonly string[], blueprint = innate, steps = 1e9 } = {},
) {
  const learner = listen({ examples, rejected, blueprint, seed: 1 })
  let step = learner.next()
  for (let n = 0; !step.done; n++) {
    expect(step.value.ask).toEqual([])
    step = learner.next(n < steps ? { answers: [] } : { stop: 'deadline' })
  }
  const { grammar, report } = step.value
  return { parser: new Parser(grammar), bits: report.bits! }
}

const mirrors = ['c', 'aca', 'bcb', 'abcba', 'bacab', 'aacaa', 'bbcbb', 'abbcbba', 'babcbab', 'aabcbaa']

test.each([
  ['palindromes with a centre', mirrors, ['abbabcbabba'], ['abcab', 'cc', '']],
  [
    'as many of one as of the other',
    ['ab', 'aabb', 'aaabbb', 'aaaabbbb', 'aaaaabbbbb'],
    ['aaaaaabbbbbb'],
    ['aab', 'abab'],
  ],
  ['lists', ['1', '2,3', '4', '5,6,7', '8,9,0,1', '2,2', '3,1,4', '6'], ['5,5,5,5,5,5'], ['1,', ',1', '1,,2', '12']],
])('finds %s without a question', (_, examples, members, others) => {
  const { parser, bits } = heard(examples)
  expect(members.filter(text => !parser.accepts(text))).toEqual([])
  expect(others.filter(text => parser.accepts(text))).toEqual([])
  expect(bits.grammar + bits.experience).toBeLessThan(bits.plain)
  expect(bits.examples).toBe(examples.length)
})

test('without principles it remembers', () => {
  const { parser } = heard(mirrors, { blueprint: blankSlate })
  expect(mirrors.every(text => parser.accepts(text))).toBe(true)
  expect(parser.accepts('aabbcbbaa')).toBe(false)
})

const texts = (most: number) =>
  fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'ab1( )'), maxLength: 6 }), { maxLength: most })

test('whenever it is stopped, it accepts all examples and nothing that was rejected', () => {
  fc.assert(
    fc.property(
      texts(6).filter(all => all.length > 0),
      texts(3),
      fc.nat({ max: 60 }),
      (examples, others, steps) => {
        const rejected = others.filter(text => !examples.includes(text))
        const { parser } = heard(examples, { rejected, steps })
        expect(examples.filter(text => !parser.accepts(text))).toEqual([])
        expect(rejected.filter(text => parser.accepts(text))).toEqual([])
      },
    ),
    { numRuns: 30 },
  )
})
