import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../random.ts'
import { productivity, reachableFrom } from './analysis.ts'
import { characterClass } from './character-class.ts'
import {
  characters,
  choice,
  empty,
  type Grammar,
  literal,
  optional,
  reference,
  repetition,
  sequence,
} from './grammar.ts'
import { Parser } from './parse/parser.ts'
import { Sampler } from './sample.ts'
import { anyGrammar } from './testing/arbitrary.ts'
import { languageUpTo } from './testing/language.ts'

const productive = anyGrammar.filter(grammar => {
  const { nullable, solid } = productivity(grammar)
  return reachableFrom(grammar).every(name => nullable.has(name) || solid.has(name))
})
const of = (expression: Grammar['rules'][number]['expression']): Grammar => ({
  start: 's',
  rules: [{ name: 's', expression }],
})
const draw = (grammar: Grammar, n: number, limits = {}, seed = 1) => {
  const sampler = new Sampler(grammar)
  const random = new Random(seed)
  return Array.from({ length: n }, () => sampler.sample(random, limits))
}

describe('a sampler', () => {
  it('draws sentences, the same ones for the same seed', () => {
    fc.assert(
      fc.property(productive, fc.integer(), (grammar, seed) => {
        const parser = new Parser(grammar)
        const drawn = draw(grammar, 10, { maxDepth: 5, maxLength: 200 }, seed)
        for (const text of drawn) {
          expect(text.length).toBeLessThanOrEqual(200)
          expect(parser.accepts(text)).toBe(true)
        }
        expect(draw(grammar, 10, { maxDepth: 5, maxLength: 200 }, seed)).toEqual(drawn)
      }),
    )
  })

  it('finds shortest texts', () => {
    fc.assert(
      fc.property(productive, grammar => {
        const shortest = new Sampler(grammar).shortest()
        const lengths = [...languageUpTo(grammar, 6)].map(text => text.length)
        if (lengths.length > 0) expect(shortest.length).toBe(Math.min(...lengths))
        expect(new Parser(grammar).accepts(shortest)).toBe(true)
      }),
    )
  })

  it('takes each alternative and each character as likely, and goes on as likely as it stops', () => {
    const grammar = of(
      choice(
        literal('x'),
        characters(characterClass([[0x30, 0x39]])),
        sequence(literal('y'), repetition(literal('!'))),
      ),
    )
    const drawn = draw(grammar, 6000)
    const share = (test: (text: string) => boolean) => drawn.filter(test).length / drawn.length
    expect(share(text => text === 'x')).toBeCloseTo(1 / 3, 1)
    expect(share(text => /^\d$/.test(text))).toBeCloseTo(1 / 3, 1)
    expect(share(text => text === '7')).toBeCloseTo(1 / 30, 1)
    expect(share(text => text.startsWith('y!')) / share(text => text.startsWith('y'))).toBeCloseTo(1 / 2, 1)
    expect(share(text => text.startsWith('y!!')) / share(text => text.startsWith('y!'))).toBeCloseTo(1 / 2, 1)
  })

  it('takes only the shortest way below the given depth', () => {
    const nested = of(choice(sequence(literal('('), reference('s'), literal(')')), literal('x')))
    const depths = draw(nested, 3000, { maxDepth: 3 }).map(text => text.indexOf('x'))
    expect(Math.max(...depths)).toBe(4)
    expect(new Set(draw(nested, 10, { maxDepth: -1 }))).toEqual(new Set(['x']))
  })

  it('keeps to a greatest length, with less depth where the grammar explodes', () => {
    const bush = of(choice(sequence(...Array.from({ length: 8 }, () => reference('s'))), literal('x')))
    for (const text of draw(bush, 50, { maxDepth: 12, maxLength: 100 })) expect(text.length).toBeLessThanOrEqual(100)
    const silent = of(choice(sequence(...Array.from({ length: 8 }, () => reference('s'))), empty, empty))
    expect(draw(silent, 3, { maxDepth: 40, maxLength: 10 })).toEqual(['', '', ''])
  })

  it('says when no sentence is short enough', () => {
    expect(() => draw(of(repetition(literal('ab'), 6, 6)), 1, { maxLength: 11 })).toThrow(/has 12 characters/)
  })

  it('says which rule derives nothing', () => {
    const grammar = of(choice(literal('x'), sequence(literal('y'), reference('s2'))))
    const withLoop = {
      ...grammar,
      rules: [...grammar.rules, { name: 's2', expression: sequence(literal('z'), reference('s2')) }],
    }
    expect(() => new Sampler(withLoop)).toThrow(/"s2" derives no text/)
  })

  it('nests as deep as asked without overflow', () => {
    const chain = of(sequence(literal('('), optional(reference('s')), literal(')')))
    const [text] = draw(chain, 1, { maxDepth: 1e6 })
    expect(text!.length).toBeGreaterThan(0)
    const rules = Array.from({ length: 20_000 }, (_, i) => ({
      name: `r${i}`,
      expression: i === 19_999 ? literal('x') : reference(`r${i + 1}`),
    }))
    expect(new Sampler({ start: 'r0', rules }).shortest()).toBe('x')
  })
})
