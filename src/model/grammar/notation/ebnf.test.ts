import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter, characterClass, charactersOf, difference } from '../character-class.ts'
import { characters, choice, empty, type Grammar, literal, reference, repetition, sequence } from '../grammar.ts'
import { normalGrammar } from '../normal.ts'
import { anyGrammar, anyText } from '../testing/arbitrary.ts'
import { languageUpTo } from '../testing/language.ts'
import { fromEbnf, partialFromEbnf, toEbnf } from './ebnf.ts'

const of = (expression: Grammar['rules'][number]['expression']): Grammar => ({
  start: 's',
  rules: [{ name: 's', expression }],
})

describe('EBNF', () => {
  it('is read back to the same rules', () => {
    fc.assert(
      fc.property(anyGrammar, grammar => {
        const back = fromEbnf(toEbnf(grammar))
        expect(toEbnf(back)).toBe(toEbnf(grammar))
        expect(languageUpTo(back, 4)).toEqual(languageUpTo(grammar, 4))
        const counted = JSON.stringify(grammar).includes('"max":2')
        if (!counted) expect(back).toEqual(normalGrammar(grammar))
      }),
    )
  })

  it('carries any text and any class', () => {
    const range = fc.tuple(fc.nat(0x10ffff), fc.nat(300)).map(([a, n]) => [a, Math.min(a + n, 0x10ffff)] as const)
    fc.assert(
      fc.property(anyText({ minLength: 1 }), fc.array(range), fc.boolean(), (text, ranges, isLarge) => {
        const some = characterClass(ranges)
        const e = sequence(literal(text), characters(isLarge ? difference(anyCharacter, some) : some))
        expect(fromEbnf(toEbnf(of(e)))).toEqual(of(e))
      }),
    )
  })

  it('looks as people write it', () => {
    const grammar: Grammar = {
      start: 'list',
      rules: [
        {
          name: 'word',
          expression: repetition(
            characters(
              characterClass([
                [0x61, 0x7a],
                [0x5f, 0x5f],
              ]),
            ),
            1,
          ),
        },
        {
          name: 'list',
          expression: sequence(literal('['), repetition(choice(reference('word'), reference('quote'))), literal(']\n')),
        },
        {
          name: 'quote',
          expression: sequence(
            literal('"'),
            repetition(characters(difference(anyCharacter, charactersOf('"'))), 0, 2),
            literal('"'),
          ),
        },
        { name: 'gap', expression: choice(empty, literal(`'"`)) },
      ],
    }
    const notes = new Map([['word', { example: 'a*/b', share: 0.255 }]])
    expect(toEbnf(grammar, notes)).toBe(
      [
        `list  ::= "[" (word | quote)* "]" #xA`,
        `/* 26 %  "a*\\/b" */`,
        `word  ::= [_a-z]+`,
        `quote ::= '"' ([^"] [^"]?)? '"'`,
        `gap   ::= "" | "'" '"'`,
        '',
      ].join('\n'),
    )
    expect(fromEbnf(toEbnf(grammar, notes)).rules.map(rule => rule.name)).toEqual(['list', 'word', 'quote', 'gap'])
  })

  it('takes what W3C writes', () => {
    const grammar = fromEbnf(`
      /* XML */ Name ::= (Letter | '_' | ':') (NameChar)*
      Letter   ::= [A-Z] | [#x61-#x7A] NameChar ::= [^#x20-#x7F] | [a-z] - [aeiou] - 'x'
    `)
    expect(grammar.start).toBe('Name')
    expect(grammar.rules.map(rule => rule.name)).toEqual(['Name', 'Letter', 'NameChar'])
  })

  it.each([
    ['', 'no rule'],
    ['a ::=', 'line 1, column 6'],
    ['a ::= b', 'refers to "b"'],
    ['a ::= "x\n  b ::= (("y")', 'line 2'],
    ['a ::= [x', 'not closed'],
    ['a ::= #xD800', 'no Unicode character'],
    ['a ::= "x" - [y] - b', 'classes only'],
    [`a ::= ${'('.repeat(100_000)}`, 'nested too deeply'],
    ['a ::= "x" /* ', 'comment is not closed'],
    ['a ::= "x" ) ', 'a rule begins with its name'],
  ])('says what is wrong in %.30s', (text, message) => {
    expect(() => fromEbnf(text)).toThrow(message)
  })

  it('reads a grammar that is not finished', () => {
    const { grammar, missing } = partialFromEbnf('a ::= "x" b | "y" c b')
    expect(missing).toEqual(['b', 'c'])
    expect(languageUpTo(grammar, 5)).toEqual(new Set())
  })
})
