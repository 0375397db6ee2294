import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../random.ts'
import { fromEbnf, toEbnf } from '../notation/ebnf.ts'
import { Parser } from '../parse/parser.ts'
import { Sampler } from '../sample.ts'
import { allStrings, anyGrammar } from '../testing/arbitrary.ts'
import { sampleGrammars } from '../testing/grammars.ts'
import { pegAccepts } from '../testing/peg.ts'
import { orderedGrammar } from './ordered.ts'

const texts = allStrings('ab', 7)

describe('an ordered grammar', () => {
  it('is read rightly by a parser that takes the first alternative that matches, if it knows no conflict', () => {
    let shown = 0
    fc.assert(
      fc.property(anyGrammar, grammar => {
        const ordered = orderedGrammar(grammar)
        const parser = new Parser(grammar)
        if (ordered.conflicts.length === 0) shown++
        const accepted = texts.filter(text => pegAccepts(ordered, text))
        // With conflicts it may miss some, but never accepts too much.
        const toRead = ordered.conflicts.length === 0 ? texts : accepted
        expect(accepted).toEqual(toRead.filter(text => parser.accepts(text)))
      }),
      { numRuns: 200 },
    )
    expect(shown).toBeGreaterThan(60)
  })

  const order = (ebnf: string) => {
    const { grammar, conflicts } = orderedGrammar(fromEbnf(ebnf))
    return { grammar: toEbnf(grammar), conflicts: conflicts.map(({ rule }) => rule) }
  }

  it('has the longer alternative first', () => {
    expect(order('s ::= ("a" | "ab" | n ("." n)?) ";"   n ::= [0-9]+').grammar).toContain('("ab" | "a" | ')
    expect(order('s ::= (n | n "." n) ";"   n ::= [0-9]+').grammar).toContain('(n "." n | n)')
  })

  it('has the alternative first that takes all of a word', () => {
    expect(order('s ::= ("true" | [a-z]+) ";"')).toEqual({ grammar: 's ::= ([a-z]+ | "true") ";"\n', conflicts: [] })
  })

  it('knows that an else belongs to either if, and an operand to either list', () => {
    expect(order('s ::= "if" s ("else" s)? | "x"').conflicts).toEqual([])
    expect(order('s ::= p (";" p)*   p ::= "x" | "do" s').conflicts).toEqual([])
  })

  it('says where taking the first that matches is wrong', () => {
    expect(order('s ::= "a"* "a"').conflicts).toEqual(['s'])
    expect(order('s ::= r r   r ::= "a"+').conflicts).toEqual(['r'])
    expect(order('s ::= ("a" | "ab") ("c" | "bc") "d" | "x"').conflicts).toEqual(['s'])
  })

  it.each(Object.entries(sampleGrammars))('is found for %s', (_, grammar) => {
    const ordered = orderedGrammar(grammar)
    expect(ordered.conflicts.map(({ rule }) => rule)).toEqual([])
    const sampler = new Sampler(grammar)
    const random = new Random(1)
    const samples = Array.from({ length: 200 }, () => sampler.sample(random, { maxLength: 500 }))
    expect(samples.filter(text => !pegAccepts(ordered, text))).toEqual([])
  })
})
