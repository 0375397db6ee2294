import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromEbnf } from './notation/ebnf.ts'
import { Parser } from './parse/parser.ts'
import { repair } from './repair.ts'
import { anyGrammar } from './testing/arbitrary.ts'

const json = new Parser(
  fromEbnf(String.raw`
    value  ::= space (object | array | string | number | "true" | "false" | "null") space
    object ::= "{" (space | pair ("," pair)*) "}"
    pair   ::= space string space ":" value
    array  ::= "[" (space | value ("," value)*) "]"
    string ::= '"' [^"\#x0-#x1F]* '"'
    number ::= "-"? ("0" | [1-9] [0-9]*)
    space  ::= [ #xA]*
  `),
)

describe('a broken text is repaired', () => {
  it.each([
    ['{"a": ,}', 1],
    ['{"a": 1', 1],
    ['[1, 2, 3', 1],
    ['[1, 2}', 1],
    ['{"a" 1}', 1],
    ['{"a": 1, "b": [1, 2}', 1],
    ['[01]', 1],
    ['nul', 1],
    ['', 1],
    ['["é🌳", ]', 1],
    ['{"a": [1, 2', 2],
    ['{"a": {"b": [tru', 3],
    ["['a']", 2],
  ])('%s by %i characters', (text, characters) => {
    const found = repair(json, text)!
    expect(json.accepts(found.text)).toBe(true)
    const changed = found.edits.map(({ removed, inserted }) => Math.max([...removed].length, [...inserted].length))
    expect(changed.reduce((a, b) => a + b)).toBeLessThanOrEqual(characters)
  })

  it('by what its edits say', () => {
    const text = '["🌳", , 1'
    const { text: repaired, edits } = repair(json, text)!
    let edited = text
    for (const { offset, removed, inserted } of edits.toReversed()) {
      expect(edited.startsWith(removed, offset)).toBe(true)
      edited = edited.slice(0, offset) + inserted + edited.slice(offset + removed.length)
    }
    expect(edited).toBe(repaired)
  })

  it('or not at all if it is too far from the language', () => {
    expect(repair(json, '"a""b""c""d""e"')).toBeUndefined()
    expect(repair(json, '[['.repeat(1000))).toBeUndefined()
  })
})

it('what is in the language needs no repair', () => {
  expect(repair(json, '[1]')).toEqual({ text: '[1]', edits: [] })
})

it('a repair is in the language, whatever the grammar and the text', () => {
  fc.assert(
    fc.property(anyGrammar, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }), (grammar, text) => {
      const parser = new Parser(grammar)
      const found = repair(parser, text)
      if (found) expect(parser.accepts(found.text)).toBe(true)
      if (parser.accepts(text)) expect(found?.edits).toEqual([])
    }),
  )
})
