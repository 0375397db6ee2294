import { Command, Option } from 'commander'
import { action } from './command.ts'
import { grammarNotations, showGrammar } from './grammar/show.ts'
import { machineNotations, showMachine } from './machine/show.ts'

export function showCommand(): Command {
  return new Command('show')
    .summary('read the grammar or the machine of a plant')
    .description('Prints the grammar or the transition table, and what the plant thinks of it.')
    .argument('<plant>', 'the file')
    .addOption(
      new Option(
        '--as <notation>',
        'print the model alone, in this notation; dot, mermaid, svg, markdown are for machines',
      ).choices([...new Set([...grammarNotations, ...machineNotations])]),
    )
    .option('--json', 'print model and estimate as one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  cambium show json.plant
  cambium show json.plant --as ebnf > json.ebnf
  cambium show json.plant --as antlr4 > Json.g4
  cambium show json.plant --as tree-sitter > grammar.js
  cambium show turnstile.plant --as svg > turnstile.svg`,
    )
    .action(
      action<[string], { as?: string }>(async ([path], options) => {
        const { openPlant } = await import('../plant/index.ts')
        const plant = openPlant(path)
        try {
          if (plant.kind === 'machine') {
            await showMachine(plant, options)
            return 0
          }
          await showGrammar(plant, path, options)
          return 0
        } finally {
          plant.close()
        }
      }),
    )
}
