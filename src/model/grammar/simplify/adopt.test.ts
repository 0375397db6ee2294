import { expect, it } from 'vitest'
import { fromEbnf } from '../notation/ebnf.ts'
import { adoptedNames, ruleAlone } from './adopt.ts'

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
