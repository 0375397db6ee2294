import { z } from 'zod'
import { CambiumError } from '../model/error.ts'
import { checkSampleOptions } from './ask/sampling.ts'
import type { NextToken, Photograph, SampledToken, SampleOptions, TokenScore } from './photograph.ts'

export interface ExternalOptions {
  /** Sent as a bearer token; never stored or shown. */
  readonly key?: string
  /** For one answer, in milliseconds; of a stream, between two pieces. Default: 60,000. */
  readonly timeout?: number
  /** How often a request is tried again that met 429 or 5xx. Default: 3. */
  readonly retries?: number
  /** `completions` has log-probabilities, `chat` can only sample. Default: completions. */
  readonly interface?: 'completions' | 'chat'
}

/** How large an answer may be, in characters. */
const largestAnswer = 64 * 1024 * 1024

/**
 * A model that somebody serves through the OpenAI-compatible interface. With `completions` it can do all that a
 * photograph can (scoring by `echo`, which some servers refuse); with `chat` it can only sample.
 *
 * @param address `http://host:port/v1#name`; the name after `#` is the model's
 */
export function externalPhotograph(address: string, options: ExternalOptions = {}): Photograph {
  const { base, model } = parseAddress(address)
  const server = new Server(base, options)
  const name = `${model} at ${base}`
  if (options.interface === 'chat')
    return { name, sample: (prompt, sampling, signal) => sampleChat(server, model, prompt, sampling, signal) }
  return {
    name,
    score: (text, signal) => score(server, model, text, signal),
    next: (prompt, count, signal) => next(server, model, prompt, count, signal),
    sample: (prompt, sampling, signal) => sample(server, model, prompt, sampling, signal),
  }
}

/** Throws `model-address` where an address is none. */
export function parseAddress(address: string): { base: string; model: string } {
  let url: URL
  try {
    url = new URL(address)
  } catch (cause) {
    throw new CambiumError('model-address', `${address} is not an address like http://localhost:8080/v1#name.`, {
      cause,
    })
  }
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new CambiumError(
      'model-address',
      'The address of a model begins with http:// or https:// and holds no password; keys come from the environment.',
    )
  const model = decodeURIComponent(url.hash.slice(1))
  url.hash = ''
  return { base: url.href.replace(/\/+$/, ''), model: model === '' ? 'default' : model }
}

const logprobs = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number().nullable()),
  top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullish(),
})
const completion = z.object({
  choices: z
    .array(z.object({ text: z.string(), logprobs: logprobs.nullish(), finish_reason: z.string().nullish() }))
    .min(1),
})
const chatPiece = z.object({ choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }) })) })
const completionPiece = z.object({ choices: z.array(z.object({ text: z.string(), logprobs: logprobs.nullish() })) })

async function score(server: Server, model: string, text: string, signal?: AbortSignal): Promise<TokenScore[]> {
  if (text === '') return []
  const answer = await server.ask(
    '/completions',
    { model, prompt: text, max_tokens: 0, echo: true, logprobs: 0, temperature: 0 },
    completion,
    signal,
  )
  const found = answer.choices[0]!.logprobs
  if (!found || found.tokens.join('') !== text || found.token_logprobs.length !== found.tokens.length)
    throw new CambiumError(
      'capability-missing',
      `${server.base} does not give log-probabilities of a text that it is given (echo with logprobs).`,
    )
  // servers do not judge the first token, which nothing stands before
  return found.tokens.map((token, i) => ({
    text: token,
    byteLength: new TextEncoder().encode(token).length,
    logProbability: found.token_logprobs[i] ?? 0,
  }))
}

async function next(
  server: Server,
  model: string,
  prompt: string,
  count: number,
  signal?: AbortSignal,
): Promise<NextToken[]> {
  const answer = await server.ask(
    '/completions',
    { model, prompt, max_tokens: 1, logprobs: count, temperature: 0 },
    completion,
    signal,
  )
  const top = answer.choices[0]!.logprobs?.top_logprobs?.[0]
  if (!top)
    throw new CambiumError('capability-missing', `${server.base} does not give log-probabilities of what comes next.`)
  return Object.entries(top)
    .map(([text, logProbability]) => {
      const end = endNames.has(text)
      const bytes = new TextEncoder().encode(end ? '' : text)
      return { text: end ? '' : text, bytes, byteLength: bytes.length, end, logProbability }
    })
    .sort((a, b) => b.logProbability - a.logProbability)
    .slice(0, count)
}

/** How models call the end of a text. */
const endNames = new Set(['<|endoftext|>', '</s>', '<|im_end|>', '<eos>', '<|end_of_text|>', '<|eot_id|>'])

async function* sample(
  server: Server,
  model: string,
  prompt: string,
  options: SampleOptions,
  signal?: AbortSignal,
): AsyncGenerator<SampledToken> {
  const body = { model, prompt, stream: true, logprobs: 0, ...sampling(options) }
  for await (const piece of server.stream('/completions', body, completionPiece, signal))
    for (const { text, logprobs: found } of piece.choices)
      if (text !== '') yield { text, logProbability: found?.token_logprobs[0] ?? Number.NaN }
}

async function* sampleChat(
  server: Server,
  model: string,
  prompt: string,
  options: SampleOptions,
  signal?: AbortSignal,
): AsyncGenerator<SampledToken> {
  const body = { model, messages: [{ role: 'user', content: prompt }], stream: true, ...sampling(options) }
  for await (const piece of server.stream('/chat/completions', body, chatPiece, signal))
    for (const { delta } of piece.choices) if (delta.content) yield { text: delta.content, logProbability: Number.NaN }
}

