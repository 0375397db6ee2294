import type { Run } from '../../model/machine/mealy.ts'
import type { MachinePlant } from '../../plant/index.ts'
import { print, printJson } from '../command.ts'

/** Prints a state and the experiments on which it rests. */
export function explainState(plant: MachinePlant, state: string, { json }: { json?: boolean }): void {
  const explanation = plant.explain(state)
  if (json) {
    printJson(explanation)
    return
  }
  const { reached, transitions, apart } = explanation
  print(reached.inputs.length === 0 ? `${state} is the initial state` : `${state} is reached by ${runLine(reached)}`)
  for (const { input, output, to, seen } of transitions) {
    print(`${input} / ${output} leads to ${to}: seen in ${runLine(seen)}`)
  }
  for (const { from, inputs, here, there } of apart) {
    print(`it is not ${from}: ${inputs.join(', ')} is answered differently`)
    print(`  here  ${runLine(here)}`)
    print(`  there ${runLine(there)}`)
  }
}

/** `coin -> open, push -> passes`; @param longest steps after which the rest is left out */
export function runLine({ inputs, outputs }: Run, longest = Number.POSITIVE_INFINITY): string {
  const steps = outputs.slice(0, longest).map((output, n) => `${inputs[n]} -> ${output}`)
  if (outputs.length > longest) steps.push('...')
  return steps.join(', ') || 'no input'
}
