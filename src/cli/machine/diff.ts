import type { MachineComparison, MealyMachine } from '../../model/machine/index.ts'
import type { MachinePlant } from '../../plant/index.ts'
import { type CommonOptions, count, print, printJson, report, status } from '../command.ts'
import { type SystemOptions, systemFrom } from './system-options.ts'
import { type WatchOptions, watched } from './watched.ts'

/** Differences that people are shown. */
const longestList = 10

/** Says how two machines differ. @returns the exit status: 0 if they do not */
export async function diffMachines(
  [a, nameA]: readonly [MealyMachine, string],
  [b, nameB]: readonly [MealyMachine, string],
  { json }: CommonOptions,
): Promise<number> {
  const { compareMachines } = await import('../../model/machine/index.ts')
  const comparison = compareMachines(a, b)
  const { transitions, inputsOnlyA, inputsOnlyB } = comparison
  const isSame = transitions.length + inputsOnlyA.length + inputsOnlyB.length === 0
  if (json) printJson({ same: isSame, a: nameA, b: nameB, ...comparison })
  else for (const line of forPeople(comparison, nameA, nameB)) print(line)
  return isSame ? status.success : status.negative
}

/**
 * Says how the system that the options name differs from a machine: grows a second machine of it in memory, beginning with
 * the tests of the first.
 */
export async function diffWithSystem(
  plant: MachinePlant,
  name: string,
  options: SystemOptions & WatchOptions,
): Promise<number> {
  const { machine } = plant
  const { conformanceSuite, minimise } = await import('../../model/machine/index.ts')
  const { growMachine } = await import('../../learn/machine/grow-machine.ts')
  const { run, reactions } = await import('../../growth/index.ts')
  const { innate } = await import('../../blueprint/index.ts')
  const world = await systemFrom(options)
  try {
    const inputs = options.inputs ?? machine.inputs
    const suite = machine.complete ? conformanceSuite(minimise(machine)) : []
    const tests = suite.filter(word => word.every(input => inputs.includes(input)))
    const task = { inputs, principles: innate.principles, seed: 1, tests }
    const growth = await watched(options, limits =>
      run({ learner: growMachine(task), world, kind: reactions(), ...limits }),
    )
    if (growth.failure) return report(growth.failure, options)
    if (growth.ended === 'cancelled') return status.interrupted
    return await diffMachines([machine, name], [growth.model, 'the system'], options)
  } finally {
    await world.close()
  }
}

function forPeople(comparison: MachineComparison, nameA: string, nameB: string): string[] {
  const { transitions, onlyA, onlyB, inputsOnlyA, inputsOnlyB } = comparison
  const lines: string[] = []
  for (const [inputs, name] of [
    [inputsOnlyA, nameA],
    [inputsOnlyB, nameB],
  ] as const) {
    if (inputs.length > 0) lines.push(`only ${name} has ${inputs.map(input => JSON.stringify(input)).join(', ')}`)
  }
  if (transitions.length === 0) return [...lines, 'To the inputs that both have, both answer alike.']
  const width = Math.max(nameA.length, nameB.length)
  for (const { word, outputs, states } of transitions.slice(0, longestList)) {
    lines.push(`${word.join(', ')}`)
    for (const [name, of] of [
      [nameA, 'a'],
      [nameB, 'b'],
    ] as const) {
      lines.push(`  ${name.padEnd(width)}  ${JSON.stringify(outputs[of].at(-1))} in state ${states[of]}`)
    }
  }
  if (transitions.length > longestList) lines.push(`and ${transitions.length - longestList} more (--json lists all)`)
  lines.push(
    `${count(transitions.length, 'transition')} differ.`.replace(/^1 transition differ\./, '1 transition differs.'),
  )
  if (onlyA.length > 0) lines.push(`No state of ${nameB} behaves like ${nameA}'s ${some(onlyA)}.`)
  if (onlyB.length > 0) lines.push(`No state of ${nameA} behaves like ${nameB}'s ${some(onlyB)}.`)
  return lines
}

function some(states: readonly string[]): string {
  const shown = states.slice(0, 12).join(', ')
  return states.length > 12 ? `${shown} and ${states.length - 12} more` : shown
}