function sampling(options: SampleOptions): object {
  checkSampleOptions(options)
  const { maxTokens, temperature = 1, topP = 1, topK = 0, seed, stop = [] } = options
  return {
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    ...(topK > 0 ? { top_k: topK } : {}),
    ...(seed === undefined ? {} : { seed }),
    ...(stop.length > 0 ? { stop } : {}),
  }
}

/** One server, asked with patience: it may be busy, slow, gone, or talk rubbish. */
class Server {
  readonly base: string
  readonly #key: string | undefined
  readonly #timeout: number
  readonly #retries: number

  constructor(base: string, options: ExternalOptions) {
    this.base = base
    this.#key = options.key
    this.#timeout = options.timeout ?? 60_000
    this.#retries = options.retries ?? 3
  }

  async ask<T>(path: string, body: object, shape: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    const watch = new Watch(this.#timeout, signal)
    try {
      const response = await this.#request(path, body, watch)
      let text = ''
      for await (const piece of this.#pieces(response, watch)) text += piece
      return this.#parse(text, shape)
    } catch (cause) {
      throw this.#explain(cause, watch, signal)
    } finally {
      watch.end()
    }
  }

  /** Server-sent events; `data: [DONE]` ends them. */
  async *stream<T>(path: string, body: object, shape: z.ZodType<T>, signal?: AbortSignal): AsyncGenerator<T> {
    const watch = new Watch(this.#timeout, signal)
    try {
      const response = await this.#request(path, body, watch)
      let held = ''
      for await (const piece of this.#pieces(response, watch)) {
        const lines = (held + piece).split(/\r\n|\n|\r/)
        held = lines.pop()!
        for (const line of lines) {
          if (line === '' || line.startsWith(':') || /^(event|id|retry):/.test(line)) continue
          if (!line.startsWith('data:')) throw this.#rubbish(line)
          const data = line.slice(5).trim()
          if (data === '[DONE]') return
          yield this.#parse(data, shape)
        }
      }
      throw new CambiumError('model-server-failed', `${this.base} ended its answer in the middle.`, { blame: 'world' })
    } catch (cause) {
      throw this.#explain(cause, watch, signal)
    } finally {
      watch.end()
    }
  }

  async #request(path: string, body: object, watch: Watch): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const response = await fetch(this.base + path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` }),
        },
        body: JSON.stringify(body),
        signal: watch.signal,
        redirect: 'error',
      })
      if (response.ok) return response
      const says = (await response.text().catch(() => '')).slice(0, 300)
      const again = response.status === 429 || response.status >= 500
      if (again && attempt < this.#retries) {
        const wished = Number(response.headers.get('retry-after'))
        await watch.pause(Number.isFinite(wished) && wished > 0 ? Math.min(wished * 1000, 30_000) : 250 * 2 ** attempt)
        continue
      }
      const why: Record<number, string> = {
        401: 'it wants a key: set CAMBIUM_MODEL_KEY',
        403: 'the key is not allowed to',
        404: 'there is no such model or interface',
        429: `it has too much to do, also after ${attempt + 1} tries`,
      }
      throw new CambiumError(
        'model-server-refused',
        `${this.base} answered ${response.status}: ${why[response.status] ?? says}.`,
        { blame: 'world' },
      )
    }
  }

  async *#pieces(response: Response, watch: Watch): AsyncGenerator<string> {
    const decoder = new TextDecoder()
    let size = 0
    for await (const bytes of response.body ?? []) {
      watch.alive()
      const text = decoder.decode(bytes as Uint8Array, { stream: true })
      if ((size += text.length) > largestAnswer)
        throw new CambiumError('model-server-failed', `${this.base} does not stop talking.`, { blame: 'world' })
      yield text
    }
  }

  #parse<T>(text: string, shape: z.ZodType<T>): T {
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      throw this.#rubbish(text)
    }
    const parsed = shape.safeParse(json)
    if (!parsed.success) throw this.#rubbish(text)
    return parsed.data
  }

  #rubbish(text: string): CambiumError {
    return new CambiumError(
      'model-server-failed',
      `${this.base} answered something else than a completion: ${JSON.stringify(text.slice(0, 80))}.`,
      { blame: 'world' },
    )
  }

  #explain(cause: unknown, watch: Watch, signal?: AbortSignal): unknown {
    if (cause instanceof CambiumError) return cause
    if (signal?.aborted) return signal.reason
    if (watch.signal.aborted)
      return new CambiumError('model-server-silent', `${this.base} said nothing for ${this.#timeout / 1000} seconds.`, {
        blame: 'world',
      })
    const reason = (cause as { cause?: Error }).cause?.message ?? (cause as Error).message
    return new CambiumError('model-server-failed', `${this.base} cannot be asked: ${reason}.`, {
      blame: 'world',
      cause,
    })
  }
}

/** Aborts when nothing has come for too long, or when the one who asks does. */
class Watch {
  readonly #controller = new AbortController()
  readonly #timeout: number
  readonly #outer: AbortSignal | undefined
  #timer: ReturnType<typeof setTimeout>

  constructor(timeout: number, outer?: AbortSignal) {
    this.#timeout = timeout
    this.#outer = outer
    this.#timer = setTimeout(this.#stop, timeout)
    if (outer?.aborted) this.#stop()
    outer?.addEventListener('abort', this.#stop)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  alive(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#stop, this.#timeout)
  }

  /** Waits; the clock of silence stands still meanwhile. */
  async pause(milliseconds: number): Promise<void> {
    clearTimeout(this.#timer)
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds)
      this.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(new Error('aborted'))
      })
    })
    this.alive()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#stop)
    this.#controller.abort()
  }

  readonly #stop = (): void => this.#controller.abort()
}
