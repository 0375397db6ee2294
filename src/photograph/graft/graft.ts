import { CambiumError } from '../../model/error.ts'
import { characterAt, sizeOf } from '../../model/grammar/character-class.ts'
import type { Recogniser } from '../../model/grammar/index.ts'
import type { Random } from '../../model/random.ts'
import { drawToken } from '../ask/sampling.ts'
import { capability, type Photograph } from '../photograph.ts'
import type { TokenModel } from '../token-model.ts'
import { endOfText } from '../tokenizer/tokenizer.ts'

export interface GraftOptions {
  readonly temperature?: number
  readonly topK?: number
  readonly topP?: number
  /** The length, in tokens, from which on the text is brought to an end. Default: 400. */
  readonly maxTokens?: number
}

/** A text that the grammar accepts. */
export interface GraftSample {
  readonly text: string
  /** Characters that the grammar chose, because the photograph was not asked or had nothing that fits. */
  readonly chosenByGrammar: number
}

/**
 * Samples texts that a grammar accepts and that are natural by a language model: at each step only tokens get
 * probability that keep the text the beginning of a sentence; the end of the text only where there is one.
 *
 * A token is bytes. The bytes that do not make a whole character yet are held, and a token is good if the characters it
 * completes go on well and what is left over is the beginning of a character that could come next. The tokens are kept in
 * a trie of their bytes, so that tokens that begin alike are looked at together, and a beginning that the grammar refuses
 * rules out all of them at once.
 *
 * @remarks A grammar should be productive: every beginning that it accepts can be finished.
 */
export class Graft {
  readonly #model: TokenModel
  readonly #begin: () => Recogniser
  readonly #root: TrieNode

  /**
   * @param model the photograph
   * @param begin a recogniser that has read nothing
   */
  constructor(model: TokenModel, begin: () => Recogniser) {
    this.#model = model
    this.#begin = begin
    this.#root = buildTrie(model)
  }

  /** One text. Throws `graft-stuck` where no text comes to an end in some tries. */
  sample(random: Random, options: GraftOptions = {}): GraftSample {
    for (let attempt = 1; ; attempt++) {
      try {
        // from try to try nearer to what is most probable, which ends
        const { temperature = 1 } = options
        return this.#draw(random, { ...options, temperature: temperature / (1 + (attempt - 1) / 4) })
      } catch (error) {
        if (!(error instanceof CambiumError && error.code === 'graft-stuck') || attempt === attempts) throw error
      }
    }
  }

  #draw(random: Random, options: GraftOptions): GraftSample {
    const { maxTokens = 400 } = options
    const recogniser = this.#begin()
    const state = this.#model.begin()
    const { tokenizer } = this.#model
    const bytes: number[] = []
    let held: number[] = []
    let chosenByGrammar = 0
    for (let i = 0; i < maxTokens; i++) {
      const logs = state.logProbabilities()
      const allowed = this.allowed(recogniser, held)
      const masked = new Float64Array(logs.length).fill(-Infinity)
      for (const token of allowed) masked[token] = logs[token]!
      const token = drawToken(masked, options, random)
      if (token < 0) throw stuck(bytes)
      if (token === endOfText) return { text: decode(bytes), chosenByGrammar }
      for (const byte of tokenizer.bytesOf(token)) {
        bytes.push(byte)
        held.push(byte)
        const point = characterOf(held)
        if (typeof point === 'number') {
          recogniser.push(point)
          held = []
        }
      }
      state.push(token)
    }
    // too long: the rest of a character, then the shortest way to an end
    if (held.length > 0) {
      const point = completions(held, recogniser)
      if (point === undefined) throw stuck(bytes)
      bytes.splice(bytes.length - held.length, held.length, ...new TextEncoder().encode(String.fromCodePoint(point)))
      recogniser.push(point)
      chosenByGrammar++
    }
    const ending = shortEnding(recogniser)
    if (ending === undefined) throw stuck(bytes)
    return { text: decode(bytes) + ending, chosenByGrammar: chosenByGrammar + [...ending].length }
  }

  /** The tokens that may come next, given the bytes of a character that is not complete yet. */
  allowed(recogniser: Recogniser, held: readonly number[]): number[] {
    const tokens: number[] = []
    if (held.length === 0 && recogniser.accepting) tokens.push(endOfText)
    this.#visit(this.#root, recogniser, [...held], tokens)
    return tokens
  }

  /** Goes down the trie as far as the grammar goes along. */
  #visit(node: TrieNode, recogniser: Recogniser, held: number[], tokens: number[]): void {
    for (const [byte, child] of node.children) {
      const length = recogniser.length
      held.push(byte)
      const point = characterOf(held)
      if (point === null) {
        // no character begins like this
      } else if (point === undefined) {
        if (completions(held, recogniser) !== undefined) {
          tokens.push(...child.tokens)
          this.#visit(child, recogniser, held, tokens)
        }
      } else if (recogniser.allows(point)) {
        recogniser.push(point)
        tokens.push(...child.tokens)
        this.#visit(child, recogniser, [], tokens)
        recogniser.restore(length)
      }
      held.pop()
    }
  }
}

