import { Command, Option } from 'commander'
import { CambiumError } from '../model/error.ts'
import { duration, positive, whole } from './arguments.ts'
import { action } from './command.ts'
import { addSystemOptions, extraStatesOption, type SystemOptions } from './machine/system-options.ts'
import { runSuite, type SuiteOptions, writeSuite } from './machine/test.ts'

type Options = SuiteOptions & SystemOptions & { readonly output?: string; readonly run?: boolean }

export function testCommand(): Command {
  const command = new Command('test')
    .summary('make a test suite of a machine, or run it')
    .description(
      'Makes a conformance test suite: it finds every system that behaves otherwise and has no more states than the ' +
        'machine and --extra-states. Writes it as NAME.json and as a test file that runs it, or runs it at once.',
    )
    .argument('<plant>', 'the file')
    .option('-o, --output <name>', 'write NAME.json and NAME.test.mjs')
    .option('--run', 'run it against the system; reports the first failing trace, shrunk')
    .addOption(new Option('--method <method>', 'how states are told apart').choices(['hsi', 'wp', 'w']).default('hsi'))
    .addOption(extraStatesOption())
    .addOption(new Option('--runner <runner>', 'who runs the test file').choices(['node', 'vitest']).default('node'))
    .option('--trust', 'act on the system that the plant remembers; it runs a command that stands in the file')
  return addSystemOptions(command)
    .addOption(new Option('--jobs <number>', 'copies of the system at the same time').argParser(whole(1)))
    .addOption(new Option('--timeout <time>', 'for one input (default: 5s)').argParser(duration))
    .addOption(new Option('--rate <number>', 'runs a second, at most').argParser(positive))
    .addOption(new Option('--deadline <time>', 'stop after this time').argParser(duration))
    .option('--cwd <folder>', 'where the program runs')
    .option('--json', 'print the result as one JSON object')
    .addHelpText(
      'after',
      `
The exit status of --run is 1 if a test fails.

Examples:
  cambium test turnstile.plant -o suite
  cambium test turnstile.plant --run --trust --extra-states 1
  cambium test turnstile.plant --run --responds "node new-turnstile.mjs"`,
    )
    .action(
      action<[string], Options>(async ([path], options) => {
        if (options.output === undefined && !options.run) {
          throw new CambiumError('option-missing', 'Say what to do with the suite: -o NAME writes it, --run runs it.')
        }
        const { MachinePlant } = await import('../plant/index.ts')
        const plant = MachinePlant.open(path)
        try {
          if (options.output !== undefined) await writeSuite(plant, options.output, options)
          return options.run ? await runSuite(plant, options) : 0
        } finally {
          plant.close()
        }
      }),
    )
}
