import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../random.ts'
import { type Grammar, literal } from '../grammar.ts'
import { fromEbnf } from '../notation/ebnf.ts'
import { Parser } from '../parse/parser.ts'
import { allStrings, anyGrammar } from '../testing/arbitrary.ts'
import { sampleGrammars } from '../testing/grammars.ts'
import { acceptedHereOnly } from './differences.ts'
import { ShortestDifference } from './shortest-difference.ts'

/** The same language, with `a` and `b` told apart: a rule that nobody uses holds one of them. */
const apart = (grammar: Grammar): Grammar => ({
  ...grammar,
  rules: [...grammar.rules, { name: 'apart', expression: literal('a') }],
})

describe('the shortest difference of two grammars', () => {
  it('is every text that one accepts alone, shortest first, up to the length that it calls proven', () => {
    let proofs = 0
    fc.assert(
      fc.property(anyGrammar, anyGrammar, (a, b) => {
        const [here, there] = [new Parser(a), new Parser(b)]
        const search = new ShortestDifference(apart(a), b, 3_000)
        const found: string[] = []
        for (const text of search.texts()) {
          if (text.length > 6) break
          found.push(text)
        }
        const upTo = Math.min(search.provenUpTo, 6)
        if (search.provenUpTo === Number.POSITIVE_INFINITY) proofs++
        const all = allStrings('ab', upTo).filter(text => here.accepts(text) && !there.accepts(text))
        expect(found.filter(text => text.length <= upTo).sort()).toEqual(all.sort())
        expect(found.filter(text => !here.accepts(text) || there.accepts(text))).toEqual([])
      }),
      { numRuns: 200 },
    )
    expect(proofs).toBeGreaterThan(0)
  })

  it('proves that there is none where the states come to an end', () => {
    const [a, b] = [fromEbnf('s ::= "a"+ "b"?'), fromEbnf('s ::= "a" s | "a" t t ::= "" | "b"')]
    const search = new ShortestDifference(a, b)
    expect([...search.texts()]).toEqual([])
    expect(search.provenUpTo).toBe(Number.POSITIVE_INFINITY)
  })

  it('is found where the shortest text is long', () => {
    const here = sampleGrammars.programs
    const there = { ...here, rules: here.rules.map(rule => ({ ...rule })) }
    const value = there.rules.find(rule => rule.name === 'term')!
    value.expression = fromEbnf(
      'term ::= name ("(" space (value ("," space value)*)? ")" space)? | [0-9]+ space name ::= "" space ::= "" value ::= ""',
    ).rules[0]!.expression
    const [text] = new ShortestDifference(here, there).texts()
    expect(new Parser(here).accepts(text!)).toBe(true)
    expect(text).toMatch(/^int [a-z]\(\)\{[a-z]=\([0-9a-z]\);\}$/)
  })
})

it('differences are grouped by the innermost rule, the proven ones told from the others', async () => {
  const here = fromEbnf('list ::= "[" (item ("," item)* ","?)? "]" item ::= number | list number ::= [0-9]+ "."?')
  const there = fromEbnf('list ::= "[" (item ("," item)*)? "]" item ::= number | list number ::= [0-9]+')
  const { byRule, provenUpTo } = await acceptedHereOnly(here, there, new Random(1))
  expect(byRule.map(({ rule, witnesses: [text], isShortest }) => [rule, text, isShortest])).toEqual([
    ['list', '[0,]', true],
    ['number', '[0.]', true],
  ])
  expect(provenUpTo).toBeGreaterThanOrEqual(4)
  const asked = await acceptedHereOnly(
    here,
    async texts => texts.map(text => new Parser(there).accepts(text)),
    new Random(1),
  )
  expect(asked.byRule.map(({ rule, witnesses: [text], isShortest }) => [rule, text, isShortest])).toEqual([
    ['list', '[0,]', false],
    ['number', '[0.]', false],
  ])
  expect(asked.provenUpTo).toBe(-1)
})
