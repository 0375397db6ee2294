import { Command, Option } from 'commander'
import { CambiumError } from '../model/error.ts'
import type { GrammarPlant, MachinePlant } from '../plant/index.ts'
import { duration, whole } from './arguments.ts'
import { action } from './command.ts'
import type { DiffOptions } from './grammar/diff.ts'
import {
  addActingOptions,
  addSystemOptions,
  namesSystem,
  type SystemOptions,
  systemWarning,
} from './machine/system-options.ts'
import type { WatchOptions } from './machine/watched.ts'
import { addWorldOptions, namesWorld, worldWarning } from './world-options.ts'

type Options = DiffOptions & SystemOptions & WatchOptions
type AnyPlant = GrammarPlant | MachinePlant

export function diffCommand(): Command {
  const command = new Command('diff')
    .summary('how two plants differ, or a plant and a program')
    .description(
      'Compares two plants, or a plant and a world, by behaviour. Of grammars: the shortest texts that one accepts ' +
        'and the other does not, by the rule that makes the difference (of two plants proven, of a world by asking). Of machines: the shortest inputs that are ' +
        'answered differently, and the states and transitions that differ; of a system that is named, a second machine ' +
        'is grown in memory.',
    )
    .argument('<a>', 'a plant')
    .argument('[b]', 'another plant; without it a world is named')
    .addOption(new Option('--seed <number>', 'for the samples').argParser(whole(Number.MIN_SAFE_INTEGER)).default(1))
    .option(
      '--trust',
      'of a grammar: ask the world that the plant remembers; it runs a command that stands in the file',
    )
  return addActingOptions(addSystemOptions(addWorldOptions(command)))
    .addOption(new Option('--deadline <time>', 'stop after this time').argParser(duration))
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `${worldWarning}
${systemWarning}

The exit status is 0 if no difference was found, else 1.

Examples:
  cambium diff old.plant new.plant
  cambium diff json.plant --accepts "node new-version.js"
  cambium diff turnstile.plant --responds "node new-turnstile.mjs"`,
    )
    .action(
      action<[string, string | undefined], Options>(async ([a, b], options) => {
        if (b !== undefined && (namesSystem(options) || namesWorld(options) || options.trust)) {
          throw new CambiumError('comparison-unclear', 'Name a second plant, or a world: one of the two.')
        }
        const { openPlant } = await import('../plant/index.ts')
        const plant = openPlant(a)
        try {
          const other = b === undefined ? undefined : openPlant(b)
          try {
            if (plant.kind === 'grammar') return await grammars([plant, a], other && [other, b!], options)
            return await machines([plant, a], other && [other, b!], options)
          } finally {
            other?.close()
          }
        } finally {
          plant.close()
        }
      }),
    )
}

type Named<P> = readonly [plant: P, name: string]

async function grammars(a: Named<GrammarPlant>, b: Named<AnyPlant> | undefined, options: Options): Promise<number> {
  if (b?.[0].kind === 'machine') throw unlike()
  const { diffGrammars } = await import('./grammar/diff.ts')
  return diffGrammars(a, b as Named<GrammarPlant> | undefined, options)
}

async function machines(a: Named<MachinePlant>, b: Named<AnyPlant> | undefined, options: Options): Promise<number> {
  if (b?.[0].kind === 'grammar') throw unlike()
  const { diffMachines, diffWithSystem } = await import('./machine/diff.ts')
  if (b) return diffMachines([a[0].machine, a[1]], [(b[0] as MachinePlant).machine, b[1]], options)
  if (namesSystem(options)) return diffWithSystem(...a, options)
  throw new CambiumError(
    'comparison-unclear',
    'Name a second plant, or a system with --responds, --responds-module, --responds-url or --responds-tcp.',
  )
}

const unlike = () => new CambiumError('comparison-unclear', 'A grammar and a machine cannot be compared.')
