import { type Experiment, ExperimentCourse } from '../../model/machine/experiment.ts'
import type { Run } from '../../model/machine/mealy.ts'
import { watch } from '../deadline.ts'
import { worldFailure } from '../failure.ts'
import { Pool } from '../pool.ts'
import type { World, WorldDescription } from '../world.ts'

/** A world that reacts: from its initial state it takes inputs, one at a time, and answers each with an output. */
export type Responder = World<Experiment, Run>

/** The output that stands for none in time. From there on the system counts as gone until the run is over. */
export const TIMEOUT = '(timeout)'

/** The output of a system that ended by itself, and of one that a signal killed. Both stay so until the run is over. */
export const ENDED = '(ended)'
export const killedBy = (signal: string) => `(killed by ${signal})`

/** One copy of a system. Nothing of it is called while another call is under way. */
export interface System {
  /** Waits until a new copy can be asked at all, which may take longer than an answer; at once if it can. */
  start?(): Promise<void>
  /** Brings it to its initial state. @throws CambiumError `world-failed` */
  reset(): Promise<void>
  /** Its answer to one input. @throws Gone when it can answer no more in this run; CambiumError when it is broken */
  step(input: string): Promise<string>
  /** Whether `reset` brings it back after an answer that never came. Otherwise it is ended and a new one started. */
  readonly survivesTimeout?: boolean
  end(): Promise<void>
}

/** What `step` throws when the system ended: `output` is what it answers to this and all further inputs of the run. */
export class Gone {
  readonly output: string

  constructor(output: string) {
    this.output = output
  }
}

/**
 * Makes a world of a system: as many copies as experiments are open at once, each brought to its initial state before an
 * experiment. What the transports have in common is here: time limits, and systems that end.
 * @param timeout milliseconds for one input, and for one reset
 */
export function responder(description: WorldDescription, start: () => System, timeout: number): Responder {
  const copies = new Pool(start)
  return {
    description,
    async ask(experiment, signal) {
      signal.throwIfAborted()
      let copy = copies.take()
      let healthy = false
      try {
        await started(copy, signal)
        // A reset that hangs or meets a dead system is tried once more with a new copy.
        if ((await inTime(copy.reset(), timeout, signal)) === late) {
          await copies.discard(copy)
          copy = copies.take()
          await started(copy, signal)
          if ((await inTime(copy.reset(), timeout, signal)) === late) throw resetLate(timeout)
        }
        const { run, alive } = await perform(experiment, copy, timeout, signal)
        healthy = alive
        return run
      } finally {
        if (healthy) copies.give(copy)
        else await copies.discard(copy)
      }
    },
    close: () => copies.close(),
  }
}

/** Milliseconds in which a copy must be ready. */
const startTimeout = 60_000

async function started(copy: System, signal: AbortSignal): Promise<void> {
  if (copy.start === undefined || (await inTime(copy.start(), startTimeout, signal)) !== late) return
  throw worldFailure(`The system did not start within ${startTimeout / 1000} s.`)
}

async function perform(experiment: Experiment, copy: System, timeout: number, signal: AbortSignal) {
  const inputs: string[] = []
  const outputs: string[] = []
  let gone: string | undefined
  let alive = true
  const course = new ExperimentCourse(experiment)
  for (let input = course.next; input !== undefined; input = course.next) {
    if (gone === undefined) {
      const answer = await inTime(copy.step(input), timeout, signal).catch((error: unknown) => {
        if (error instanceof Gone) return error
        throw error
      })
      if (answer === late) {
        gone = TIMEOUT
        alive = copy.survivesTimeout ?? false
      } else if (answer instanceof Gone) {
        gone = answer.output
        alive = false
      } else outputs.push(answer)
    }
    if (gone !== undefined) outputs.push(gone)
    inputs.push(input)
    course.answered(outputs.at(-1)!)
  }
  return { run: { inputs, outputs } satisfies Run, alive }
}

const late = Symbol('late')

function inTime<T>(promise: Promise<T>, timeout: number, signal: AbortSignal): Promise<T | typeof late> {
  return new Promise((resolve, reject) => {
    const off = watch(timeout, signal, why => (why === 'timeout' ? resolve(late) : reject(signal.reason)))
    promise.then(
      value => {
        off()
        resolve(value)
      },
      error => {
        off()
        reject(error)
      },
    )
  })
}

function resetLate(timeout: number) {
  return worldFailure(`The system was not reset within ${timeout} ms. Give it more time, or reset it in another way.`)
}
