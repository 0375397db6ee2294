import { Command, Option } from 'commander'
import type { Grammar } from '../model/grammar/index.ts'
import { whole } from './arguments.ts'
import { action } from './command.ts'
import { longestExample, nameOfPlant, readTexts } from './examples.ts'
import { addGrowingOptions, blueprintFrom, experience, type GrowingOptions, growing } from './growing.ts'
import { growMachine } from './machine/grow.ts'
import {
  addActingOptions,
  addSystemOptions,
  namesSystem,
  type SystemOptions,
  systemWarning,
} from './machine/system-options.ts'
import { addWorldOptions, listeningHelp, worldOrNone, worldWarning } from './world-options.ts'

interface Options extends GrowingOptions, SystemOptions {
  readonly from?: string
  readonly output?: string
  readonly blueprint: string
  readonly seed: number
}

export function growCommand(): Command {
  const command = new Command('grow')
    .summary('grow a grammar from examples, or a machine by acting on a system')
    .description(
      'Grows a grammar from a few texts that a program accepts, by asking the program about others. The plant, a ' +
        'single file, holds the grammar and every answer that it rests on. Where no program is named, it only listens: it ' +
        'learns from the texts alone. Where a system is named that reacts, it grows a state machine of it instead, by ' +
        'acting on it.',
    )
    .argument('[examples...]', 'files and folders, one example a file; for a machine, recorded traces')
    .option('--from <grammar>', 'a grammar in EBNF, or in JSON, to begin with: it is put to the test and extended')
    .option('-o, --output <plant>', 'the file that is made (default: named after the first example; machine.plant)')
  addGrowingOptions(command)
    .option('--blueprint <preset or file>', 'the principles it may use: innate, blank-slate, or a file', 'innate')
    .addOption(new Option('--seed <number>', 'for its choices').argParser(whole(Number.MIN_SAFE_INTEGER)).default(1))
  return addActingOptions(addSystemOptions(addWorldOptions(command)))
    .option('--json', 'print progress and result as lines of JSON')
    .addHelpText(
      'after',
      `${worldWarning}
${listeningHelp}
${systemWarning}

Examples:
  cambium grow examples/json --accepts-module examples/json-world.mjs -o json.plant
  cambium grow a.conf b.conf --accepts "nginx -t -c {file}" --timeout 2s
  cambium grow --lines versions.txt --rejected bad.txt --accepts-url http://localhost:8080/check --rate 50
  cambium grow more/ --from config.ebnf --accepts "nginx -t -c {file}"
  cambium grow --lines dates.txt --rejected no-dates.txt -o dates.plant
  cambium grow --responds "node examples/turnstile.mjs" --inputs coin,push -o turnstile.plant
  cambium grow --responds-module examples/forest/world.mjs -o forest.plant
  cambium grow --responds-url http://localhost:8080 --map cart.yaml --jobs 4 -o cart.plant`,
    )
    .action(
      action<[string[]], Options>(async ([paths], options) => {
        if (namesSystem(options)) return growMachine(paths, options)
        const given = experience(paths, options)
        const blueprint = await blueprintFrom(options.blueprint)
        const world = await worldOrNone(options)
        const from = options.from === undefined ? undefined : await grammarFrom(options.from)
        const file = options.output ?? nameOfPlant(paths.length > 0 ? paths : [options.from ?? ''])
        const { grow } = await import('../plant/index.ts')
        return growing(world, options, limits =>
          grow({ ...given, ...limits, world, blueprint, seed: options.seed, file, from }),
        )
      }),
    )
}

/** The grammar in a file. Rules that it uses and does not define derive nothing, which is said. */
async function grammarFrom(path: string): Promise<Grammar> {
  const [source] = readTexts([path], { lines: false, longest: longestExample })
  const { grammarFromJson, partialFromEbnf } = await import('../model/grammar/index.ts')
  if (path.endsWith('.json')) return grammarFromJson(source!.text)
  const { grammar, missing } = partialFromEbnf(source!.text)
  if (missing.length > 0) {
    process.stderr.write(
      `${path} uses and does not define ${missing.join(', ')}: nothing stands there to begin with.\n`,
    )
  }
  return grammar
}
