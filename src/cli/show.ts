import { Command, Option } from 'commander'
import { action, print, printJson } from './command.ts'
import { reportLines, reportOf } from './report.ts'

export function showCommand(): Command {
  return new Command('show')
    .summary('read the grammar of a plant')
    .description('Prints the grammar, and what the plant thinks of it.')
    .argument('<plant>', 'the file')
    .addOption(new Option('--as <notation>', 'print the grammar alone, in this notation').choices(['ebnf', 'json']))
    .option('--json', 'print grammar and estimate as one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  cambium show json.plant
  cambium show json.plant --as ebnf > json.ebnf
  cambium show json.plant --as json`,
    )
    .action(
      action<[string], { as?: 'ebnf' | 'json' }>(async ([path], options) => {
        const { GrammarPlant } = await import('../plant/index.ts')
        const { grammarToJson, toEbnf } = await import('../model/grammar/index.ts')
        const plant = GrammarPlant.open(path)
        try {
          const { grammar } = plant
          if (options.as === 'json') process.stdout.write(grammarToJson(grammar))
          else if (options.as === 'ebnf') process.stdout.write(toEbnf(grammar))
          else if (options.json) printJson({ grammar, ...reportOf(plant) })
          else {
            process.stdout.write(toEbnf(grammar))
            print('')
            for (const line of reportLines(plant)) print(line)
          }
          return 0
        } finally {
          plant.close()
        }
      }),
    )
}
