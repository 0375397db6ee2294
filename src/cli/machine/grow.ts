import { CambiumError } from '../../model/error.ts'
import type { Asking, GrowthLimits } from '../../plant/index.ts'
import type { Responder } from '../../world/responder/responder.ts'
import { blueprintFrom, type GrowingOptions, growing } from '../growing.ts'
import { inputsFrom, namesSystem, type SystemOptions, storedSystem, systemFrom } from './system-options.ts'
import { readTraces } from './traces.ts'

type Options = GrowingOptions & SystemOptions

/** Grows a machine by acting on the system that the options name. @returns the exit status */
export async function growMachine(
  paths: readonly string[],
  options: Options & { readonly output?: string; readonly blueprint: string; readonly seed: number },
): Promise<number> {
  const traces = await tracesFrom(paths)
  const blueprint = await blueprintFrom(options.blueprint)
  const given = (await inputsFrom(options)) ?? [...new Set(traces.flatMap(run => run.inputs))]
  if (given.length === 0) {
    throw new CambiumError('inputs-missing', 'Say what may be done: --inputs coin,push, or traces that show it.')
  }
  const world = await systemFrom(options)
  const { output: file = 'machine.plant', seed, resetCost, tests } = options
  const { grow } = await import('../../plant/index.ts')
  return growing(world, options, limits =>
    grow({ ...limits, world, inputs: given, traces, resetCost, tests, blueprint, seed, file }),
  )
}

/** Lets a plant in which a machine grows go on. @returns the exit status */
export async function tendMachine(
  path: string,
  asking: Asking,
  paths: readonly string[],
  options: Options & { readonly recheck?: boolean; readonly trust?: boolean },
  mayAskStored: (description: Responder['description']) => void,
): Promise<number> {
  const traces = await tracesFrom(paths)
  const named = namesSystem(options)
  if (!named) mayAskStored(asking.world)
  const world = named ? await systemFrom(options) : await storedSystem(asking.world, options)
  const { inputs, resetCost, tests, recheck = false } = options
  const manners = { ...options, jobs: options.jobs ?? asking.jobs, rate: options.rate ?? asking.rate ?? undefined }
  const { tend } = await import('../../plant/index.ts')
  const run = (limits: GrowthLimits) =>
    tend(path, { ...limits, world, ...(inputs && { inputs }), resetCost, tests, traces, recheck })
  return growing(world, manners, run)
}

async function tracesFrom(paths: readonly string[]) {
  return paths.length === 0 ? [] : (await readTraces(paths)).map(({ run }) => run)
}
