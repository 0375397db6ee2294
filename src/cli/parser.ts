import { readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { CambiumError } from '../model/error.ts'
import { action, print } from './command.ts'

export function parserCommand(): Command {
  return new Command('parser')
    .summary('write a parser of the language')
    .description(
      'Writes a parser in TypeScript that needs nothing: parse(text) gives the tree or throws a ParseError with line, ' +
        'column and what could stand there, accepts(text) says yes or no.',
    )
    .argument('<plant>', 'the file')
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .addHelpText(
      'after',
      `
Examples:
  cambium parser json.plant -o json-parser.ts
  cambium parser json.plant > json-parser.ts`,
    )
    .action(
      action<[string], { output?: string }>(async ([path], { output }) => {
        const { GrammarPlant } = await import('../plant/index.ts')
        const { engineModules, parserSource } = await import('../model/grammar/index.ts')
        const plant = GrammarPlant.open(path)
        try {
          // The package holds these as TypeScript too.
          const engine = engineModules.map(name =>
            readFileSync(new URL(`../../src/model/grammar/parse/${name}.ts`, import.meta.url), 'utf8'),
          )
          const source = parserSource(plant.grammar, engine)
          if (output === undefined) print(source.trimEnd())
          else writeOrSay(output, source)
          return 0
        } finally {
          plant.close()
        }
      }),
    )
}

function writeOrSay(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (cause) {
    throw new CambiumError('output-unwritable', `${file} cannot be written: ${(cause as Error).message}`, { cause })
  }
}
