import type { MachinePlant } from '../../plant/index.ts'
import { count, grouped } from '../command.ts'
import { writeTrace } from './traces.ts'

/** What a plant says of itself in which a machine grows, for programs. */
export function machineReportOf(plant: MachinePlant) {
  const { machine, tested, cost, crashes, spending } = plant
  return {
    plant: plant.path ?? null,
    ended: plant.epochs.findLast(epoch => epoch.result !== null)?.result?.ended ?? null,
    finished: !plant.isUnfinished,
    states: machine.size,
    inputs: machine.inputs.length,
    outputs: machine.outputs.length,
    complete: machine.complete,
    tested: tested ?? null,
    questions: spending,
    cost,
    traces: plant.traces.length,
    crashes,
    warnings: warningsOf(plant),
  }
}

/** The same for people, a line each. */
export function machineReportLines(plant: MachinePlant): string[] {
  const { states, inputs, outputs, complete, tested, questions, cost, crashes, warnings, traces } =
    machineReportOf(plant)
  const lines: string[] = []
  const add = (name: string, text: string) => lines.push(`${name.padEnd(13)} ${text}`)
  const unknown = complete ? '' : ', some transitions not known'
  add('machine', `${count(states, 'state')}, ${count(inputs, 'input')}, ${count(outputs, 'output')}${unknown}`)
  if (tested === null) add('tested', 'not: it was stopped before it could test itself')
  else {
    const wrong = (100 * (1 - tested.agreement[0])).toPrecision(2)
    add('tested', `${count(tested.tests, 'test')} in a row agree (with 95 % confidence fewer than ${wrong} % do not)`)
  }
  if (traces > 0) add('traces', `${count(traces, 'trace')} given`)
  const { learning, verifying, audited } = questions
  const twice = audited > 0 ? `, ${grouped(audited)} asked twice` : ''
  add('questions', `${grouped(learning)} learning, ${grouped(verifying)} verifying${twice}`)
  add('cost', `${count(cost.resets, 'reset')}, ${count(cost.symbols, 'input')}`)
  for (const warning of warnings) add('warning', warning)
  for (const { run, how } of crashes.slice(0, 5)) add('crashed', `${how} on ${run.inputs.join(', ')}`)
  if (crashes.length > 5) add('', `and ${crashes.length - 5} more (--json lists all)`)
  return lines
}

/** What makes one doubt that the system was acted on in the right way. */
function warningsOf({ machine, experiments }: MachinePlant): string[] {
  const warnings: string[] = []
  const late = experiments.filter(({ outcome }) => outcome.outputs.includes('(timeout)'))
  if (late.length > 0) {
    const [first] = late.toSorted((a, b) => a.outcome.inputs.length - b.outcome.inputs.length)
    const { inputs, outputs } = first!.outcome
    const shown = writeTrace({ inputs, outputs }).slice(0, outputs.indexOf('(timeout)') + 1)
    warnings.push(
      `In ${count(late.length, 'run')} the system did not answer in time, first: ${shown.join(', ')} (--timeout gives it more).`,
    )
  }
  if (machine.outputs.length === 1 && machine.size === 1) {
    warnings.push(`The system answered ${JSON.stringify(machine.outputs[0])} to everything. Does it get its inputs?`)
  }
  return warnings
}
