import { Command } from 'commander'
import type { GrammarPlant } from '../plant/index.ts'
import { action, count, print, printJson, quoted } from './command.ts'

type Entry = ReturnType<GrammarPlant['log']>[number]

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
        const { GrammarPlant } = await import('../plant/index.ts')
        const plant = GrammarPlant.open(path)
        try {
          for (const entry of plant.log()) {
            if (options.json) printJson(forPrograms(entry))
            else for (const line of forPeople(entry)) print(line)
          }
          return 0
        } finally {
          plant.close()
        }
      }),
    )
}

/** The model is left out: `show --json` has it. */
function forPrograms(entry: Entry): unknown {
  switch (entry.kind) {
    case 'epoch':
      return { event: 'epoch', epoch: entry.epoch.number, ...entry.epoch.task, examples: entry.examples }
    case 'step':
      return { event: 'step', ...entry.step, experiments: entry.experiments }
    case 'end': {
      const { ended, failure, estimate, time } = entry.epoch.result!
      return { event: 'end', epoch: entry.epoch.number, ended, failure, estimate, time }
    }
  }
}

function forPeople(entry: Entry): string[] {
  switch (entry.kind) {
    case 'epoch': {
      const { number, task } = entry.epoch
      const origin = task.start === null ? '' : `, from the model of epoch ${task.start}`
      const what = task.kind === 'recheck' ? 'recheck' : 'growth'
      return [
        `epoch ${number}: ${what}${origin} (blueprint ${task.blueprint.name}, seed ${task.seed}, cambium ${task.program})`,
        ...entry.examples.map(({ text, valid }) => `  heard ${valid ? '' : 'as invalid '}${quoted(text, 100)}`),
      ]
    }
    case 'step': {
      const { number, about, questions, fresh, figures } = entry.step
      const asked = questions === 0 ? '' : ` (${count(questions, 'question')}, ${fresh} new)`
      const known = Object.entries(figures).map(([name, value]) => `${value} ${name}`)
      const more = entry.experiments.length - shownExperiments
      return [
        `  ${String(number + 1).padStart(4)} ${about}${asked}${known.length > 0 ? ` [${known.join(', ')}]` : ''}`,
        ...entry.experiments
          .slice(0, shownExperiments)
          .map(({ question, outcome }) => `       ${outcome.kind.padEnd(9)} ${quoted(question, 80)}`),
        ...(more > 0 ? [`       and ${more} more`] : []),
      ]
    }
    case 'end': {
      const { ended, failure, estimate, model } = entry.epoch.result!
      const opinion = estimate ? `; ${estimate.accepted} of ${count(estimate.samples, 'fresh sample')} accepted` : ''
      return [
        `  ${ended}: ${count(model.grammar.rules.length, 'rule')}${opinion}${failure ? `; ${failure.message}` : ''}`,
      ]
    }
  }
}
