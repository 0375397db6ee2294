import { Command, Option } from 'commander'
import { CambiumError } from '../../model/error.ts'
import { whole } from '../arguments.ts'
import { action, print, printJson, status } from '../command.ts'
import { modelOption, number, openPhotograph, photographOf } from './options.ts'

interface Options {
  readonly model?: string
  readonly number: number
  readonly temperature: number
  readonly topK: number
  readonly topP: number
  readonly maxTokens: number
  readonly seed: number
}

/** `cambium graft PLANT PHOTO`. */
export function graftCommand(): Command {
  return new Command('graft')
    .summary("draw texts of a plant's language that are natural to a photograph")
    .description(
      'Draws texts that the grammar of a plant accepts, with the probabilities of a photograph or of a served model.',
    )
    .argument('<plant>', 'the file')
    .argument('[photo]', 'the folder, or the address of a served model')
    .addOption(modelOption())
    .addOption(new Option('-n, --number <number>', 'how many').argParser(whole(0)).default(1))
    .addOption(new Option('--temperature <number>', '1: as the model says').argParser(number(0, 100)).default(1))
    .addOption(new Option('--top-k <number>', 'only the so many most probable; 0: all').argParser(whole(0)).default(0))
    .addOption(
      new Option('--top-p <share>', 'only the most probable that have this share').argParser(number(0, 1)).default(1),
    )
    .addOption(
      new Option('--max-tokens <number>', 'after which a text is brought to an end').argParser(whole(1)).default(400),
    )
    .addOption(new Option('--seed <number>', 'for the choices').argParser(whole(Number.MIN_SAFE_INTEGER)).default(1))
    .option('--json', 'print each text as a JSON string')
    .action(
      action<[string, string | undefined], Options>(async ([path, photo], options) => {
        const { Graft, graft, LocalPhotograph } = await import('../../photograph/index.ts')
        const { Parser, Recogniser } = await import('../../model/grammar/index.ts')
        const { GrammarPlant } = await import('../../plant/index.ts')
        const { seeded } = await import('../../photograph/ask/sampling.ts')
        const plant = GrammarPlant.open(path)
        try {
          const parser = new Parser(plant.grammar)
          const begin = (): InstanceType<typeof Recogniser> => new Recogniser(parser)
          const photograph = await openPhotograph(photographOf(photo, options.model))
          const local = photograph instanceof LocalPhotograph ? new Graft(photograph.model, begin) : undefined
          for (let i = 0; i < options.number; i++) {
            const random = seeded(options.seed + i)
            const { text } = local ? local.sample(random, options) : await graft(photograph, begin, random, options)
            if (!parser.accepts(text))
              throw new CambiumError('graft-invalid', 'A text was drawn that the grammar refuses.', {
                blame: 'internal',
              })
            if (options.json) printJson(text)
            else print(text)
          }
          return status.success
        } finally {
          plant.close()
        }
      }),
    )
}
