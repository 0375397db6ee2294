import type { NextToken, Photograph, SampledToken, SampleOptions, TokenScore } from '../photograph.ts'
import type { TokenModel, TokenState } from '../token-model.ts'
import { endOfText } from '../tokenizer/tokenizer.ts'
import { checkSampleOptions, drawToken, seeded } from './sampling.ts'

/** A model of ours as a photograph: it can do everything. */
export class LocalPhotograph implements Photograph {
  readonly name: string
  readonly model: TokenModel

  constructor(model: TokenModel, name: string) {
    this.model = model
    this.name = name
  }

  score = async (text: string, signal?: AbortSignal): Promise<TokenScore[]> => {
    const { tokenizer } = this.model
    const state = this.model.begin()
    const scores: TokenScore[] = []
    for (const token of tokenizer.encode(text)) {
      if (scores.length % 64 === 63) await breathe(signal)
      scores.push({
        text: tokenizer.decode([token]),
        byteLength: tokenizer.bytesOf(token).length,
        logProbability: state.logProbabilities()[token]!,
      })
      state.push(token)
    }
    return scores
  }

  next = async (prompt: string, count: number, signal?: AbortSignal): Promise<NextToken[]> => {
    const { tokenizer } = this.model
    const logs = (await this.after(prompt, signal)).logProbabilities()
    return Array.from(logs, (_, token) => token)
      .sort((a, b) => logs[b]! - logs[a]! || a - b)
      .slice(0, count)
      .map(token => ({
        text: tokenizer.decode([token]),
        bytes: tokenizer.bytesOf(token),
        byteLength: tokenizer.bytesOf(token).length,
        end: token === endOfText,
        logProbability: logs[token]!,
      }))
  }

  sample = async function* (
    this: LocalPhotograph,
    prompt: string,
    options: SampleOptions,
    signal?: AbortSignal,
  ): AsyncGenerator<SampledToken> {
    checkSampleOptions(options)
    const random = seeded(options.seed ?? 1)
    const state = await this.after(prompt, signal)
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    const stop = new StopStrings(options.stop ?? [])
    let end: SampledToken | undefined
    for (let i = 0; i < options.maxTokens; i++) {
      if (i % 8 === 7) await breathe(signal)
      const logs = state.logProbabilities()
      const token = drawToken(logs, options, random)
      if (token === endOfText) {
        end = { text: '', token, logProbability: logs[token]! }
        break
      }
      const text = stop.pass(decoder.decode(this.model.tokenizer.bytesOf(token), { stream: true }))
      yield { text, token, logProbability: logs[token]! }
      if (stop.reached) return
      state.push(token)
    }
    const rest = stop.pass(decoder.decode()) + stop.finish()
    if (rest !== '') yield { text: rest, logProbability: 0 }
    if (end !== undefined) yield end
  }

  /** The state of the model after it has read a text. */
  async after(prompt: string, signal?: AbortSignal): Promise<TokenState> {
    const state = this.model.begin()
    for (const [i, token] of this.model.tokenizer.encode(prompt).entries()) {
      if (i % 64 === 63) await breathe(signal)
      state.push(token)
    }
    return state
  }
}

/** Lets through a text that arrives in pieces up to the first of some strings; holds back what could begin one. */
export class StopStrings {
  reached = false
  readonly #strings: readonly string[]
  #held = ''

  constructor(strings: readonly string[]) {
    this.#strings = strings.filter(s => s !== '')
  }

  /** What can be shown after one more piece. */
  pass(piece: string): string {
    if (this.reached) return ''
    const text = this.#held + piece
    const found = this.#strings.map(s => text.indexOf(s)).filter(i => i >= 0)
    if (found.length > 0) {
      this.reached = true
      return text.slice(0, Math.min(...found))
    }
    let hold = 0
    for (const s of this.#strings)
      for (let n = Math.min(s.length - 1, text.length); n > hold; n--) if (text.endsWith(s.slice(0, n))) hold = n
    this.#held = text.slice(text.length - hold)
    return text.slice(0, text.length - hold)
  }

  /** What was held back, when nothing more comes. */
  finish(): string {
    const rest = this.reached ? '' : this.#held
    this.#held = ''
    return rest
  }
}

/** Lets timers, signals and sockets have their turn; throws when the signal says so. */
async function breathe(signal?: AbortSignal): Promise<void> {
  await new Promise<void>(resolve => setTimeout(resolve, 0))
  signal?.throwIfAborted()
}