/**
 * One text by a photograph that lives elsewhere and tells the most probable continuations: those that the grammar refuses are
 * left out. Where it tells none that fits, the grammar chooses a character.
 *
 * @param count how many continuations to ask for; servers have limits, often 5 or 20
 */
export async function graft(
  photograph: Photograph,
  begin: () => Recogniser,
  random: Random,
  options: GraftOptions & { count?: number } = {},
  signal?: AbortSignal,
): Promise<GraftSample> {
  const next = capability(photograph, 'next')
  const recogniser = begin()
  let text = ''
  let chosenByGrammar = 0
  for (let i = 0; i < (options.maxTokens ?? 400); i++) {
    const candidates = await next(text, options.count ?? 20, signal)
    const fitting = candidates.filter(({ text: piece, end }) => {
      if (end) return recogniser.accepting
      if (piece === '' || piece.includes('\ufffd')) return false
      const length = recogniser.length
      const fits = recogniser.pushText(piece)
      recogniser.restore(length)
      return fits
    })
    const chosen =
      fitting[
        drawToken(
          Float64Array.from(fitting, c => c.logProbability),
          options,
          random,
        )
      ]
    if (chosen?.end) return { text, chosenByGrammar }
    let piece = chosen?.text
    if (piece === undefined) {
      const possible = recogniser.next()
      if (sizeOf(possible) === 0) {
        if (recogniser.accepting) return { text, chosenByGrammar }
        throw stuck([...new TextEncoder().encode(text)])
      }
      piece = characterAt(possible, random.below(sizeOf(possible)))
      chosenByGrammar++
    }
    recogniser.pushText(piece)
    text += piece
  }
  const ending = shortEnding(recogniser)
  if (ending === undefined) throw stuck([...new TextEncoder().encode(text)])
  return { text: text + ending, chosenByGrammar: chosenByGrammar + [...ending].length }
}

interface TrieNode {
  readonly children: Map<number, TrieNode>
  /** The tokens that end here. */
  readonly tokens: number[]
}

function buildTrie(model: TokenModel): TrieNode {
  const root: TrieNode = { children: new Map(), tokens: [] }
  for (let token = 0; token < model.tokenizer.size; token++) {
    const bytes = model.tokenizer.bytesOf(token)
    if (bytes.length === 0) continue
    let node = root
    for (const byte of bytes) {
      let child = node.children.get(byte)
      if (child === undefined) node.children.set(byte, (child = { children: new Map(), tokens: [] }))
      node = child
    }
    node.tokens.push(token)
  }
  return root
}

/** The character that bytes are; undefined while one is not complete; null where none begins like this. */
function characterOf(bytes: readonly number[]): number | undefined | null {
  const range = rangeOf(bytes)
  if (range === null) return null
  return range[0] === range[1] && bytes.length === range[2] ? range[0] : undefined
}

/** The code points that begin with these bytes, and how many bytes they have; null where none does. */
function rangeOf(bytes: readonly number[]): [first: number, last: number, length: number] | null {
  const lead = bytes[0]!
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (length === 0 || bytes.length > length) return null
  let value = length === 1 ? lead : lead & (0x7f >> length)
  for (const byte of bytes.slice(1)) {
    if ((byte & 0xc0) !== 0x80) return null
    value = (value << 6) | (byte & 0x3f)
  }
  const open = 6 * (length - bytes.length)
  const smallest = [0, 0, 0x80, 0x800, 0x10000][length]!
  const first = Math.max(value * 2 ** open, smallest)
  const last = Math.min(value * 2 ** open + 2 ** open - 1, 0x10ffff)
  const surrogates = first >= 0xd800 && last <= 0xdfff
  return first > last || surrogates ? null : [first, last, length]
}

/** A character that begins with these bytes and may come next. */
function completions(bytes: readonly number[], recogniser: Recogniser): number | undefined {
  const range = rangeOf(bytes)
  if (range === null) return undefined
  for (const [first, last] of recogniser.next()) {
    const from = Math.max(first, range[0])
    if (from <= Math.min(last, range[1])) return from
  }
  return undefined
}

/**
 * A short way to a sentence, searched breadth first. Of the characters that can come next, one of each kind is tried: two
 * are of a kind where the same characters can follow them.
 */
function shortEnding(recogniser: Recogniser): string | undefined {
  const length = recogniser.length
  const queue: string[] = ['']
  for (let at = 0; at < queue.length; at++) {
    const text = queue[at]!
    recogniser.restore(length)
    recogniser.pushText(text)
    if (recogniser.accepting) return text
    if (queue.length > mostEndings) continue
    const kinds = new Set<string>()
    const here = recogniser.length
    for (const [first] of recogniser.next()) {
      recogniser.push(first)
      const kind = `${recogniser.accepting} ${recogniser.next().join()}`
      recogniser.restore(here)
      if (kinds.has(kind)) continue
      kinds.add(kind)
      queue.push(text + String.fromCodePoint(first))
    }
  }
  return undefined
}

const mostEndings = 200
const attempts = 12

function decode(bytes: readonly number[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes))
}

function stuck(bytes: readonly number[]): CambiumError {
  return new CambiumError(
    'graft-stuck',
    `The grammar has no short way on after ${JSON.stringify(decode(bytes).slice(-40))}.`,
  )
}
