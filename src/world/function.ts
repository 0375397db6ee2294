import { defaultTimeout, watch } from './deadline.ts'
import { shortened, worldFailure } from './failure.ts'
import type { Acceptor, Verdict } from './world.ts'

/** A judgement in this process. The signal tells a slow one that its answer is no longer wanted. */
export type Judge = (text: string, signal: AbortSignal) => boolean | Promise<boolean>

/**
 * A world that is a function of this process: `accepts(text => isValid(text))`. A function that throws, or returns
 * anything but a boolean, is a broken world: to reject a text, it returns false. One that loops without ever awaiting
 * cannot be ended from inside its own thread; `moduleWorld` runs a function in a worker that can.
 * @param judge says whether a text is accepted
 * @param options.timeout milliseconds after which a promise that has not settled counts as timed out (default 5,000)
 */
export function accepts(judge: Judge, options: { timeout?: number } = {}): Acceptor {
  const timeout = options.timeout ?? defaultTimeout
  return {
    description: { kind: 'function', timeout },
    async ask(text, signal) {
      signal.throwIfAborted()
      const answer = await settled(judge, text, timeout, signal)
      return typeof answer === 'boolean' ? { kind: answer ? 'accepted' : 'rejected' } : answer
    },
    async close() {},
  }
}

function settled(judge: Judge, text: string, timeout: number, signal: AbortSignal): Promise<boolean | Verdict> {
  return new Promise((resolve, reject) => {
    const ended = new AbortController()
    const off = watch(timeout, signal, why => {
      ended.abort(signal.reason)
      if (why === 'timeout') resolve({ kind: 'timed-out' })
      else reject(signal.reason)
    })
    const fail = (error: unknown) => {
      off()
      reject(
        worldFailure(
          `The function threw for the text ${shortened(text)}: ${error}. It should return false to reject.`,
          error,
        ),
      )
    }
    const take = (answer: unknown) => {
      off()
      if (typeof answer === 'boolean') resolve(answer)
      else
        reject(
          worldFailure(
            `The function returned ${typeof answer} for the text ${shortened(text)}; it should return true or false.`,
          ),
        )
    }
    try {
      const answer = judge(text, ended.signal)
      if (answer instanceof Promise) answer.then(take, fail)
      else take(answer)
    } catch (error) {
      fail(error)
    }
  })
}
