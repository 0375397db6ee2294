import { Command, Option } from 'commander'
import { whole } from './arguments.ts'
import { action, print, printJson } from './command.ts'

interface Options {
  readonly number: number
  readonly seed: number
  readonly maxDepth: number
  readonly maxLength: number
  readonly jsonl?: boolean
}

export function sampleCommand(): Command {
  return new Command('sample')
    .summary('draw texts of the language')
    .description(
      'Prints texts of the language, each with a newline after it. Every alternative of a rule is as likely as the ' +
        'others; below the greatest depth only the shortest are taken. The same seed gives the same texts.',
    )
    .argument('<plant>', 'the file')
    .addOption(new Option('-n, --number <number>', 'how many').argParser(whole(0)).default(1))
    .addOption(new Option('--seed <number>', 'for the choices').argParser(whole(Number.MIN_SAFE_INTEGER)).default(1))
    .addOption(new Option('--max-depth <depth>', 'rules within rules').argParser(whole(0)).default(12))
    .addOption(new Option('--max-length <characters>', 'of one text').argParser(whole(0)).default(100_000))
    .option('--jsonl, --json', 'print each text as a JSON string, for texts that hold newlines')
    .addHelpText(
      'after',
      `
Examples:
  cambium sample json.plant -n 5
  cambium sample json.plant -n 1000 --seed 7 --jsonl > samples.jsonl`,
    )
    .action(
      action<[string], Options>(async ([path], options) => {
        const { GrammarPlant } = await import('../plant/index.ts')
        const plant = GrammarPlant.open(path)
        try {
          const { number: count, seed, maxDepth, maxLength } = options
          for (const text of plant.sample({ count, seed, maxDepth, maxLength })) {
            if (options.jsonl || options.json) printJson(text)
            else print(text)
          }
          return 0
        } finally {
          plant.close()
        }
      }),
    )
}
