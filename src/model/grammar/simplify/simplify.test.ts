import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromEbnf, toEbnf } from '../notation/ebnf.ts'
import { Parser } from '../parse/parser.ts'
import { allStrings, anyGrammar } from '../testing/arbitrary.ts'
import { languageUpTo } from '../testing/language.ts'
import { simplify } from './simplify.ts'

const simple = (ebnf: string, keep: string[] = []) => toEbnf(simplify(fromEbnf(ebnf), { keep: new Set(keep) }))

describe('a simplified grammar', () => {
  it('derives exactly the same texts', () => {
    fc.assert(
      fc.property(anyGrammar, fc.subarray(['s', 't', 'u']), (grammar, keep) => {
        const before = new Parser(grammar)
        const after = new Parser(simplify(grammar, { keep: new Set(keep) }))
        expect(allStrings('ab', 6).filter(text => after.accepts(text) !== before.accepts(text))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('derives the same texts where rules call themselves at their edges', () => {
    const part = fc.constantFrom(
      't',
      't "a"',
      '"a" t',
      't "a" t',
      't t',
      '"b"',
      '"a" t "b"',
      '("a" t)?',
      '"b" ("a" t)*',
      's',
      '"ab"',
    )
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('t', 't "b"', 't "a" t'),
        (parts, start) => {
          const grammar = fromEbnf(`s ::= ${start}\nt ::= ${parts.join(' | ')}`)
          expect(languageUpTo(simplify(grammar), 6)).toEqual(languageUpTo(grammar, 6))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is as simple already when simplified again', () => {
    fc.assert(
      fc.property(anyGrammar, grammar => {
        const once = simplify(grammar)
        expect(JSON.stringify(simplify(once)).length).toBeLessThanOrEqual(JSON.stringify(once).length)
      }),
    )
  })
})

describe('it reads better', () => {
  it('with repetition instead of recursion at the edges', () => {
    expect(simple('s ::= "[" l "]"\nl ::= x | l "," x\nx ::= s | "1"')).toBe(
      'start ::= "[" item ("," item)* "]"\nitem  ::= start | "1"\n',
    )
    expect(simple('e ::= e "+" e | "-" e | e "!" | "(" e ")" | "x"')).toBe(
      'start ::= "-"* ("(" start ")" | "x") "!"* ("+" "-"* ("(" start ")" | "x") "!"*)*\n',
    )
  })

  it('with a class instead of single characters', () => {
    expect(simple('d ::= "0" | "1" | [2-8] | n n ::= "9"')).toBe('start ::= [0-9]\n')
  })

  it('with options instead of alternatives that share their ends', () => {
    expect(simple('s ::= "if" c "then" s | "if" c "then" s "else" s | "x" c ::= [yz]')).toBe(
      'start ::= "if" [yz] "then" start ("else" start)? | "x"\n',
    )
  })

  it('without rules that are unreachable, unproductive, equal, or another name of a rule', () => {
    expect(
      simple('s ::= a "-" b | loop a ::= "x" a "x" | "yy" b ::= "x" b "x" | "yy" loop ::= "z" loop lost ::= "q"'),
    ).toBe('start ::= part "-" part\npart  ::= "x" part "x" | "yy"\n')
  })

  it('with names that people know, and those that a person gave', () => {
    const json = `
      n0 ::= n1
      n1 ::= n2 | n3 | n4 | n5 | "true" | "false" | "null"
      n2 ::= "{" "}" | "{" n6 "}"
      n6 ::= n7 | n6 "," n7
      n7 ::= n4 ":" n1
      n3 ::= "[" "]" | "[" n8 "]"
      n8 ::= n1 | n8 "," n1
      n4 ::= '"' n9 '"'
      n9 ::= "" | n10 n9
      n10 ::= [a-z] | "\\" n11
      n11 ::= "n" | "t"
      n5 ::= n12 | n12 "." n12
      n12 ::= n13 | n12 n13
      n13 ::= [0-9]`
    expect(simple(json)).toBe(
      [
        'start  ::= object | list | string | number | "true" | "false" | "null"',
        'object ::= "{" (pair ("," pair)*)? "}"',
        'list   ::= "[" (start ("," start)*)? "]"',
        `string ::= '"' ([a-z] | "\\" [nt])* '"'`,
        'number ::= [0-9]+ ("." [0-9]+)?',
        'pair   ::= string ":" start',
        '',
      ].join('\n'),
    )
    expect(simple(json, ['n13', 'n0'])).toContain('\nn13    ::= [0-9]\n')
  })
})
