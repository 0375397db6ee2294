import { CambiumError } from '../model/error.ts'
import { defaultTimeout, watch } from './deadline.ts'
import { shortened, worldFailure } from './failure.ts'
import type { Acceptor, Verdict } from './world.ts'

/** Where and how a server is asked. */
export interface UrlSettings {
  /** `http:` or `https:`. */
  readonly url: string
  /** Headers of each request. Values may be secret and never enter a description. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Milliseconds that one request may take until its status arrives (default 5,000). */
  readonly timeout?: number | undefined
}

/** How often a server that is busy (429, 503), or that closed the connection, is asked again. */
const repeats = 5

/** Milliseconds before the first repeat where the server names none; doubles each time. */
const firstPause = 500

/** Milliseconds that a server may ask us to wait; a longer wish is cut to this. */
const longestPause = 60_000

/**
 * A world that is a server: the text is the body of a POST request; 2xx accepts, 400 and 422 reject, 429 and 503 are
 * waited for (as long as `Retry-After` says, at most a minute) and repeated up to five times. Any other status and a
 * server that cannot be reached are a broken world. Redirects are not followed; what the server sends back is not read.
 * @throws CambiumError `url-unreadable`
 */
export function urlWorld(settings: UrlSettings): Acceptor {
  const url = readUrl(settings.url)
  const headers = readHeaders(settings.headers ?? {})
  const timeout = settings.timeout ?? defaultTimeout
  const open = new Set<AbortController>()

  return {
    description: { kind: 'url', url: settings.url, headers: Object.keys(settings.headers ?? {}), timeout },
    async ask(text, signal) {
      signal.throwIfAborted()
      const question = new AbortController()
      const aborted = () => question.abort(signal.reason)
      signal.addEventListener('abort', aborted)
      open.add(question)
      try {
        for (let repeat = 0; ; repeat++) {
          const answer = await post(url, headers, text, timeout, question.signal)
          if ('kind' in answer) return answer
          if (repeat === repeats)
            throw worldFailure(`${answer.why} ${repeats + 1} times when asked ${shortened(text)}.`)
          await pause(answer.wait ?? firstPause * 2 ** repeat, question.signal)
        }
      } finally {
        open.delete(question)
        signal.removeEventListener('abort', aborted)
      }
    },
    async close() {
      for (const question of open) question.abort(worldFailure('The world was closed.'))
    },
  }
}

/** A verdict, or why to ask again and after how many milliseconds, if the server says. */
async function post(
  url: URL,
  headers: Headers,
  text: string,
  timeout: number,
  signal: AbortSignal,
): Promise<Verdict | { why: string; wait?: number }> {
  const request = new AbortController()
  let late = false
  const off = watch(timeout, signal, why => {
    late = why === 'timeout'
    request.abort()
  })
  let response: Response
  try {
    response = await fetch(url, { method: 'POST', headers, body: text, redirect: 'manual', signal: request.signal })
  } catch (error) {
    signal.throwIfAborted()
    if (late) return { kind: 'timed-out' }
    const cause = (error as Error).cause as (Error & { code?: string }) | undefined
    // A kept connection that the server closes at the moment we use it looks like this; asking again opens a new one.
    if (cause?.code === 'ECONNRESET' || cause?.code === 'UND_ERR_SOCKET' || cause?.code === 'EPIPE') {
      return { why: `${url.host} closed the connection` }
    }
    throw worldFailure(
      `${url.host} cannot be asked: ${cause?.message || cause?.code || (error as Error).message}.`,
      error,
    )
  } finally {
    off()
  }
  const { status } = response
  await response.body?.cancel()
  if (status >= 200 && status < 300) return { kind: 'accepted' }
  if (status === 400 || status === 422) return { kind: 'rejected' }
  if (status === 429 || status === 503) {
    return { why: `${url.host} was busy (${status})`, wait: retryAfter(response.headers.get('retry-after')) }
  }
  throw worldFailure(
    `${url.host} answered with status ${status} when asked ${shortened(text)}; 2xx accepts, 400 and 422 reject.`,
  )
}

/** `Retry-After` is seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longestPause)
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted)
      resolve()
    }, milliseconds)
    if (signal.aborted) aborted()
    else signal.addEventListener('abort', aborted, { once: true })
  })
}

/** @throws CambiumError `url-unreadable` */
export function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new CambiumError('url-unreadable', `${shortened(text)} is not a URL that starts with http:// or https://.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new CambiumError(
      'url-unreadable',
      'The URL holds a user name or password, which would be stored in the plant. Send an Authorization header instead.',
    )
  }
  return url
}

function readHeaders(headers: Readonly<Record<string, string>>): Headers {
  try {
    const read = new Headers(headers)
    if (!read.has('content-type')) read.set('content-type', 'text/plain; charset=utf-8')
    return read
  } catch (error) {
    throw new CambiumError('header-unreadable', `A header cannot be sent: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}
