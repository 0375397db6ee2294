import { availableParallelism } from 'node:os'
import { basename, extname } from 'node:path'
import { Command, Option } from 'commander'
import type { RunProgress, Stale } from '../compare/index.ts'
import { CambiumError } from '../model/error.ts'
import { whole } from './arguments.ts'
import { action, type CommonOptions, count, print, printJson, status } from './command.ts'
import { readTexts } from './examples.ts'

interface Options extends CommonOptions {
  readonly example?: string
  readonly output?: string
  readonly quick?: boolean
  readonly jobs: number
}

/** Milliseconds after which it is said that the comparison is still being checked. */
const longestSilence = 3000

/** Bytes of the longest configuration. */
const longestConfiguration = 1 << 16

export function compareCommand(): Command {
  return comparing('compare')
    .summary('measure plants, photographs and others on the same work')
    .description(
      'Measures plants, photographs and others on the same work: how many examples they need, what they make of what ' +
        'they have not seen, how they take a world that changes. Prints the tables, and writes report.html, results.json ' +
        'and the plots into a folder. An interrupted comparison goes on where it stopped.',
    )
    .addHelpText(
      'after',
      `
Examples:
  cambium compare --example lisp --quick -o lisp-quick
  cambium compare --example json
  cambium compare mine.yaml -o mine --jobs 4

A configuration with a world of your own, which judges, and texts that it accepts:
  comparison: 1
  world: {accepts-module: world.mjs}
  texts: [examples]
  sizes: [3, 10, 30]
  test: 20
  validation: 10
  contestants:
    - {plant: innate}
    - {ngram: true}`,
    )
    .action(action<[string | undefined], Options>(([file], options) => run('comparison', file, options)))
}

export function ablateCommand(): Command {
  return comparing('ablate')
    .summary('grow with each innate principle switched off in turn')
    .description(
      'Grows with each innate principle switched off in turn, and with all of them, and shows what each is worth in ' +
        'examples, questions and quality.',
    )
    .addHelpText(
      'after',
      `
Examples:
  cambium ablate --example lisp --quick -o lisp-ablation
  cambium ablate mine.yaml -o mine-ablation

The configuration is that of a comparison; how much is grown stands in a line of it:
  ablation: {sizes: [10, 30], seeds: 3, questions: 5000}`,
    )
    .action(action<[string | undefined], Options>(([file], options) => run('ablation', file, options)))
}

function comparing(name: string): Command {
  return new Command(name)
    .argument('[config]', 'a comparison, a file of YAML')
    .option('--example <name>', 'one of the comparisons that come with cambium: english, forest, json, lisp')
    .option('-o, --output <folder>', 'where the results are written (default: named after the comparison)')
    .option('--quick', 'cut down to what takes under three minutes on two processors')
    .addOption(
      new Option('--jobs <number>', 'pieces of work at the same time, each in a process of its own')
        .argParser(whole(1))
        .default(Math.max(1, availableParallelism()), `${availableParallelism()}`),
    )
    .option('--json', 'print progress and tables as lines of JSON')
}

async function run(what: 'comparison' | 'ablation', file: string | undefined, options: Options): Promise<number> {
  const { examplePath, exampleNames, plainSummary, readComparison, runComparison, writeReport } = await import(
    '../compare/index.ts'
  )
  if ((file === undefined) === (options.example === undefined)) {
    throw new CambiumError(
      'comparison-missing',
      `Name one comparison: a file, or --example with one of ${exampleNames().join(', ')}.`,
    )
  }
  const path = file ?? examplePath(options.example!)
  const [source] = readTexts([path], { lines: false, longest: longestConfiguration })
  const comparison = readComparison(source!.text, path, options.quick)
  const base = `${basename(path, extname(path))}${what === 'ablation' ? '-ablation' : ''}${options.quick ? '-quick' : ''}`
  const folder = options.output ?? base
  const interrupt = new AbortController()
  const onSignal = () => interrupt.abort()
  // A world that answers slowly, or is asked for the first time, should not look as if nothing went on.
  const patience = setTimeout(() => telling(options), longestSilence)
  // Until there is something to keep, a signal ends the program at once, as it does by itself.
  const onChecked = () => {
    clearTimeout(patience)
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  }
  try {
    const onProgress = progressOf(options)
    const { results, finished } = await runComparison(comparison, folder, what, {
      jobs: options.jobs,
      signal: interrupt.signal,
      onChecked,
      onProgress,
      onStale: staleOf(options, folder),
    })
    if (!finished) {
      process.stderr.write(`Stopped. What is done is kept in ${folder}; the same command goes on.\n`)
      return status.interrupted
    }
    const command = `cambium ${what === 'ablation' ? 'ablate' : 'compare'} ${options.example ? `--example ${options.example}` : basename(path)}${options.quick ? ' --quick' : ''}`
    const summary = await writeReport(comparison, results, folder, command)
    if (options.json) printJson({ event: what, folder, ...summary })
    else {
      print(plainSummary(summary))
      print(
        `${folder}/report.html has the curves, samples, and what each got wrong; ${folder}/results.json every number.`,
      )
    }
    return status.success
  } finally {
    clearTimeout(patience)
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

function telling({ json }: CommonOptions): void {
  if (json) printJson({ event: 'checking' })
  else
    process.stderr.write(
      'Checking first that all of it can be done: that the world accepts the texts, and that there are enough.\n',
    )
}

function staleOf({ json }: CommonOptions, folder: string): (stale: Stale) => void {
  if (json) return stale => printJson({ event: 'stale', ...stale })
  return ({ cells, contestants }) => {
    process.stderr.write(
      `${count(cells, 'piece')} of the earlier run in ${folder} came of another version of the program, or of other settings or files, and ${cells === 1 ? 'is' : 'are'} done again: ${contestants.join(', ')}. To keep the old results, stop, and name another folder with -o.\n`,
    )
  }
}

function progressOf({ json }: CommonOptions): (progress: RunProgress) => void {
  if (json) return progress => printJson({ event: 'progress', ...progress })
  const terminal = process.stderr.isTTY
  return ({ done, cells, about, secondsLeft }) => {
    const left = done === cells ? '' : `, about ${Math.ceil(secondsLeft / 60)} min left`
    const line = `${done} of ${count(cells, 'piece')}${left}: ${about}`
    const end = terminal && done < cells ? '' : '\n'
    process.stderr.write(
      terminal ? `\r\u001b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}${end}` : `${line}\n`,
    )
  }
}
