import { Command } from 'commander'
import { CambiumError } from '../model/error.ts'
import type { Acceptor, WorldDescription } from '../world/world.ts'
import { action } from './command.ts'
import { addGrowingOptions, experience, type GrowingOptions, growing } from './growing.ts'
import { tendMachine } from './machine/grow.ts'
import { addActingOptions, addSystemOptions, describeSystem, type SystemOptions } from './machine/system-options.ts'
import {
  addWorldOptions,
  describeWorld,
  listeningHelp,
  namesWorld,
  storedWorld,
  worldFrom,
  worldOrNone,
  worldWarning,
} from './world-options.ts'

interface Options extends GrowingOptions, SystemOptions {
  readonly recheck?: boolean
  readonly trust?: boolean
}

export function tendCommand(): Command {
  const command = new Command('tend')
    .summary('let a plant go on growing')
    .description(
      'Goes on growing: after an interruption, with new examples, with a larger budget, or because the program ' +
        'changed. What is known stays known, and is not asked again.',
    )
    .argument('<plant>', 'the file')
    .argument('[examples...]', 'new examples, if there are any; for a machine, traces')
    .option('--recheck', 'the program has changed: ask again what the model relies on, unlearn what no longer holds')
    .option('--trust', 'ask the world that the plant remembers; it runs a command that stands in the file')
  return addActingOptions(addSystemOptions(addWorldOptions(addGrowingOptions(command))))
    .option('--json', 'print progress and result as lines of JSON')
    .addHelpText(
      'after',
      `
A plant remembers how its world was asked but never runs that by itself: name the world
again, or allow the stored one with --trust if the file comes from someone you trust.
${worldWarning}
${listeningHelp}
Such a plant listens again to all that it has heard when a new example is not covered. Given
a world, it grows from its examples anew, by asking; the grammar that it had is not used.

Examples:
  cambium tend json.plant --trust
  cambium tend json.plant more/ --accepts-module examples/json-world.mjs
  cambium tend dates.plant more-dates/
  cambium tend dates.plant --accepts "node check-date.js"
  cambium tend json.plant --recheck --accepts "node new-version.js" --budget 500
  cambium tend turnstile.plant --trust --deadline 10m`,
    )
    .action(
      action<[string, string[]], Options>(async ([path, paths], options) => {
        const { openPlant, tend } = await import('../plant/index.ts')
        const plant = openPlant(path)
        const { asking } = plant
        plant.close()
        const mayAskStored = (description: WorldDescription) => {
          if (options.trust) return
          const described = plant.kind === 'machine' ? describeSystem(description) : describeWorld(description)
          throw new CambiumError(
            'world-missing',
            `Name the world again. This plant was grown with ${described}; --trust allows exactly that.`,
          )
        }
        if (plant.kind === 'machine') return tendMachine(path, asking, paths, options, mayAskStored)
        const given = experience(paths, options)
        const world = await worldToAsk(options, asking.world, mayAskStored)
        const manners = {
          ...options,
          jobs: options.jobs ?? asking.jobs,
          rate: options.rate ?? asking.rate ?? undefined,
          onTimeout: options.onTimeout ?? asking.onTimeout,
        }
        return growing(world, manners, limits =>
          tend(path, { ...given, ...limits, world, recheck: options.recheck ?? false }),
        )
      }),
    )
}

/** The world that the options name, or else the one that the plant remembers, which may be none. */
async function worldToAsk(
  options: Options,
  stored: WorldDescription,
  mayAskStored: (description: WorldDescription) => void,
): Promise<Acceptor> {
  if (namesWorld(options) || stored.kind === 'none') return worldOrNone(options)
  mayAskStored(stored)
  return worldFrom(storedWorld(stored, options))
}
