import { expect, it } from 'vitest'
import { fromEbnf, toEbnf } from '../notation/ebnf.ts'
import { adoptedNames, ruleAlone, withRulesOf } from './adopt.ts'

const written = fromEbnf('list ::= "[" (number ("," number)*)? "]"  number ::= digit+  digit ::= [0-9]')
const given = written.rules.map(({ name }) => ({ name, grammar: ruleAlone(written, name), isStart: name === 'list' }))

it('rules keep the names that a person gave to what they derive', () => {
  const grown = fromEbnf('start ::= "[" (part ("," part)*)? "]"  part ::= [0-9] [0-9]*')
  expect(adoptedNames(grown, given)).toEqual(
    new Map([
      ['start', 'list'],
      ['part', 'number'],
    ]),
  )
})

it('also when they derive a little more, and the start whatever was learned', () => {
  const grown = fromEbnf('start ::= "[" (part ("," part)*)? "]" | "{" start "}" | "<" start ">"   part ::= "-"? [0-9]+')
  expect(adoptedNames(grown, given)).toEqual(
    new Map([
      ['start', 'list'],
      ['part', 'number'],
    ]),
  )
})

it('and a rule that had the name by chance gets a number', () => {
  const grown = fromEbnf('start ::= "[" (list ("," list)*)? "]" number?  list ::= [0-9]+  number ::= "#" [a-z]')
  expect(adoptedNames(grown, given)).toEqual(
    new Map([
      ['start', 'list'],
      ['list', 'number'],
      ['number', 'number2'],
    ]),
  )
})

it('rules that a person wrote come back where they were written out, but for those that say something else now', () => {
  const written = fromEbnf(
    'sum ::= value (plus value)*  value ::= number | word | group  word ::= "yes" | "no"  group ::= open sum ")"  ' +
      'open ::= "("  number ::= digit+  digit ::= [0-9]  plus ::= "+"  loop ::= "x" loop | "y"',
  )
  const grown = fromEbnf('sum ::= value ([-+] value)*  value ::= [0-9]+ | "yes" | "no" | "(" sum ")" | "-" sum')
  const { grammar, homes } = withRulesOf(written, grown)
  expect(toEbnf(grammar).replaceAll(/ +/g, ' ').trim().split('\n')).toEqual([
    'sum ::= value ([+#x2D] value)*',
    'value ::= number | word | group | "-" sum',
    'group ::= open sum ")"',
    'word ::= "yes" | "no"',
    'number ::= digit+',
    'digit ::= [0-9]',
    'open ::= "("',
  ])
  expect([...new Set(homes.values())]).toEqual(['value'])
})
