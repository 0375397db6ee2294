import { defaultTimeout } from '../deadline.ts'
import { shortened, worldFailure } from '../failure.ts'
import { type Responder, responder, type System } from './responder.ts'

/** A system in this process, or the exports of a module. */
export interface Reactive {
  reset(): void | Promise<void>
  step(input: string): string | Promise<string>
}

/**
 * A world that is an object of this process: `responds(() => new Turnstile())`. A method that throws, or returns anything
 * but text, is a broken world.
 * @param create makes a copy of the system; several are asked at once
 * @param options.timeout milliseconds for one input (default 5,000)
 */
export function responds(create: () => Reactive, options: { timeout?: number } = {}): Responder {
  const timeout = options.timeout ?? defaultTimeout
  return responder({ kind: 'responds-function', timeout }, () => reactiveSystem(create()), timeout)
}

function reactiveSystem(copy: Reactive): System {
  return {
    async reset() {
      try {
        await copy.reset()
      } catch (error) {
        throw worldFailure(`The system could not be reset: ${error}.`, error)
      }
    },
    async step(input) {
      let output: unknown
      try {
        output = await copy.step(input)
      } catch (error) {
        throw worldFailure(`The system threw when given the input ${shortened(input)}: ${error}.`, error)
      }
      if (typeof output === 'string') return output
      throw worldFailure(`The system returned ${typeof output} for the input ${shortened(input)}; text is expected.`)
    },
    async end() {},
  }
}
