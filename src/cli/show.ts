import { Command, Option } from 'commander'
import { action, print, printJson } from './command.ts'
import { machineNotations, showMachine } from './machine/show.ts'
import { reportLines, reportOf } from './report.ts'

export function showCommand(): Command {
  return new Command('show')
    .summary('read the grammar or the machine of a plant')
    .description('Prints the grammar or the transition table, and what the plant thinks of it.')
    .argument('<plant>', 'the file')
    .addOption(
      new Option('--as <notation>', 'print the model alone, in this notation; svg and such are for machines').choices([
        ...new Set(['ebnf', 'json', ...machineNotations]),
      ]),
    )
    .option('--json', 'print model and estimate as one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  cambium show json.plant
  cambium show json.plant --as ebnf > json.ebnf
  cambium show json.plant --as json
  cambium show turnstile.plant --as svg > turnstile.svg`,
    )
    .action(
      action<[string], { as?: string }>(async ([path], options) => {
        const { openPlant } = await import('../plant/index.ts')
        const { grammarToJson, toEbnf } = await import('../model/grammar/index.ts')
        const plant = openPlant(path)
        try {
          if (plant.kind === 'machine') {
            await showMachine(plant, options)
            return 0
          }
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
