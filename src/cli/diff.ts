import { Command, Option } from 'commander'
import { CambiumError } from '../model/error.ts'
import { duration, positive, whole } from './arguments.ts'
import { action } from './command.ts'
import { diffMachines, diffWithSystem } from './machine/diff.ts'
import { addActingOptions, addSystemOptions, namesSystem, type SystemOptions } from './machine/system-options.ts'
import type { WatchOptions } from './machine/watched.ts'

export function diffCommand(): Command {
  const command = new Command('diff')
    .summary('how two machines differ')
    .description(
      'Says where two machines, or a machine and a system, answer differently: the shortest inputs that show it, and the ' +
        'states and transitions that differ. Of a system that is named, a second machine is grown in memory.',
    )
    .argument('<a>', 'a plant')
    .argument('[b]', 'another plant')
  return addActingOptions(addSystemOptions(command))
    .addOption(new Option('--jobs <number>', 'copies of the system at the same time').argParser(whole(1)))
    .addOption(new Option('--timeout <time>', 'for one input (default: 5s)').argParser(duration))
    .addOption(new Option('--rate <number>', 'runs a second, at most').argParser(positive))
    .addOption(new Option('--deadline <time>', 'stop after this time').argParser(duration))
    .option('--cwd <folder>', 'where the program runs')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
The exit status is 0 if they do not differ, else 1.

Examples:
  cambium diff old.plant new.plant
  cambium diff turnstile.plant --responds "node new-turnstile.mjs"`,
    )
    .action(
      action<[string, string | undefined], SystemOptions & WatchOptions>(async ([a, b], options) => {
        if ((b === undefined) === !namesSystem(options)) {
          throw new CambiumError(
            'comparison-unclear',
            'Name a second plant, or a system with --responds, --responds-module, --responds-url or --responds-tcp: one of the two.',
          )
        }
        const { MachinePlant } = await import('../plant/index.ts')
        const plant = MachinePlant.open(a)
        try {
          if (b === undefined) return await diffWithSystem(plant, a, options)
          const other = MachinePlant.open(b)
          try {
            return await diffMachines([plant.machine, a], [other.machine, b], options)
          } finally {
            other.close()
          }
        } finally {
          plant.close()
        }
      }),
    )
}
