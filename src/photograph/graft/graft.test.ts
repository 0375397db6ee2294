import { describe, expect, it } from 'vitest'
import { characterClass, complement } from '../../model/grammar/character-class.ts'
import {
  characters,
  choice,
  type Grammar,
  literal,
  optional,
  Parser,
  Recogniser,
  reference,
  repetition,
  sequence,
} from '../../model/grammar/index.ts'
import { LocalPhotograph } from '../ask/local.ts'
import { seeded } from '../ask/sampling.ts'
import { NgramCounts } from '../ngram/counts.ts'
import { KneserNeyModel } from '../ngram/kneser-ney.ts'
import { countPieces, splitPatterns } from '../tokenizer/pieces.ts'
import { Tokenizer } from '../tokenizer/tokenizer.ts'
import { Graft, graft } from './graft.ts'

const digit = characters(characterClass([[48, 57]]))
const text = characters(
  complement(
    characterClass([
      [0, 31],
      [34, 34],
      [92, 92],
      [127, 127],
    ]),
  ),
)
const list = (open: string, item: string, close: string): ReturnType<typeof sequence> =>
  sequence(
    literal(open),
    optional(sequence(reference(item), repetition(sequence(literal(', '), reference(item))))),
    literal(close),
  )
const json: Grammar = {
  start: 'value',
  rules: [
    {
      name: 'value',
      expression: choice(
        reference('string'),
        repetition(digit, 1),
        literal('true'),
        literal('null'),
        list('[', 'value', ']'),
        list('{', 'member', '}'),
      ),
    },
    { name: 'string', expression: sequence(literal('"'), repetition(text), literal('"')) },
    { name: 'member', expression: sequence(reference('string'), literal(': '), reference('value')) },
  ],
}
const parser = new Parser(json)
const begin = (): Recogniser => new Recogniser(parser)

const corpus = Array.from({ length: 60 }, (_, i) =>
  JSON.stringify({ name: ['oak', 'Bäume', '木🌳'][i % 3], age: i * 7, near: [['elm', 'ash'], ['yew'], []][i % 3] })
    .replaceAll(',', ', ')
    .replaceAll('":', '": '),
)

function photograph(kind: 'bpe' | 'bytes' | 'characters'): KneserNeyModel {
  const counts = new Map<string, number>()
  for (const sample of corpus) countPieces(sample, splitPatterns[kind], counts)
  const tokenizer = Tokenizer.learn(kind, counts, kind === 'bpe' ? 340 : undefined)
  const grams = new NgramCounts(4, tokenizer.size)
  for (const sample of corpus) grams.addText(tokenizer.encode(sample))
  return new KneserNeyModel(grams.toTrie(), tokenizer)
}

describe('grafting', () => {
  it.each(['bpe', 'bytes', 'characters'] as const)('gives only texts of the grammar, with tokens that are %s', kind => {
    const model = photograph(kind)
    const samples = Array.from({ length: 25 }, (_, i) =>
      new Graft(model, begin).sample(seeded(i), { temperature: 1.3, maxTokens: 80 }),
    )
    for (const { text } of samples) expect(parser.accepts(text), text).toBe(true)
    // texts that the photograph learned have characters of several bytes; so do some of these
    expect(samples.some(s => /[^\x20-\x7e]/.test(s.text))).toBe(true)
  })

  it('is more natural to the photograph than the grammar alone', async () => {
    const local = new LocalPhotograph(photograph('bpe'), 'json')
    const perCharacter = async (all: string[]): Promise<number> => {
      let sum = 0
      for (const sample of all) sum += (await local.score(sample)).reduce((s, t) => s + t.logProbability, 0)
      return sum / all.join('').length
    }
    const grafted = Array.from({ length: 20 }, (_, i) => new Graft(local.model, begin).sample(seeded(i)).text)
    expect(await perCharacter(grafted)).toBeGreaterThan(-1.5)
    expect(await perCharacter(['[0, "q"]', '"zz"', '{"x": 1}'])).toBeLessThan(-1.5)
  })

  it('allows a part of a character where the whole one could come', () => {
    const bytes = new Tokenizer('bytes')
    const only: Grammar = { start: 's', rules: [{ name: 's', expression: choice(literal('é'), literal('木')) }] }
    const model = {
      tokenizer: bytes,
      begin: () => new KneserNeyModel(new NgramCounts(1, bytes.size).toTrie(), bytes).begin(),
    }
    const graftOnly = new Graft(model, () => new Recogniser(new Parser(only)))
    const recogniser = new Recogniser(new Parser(only))
    expect(graftOnly.allowed(recogniser, []).map(t => bytes.bytesOf(t)[0])).toEqual([0xc3, 0xe6])
    expect(graftOnly.allowed(recogniser, [0xe6]).map(t => bytes.bytesOf(t)[0])).toEqual([0x9c])
    const found = new Set(Array.from({ length: 30 }, (_, i) => graftOnly.sample(seeded(i)).text))
    expect(found).toEqual(new Set(['é', '木']))
  })

  it('brings what grows too long to an end', () => {
    const model = photograph('bpe')
    for (let i = 0; i < 20; i++) {
      const { text } = new Graft(model, begin).sample(seeded(i), { maxTokens: 3, temperature: 3 })
      expect(parser.accepts(text), text).toBe(true)
    }
  })

  it('works with a model that lives elsewhere and tells only what is most probable', async () => {
    const { next } = new LocalPhotograph(photograph('bpe'), 'json')
    for (let i = 0; i < 8; i++) {
      const { text } = await graft({ name: 'far', next }, begin, seeded(i), { count: 5, maxTokens: 40 })
      expect(parser.accepts(text), text).toBe(true)
    }
  })
})
