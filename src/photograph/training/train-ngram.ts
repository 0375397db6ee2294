import type { Corpus } from '../corpus/corpus.ts'
import { NgramCounts } from '../ngram/counts.ts'
import { KneserNeyModel } from '../ngram/kneser-ney.ts'
import { programName } from '../snapshot/program.ts'
import type { PhotographRecord } from '../snapshot/record.ts'
import { refuseToOverwrite, writeSnapshot } from '../snapshot/snapshot.ts'
import { endOfText, type VocabularyKind } from '../tokenizer/tokenizer.ts'
import { encodeThrough, readThrough } from './prepare.ts'
import type { TrainingProgress } from './progress.ts'

export interface NgramOptions {
  /** The longest n-gram; default: 6 for characters and bytes, 4 for `bpe`, 3 for words. */
  readonly order?: number
  /** Default: characters. */
  readonly vocabulary?: VocabularyKind
  readonly vocabularySize?: number
  /** Default: 0.05. */
  readonly heldOutShare?: number
  readonly seed?: number
  /** Stops reading; what was counted until then makes the photograph. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: TrainingProgress) => void
  readonly replace?: boolean
}

/** Makes a photograph that is an n-gram model. Two passes over the text; memory for the distinct n-grams. */
export async function trainNgram(corpus: Corpus, path: string, options: NgramOptions = {}): Promise<PhotographRecord> {
  const began = performance.now()
  refuseToOverwrite(path, options.replace)
  const kind = options.vocabulary ?? 'characters'
  const order = options.order ?? { characters: 6, bytes: 6, bpe: 4, words: 3 }[kind]
  const heldOutShare = options.heldOutShare ?? 0.05
  new NgramCounts(order, 1) // refuses an impossible order before the text is read
  options.onProgress?.({ phase: 'reading' })
  const wanted = { kind, size: options.vocabularySize, heldOutShare }
  const { tokenizer, neighbours, division } = await readThrough(corpus, wanted, options.signal)
  const counts = new NgramCounts(order, tokenizer.size)
  const measured: number[] = []
  const { facts, heldOut } = await encodeThrough(corpus, division, tokenizer, heldOutShare, (tokens, out) => {
    if (out) {
      for (const token of tokens) if (measured.length < 1_000_000) measured.push(token)
      return undefined
    }
    for (const token of tokens) {
      counts.add(token)
      if (token === endOfText) counts.beginText()
    }
    options.onProgress?.({ phase: 'counting', tokens: counts.tokens })
    return options.signal?.aborted ? false : undefined
  })
  const model = new KneserNeyModel(counts.toTrie(), tokenizer)
  const bits =
    measured.length === 0
      ? null
      : (bitsOf(model, measured) * facts.heldOutTokens) / (measured.length * facts.heldOutCharacters)
  const { sources, ...text } = facts
  return writeSnapshot(
    path,
    {
      model,
      heldOut,
      neighbours,
      record: {
        kind: 'ngram',
        program: programName,
        made: new Date().toISOString(),
        seconds: (performance.now() - began) / 1000,
        seed: options.seed ?? 0,
        sources: [...sources],
        text,
        vocabulary: { kind, size: tokenizer.size },
        parameters: Array.from({ length: order }, (_, i) => counts.distinct(i + 1)).reduce((a, b) => a + b, 0),
        settings: { order, ...(options.signal?.aborted ? { interrupted: true } : {}) },
        history: [],
        heldOutBits: bits,
      },
    },
    { replace: options.replace },
  )
}

/** The information in a sequence of tokens as the model sees it, in bits. */
export function bitsOf(model: KneserNeyModel, tokens: readonly number[]): number {
  let state = model.begin()
  let bits = 0
  for (const token of tokens) {
    bits -= state.logProbability(token) / Math.LN2
    if (token === endOfText) state = model.begin()
    else state.push(token)
  }
  return bits
}
