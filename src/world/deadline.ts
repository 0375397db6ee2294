import { setMaxListeners } from 'node:events'

/** How long a question may take, in milliseconds, where nothing else is said. */
export const defaultTimeout = 5_000

/**
 * Calls `end` once when a question has taken `timeout` milliseconds or its signal aborts, whichever is first.
 * @returns a function that calls the watch off; calling it twice is harmless
 */
export function watch(timeout: number, signal: AbortSignal, end: (why: 'timeout' | 'abort') => void): () => void {
  const off = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', aborted)
  }
  const aborted = () => {
    off()
    end('abort')
  }
  const timer = setTimeout(() => {
    off()
    end('timeout')
  }, timeout)
  setMaxListeners(0, signal) // many questions may share one signal; that is no leak
  signal.addEventListener('abort', aborted)
  return off
}
