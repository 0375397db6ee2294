import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../random.ts'
import { fromEbnf } from '../notation/ebnf.ts'
import { Parser } from '../parse/parser.ts'
import { anyGrammar } from '../testing/arbitrary.ts'
import { sampleGrammars } from '../testing/grammars.ts'
import { languageUpTo } from '../testing/language.ts'
import { coveringTexts } from './cover.ts'
import { nearMisses } from './near-miss.ts'

describe('covering texts', () => {
  it('have every alternative in every context, short', () => {
    const grammar = fromEbnf('s ::= "(" v ")" | "<" v ">"   v ::= "a" | "b" | "-"* s')
    const texts = coveringTexts(grammar)
    // Each bracket with each v in it, and each v with each bracket in it.
    for (const part of ['(a', '(b', '<a', '<b'])
      expect(
        texts.some(text => text.includes(part)),
        part,
      ).toBe(true)
    for (const part of [/^[(<](\(|<)/, /^[(<]-(\(|<)/, /^[(<]--(\(|<)/])
      expect(
        texts.some(text => part.test(text)),
        String(part),
      ).toBe(true)
    expect(texts.length).toBeLessThan(12)
  })

  it('are texts of the language, for any grammar that has some', () => {
    fc.assert(
      fc.property(anyGrammar, grammar => {
        const parser = new Parser(grammar)
        if (languageUpTo(grammar, 6).size === 0) return
        expect(coveringTexts(grammar).filter(text => !parser.accepts(text))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it.each(Object.entries(sampleGrammars))('use every rule of %s', (_, grammar) => {
    const parser = new Parser(grammar)
    const used = new Set<string>()
    const texts = coveringTexts(grammar)
    for (const text of texts) {
      const open = [parser.parse(text)!]
      for (let node = open.pop(); node; node = open.pop()) {
        used.add(node.rule)
        open.push(...node.children)
      }
    }
    expect([...used].sort()).toEqual(grammar.rules.map(rule => rule.name).sort())
    expect(texts.length).toBeLessThan(120)
  })
})

describe('near misses', () => {
  it.each(Object.entries(sampleGrammars))('of %s are one edit outside the language', (_, grammar) => {
    const parser = new Parser(grammar)
    const texts = coveringTexts(grammar)
    const misses = nearMisses(grammar, texts, new Random(1))
    expect(misses.length).toBeGreaterThan(100)
    expect(new Set(misses.map(miss => miss.text)).size).toBe(misses.length)
    expect(misses.filter(({ text }) => parser.accepts(text))).toEqual([])
    expect([...new Set(misses.map(({ from }) => from))].filter(text => !parser.accepts(text))).toEqual([])
    const isOneEdit = ({ text, from, edit: { offset, removed, inserted } }: (typeof misses)[number]) =>
      [...removed].length < 2 &&
      [...inserted].length < 2 &&
      from.slice(0, offset) + inserted + from.slice(offset + removed.length) === text
    expect(misses.filter(miss => !isOneEdit(miss))).toEqual([])
  })
})
