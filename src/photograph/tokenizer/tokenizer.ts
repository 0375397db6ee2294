import { CambiumError } from '../../model/error.ts'
import { applyMerges, learnMerges, type Merge, mergeRanks } from './byte-pairs.ts'
import { piecesOf, splitPatterns } from './pieces.ts'

/** `bpe`: byte-pair encoding. `words` and `characters`: whole pieces of the text. Each falls back to single bytes. */
export type VocabularyKind = 'bpe' | 'words' | 'characters' | 'bytes'

/** The token that stands before the first and after the last token of a text. It is never the encoding of any text. */
export const endOfText = 0
/** The id of the token for byte 0; that of byte `b` is `firstByte + b`. */
export const firstByte = 1
/** Ids fit in 16 bits. */
export const largestVocabulary = 65536
/** How the end marker is written in files. */
export const endOfTextName = '<|endoftext|>'

/**
 * Turns text into tokens and back. Ids: 0 is the end of a text, 1 to 256 are the bytes, what was learned follows. Every
 * byte is a token, so every text has an encoding, and `decode(encode(text))` is `text`.
 */
export class Tokenizer {
  readonly kind: VocabularyKind
  /** For `bpe`: which two tokens each learned token joins. Empty for other kinds. */
  readonly merges: readonly Merge[]
  /** The bytes of each token; none for the end marker. */
  readonly #bytes: readonly Uint8Array[]
  /** For `words` and `characters`: the ids of whole pieces. */
  readonly #whole = new Map<string, number>()
  readonly #ranks: ReadonlyMap<number, number>
  readonly #cache = new Map<string, readonly number[]>()

  /**
   * @param kind which kind of vocabulary
   * @param learned for `bpe` the merges, for `words` and `characters` the pieces that are tokens, for `bytes` nothing
   */
  constructor(kind: VocabularyKind, learned: { merges?: readonly Merge[]; pieces?: readonly string[] } = {}) {
    this.kind = kind
    this.merges = learned.merges ?? []
    this.#ranks = mergeRanks(this.merges, firstByte)
    const bytes = [new Uint8Array(0), ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))]
    for (const [left, right] of this.merges) {
      if (!(left > endOfText && right > endOfText && left < bytes.length && right < bytes.length))
        throw new CambiumError(
          'tokenizer-damaged',
          `The tokenizer joins tokens ${left} and ${right}, which do not exist.`,
        )
      bytes.push(concatenate([bytes[left]!, bytes[right]!]))
    }
    const encoder = new TextEncoder()
    for (const piece of learned.pieces ?? []) {
      const encoded = encoder.encode(piece)
      // a piece of one byte is that byte's token already
      if (encoded.length === 1) continue
      this.#whole.set(piece, bytes.length)
      bytes.push(encoded)
    }
    if (bytes.length > largestVocabulary)
      throw new CambiumError(
        'vocabulary-too-large',
        `A vocabulary has at most ${largestVocabulary} tokens; this one has ${bytes.length}.`,
      )
    this.#bytes = bytes
  }

  /**
   * Learns a vocabulary. Deterministic.
   *
   * @param kind which kind
   * @param counts how often each piece of the text occurs (`countPieces`); ignored for `bytes`
   * @param size tokens at most, the end marker and the 256 bytes included; default: 4,096 for `bpe`, as many as fit else
   */
  static learn(kind: VocabularyKind, counts: ReadonlyMap<string, number>, size?: number): Tokenizer {
    if (size !== undefined && !(Number.isInteger(size) && size >= firstByte + 256 && size <= largestVocabulary))
      throw new CambiumError(
        'vocabulary-size',
        `A vocabulary has from ${firstByte + 256} (the bytes and the end marker) to ${largestVocabulary} tokens, not ${size}.`,
      )
    if (kind === 'bytes') return new Tokenizer('bytes')
    if (kind === 'bpe')
      return new Tokenizer('bpe', { merges: learnMerges(counts, (size ?? 4096) - firstByte - 256, firstByte) })
    const pieces = [...counts]
      .filter(([piece]) => piece.length > 1 || piece.charCodeAt(0) > 127)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, (size ?? largestVocabulary) - firstByte - 256)
      .map(([piece]) => piece)
    return new Tokenizer(kind, { pieces })
  }

  /** The number of tokens, the end marker included. */
  get size(): number {
    return this.#bytes.length
  }

  /** How the text is cut before tokens are looked up; null: not at all. */
  get splitPattern(): string | null {
    return splitPatterns[this.kind]
  }

  /** The whole pieces that are tokens, in the order of their ids; none for `bpe` and `bytes`. */
  get pieces(): string[] {
    return [...this.#whole.keys()]
  }

  /** The tokens of a text. Throws `text-malformed` for a lone surrogate, which no UTF-8 can carry. */
  encode(text: string): number[] {
    if (!text.isWellFormed())
      throw new CambiumError('text-malformed', 'The text has half of a surrogate pair: it is not Unicode text.')
    const ids: number[] = []
    for (const piece of piecesOf(text, this.splitPattern)) for (const id of this.#encodePiece(piece)) ids.push(id)
    return ids
  }

  /** The bytes of a token: perhaps a part of a character; none for the end marker. */
  bytesOf(id: number): Uint8Array {
    const bytes = this.#bytes[id]
    if (bytes === undefined) throw new CambiumError('token-unknown', `There is no token ${id} among ${this.size}.`)
    return bytes
  }

  /** The bytes of a sequence of tokens. */
  decodeBytes(ids: Iterable<number>): Uint8Array {
    return concatenate(Array.from(ids, id => this.bytesOf(id)))
  }

  /** The text of a sequence of tokens. Bytes that are no UTF-8 (a cut character) become U+FFFD. */
  decode(ids: Iterable<number>): string {
    return lenient.decode(this.decodeBytes(ids))
  }

  #encodePiece(piece: string): readonly number[] {
    const whole = this.#whole.get(piece)
    if (whole !== undefined) return [whole]
    if (this.kind !== 'bpe') return bytesAsTokens(piece)
    let ids = this.#cache.get(piece)
    if (ids === undefined) {
      ids = applyMerges(bytesAsTokens(piece), this.#ranks)
      // pieces follow Zipf's law: a cache this large holds nearly all that repeat
      if (this.#cache.size >= 65536) this.#cache.clear()
      this.#cache.set(piece, ids)
    }
    return ids
  }
}

const utf8 = new TextEncoder()
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

function bytesAsTokens(piece: string): number[] {
  return Array.from(utf8.encode(piece), byte => firstByte + byte)
}

/** Byte strings one after the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}
