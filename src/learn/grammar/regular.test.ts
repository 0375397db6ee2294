import fc from 'fast-check'
import { expect, it } from 'vitest'
import { charactersOf } from '../../model/grammar/character-class.ts'
import { Parser, simplify } from '../../model/grammar/index.ts'
import { grammarOfAutomaton, type Transitions } from './regular.ts'

const alphabet = ['a', 'b', 'c']

const texts = (length: number): string[] =>
  length === 0 ? [''] : ['', ...alphabet.flatMap(c => texts(length - 1).map(rest => c + rest))]

const all = [...new Set(texts(4))]

const accepts = (transitions: Transitions, text: string): boolean => {
  let q = 0
  for (const c of text) {
    const edge = transitions[q]!.edges.find(e =>
      e.characters.some(([a, b]) => a <= c.charCodeAt(0) && c.charCodeAt(0) <= b),
    )
    if (!edge) return false
    q = edge.to
  }
  return transitions[q]!.isFinal
}

/** Automata of up to five states over three characters, some of which lead nowhere. */
const automata = fc
  .array(
    fc.record({ isFinal: fc.boolean(), to: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 3, maxLength: 3 }) }),
    { minLength: 5, maxLength: 5 },
  )
  .map(
    (states): Transitions =>
      states.map(({ isFinal, to }) => ({
        isFinal,
        edges: to.flatMap((q, i) => (q < 0 ? [] : [{ characters: charactersOf(alphabet[i]!), to: q }])),
      })),
  )

it('writes an automaton as a grammar of the same language, and as none where nothing is accepted', () => {
  fc.assert(
    fc.property(automata, automaton => {
      const grammar = grammarOfAutomaton(automaton)
      const parser = grammar && new Parser(simplify(grammar))
      expect(all.filter(text => (parser?.accepts(text) ?? false) !== accepts(automaton, text))).toEqual([])
    }),
    { numRuns: 40 },
  )
})

it('keeps a rule for what would make the grammar much longer', () => {
  const size = 24
  const many: Transitions = Array.from({ length: size }, (_, q) => ({
    isFinal: q === size - 1,
    edges: alphabet.map((c, i) => ({ characters: charactersOf(c), to: (q * (i + 2) + i + 1) % size })),
  }))
  const grammar = grammarOfAutomaton(many)!
  expect(JSON.stringify(grammar).length).toBeLessThan(60_000)
  const parser = new Parser(simplify(grammar))
  expect(texts(6).filter(text => parser.accepts(text) !== accepts(many, text))).toEqual([])
})
