import { Command, Option } from 'commander'
import { whole } from '../arguments.ts'
import { action, printJson, status } from '../command.ts'
import { interruption, modelOption, number, openPhotograph, photographOf } from './options.ts'

interface Options {
  readonly model?: string
  readonly number: number
  readonly prompt: string
  readonly temperature: number
  readonly topK: number
  readonly topP: number
  readonly maxTokens: number
  readonly seed: number
  readonly chat?: boolean
}

export function sampleCommand(): Command {
  return new Command('sample')
    .summary('draw texts')
    .description('Draws texts from a photograph, each with a newline after it. The same seed gives the same texts.')
    .argument('[photo]', 'the folder, or the address of a served model')
    .addOption(modelOption())
    .addOption(new Option('-n, --number <number>', 'how many').argParser(whole(0)).default(1))
    .option('--prompt <text>', 'what they begin with', '')
    .addOption(
      new Option('--temperature <number>', '0: the most probable; 1: as the model says')
        .argParser(number(0, 100))
        .default(1),
    )
    .addOption(
      new Option('--top-k <number>', 'only the so many most probable tokens; 0: all').argParser(whole(0)).default(0),
    )
    .addOption(
      new Option('--top-p <share>', 'only the most probable that have this share').argParser(number(0, 1)).default(1),
    )
    .addOption(new Option('--max-tokens <number>', 'of one text').argParser(whole(0)).default(256))
    .addOption(new Option('--seed <number>', 'for the choices').argParser(whole(Number.MIN_SAFE_INTEGER)).default(1))
    .option('--chat', 'the served model has only the chat interface')
    .option('--json', 'print each text as a JSON string')
    .action(
      action<[string | undefined], Options>(async ([path], options) => {
        const { capability } = await import('../../photograph/index.ts')
        const sample = capability(await openPhotograph(photographOf(path, options.model), options.chat), 'sample')
        const { signal, end } = interruption()
        try {
          for (let i = 0; i < options.number; i++) {
            let text = options.prompt
            if (!options.json) process.stdout.write(text)
            for await (const token of sample(options.prompt, { ...options, seed: options.seed + i }, signal)) {
              text += token.text
              if (!options.json) process.stdout.write(token.text)
            }
            if (options.json) printJson(text)
            else process.stdout.write('\n')
          }
          return status.success
        } catch (error) {
          if (signal.aborted) return status.interrupted
          throw error
        } finally {
          end()
        }
      }),
    )
}
