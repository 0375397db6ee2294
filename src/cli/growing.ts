import { existsSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { CambiumError } from '../model/error.ts'
import type { GrammarPlant, GrowthLimits, MachinePlant } from '../plant/index.ts'
import type { World } from '../world/world.ts'
import { duration, whole } from './arguments.ts'
import { type CommonOptions, count, print, printJson, quoted, report, status } from './command.ts'
import { longestExample, readTexts } from './examples.ts'
import { runLine } from './machine/explain.ts'
import { progressReport } from './progress.ts'
import { reportLines, reportOf } from './report.ts'
import { usualJobs, type WorldOptions } from './world-options.ts'

/** What `grow` and `tend` have in common. */
export interface GrowingOptions extends CommonOptions, WorldOptions {
  readonly lines?: boolean
  readonly rejected?: readonly string[]
  readonly budget?: number
  readonly deadline?: number
}

/** Adds the options on examples and limits. */
export function addGrowingOptions(command: Command): Command {
  return command
    .option('--lines', 'every line of a file is an example; a .jsonl file always holds one JSON string a line')
    .option('--rejected <files...>', 'files and folders of texts that are known to be invalid')
    .addOption(new Option('--budget <questions>', 'stop after so many questions').argParser(whole(1)))
    .addOption(new Option('--deadline <time>', 'stop after this time (90s, 5m, 2h)').argParser(duration))
}

/** The texts that were named. @throws CambiumError as `readTexts` */
export function experience(paths: readonly string[], options: GrowingOptions) {
  const reading = { lines: options.lines ?? false, longest: longestExample }
  return {
    examples: readTexts(paths, reading).map(({ text }) => text),
    rejected: readTexts(options.rejected ?? [], reading).map(({ text }) => text),
  }
}

/**
 * Grows with progress, stops cleanly at ctrl-C, says how it ended, and leaves nothing running.
 * @returns the exit status
 */
export async function growing(
  world: Pick<World<never, unknown>, 'close'>,
  options: GrowingOptions,
  run: (limits: GrowthLimits) => Promise<GrammarPlant | MachinePlant>,
): Promise<number> {
  const progress = progressReport(options.json ?? false, options)
  const interrupt = new AbortController()
  const onSignal = () => {
    if (interrupt.signal.aborted) {
      void world.close() // kills at once what it started, before the first wait
      process.exit(status.interrupted)
    }
    progress.say('Stopping. What was learned is kept; ctrl-C again leaves at once.')
    interrupt.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  let plant: GrammarPlant | MachinePlant | undefined
  try {
    plant = await run({
      jobs: options.jobs ?? usualJobs,
      rate: options.rate,
      onTimeout: options.onTimeout,
      budget: options.budget,
      deadline: options.deadline,
      signal: interrupt.signal,
      onProgress: progress.update,
    })
    progress.end()
    conclude(plant, options)
    if (interrupt.signal.aborted) return status.interrupted
    const isOfUse = plant.kind === 'machine' || plant.isUnfinished || coversSome(plant.coverage)
    return isOfUse ? status.success : status.negative
  } catch (error) {
    progress.end()
    const reported = report(error, options)
    const { GrowthFailed, openPlant } = await import('../plant/index.ts')
    const path = error instanceof GrowthFailed ? error.plant.path : undefined
    if (path !== undefined && existsSync(path)) {
      plant = openPlant(path)
      leftBy(plant, options)
    }
    return reported
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
    await world.close()
    plant?.close()
  }
}

function conclude(plant: GrammarPlant | MachinePlant, options: GrowingOptions): void {
  if (options.json) {
    printJson({ event: 'grown', ...reportOf(plant) })
    return
  }
  const name = plant.path!
  print(
    plant.kind === 'machine'
      ? `${name}: a machine of ${count(plant.machine.size, 'state')}`
      : `${name}: a grammar of ${count(plant.grammar.rules.length, 'rule')}`,
  )
  for (const line of reportLines(plant)) print(`  ${line}`)
  const why = stopped[plant.epochs.at(-1)?.result?.ended ?? 'finished']
  if (why) print(`${why} To go on: cambium tend ${name}`)
  else print(`To read it: cambium show ${name}`)
  if (plant.asking.world.kind === 'none') print(`To let it ask a program: cambium tend ${name} --accepts COMMAND`)
}

const stopped: Record<string, string> = {
  budget: 'The budget is used up.',
  deadline: 'The time is over.',
  cancelled: 'It was interrupted.',
}

/** What is left when the world failed: answers, perhaps, and what it died of. */
function leftBy(plant: GrammarPlant | MachinePlant, { json }: GrowingOptions): void {
  const answers = plant.experiments.length
  if (json || answers === 0) return
  process.stderr.write(
    `${count(answers, 'answer')} until then ${answers === 1 ? 'is' : 'are'} kept in ${plant.path}.\n`,
  )
  const crashes =
    plant.kind === 'machine'
      ? plant.crashes.map(({ run, how }) => `${how}: ${runLine(run)}`)
      : plant.crashes.map(({ text, signal }) => `${signal}: ${quoted(text)}`)
  for (const crash of crashes.slice(0, 5)) process.stderr.write(`crashed with ${crash}\n`)
}

/** A blueprint from the name of a preset or a file. */
export async function blueprintFrom(name: string) {
  const { presetNamed, readBlueprint } = await import('../blueprint/index.ts')
  const preset = presetNamed(name)
  if (preset) return preset
  const [source] = readTexts([name], { lines: false, longest: longestExample })
  if (source === undefined) throw new CambiumError('input-missing', `There is no blueprint ${name}.`)
  return readBlueprint(source.text, name)
}

/** Whether a grammar covers any example, or was given none. */
const coversSome = ({ covered, examples }: { covered: number; examples: number }): boolean =>
  covered > 0 || examples === 0
