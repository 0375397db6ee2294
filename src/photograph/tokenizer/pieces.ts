import type { VocabularyKind } from './tokenizer.ts'

/**
 * How a text is cut into pieces before tokens are looked up; no token crosses the border of two pieces. Every character
 * is in exactly one piece, and no piece is longer than a few dozen characters, so that no text takes quadratic time.
 * Written in the regular-expression language that JavaScript and the Hugging Face tokenizers share.
 */
export const splitPatterns: Record<VocabularyKind, string | null> = {
  bytes: null,
  characters: '[\\s\\S]',
  words: ' ?\\p{L}{1,48}| ?\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]{1,24}|\\s{1,24}(?!\\S)|\\s{1,24}',
  bpe: ' ?\\p{L}{1,48}| ?\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]{1,24}|\\s{1,24}(?!\\S)|\\s{1,24}',
}

/** The pieces of a text, in order. `pattern` null: the text is one piece. */
export function* piecesOf(text: string, pattern: string | null): Generator<string> {
  if (pattern === null) {
    if (text !== '') yield text
    return
  }
  for (const match of text.matchAll(new RegExp(pattern, 'gu'))) yield match[0]
}

/** How many characters (code points) a text has. */
export function characterCount(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) count--
  return count
}

/** Adds the pieces of a text to their counts: the whole of what training a vocabulary needs to know of a text. */
export function countPieces(text: string, pattern: string | null, counts: Map<string, number>): void {
  for (const piece of piecesOf(text, pattern)) counts.set(piece, (counts.get(piece) ?? 0) + 1)
}
