import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { productivity } from '../analysis.ts'
import { fromEbnf, toEbnf } from '../notation/ebnf.ts'
import { anyGrammar } from '../testing/arbitrary.ts'
import { languageUpTo } from '../testing/language.ts'
import { leftRecursiveRules, withoutLeftRecursion } from './left-recursion.ts'
import { type SolidGrammar, solidGrammar } from './solid.ts'

const languageOf = ({ grammar, startIsNullable }: SolidGrammar, longest: number) =>
  new Set([...(startIsNullable ? [''] : []), ...languageUpTo(grammar, longest)])

const sorted = (texts: ReadonlySet<string>) => [...texts].sort()

describe('a grammar without rules that can be empty', () => {
  it('derives the same texts, and no rule derives the empty one', () => {
    fc.assert(
      fc.property(anyGrammar, grammar => {
        const solid = solidGrammar(grammar)
        expect(sorted(languageOf(solid, 5))).toEqual(sorted(languageUpTo(grammar, 5)))
        expect(productivity(solid.grammar).nullable.size).toBe(0)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a grammar without left recursion', () => {
  it('derives the same texts, and no rule begins with itself', () => {
    fc.assert(
      fc.property(anyGrammar, grammar => {
        const free = withoutLeftRecursion(grammar)
        expect(sorted(languageOf(free, 5))).toEqual(sorted(languageUpTo(grammar, 5)))
        expect(leftRecursiveRules(free.grammar).size).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  it('reads like a list', () => {
    const grammar = fromEbnf('s ::= s "+" p | p   p ::= [0-9] | "(" s ")"')
    expect(toEbnf(withoutLeftRecursion(grammar).grammar)).toBe('s ::= p ("+" p)*\np ::= [0-9] | "(" s ")"\n')
    expect([...leftRecursiveRules(grammar)]).toEqual(['s'])
  })

  it.each([
    // Once it went on around a circle of three, and made one round of two.
    's ::= "a" t | u+   t ::= "a" | s | ""   u ::= t',
    's ::= "x" (("a"){2})? t   t ::= (("ab"){2})? "x"',
  ])('derives the same texts: %s', ebnf => {
    const grammar = fromEbnf(ebnf)
    const free = withoutLeftRecursion(grammar)
    expect(sorted(languageOf(free, 6))).toEqual(sorted(languageUpTo(grammar, 6)))
    expect(leftRecursiveRules(free.grammar).size).toBe(0)
  })

  it('finds recursion through other rules, and behind what may be empty', () => {
    const grammar = fromEbnf('s ::= e t "a" | "b"   t ::= s "c" | "d"   e ::= "e"?')
    expect([...leftRecursiveRules(grammar)].sort()).toEqual(['s', 't'])
    expect(languageUpTo(withoutLeftRecursion(grammar).grammar, 7)).toEqual(languageUpTo(grammar, 7))
  })
})
