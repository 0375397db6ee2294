import { Command, Option } from 'commander'
import { whole } from '../arguments.ts'
import { action, print, printJson, status } from '../command.ts'
import { interruption, number } from './options.ts'
import { trainingProgress } from './progress.ts'

interface Options {
  readonly output: string
  readonly steps: number
  readonly batch: number
  readonly learningRate?: number
  readonly threads: number
  readonly seed: number
  readonly force?: boolean
}

export function tuneCommand(): Command {
  return new Command('tune')
    .summary('fine-tune a photograph for a task')
    .description(
      'Trains a copy of a photograph for a task: text, or JSON lines with "prompt" and "completion". Says how well the ' +
        'new one does the task, and what it has forgotten of the text it was first made from.',
    )
    .argument('<photo>', 'the photograph to start from; it stays as it is')
    .argument('<task...>', 'files')
    .requiredOption('-o, --output <photo>', 'the folder to write')
    .addOption(new Option('--steps <number>', 'batches').argParser(whole(1)).default(200))
    .addOption(new Option('--batch <rows>', 'examples a step').argParser(whole(1)).default(16))
    .addOption(
      new Option('--learning-rate <rate>', 'at its highest (default: half of what it was trained with)').argParser(
        number(0, 1),
      ),
    )
    .addOption(new Option('--threads <number>', 'that share each batch').argParser(whole(1)).default(1))
    .addOption(
      new Option('--seed <number>', 'for all that is random').argParser(whole(Number.MIN_SAFE_INTEGER)).default(1),
    )
    .option('--force', 'write over a photograph that is there')
    .option('--json', 'tell events as JSON, a line each')
    .action(
      action<[string, string[]], Options>(async ([photo, task], options) => {
        const { openSnapshot, readTask, tunePhotograph } = await import('../../photograph/index.ts')
        const { signal, end } = interruption()
        const progress = trainingProgress(options.json ?? false)
        try {
          const report = await tunePhotograph(
            await openSnapshot(photo),
            await readTask(task),
            options.output,
            { ...options, replace: options.force },
            { signal, onProgress: progress.tell },
          )
          progress.end()
          if (options.json) printJson({ event: 'done', photograph: options.output, ...report })
          else {
            const bits = ({ before, after }: { before: number; after: number }): string =>
              `${before.toFixed(3)} bits a character before, ${after.toFixed(3)} after`
            print(`the task (held-out part): ${bits(report.task)}`)
            print(
              report.original === null
                ? 'no text was held out of what it was first made from'
                : `the text it was first made from (held-out part): ${bits(report.original)}`,
            )
          }
          return signal.aborted ? status.interrupted : status.success
        } finally {
          progress.end()
          end()
        }
      }),
    )
}
