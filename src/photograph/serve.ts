import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { CambiumError } from '../model/error.ts'
import type { LocalPhotograph } from './ask/local.ts'
import type { SampledToken, TokenScore } from './photograph.ts'
import { endOfText, endOfTextName } from './tokenizer/tokenizer.ts'

const text = z.union([z.string(), z.array(z.string()).min(1).max(128)])

/** What `/v1/completions` takes. Fields that are not here are passed over, as other servers do. */
const request = z.object({
  model: z.string().optional(),
  prompt: text.default(''),
  max_tokens: z.number().int().min(0).max(4096).nullish(),
  temperature: z.number().min(0).max(100).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.number().int().min(0).nullish(),
  n: z.number().int().min(1).max(128).nullish(),
  seed: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  stream: z.boolean().nullish(),
  echo: z.boolean().nullish(),
  logprobs: z.number().int().min(0).max(100).nullish(),
})
type CompletionRequest = z.infer<typeof request>

const largestRequest = 4 * 1024 * 1024

export interface ServeOptions {
  /** Default: 8080; 0 takes any that is free. */
  readonly port?: number
  /** Default: 127.0.0.1, which only this machine can reach. */
  readonly host?: string
}

/** A running server. */
export interface PhotographServer {
  /** `http://host:port/v1`. */
  readonly address: string
  close(): Promise<void>
}

