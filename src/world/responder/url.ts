import { jsonpath } from 'json-p3'
import { CookieJar } from 'tough-cookie'
import { CambiumError } from '../../model/error.ts'
import { defaultTimeout } from '../deadline.ts'
import { shortened, worldFailure } from '../failure.ts'
import { readUrl } from '../url.ts'
import { type Request, readUrlMap, type UrlMap, type UrlMapDocument, type View } from './map.ts'
import { type Responder, responder, type System } from './responder.ts'

/** Where a server is, and how inputs become requests to it. */
export interface RespondingUrl {
  /** The paths of the map are added to it. */
  readonly url: string
  /** The path of a file, or what stands in it. */
  readonly map: string | UrlMapDocument
  /** Headers of each request. Values may be secret and never enter a description. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Milliseconds for one input (default 5,000). */
  readonly timeout?: number | undefined
}

/** Bytes of a response that are looked at. */
const longestResponse = 1 << 20

/**
 * A world that is a server: a map turns inputs into requests and responses into outputs. Cookies are kept within a run and
 * forgotten at its end; redirects are outputs like others and not followed.
 * @throws CambiumError `url-unreadable`, `map-malformed`
 */
export function respondingUrl({ url, map, headers = {}, timeout = defaultTimeout }: RespondingUrl): Responder {
  const base = readUrl(url)
  const read = readUrlMap(map)
  const description = { kind: 'responds-url', url, map, headers: Object.keys(headers), timeout }
  return responder(description, () => new HttpSystem(base, read, headers), timeout)
}

class HttpSystem implements System {
  readonly #base: URL
  readonly #map: UrlMap
  readonly #headers: Readonly<Record<string, string>>
  readonly #open = new AbortController()
  #cookies = new CookieJar()

  constructor(base: URL, map: UrlMap, headers: Readonly<Record<string, string>>) {
    this.#base = base
    this.#map = map
    this.#headers = headers
  }

  async reset(): Promise<void> {
    this.#cookies = new CookieJar()
    const { reset } = this.#map
    if (reset === undefined) return
    const { status } = await this.#send(reset)
    this.#cookies = new CookieJar()
    if (status >= 300) throw worldFailure(`The request that resets ${this.#base.host} was answered with ${status}.`)
  }

  async step(input: string): Promise<string> {
    const request = Object.hasOwn(this.#map.inputs, input) ? this.#map.inputs[input]! : undefined
    if (request === undefined) {
      const known = Object.keys(this.#map.inputs).join(', ')
      throw new CambiumError('input-unknown', `The map has no input ${shortened(input)}. Its inputs are ${known}.`, {
        blame: 'world',
      })
    }
    const { status, body } = await this.#send(request)
    return (request.output ?? this.#map.output).map(view => seen(view, status, body)).join(' ')
  }

  async end(): Promise<void> {
    this.#open.abort()
  }

  async #send({ method, path, headers, body, json }: Request): Promise<{ status: number; body: string }> {
    const url = `${this.#base.href.replace(/\/$/, '')}${path}`
    const sent = new Headers({ ...this.#headers, ...headers })
    const cookie = await this.#cookies.getCookieString(url)
    if (cookie !== '') sent.set('cookie', cookie)
    if (json !== undefined && !sent.has('content-type')) sent.set('content-type', 'application/json')
    let response: Response
    let text: string
    try {
      response = await fetch(url, {
        method: method.toUpperCase(),
        headers: sent,
        body: json === undefined ? body : JSON.stringify(json),
        redirect: 'manual',
        signal: this.#open.signal,
      })
      text = await beginning(response)
    } catch (error) {
      const cause = (error as Error).cause as (Error & { code?: string }) | undefined
      const why = cause?.message || cause?.code || (error as Error).message
      throw worldFailure(`${this.#base.host} cannot be asked: ${why}.`, error)
    }
    for (const set of response.headers.getSetCookie()) await this.#cookies.setCookie(set, url, { ignoreError: true })
    return { status: response.status, body: text }
  }
}

/** The text of a response, cut at the limit: a server may send without end. */
async function beginning(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    text += decoder.decode(chunk, { stream: true })
    if (length > longestResponse) break
  }
  return text
}

function seen(view: View, status: number, body: string): string {
  if (view === 'status') return String(status)
  if ('regex' in view) {
    const found = new RegExp(view.regex, 'u').exec(body)
    return found === null ? '-' : (found[1] ?? found[0])
  }
  try {
    const values = jsonpath.query(view.json, JSON.parse(body)).values()
    return values.length === 0 ? '-' : values.map(value => JSON.stringify(value)).join(',')
  } catch (error) {
    if (error instanceof SyntaxError) return '-'
    throw worldFailure(`The JSON path ${shortened(view.json)} cannot be used: ${(error as Error).message}.`, error)
  }
}
