import { Command } from 'commander'
import type { EpochResult, Example, Grown, GrownGrammar, LogEntry, Plant, RecordedExperiment } from '../plant/index.ts'
import type { Verdict } from '../world/world.ts'
import { action, count, grouped, print, printJson, quoted } from './command.ts'
import { machineWords } from './machine/log.ts'

/** How a log speaks of what depends on the kind of model. */
export interface LogWords<Question, Outcome, G extends Grown> {
  heard(example: Example): string
  experiment(experiment: Pick<RecordedExperiment<Question, Outcome>, 'question' | 'outcome'>): string
  result(result: EpochResult<G>): string
  /** What programs are told of a result; the model is left out: `show --json` has it. */
  numbers(result: EpochResult<G>): object
}

/** Experiments of one step that people are shown. */
const shownExperiments = 3

export function logCommand(): Command {
  return new Command('log')
    .summary('how a plant grew, step by step')
    .description('Prints what the plant heard, asked and concluded, epoch by epoch.')
    .argument('<plant>', 'the file')
    .option('--json', 'print one JSON object a line, with every experiment')
    .addHelpText('after', '\nExamples:\n  cambium log json.plant\n  cambium log json.plant --json')
    .action(
      action<[string], object>(async ([path], options) => {
        const { openPlant } = await import('../plant/index.ts')
        const plant = openPlant(path)
        try {
          if (plant.kind === 'machine') tell(plant, machineWords, options)
          else tell(plant, grammarWords, options)
          return 0
        } finally {
          plant.close()
        }
      }),
    )
}

function tell<Question, Outcome, Answer, G extends Grown>(
  plant: Plant<Question, Outcome, Answer, G>,
  words: LogWords<Question, Outcome, G>,
  { json }: { json?: boolean },
): void {
  for (const entry of plant.log()) {
    if (json) printJson(forPrograms(entry, words))
    else for (const line of forPeople(entry, words)) print(line)
  }
}

function forPrograms<Question, Outcome, G extends Grown>(
  entry: LogEntry<Question, Outcome, G>,
  words: LogWords<Question, Outcome, G>,
): unknown {
  switch (entry.kind) {
    case 'epoch':
      return { event: 'epoch', epoch: entry.epoch.number, ...entry.epoch.task, examples: entry.examples }
    case 'step':
      return { event: 'step', ...entry.step, experiments: entry.experiments }
    case 'end': {
      const { ended, failure, time } = entry.epoch.result!
      const numbers = words.numbers(entry.epoch.result!)
      return { event: 'end', epoch: entry.epoch.number, ended, failure, ...numbers, time }
    }
  }
}

function forPeople<Question, Outcome, G extends Grown>(
  entry: LogEntry<Question, Outcome, G>,
  words: LogWords<Question, Outcome, G>,
): string[] {
  switch (entry.kind) {
    case 'epoch': {
      const { number, task } = entry.epoch
      const origin = task.start === null ? '' : `, from the model of epoch ${task.start}`
      return [
        `epoch ${number}: ${task.kind}${origin} (blueprint ${task.blueprint.name}, seed ${task.seed}, cambium ${task.program})`,
        ...entry.examples.map(example => `  heard ${words.heard(example)}`),
      ]
    }
    case 'step': {
      const { number, about, questions, fresh, figures } = entry.step
      const asked = questions === 0 ? '' : ` (${count(questions, 'question')}, ${fresh} new)`
      const known = Object.entries(figures).map(([name, value]) => `${value} ${name}`)
      const more = entry.experiments.length - shownExperiments
      return [
        `  ${String(number + 1).padStart(4)} ${about}${asked}${known.length > 0 ? ` [${known.join(', ')}]` : ''}`,
        ...entry.experiments.slice(0, shownExperiments).map(experiment => `       ${words.experiment(experiment)}`),
        ...(more > 0 ? [`       and ${more} more`] : []),
      ]
    }
    case 'end': {
      const { ended, failure } = entry.epoch.result!
      return [`  ${ended}: ${words.result(entry.epoch.result!)}${failure ? `; ${failure.message}` : ''}`]
    }
  }
}

const grammarWords: LogWords<string, Verdict, GrownGrammar> = {
  heard: ({ text, valid }) => `${valid ? '' : 'as invalid '}${quoted(text, 100)}`,
  experiment: ({ question, outcome }) => `${outcome.kind.padEnd(9)} ${quoted(question, 80)}`,
  result({ model, estimate }) {
    const { bits } = model.report
    const opinion = estimate ? `; ${estimate.accepted} of ${count(estimate.samples, 'fresh sample')} accepted` : ''
    const weight = bits
      ? `; ${grouped(Math.round(bits.grammar))} bits of grammar, ${grouped(Math.round(bits.experience))} of examples`
      : ''
    return `${count(model.grammar.rules.length, 'rule')}${opinion}${weight}`
  },
  numbers: ({ estimate, model }) => ({ estimate, bits: model.report.bits ?? null }),
}
