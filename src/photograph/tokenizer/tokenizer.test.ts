import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../model/grammar/testing/arbitrary.ts'
import { countPieces, splitPatterns } from './pieces.ts'
import { endOfText, Tokenizer, type VocabularyKind } from './tokenizer.ts'
import { tokenizerFromJson, tokenizerToJson } from './tokenizer-json.ts'

const text = `The oak stands next to the elm, and the elm stands next to the ash. Née in Zürich, 1234567 naïve owls
sang   to the 木 and to the 森; "what is next to that oak tree?" asked the owl's child.\r\n\tNothing 🌳🌲 answered.\n`.repeat(
  3,
)

function learn(kind: VocabularyKind, size?: number): Tokenizer {
  const counts = new Map<string, number>()
  countPieces(text, splitPatterns[kind], counts)
  return Tokenizer.learn(kind, counts, size)
}

const kinds: VocabularyKind[] = ['bpe', 'words', 'characters', 'bytes']

describe.each(kinds)('a vocabulary of %s', kind => {
  const tokenizer = learn(kind, kind === 'bpe' ? 400 : undefined)

  it('gives back every text exactly, also text that it has never seen', () => {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
    fc.assert(
      fc.property(anyText(), any => {
        expect(tokenizer.decode(tokenizer.encode(any))).toBe(any)
      }),
    )
  })

  it('never encodes text as the end marker, not even the text that names it', () => {
    expect(tokenizer.encode('<|endoftext|>')).not.toContain(endOfText)
  })

  it('survives tokenizer.json, and a tokenizer.json that was changed is refused', () => {
    const json = JSON.parse(JSON.stringify(tokenizerToJson(tokenizer)))
    const again = tokenizerFromJson(json)
    expect(again.encode(text)).toEqual(tokenizer.encode(text))
    expect(again.size).toBe(tokenizer.size)
    json.model.vocab['!'] = 200
    expect(() => tokenizerFromJson(json)).toThrow(expect.objectContaining({ code: 'tokenizer-damaged' }))
  })

  it('means the same to @huggingface/tokenizers, which reads the file', () => {
    const other = new HuggingFaceTokenizer(JSON.parse(JSON.stringify(tokenizerToJson(tokenizer))), {})
    for (const sample of [text, 'owls', ' éé 木x', 'a\n\n\nb   c', "the owl's 12345678"]) {
      const ids = other.encode(sample).ids
      expect(ids).toEqual(tokenizer.encode(sample))
      expect(other.decode(ids, { clean_up_tokenization_spaces: false })).toBe(sample)
    }
  })

  it('refuses half of a surrogate pair', () => {
    expect(() => tokenizer.encode('a\ud800b')).toThrow(expect.objectContaining({ code: 'text-malformed' }))
  })
})

describe('byte-pair encoding', () => {
  it('joins the most frequent pair first, ties by the smaller bytes', () => {
    const tokenizer = Tokenizer.learn(
      'bpe',
      new Map([
        ['abab', 3],
        ['cd', 6],
        ['xy', 2],
      ]),
      1 + 256 + 3,
    )
    const learned = [257, 258, 259].map(id => tokenizer.decode([id]))
    expect(learned).toEqual(['ab', 'cd', 'abab'])
  })

  it('counts overlapping runs as they can be joined', () => {
    const tokenizer = Tokenizer.learn('bpe', new Map([['aaaaa', 4]]), 1 + 256 + 2)
    expect(tokenizer.encode('aaaaa').map(id => tokenizer.decode([id]))).toEqual(['aa', 'aaa'])
  })

  it('makes the same vocabulary whatever order the pieces come in', () => {
    const counts = new Map<string, number>()
    countPieces(text, splitPatterns.bpe, counts)
    const reversed = new Map([...counts].reverse())
    expect(tokenizerToJson(Tokenizer.learn('bpe', reversed, 400))).toEqual(
      tokenizerToJson(Tokenizer.learn('bpe', counts, 400)),
    )
  })

  it('needs fewer tokens than there are bytes', () => {
    expect(learn('bpe', 400).encode(text).length).toBeLessThan(text.length / 2)
  })

  it('takes a long word or a long run of spaces in time that grows with its length only', () => {
    const tokenizer = learn('bpe', 400)
    for (const unit of ['e', ' ', '7', '-']) {
      const long = unit.repeat(300_000)
      expect(tokenizer.decode(tokenizer.encode(long))).toBe(long)
    }
  })

  it('refuses sizes that cannot hold the bytes or do not fit in 16 bits', () => {
    expect(() => learn('bpe', 100)).toThrow(expect.objectContaining({ code: 'vocabulary-size' }))
    expect(() => learn('bpe', 70_000)).toThrow(expect.objectContaining({ code: 'vocabulary-size' }))
  })
})
