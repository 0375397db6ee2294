import { Command, Option } from 'commander'
import { CambiumError } from '../model/error.ts'
import type { GrammarPlant } from '../plant/index.ts'
import { whole } from './arguments.ts'
import { action, count, print, printJson, quoted } from './command.ts'
import { worldBeside } from './grammar/world-beside.ts'
import { addWorldOptions, type WorldOptions } from './world-options.ts'

interface Options extends WorldOptions {
  readonly cover?: boolean
  readonly nearMiss?: boolean
  readonly trust?: boolean
  readonly number?: number
  readonly seed: number
  readonly maxDepth: number
  readonly maxLength: number
  readonly jsonl?: boolean
}

export function sampleCommand(): Command {
  const command = new Command('sample')
    .summary('draw texts of the language')
    .description(
      'Prints texts of the language, each with a newline after it. Every alternative of a rule is as likely as the ' +
        'others; below the greatest depth only the shortest are taken. The same seed gives the same texts.',
    )
    .argument('<plant>', 'the file')
    .addOption(
      new Option('-n, --number <number>', 'how many (default: 1; all of --cover and --near-miss)').argParser(whole(0)),
    )
    .option('--cover', 'a small set of short texts that has every alternative in every context in which it can stand')
    .option('--near-miss', 'texts one edit outside the language; where a world is named, those that it rejects as well')
    .addOption(new Option('--seed <number>', 'for the choices').argParser(whole(Number.MIN_SAFE_INTEGER)).default(1))
    .addOption(new Option('--max-depth <depth>', 'rules within rules').argParser(whole(0)).default(12))
    .addOption(new Option('--max-length <characters>', 'of one text').argParser(whole(0)).default(100_000))
    .option('--jsonl, --json', 'print each text as a JSON string, for texts that hold newlines')
    .option('--trust', 'ask the world that the plant remembers; it runs a command that stands in the file')
  return addWorldOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  cambium sample json.plant -n 5
  cambium sample json.plant -n 1000 --seed 7 --jsonl > samples.jsonl
  cambium sample json.plant --cover --jsonl > cover.jsonl
  cambium sample json.plant --near-miss --trust --jsonl > misses.jsonl`,
    )
    .action(
      action<[string], Options>(async ([path], options) => {
        const { GrammarPlant } = await import('../plant/index.ts')
        const plant = GrammarPlant.open(path)
        try {
          if (options.cover && options.nearMiss) {
            throw new CambiumError('option-ambiguous', 'Ask for --cover or for --near-miss, one after the other.')
          }
          for (const text of await textsOf(plant, options)) {
            if (options.jsonl || options.json) printJson(text)
            else print(text)
          }
          return 0
        } finally {
          plant.close()
        }
      }),
    )
}

async function textsOf(plant: GrammarPlant, options: Options): Promise<readonly string[]> {
  const { number, seed, maxDepth, maxLength } = options
  if (options.nearMiss) return (await misses(plant, options)).slice(0, number)
  if (!options.cover) return plant.sample({ count: number ?? 1, seed, maxDepth, maxLength })
  const { coveringTexts } = await import('../model/grammar/index.ts')
  return coveringTexts(plant.grammar)
    .filter(text => text.length <= maxLength)
    .slice(0, number)
}

/** Near misses that a world is asked about at a time. */
const batch = 50

/** Near misses; of those that a world accepts, it is said how many there are, for they are finds. */
async function misses(plant: GrammarPlant, options: Options): Promise<readonly string[]> {
  const { coveringTexts, nearMisses } = await import('../model/grammar/index.ts')
  const { Random } = await import('../model/random.ts')
  const texts = nearMisses(plant.grammar, coveringTexts(plant.grammar), new Random(options.seed))
    .map(miss => miss.text)
    .filter(text => text.length <= options.maxLength)
  const beside = await worldBeside(plant, options)
  if (!beside) return texts
  try {
    const accepted: string[] = []
    const rejected: string[] = []
    // No more is asked than is wanted.
    for (let at = 0; at < texts.length && rejected.length < (options.number ?? Number.POSITIVE_INFINITY); at += batch) {
      const some = texts.slice(at, at + batch)
      const verdicts = await beside.judge(some)
      some.forEach((text, i) => {
        ;(verdicts[i] ? accepted : rejected).push(text)
      })
    }
    if (accepted.length > 0) {
      process.stderr.write(
        `The world accepts ${count(accepted.length, 'text')} that the grammar does not, such as ` +
          `${quoted(accepted[0]!)}; they are left out. cambium diff shows them, cambium tend learns from them.\n`,
      )
    }
    return rejected
  } finally {
    await beside.world.close()
  }
}
