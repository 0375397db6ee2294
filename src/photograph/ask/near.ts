import { CambiumError } from '../../model/error.ts'
import type { Decoder } from '../transformer/decoder.ts'
import type { Neighbours } from './neighbours.ts'

/** A word that stands near another in the text that a photograph was made from. */
export interface NearWord {
  readonly word: string
  /** How often it was near. */
  readonly count: number
  /** How much more than chance: Dunning's log-likelihood ratio. */
  readonly association: number
}

/** What stands near a word, strongest first. Throws `word-unknown` where the text had no such word. */
export function nearInText(neighbours: Neighbours, word: string, count: number): NearWord[] {
  const entry = Object.hasOwn(neighbours.words, word.toLowerCase()) ? neighbours.words[word.toLowerCase()]! : undefined
  if (entry === undefined)
    throw new CambiumError(
      'word-unknown',
      `The text that the photograph was made from has no word ${word} that it kept.`,
    )
  return entry[1].slice(0, count).map(([other, times, association]) => ({ word: other, count: times, association }))
}

/**
 * The words whose embeddings point most nearly in the same direction; the embedding of a word is the mean of its tokens'.
 * O(words * width).
 */
export function nearInEmbedding(
  model: Decoder,
  neighbours: Neighbours,
  word: string,
  count: number,
): { word: string; cosine: number }[] {
  const { width } = model.config
  const embedding = model.weight('model.embed_tokens')
  const directionOf = (of: string): Float64Array => {
    const direction = new Float64Array(width)
    for (const token of model.tokenizer.encode(` ${of}`))
      for (let i = 0; i < width; i++) direction[i]! += embedding[token * width + i]!
    const length = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0)) || 1
    return direction.map(x => x / length)
  }
  const target = directionOf(word)
  return Object.keys(neighbours.words)
    .filter(other => other !== word.toLowerCase())
    .map(other => ({ word: other, cosine: directionOf(other).reduce((sum, x, i) => sum + x * target[i]!, 0) }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, count)
}
