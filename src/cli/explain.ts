import { Command } from 'commander'
import { action, count, print, printJson, quoted } from './command.ts'
import { explainState } from './machine/explain.ts'

/** Examples that people are shown. */
const shownExamples = 5

export function explainCommand(): Command {
  return new Command('explain')
    .summary('the experiments on which a rule or a state rests')
    .description(
      'Prints a rule and the questions whose answers support it; of a machine a state, the runs in which it was seen, and ' +
        'what tells it from the others.',
    )
    .argument('<plant>', 'the file')
    .argument('<rule or state>', 'its name, as `cambium show` prints it')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  cambium explain json.plant object\n  cambium explain json.plant object --json\n  cambium explain turnstile.plant s1',
    )
    .action(
      action<[string, string], object>(async ([path, name], options) => {
        const { openPlant } = await import('../plant/index.ts')
        const { toEbnf } = await import('../model/grammar/index.ts')
        const plant = openPlant(path)
        try {
          if (plant.kind === 'machine') {
            explainState(plant, name, options)
            return 0
          }
          const { rule, experiments, examples } = plant.explain(name)
          const note = plant.notes.get(rule)!
          const { expression } = plant.grammar.rules.find(candidate => candidate.name === rule)!
          if (options.json) {
            printJson({ rule, expression, ...note, experiments, examples })
            return 0
          }
          // With a note on this rule alone, the only comment is its own.
          const written = toEbnf(plant.grammar, new Map([[rule, note]]))
            .split('\n')
            .filter((line, index, lines) => line.startsWith('/*') || ruleAt(lines, index) === rule)
          print(written.join('\n'))
          if (plant.report.bits) {
            print('rests on examples alone, such as:')
            for (const text of examples.slice(0, shownExamples)) print(`  ${quoted(text, 100)}`)
            return 0
          }
          print(`rests on ${count(experiments.length, 'experiment')}:`)
          for (const { outcome, question, epoch, step } of experiments) {
            print(`  ${outcome.kind.padEnd(9)} ${quoted(question, 100)} (epoch ${epoch}, step ${step + 1})`)
          }
          return 0
        } finally {
          plant.close()
        }
      }),
    )
}

/** The rule to which a line of EBNF belongs: the last `name ::=` at or above it. */
function ruleAt(lines: readonly string[], index: number): string | undefined {
  for (let i = index; i >= 0; i--) {
    const found = /^(\S+)\s+::=/.exec(lines[i]!)
    if (found) return found[1]
  }
  return undefined
}
