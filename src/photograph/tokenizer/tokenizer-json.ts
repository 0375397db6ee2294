import { z } from 'zod'
import { CambiumError } from '../../model/error.ts'
import type { Merge } from './byte-pairs.ts'
import { splitPatterns } from './pieces.ts'
import { endOfText, endOfTextName, firstByte, Tokenizer, type VocabularyKind } from './tokenizer.ts'

/**
 * The Hugging Face `tokenizer.json` format. All our vocabularies are byte-level BPE models there: `words` and
 * `characters` are BPE without merges whose `ignore_merges` takes a whole piece that is in the vocabulary.
 */
export function tokenizerToJson(tokenizer: Tokenizer): object {
  const names = Array.from({ length: tokenizer.size }, (_, id) => tokenName(tokenizer.bytesOf(id)))
  names[endOfText] = endOfTextName
  const split = tokenizer.splitPattern
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: endOfText,
        content: endOfTextName,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer:
      split === null
        ? byteLevel
        : {
            type: 'Sequence',
            pretokenizers: [
              { type: 'Split', pattern: { Regex: split }, behavior: 'Isolated', invert: false },
              byteLevel,
            ],
          },
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: wholePieces(tokenizer.kind),
      vocab: Object.fromEntries(names.map((name, id) => [name, id])),
      merges: tokenizer.merges.map(([left, right]) => [names[left], names[right]]),
    },
  }
}

const kinds: readonly VocabularyKind[] = ['bpe', 'words', 'characters', 'bytes']
const wholePieces = (kind: VocabularyKind): boolean => kind === 'words' || kind === 'characters'

const shape = z.object({
  pre_tokenizer: z.object({
    pretokenizers: z.array(z.object({ pattern: z.object({ Regex: z.string() }).optional() })).optional(),
  }),
  model: z.object({
    type: z.literal('BPE'),
    ignore_merges: z.boolean(),
    vocab: z.record(z.string(), z.number().int().nonnegative()),
    merges: z.array(z.tuple([z.string(), z.string()])),
  }),
})

/**
 * Reads what `tokenizerToJson` wrote. Throws `tokenizer-damaged` for anything else: a tokenizer of another make cuts text
 * in ways that are not known here.
 */
export function tokenizerFromJson(json: unknown): Tokenizer {
  const parsed = shape.safeParse(json)
  if (!parsed.success)
    throw new CambiumError(
      'tokenizer-damaged',
      `tokenizer.json is not one that cambium wrote: ${parsed.error.issues[0]!.message}.`,
    )
  const { model } = parsed.data
  const split = parsed.data.pre_tokenizer.pretokenizers?.[0]?.pattern?.Regex ?? null
  const kind = kinds.find(k => splitPatterns[k] === split && wholePieces(k) === model.ignore_merges)
  if (kind === undefined)
    throw new CambiumError(
      'tokenizer-damaged',
      `tokenizer.json cuts text by a pattern that cambium does not use: ${split}.`,
    )
  const ids = new Map(Object.entries(model.vocab))
  const names: string[] = []
  for (const [name, id] of ids) names[id] = name
  const idOf = (name: string): number => {
    const id = ids.get(name)
    if (id === undefined) throw new CambiumError('tokenizer-damaged', `tokenizer.json joins an unknown token ${name}.`)
    return id
  }
  const merges = model.merges.map(([left, right]): Merge => [idOf(left), idOf(right)])
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let tokenizer: Tokenizer
  try {
    const pieces = wholePieces(kind)
      ? names.slice(firstByte + 256).map(name => strict.decode(tokenBytes(name)))
      : undefined
    tokenizer = new Tokenizer(kind, { merges, pieces })
  } catch (cause) {
    if (cause instanceof CambiumError) throw cause
    throw new CambiumError('tokenizer-damaged', 'tokenizer.json has a token that is not text.', { cause })
  }
  const same = JSON.stringify(tokenizerToJson(tokenizer)) === JSON.stringify(json)
  if (!same)
    throw new CambiumError('tokenizer-damaged', 'tokenizer.json does not agree with itself: it was changed by hand.')
  return tokenizer
}

/**
 * Byte-level models write a byte as a printable character: printable Latin-1 stands for itself, the other 68 bytes are
 * moved, in their order, to U+0100 and up.
 */
const byteNames: readonly string[] = (() => {
  const printable = (b: number): boolean => (b >= 0x21 && b <= 0x7e) || (b >= 0xa1 && b <= 0xac) || b >= 0xae
  let moved = 0
  return Array.from({ length: 256 }, (_, b) => String.fromCodePoint(printable(b) ? b : 0x100 + moved++))
})()
const bytesByName = new Map(byteNames.map((name, byte) => [name, byte]))

/** How a token is written in `tokenizer.json`. */
export function tokenName(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byteNames[byte]).join('')
}

function tokenBytes(name: string): Uint8Array {
  return Uint8Array.from(name, character => {
    const byte = bytesByName.get(character)
    if (byte === undefined) throw new CambiumError('tokenizer-damaged', `tokenizer.json has an unknown token ${name}.`)
    return byte
  })
}
