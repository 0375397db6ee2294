import { Command } from 'commander'
import { CambiumError } from '../model/error.ts'
import { action, print, printJson, status } from './command.ts'
import { writeTrace } from './machine/traces.ts'

export function simulateCommand(): Command {
  return new Command('simulate')
    .summary('what a machine would answer')
    .description(
      'Prints what the system would answer to inputs, from its initial state, without asking it. With --then-reach also ' +
        'the shortest inputs from there to an output.',
    )
    .argument('<plant>', 'the file')
    .argument('[inputs...]', 'inputs, in their order')
    .option('--then-reach <output>', 'an output, or a part of one that is none itself')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
The exit status is 1 if the answer is not known, or the output cannot be reached.

Examples:
  cambium simulate turnstile.plant coin push push
  cambium simulate forest.plant "clear shade" wait
  cambium simulate forest.plant "clear shade" wait --then-reach "the birch grows"`,
    )
    .action(
      action<[string, string[]], { thenReach?: string }>(async ([path, inputs], options) => {
        const { MachinePlant } = await import('../plant/index.ts')
        const plant = MachinePlant.open(path)
        try {
          const { machine } = plant
          const { outputs, state } = machine.run(inputs)
          const isKnown = outputs.length === inputs.length
          const further =
            options.thenReach === undefined || !isKnown
              ? undefined
              : (machine.wordToOutput(wantedOutput(machine.outputs, options.thenReach), inputs) ?? null)
          const then = further ? { inputs: further, outputs: machine.run(further, state).outputs } : further
          if (options.json) printJson({ inputs, outputs, state: machine.names[state], known: isKnown, then })
          else {
            for (const line of writeTrace({ inputs: inputs.slice(0, outputs.length), outputs })) print(line)
            if (!isKnown) print(`${inputs[outputs.length]}: not known in state ${machine.names[state]}`)
            if (then) {
              if (inputs.length > 0) print('')
              for (const line of writeTrace(then)) print(line)
            } else if (then === null) print(`From there nothing leads to ${JSON.stringify(options.thenReach)}.`)
          }
          return isKnown && then !== null ? status.success : status.negative
        } finally {
          plant.close()
        }
      }),
    )
}

/** The output of this name; where there is none, every output that holds it. */
function wantedOutput(outputs: readonly string[], text: string): (output: string) => boolean {
  if (outputs.includes(text)) return output => output === text
  if (outputs.some(output => output.includes(text))) return output => output.includes(text)
  throw new CambiumError(
    'output-unknown',
    `No output is or holds ${JSON.stringify(text)}. The outputs are: ${outputs.slice(0, 20).join(', ')}${outputs.length > 20 ? ', ...' : ''}.`,
  )
}
