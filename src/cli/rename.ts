import { Command } from 'commander'
import { action, print } from './command.ts'

export function renameCommand(): Command {
  return new Command('rename')
    .summary('give a rule of a grammar another name')
    .description(
      'Gives a rule another name, which it keeps while the plant goes on growing, as long as a rule derives what it does now.',
    )
    .argument('<plant>', 'the file')
    .argument('<old>', 'the name of the rule, as `cambium show` prints it')
    .argument('<new>', 'its new name: a letter or _, then letters, digits, _ . -')
    .addHelpText('after', '\nExamples:\n  cambium rename json.plant part number')
    .action(
      action<[string, string, string], object>(async ([path, before, after]) => {
        const { GrammarPlant } = await import('../plant/index.ts')
        const plant = GrammarPlant.open(path)
        try {
          plant.rename(before, after)
          print(`${before} is now called ${after}`)
          return 0
        } finally {
          plant.close()
        }
      }),
    )
}
