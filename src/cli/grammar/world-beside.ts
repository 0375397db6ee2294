import type { GrammarPlant } from '../../plant/index.ts'
import type { Acceptor } from '../../world/world.ts'
import { namesWorld, storedWorld, usualJobs, type WorldOptions, worldFrom } from '../world-options.ts'

/** A world that is asked beside a plant, not to grow it. */
export interface AskedBeside {
  readonly world: Acceptor
  /** Asks about texts: accepted or not, in their order. */
  readonly judge: (texts: readonly string[]) => Promise<boolean[]>
}

/**
 * The world that the options name, or with `trust` the one that the plant remembers; undefined if there is neither. Close
 * it when done.
 * @throws CambiumError as `worldFrom` and `storedWorld`
 */
export async function worldBeside(
  plant: GrammarPlant,
  options: WorldOptions & { readonly trust?: boolean },
): Promise<AskedBeside | undefined> {
  if (!namesWorld(options) && !options.trust) return undefined
  const { judge } = await import('../../growth/judge.ts')
  const { asking } = plant
  const world = await worldFrom(namesWorld(options) ? options : storedWorld(asking.world, options))
  const manners = {
    jobs: options.jobs ?? usualJobs,
    rate: options.rate ?? asking.rate ?? undefined,
    onTimeout: options.onTimeout ?? asking.onTimeout,
  }
  return { world, judge: texts => judge(world, texts, manners) }
}