/** Serves a photograph through the OpenAI-compatible interface: completions, with log-probabilities and streaming. */
export async function servePhotograph(
  photograph: LocalPhotograph,
  options: ServeOptions = {},
): Promise<PhotographServer> {
  const { host = '127.0.0.1', port = 8080 } = options
  const server: Server = createServer((incoming, response) => {
    answer(photograph, incoming, response).catch(error => fail(response, error))
  })
  server.requestTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause =>
      reject(
        new CambiumError('cannot-serve', `Port ${port} of ${host} cannot be served: ${cause.message}.`, { cause }),
      ),
    )
    server.listen(port, host, resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/v1`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(photograph: LocalPhotograph, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(incoming.url ?? '/', 'http://localhost').pathname
  const model = { id: photograph.name, object: 'model', created: 0, owned_by: 'cambium' }
  if (incoming.method === 'GET' && path === '/v1/models') return send(response, 200, { object: 'list', data: [model] })
  if (path !== '/v1/completions')
    return sendError(response, 404, `There is no ${path} here; /v1/completions and /v1/models are.`)
  if (incoming.method !== 'POST') return sendError(response, 405, 'Completions are asked for with POST.')
  const body = await readBody(incoming)
  if (body === undefined) return sendError(response, 413, 'The request is too large.')
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return sendError(response, 400, 'The request is not JSON.')
  }
  const parsed = request.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    return sendError(response, 400, `${issue.path.join('.') || 'The request'}: ${issue.message}`)
  }
  await complete(photograph, parsed.data, response)
}

async function complete(
  photograph: LocalPhotograph,
  wanted: CompletionRequest,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const prompts = typeof wanted.prompt === 'string' ? [wanted.prompt] : wanted.prompt
  const n = wanted.n ?? 1
  const head = {
    id: `cmpl-${Date.now().toString(36)}`,
    object: 'text_completion',
    created: Math.floor(Date.now() / 1000),
    model: photograph.name,
  }
  if (wanted.stream) response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  const choices: object[] = []
  let used = 0
  for (const [p, prompt] of prompts.entries())
    for (let i = 0; i < n; i++) {
      const index = p * n + i
      const collected = new Collected(wanted.logprobs ?? undefined)
      if (wanted.echo) {
        const scores =
          wanted.logprobs === null || wanted.logprobs === undefined
            ? undefined
            : await photograph.score(prompt, gone.signal)
        collected.echo(prompt, scores)
      }
      const maxTokens = wanted.max_tokens ?? 16
      let drawn = 0
      const state = wanted.logprobs ? await photograph.after(prompt, gone.signal) : undefined
      const sampling = {
        maxTokens,
        temperature: wanted.temperature ?? 1,
        topP: wanted.top_p ?? 1,
        topK: wanted.top_k ?? 0,
        // several samples of one request are different ones
        seed: (wanted.seed ?? Math.floor(Math.random() * 2 ** 31)) + index,
        stop: typeof wanted.stop === 'string' ? [wanted.stop] : (wanted.stop ?? []),
      }
      for await (const token of photograph.sample(prompt, sampling, gone.signal)) {
        if (token.token !== undefined && token.token !== endOfText) drawn++
        const top = state && topOf(photograph, state.logProbabilities(), wanted.logprobs!)
        if (state && token.token !== undefined) state.push(token.token)
        const piece = collected.add(token, top)
        if (wanted.stream) event(response, { ...head, choices: [{ index, ...piece, finish_reason: null }] })
      }
      used += drawn
      const finish_reason = drawn >= maxTokens ? 'length' : 'stop'
      if (wanted.stream) event(response, { ...head, choices: [{ index, text: '', logprobs: null, finish_reason }] })
      choices.push({ index, ...collected.whole(), finish_reason })
    }
  if (wanted.stream) {
    response.end('data: [DONE]\n\n')
    return
  }
  const promptTokens = prompts.reduce((sum, prompt) => sum + photograph.model.tokenizer.encode(prompt).length, 0)
  send(response, 200, {
    ...head,
    choices,
    usage: { prompt_tokens: promptTokens, completion_tokens: used, total_tokens: promptTokens + used },
  })
}

interface Logprobs {
  tokens: string[]
  token_logprobs: (number | null)[]
  top_logprobs: (Record<string, number> | null)[]
  text_offset: number[]
}

/** A completion as it grows, in the shape of the interface. */
class Collected {
  #text = ''
  readonly #logprobs: Logprobs | null

  /** @param top how many alternatives are told; undefined: no log-probabilities at all */
  constructor(top: number | undefined) {
    this.#logprobs = top === undefined ? null : { tokens: [], token_logprobs: [], top_logprobs: [], text_offset: [] }
  }

  echo(prompt: string, scores: readonly TokenScore[] | undefined): void {
    if (scores && this.#logprobs) {
      // pieces of a character are told with its last token, so that the tokens together are the text
      const pieces = wholeCharacters(scores, prompt)
      for (const { text: piece, logProbability } of pieces) this.#token(piece, logProbability, null)
    } else this.#text += prompt
  }

  add(
    { text: piece, logProbability }: SampledToken,
    top: Record<string, number> | undefined,
  ): { text: string; logprobs: Logprobs | null } {
    const offset = this.#text.length
    if (this.#logprobs) this.#token(piece, logProbability, top ?? null)
    else this.#text += piece
    const logprobs = this.#logprobs && {
      tokens: [piece],
      token_logprobs: [logProbability],
      top_logprobs: [top ?? null],
      text_offset: [offset],
    }
    return { text: piece, logprobs }
  }

  whole(): { text: string; logprobs: Logprobs | null } {
    return { text: this.#text, logprobs: this.#logprobs }
  }

  #token(piece: string, logProbability: number, top: Record<string, number> | null): void {
    this.#logprobs!.tokens.push(piece)
    this.#logprobs!.token_logprobs.push(logProbability)
    this.#logprobs!.top_logprobs.push(top)
    this.#logprobs!.text_offset.push(this.#text.length)
    this.#text += piece
  }
}

/** Joins scored tokens until each is whole characters of the text. */
function wholeCharacters(scores: readonly TokenScore[], whole: string): { text: string; logProbability: number }[] {
  const joined: { text: string; logProbability: number }[] = []
  let at = 0
  let logProbability = 0
  let bytes = 0
  for (const score of scores) {
    logProbability += score.logProbability
    bytes += score.byteLength
    const end = endOfBytes(whole, at, bytes)
    if (end === undefined) continue
    joined.push({ text: whole.slice(at, end), logProbability })
    at = end
    logProbability = 0
    bytes = 0
  }
  return joined
}

/** Where the text ends that has so many bytes; undefined inside a character. */
function endOfBytes(whole: string, from: number, bytes: number): number | undefined {
  let at = from
  let left = bytes
  while (left > 0 && at < whole.length) {
    const point = whole.codePointAt(at)!
    left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    at += point < 0x10000 ? 1 : 2
  }
  return left === 0 ? at : undefined
}

function topOf(photograph: LocalPhotograph, logs: Float64Array, count: number): Record<string, number> {
  const { tokenizer } = photograph.model
  const best = Array.from(logs, (_, token) => token).sort((a, b) => logs[b]! - logs[a]! || a - b)
  return Object.fromEntries(
    best.slice(0, count).map(token => [token === endOfText ? endOfTextName : tokenizer.decode([token]), logs[token]!]),
  )
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of incoming) {
    size += (piece as Buffer).length
    // the rest is read and dropped, so that the answer reaches the one who is still sending
    if (size <= largestRequest) pieces.push(piece as Buffer)
  }
  return size > largestRequest ? undefined : Buffer.concat(pieces).toString('utf8')
}

function event(response: ServerResponse, data: object): void {
  response.write(`data: ${JSON.stringify(data)}\n\n`)
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function sendError(response: ServerResponse, status: number, message: string): void {
  send(response, status, { error: { message, type: 'invalid_request_error', param: null, code: null } })
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return
  const message = error instanceof CambiumError ? error.message : 'The photograph could not answer.'
  if (response.headersSent) response.end()
  else sendError(response, error instanceof CambiumError ? 400 : 500, message)
}
