import { describe, expect, it } from 'vitest'
import { sampleGrammars } from '../testing/grammars.ts'
import { fromEbnf } from './ebnf.ts'
import { toTreeSitter } from './tree-sitter.ts'

const conflictsIn = (source: string) => [...source.matchAll(/^ {4}\[(\$.*)\],$/gm)].map(([, rules]) => rules)

/** What tree-sitter 0.22.6 asks for, one conflict after the other, when it is given these grammars without any. */
describe('the conflicts of a tree-sitter grammar', () => {
  it.each([
    ['s ::= s "+" s | [0-9]', ['$.s']],
    ['s ::= a "x" | b "y"   a ::= "k" a?   b ::= "k" b?', []],
    ['s ::= a "z" "x" | b "z" "y"   a ::= "(" a ")" | "k"   b ::= "(" b ")" | "k"', ['$.a, $.b']],
    ['s ::= "if" s ("else" s)? | "x"', ['$.s']],
    ['s ::= a* "." | b* "!"   a ::= "(" a ")" | "k"   b ::= "(" b ")" | "k"', ['$.a, $.b']],
    ['s ::= "(" s* ")" | p   p ::= "x" p*', ['$.p']],
  ])('%s', (ebnf, expected) => {
    expect(conflictsIn(toTreeSitter(fromEbnf(ebnf)))).toEqual(expected)
  })

  it('of larger grammars', () => {
    const of = Object.entries(sampleGrammars).map(([name, g]) => [name, conflictsIn(toTreeSitter(g)).length])
    expect(Object.fromEntries(of)).toEqual({
      json: 0,
      'left recursion': 0,
      ambiguity: 2,
      expressions: 2,
      programs: 3,
    })
  })
})
