import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { CambiumError } from '../../model/error.ts'
import type { Corpus, PhotographRecord, PresetName, VocabularyKind } from '../../photograph/index.ts'
import { whole } from '../arguments.ts'
import { action, grouped, print, printJson, status } from '../command.ts'
import { interruption, number } from './options.ts'
import { duration, trainingProgress } from './progress.ts'

interface Options {
  readonly output: string
  readonly lines?: boolean
  readonly fromPlant?: string
  readonly number: number
  readonly kind: 'transformer' | 'ngram'
  readonly preset: PresetName
  readonly order?: number
  readonly vocabulary?: VocabularyKind
  readonly vocabularySize?: number
  readonly context?: number
  readonly steps?: number
  readonly minutes?: number
  readonly batch?: number
  readonly learningRate?: number
  readonly threads: number
  readonly seed: number
  readonly valShare: number
  readonly resume?: boolean
  readonly force?: boolean
}

export function trainCommand(): Command {
  return new Command('train')
    .summary('make a photograph from text')
    .description(
      'Pre-trains a language model on text: a transformer, or an n-gram model. A plot of the training lies beside the ' +
        'result. Ctrl-C keeps the best so far, and --resume goes on as if nothing had happened.',
    )
    .argument('[text...]', 'files and folders; .jsonl files hold a text a line')
    .requiredOption('-o, --output <photo>', 'the folder to write')
    .option('--lines', 'each line is a text of its own')
    .option('--from-plant <plant>', 'learn from samples of a grown language instead')
    .addOption(new Option('-n, --number <number>', 'how many samples of the plant').argParser(whole(1)).default(10_000))
    .addOption(new Option('--kind <kind>', 'of model').choices(['transformer', 'ngram']).default('transformer'))
    .addOption(new Option('--preset <size>', 'of the transformer').choices(['tiny', 'small', 'base']).default('tiny'))
    .addOption(new Option('--order <n>', 'the longest n-gram').argParser(whole(1)))
    .addOption(new Option('--vocabulary <kind>', 'of tokens').choices(['bpe', 'words', 'characters', 'bytes']))
    .addOption(new Option('--vocabulary-size <tokens>', 'at most').argParser(whole(257)))
    .addOption(new Option('--context <tokens>', 'seen at once').argParser(whole(2)))
    .addOption(
      new Option('--steps <number>', 'batches to learn from (default: 500)').argParser(whole(1)).conflicts('minutes'),
    )
    .addOption(new Option('--minutes <number>', 'how long to train').argParser(number(0.001)))
    .addOption(new Option('--batch <rows>', 'sequences a step').argParser(whole(1)))
    .addOption(new Option('--learning-rate <rate>', 'at its highest').argParser(number(0, 1)))
    .addOption(new Option('--threads <number>', 'that share each batch').argParser(whole(1)).default(1))
    .addOption(
      new Option('--seed <number>', 'for all that is random').argParser(whole(Number.MIN_SAFE_INTEGER)).default(1),
    )
    .addOption(
      new Option('--val-share <share>', 'of the text that is only measured on').argParser(number(0, 0.5)).default(0.05),
    )
    .option('--resume', 'go on with an interrupted training; other options are as they were')
    .option('--force', 'write over a photograph that is there')
    .option('--json', 'tell events as JSON, a line each')
    .addHelpText(
      'after',
      `
Examples:
  cambium photo train book.txt -o book.photo
  cambium photo train book.txt -o book.photo --preset small --minutes 20 --threads 2
  cambium photo train notes/ --kind ngram --order 5 -o notes.photo`,
    )
    .action(
      action<[string[]], Options>(async ([texts], options) => {
        const { resumeTraining, trainNgram, trainTransformer } = await import('../../photograph/index.ts')
        const { signal, end } = interruption()
        const progress = trainingProgress(options.json ?? false)
        const control = { signal, onProgress: progress.tell }
        const { output, vocabulary, vocabularySize, seed, valShare: heldOutShare, force: replace } = options
        try {
          let made: { record: PhotographRecord; finished: boolean }
          if (options.resume) made = await resumeTraining(output, control)
          else if (options.kind === 'ngram') {
            const { order } = options
            const record = await trainNgram(await corpusFrom(texts, options), output, {
              order,
              vocabulary,
              vocabularySize,
              seed,
              heldOutShare,
              replace,
              ...control,
            })
            made = { record, finished: !signal.aborted }
          } else
            made = await trainTransformer(
              await corpusFrom(texts, options),
              output,
              { ...options, heldOutShare, replace },
              control,
            )
          progress.end()
          await tell(made.record, output, options.json ?? false)
          if (made.finished) return status.success
          process.stderr.write(
            `interrupted: the best so far is in ${output}${options.kind === 'ngram' ? '' : '; --resume goes on'}\n`,
          )
          return status.interrupted
        } catch (error) {
          if (error !== signal.reason) throw error
          process.stderr.write('interrupted before anything was learned: nothing was written\n')
          return status.interrupted
        } finally {
          progress.end()
          end()
        }
      }),
    )
}

async function corpusFrom(texts: readonly string[], options: Options): Promise<Corpus> {
  const { corpusOf, openCorpus } = await import('../../photograph/index.ts')
  if ((options.fromPlant === undefined) === (texts.length === 0)) {
    throw new CambiumError(
      'corpus-missing',
      'Say what to learn from: either files and folders of text, or --from-plant.',
    )
  }
  if (options.fromPlant === undefined) return openCorpus(texts, { lines: options.lines })
  const { GrammarPlant } = await import('../../plant/index.ts')
  const plant = GrammarPlant.open(options.fromPlant)
  try {
    return corpusOf(
      [...plant.sample({ count: options.number, seed: options.seed })],
      `${options.number} samples of ${options.fromPlant}`,
    )
  } finally {
    plant.close()
  }
}

async function tell(record: PhotographRecord, output: string, json: boolean): Promise<void> {
  const { besideOf, curvesOf, plotCurves } = await import('../../photograph/index.ts')
  const curves = curvesOf(record)
  const plot = besideOf(output, '.svg')
  if (curves.length > 0) {
    const drawn = await plotCurves(output, curves)
    await writeFile(plot, drawn).catch(cause => {
      throw new CambiumError('cannot-write', `${output} is written, but not the plot ${plot}: ${cause.message}.`, {
        cause,
      })
    })
  }
  if (json) return printJson({ event: 'done', photograph: output, plot: curves.length > 0 ? plot : undefined, record })
  const bits = record.heldOutBits === null ? '' : `, ${record.heldOutBits.toFixed(3)} bits a character on held-out text`
  print(`${output}: ${grouped(record.parameters)} parameters${bits}, in ${duration(record.seconds)}`)
  if (curves.length > 0) print(`the training as a plot: ${plot}`)
}
