import { describe, expect, it } from 'vitest'
import { Parser, Sampler } from '../../model/grammar/index.ts'
import { sampleGrammars } from '../../model/grammar/testing/grammars.ts'
import { Random } from '../../model/random.ts'
import { hypothesisOf } from './given.ts'
import { toGrammar } from './render.ts'

describe('a grammar that a person wrote, as a hypothesis', () => {
  it.each(Object.entries(sampleGrammars))('derives the same texts: %s', (_, grammar) => {
    const back = toGrammar(hypothesisOf(grammar))
    for (const [from, to] of [
      [grammar, back],
      [back, grammar],
    ] as const) {
      const sampler = new Sampler(from)
      const parser = new Parser(to)
      const random = new Random(5)
      for (let i = 0; i < 200; i++) {
        const text = sampler.sample(random, { maxLength: 200 })
        expect(parser.accepts(text), text).toBe(true)
      }
    }
  })
})
