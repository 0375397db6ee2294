import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CambiumError } from '../../model/error.ts'
import { NeighbourCounter, type Neighbours } from '../ask/neighbours.ts'
import type { Corpus, SourceFile } from '../corpus/corpus.ts'
import { keepFrequent } from '../corpus/frequent.ts'
import { Division } from '../corpus/held-out.ts'
import { diskError, makeFolder } from '../snapshot/snapshot.ts'
import { characterCount, countPieces, splitPatterns } from '../tokenizer/pieces.ts'
import { endOfText, Tokenizer, type VocabularyKind } from '../tokenizer/tokenizer.ts'
import { TokenFileWriter } from './token-file.ts'

/** What is known of a text once it has been read. */
export interface TextFacts {
  readonly sources: readonly SourceFile[]
  readonly characters: number
  readonly tokens: number
  readonly heldOutCharacters: number
  readonly heldOutTokens: number
  readonly heldOutShare: number
}

/** How much held-out text a photograph keeps, in characters. */
export const heldOutKept = 65536
/** Distinct pieces that a vocabulary is learned from; of more the rarest are forgotten. */
const mostPieces = 2_000_000

/**
 * The first reading: learns the vocabulary, counts what stands near what, divides the text.
 * @param signal ends it; its reason is thrown
 */
export async function readThrough(
  corpus: Corpus,
  wanted: { kind: VocabularyKind; size?: number; heldOutShare: number },
  signal?: AbortSignal,
): Promise<{ tokenizer: Tokenizer; neighbours: Neighbours; division: Division }> {
  const counts = new Map<string, number>()
  const near = new NeighbourCounter()
  const division = await Division.of(corpus, wanted.heldOutShare, text => {
    signal?.throwIfAborted()
    near.add(text)
    if (wanted.kind !== 'bytes') countPieces(text, splitPatterns[wanted.kind], counts)
    keepFrequent(counts, mostPieces)
  })
  return { tokenizer: Tokenizer.learn(wanted.kind, counts, wanted.size), neighbours: near.finish(), division }
}

/**
 * The second reading: tokens of the text to learn from and of the held-out text, each text followed by the end marker.
 * @param visit is given the tokens in the order of the text
 * @returns the held-out text (its beginning) and the counts
 */
export async function encodeThrough(
  corpus: Corpus,
  division: Division,
  tokenizer: Tokenizer,
  heldOutShare: number,
  visit: (tokens: number[], heldOut: boolean) => boolean | undefined,
): Promise<{ facts: TextFacts; heldOut: string }> {
  const count = { characters: 0, tokens: 0, heldOutCharacters: 0, heldOutTokens: 0 }
  let kept = ''
  for await (const { text, ends, heldOut } of division.read()) {
    const tokens = tokenizer.encode(text)
    if (ends) tokens.push(endOfText)
    count[heldOut ? 'heldOutTokens' : 'tokens'] += tokens.length
    count[heldOut ? 'heldOutCharacters' : 'characters'] += characterCount(text)
    if (heldOut && kept.length < heldOutKept) kept += text.slice(0, heldOutKept - kept.length) + (ends ? '\n' : '')
    if (visit(tokens, heldOut) === false) break
  }
  if (count.tokens < 2)
    throw new CambiumError(
      'corpus-too-small',
      'There is too little text: at least one character must be left to learn from.',
    )
  return { facts: { sources: [...corpus.sources], ...count, heldOutShare }, heldOut: kept.toWellFormed() }
}

/**
 * Files of tokens in a folder, for a training that reads them at random.
 * @param signal ends it; its reason is thrown
 */
export async function prepareTokens(
  corpus: Corpus,
  folder: string,
  wanted: { kind: VocabularyKind; size?: number; heldOutShare: number },
  signal?: AbortSignal,
): Promise<{ tokenizer: Tokenizer; neighbours: Neighbours; facts: TextFacts; heldOut: string }> {
  const { tokenizer, neighbours, division } = await readThrough(corpus, wanted, signal)
  try {
    await rm(folder, { recursive: true, force: true })
    await makeFolder(folder)
  } catch (cause) {
    throw diskError(folder, cause)
  }
  const learn = new TokenFileWriter(join(folder, 'tokens.u16'))
  const hold = new TokenFileWriter(join(folder, 'held-out.u16'))
  learn.write([endOfText])
  hold.write([endOfText])
  const { facts, heldOut } = await encodeThrough(corpus, division, tokenizer, wanted.heldOutShare, (tokens, out) => {
    signal?.throwIfAborted()
    ;(out ? hold : learn).write(tokens)
    return undefined
  })
  learn.close()
  hold.close()
  await writeFile(join(folder, 'held-out.txt'), heldOut).catch(cause => {
    throw diskError(folder, cause)
  })
  return { tokenizer, neighbours, facts, heldOut }
}
