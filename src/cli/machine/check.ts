import { CambiumError } from '../../model/error.ts'
import type { MachinePlant } from '../../plant/index.ts'
import { print, printJson } from '../command.ts'
import { readTraces, type Trace } from './traces.ts'

/** Says of each trace whether it is one of the machine. @returns whether all are */
export async function checkTraces(
  plant: MachinePlant,
  paths: readonly string[],
  { json }: { json?: boolean },
): Promise<boolean> {
  const traces = await readTraces(paths)
  if (traces.length === 0) throw new CambiumError('input-missing', 'There is no trace to check.')
  let all = true
  for (const trace of traces) {
    const finding = check(plant, trace)
    all &&= finding.fits
    if (json) printJson({ trace: trace.name, ...finding })
    else print(forPeople(trace, finding))
  }
  return all
}

/** What is found out about one trace. */
type Finding =
  | { readonly fits: true; readonly known: number }
  | { readonly fits: false; readonly step: number; readonly expected: string | null }

/** @returns how many steps the machine knows; or the first that does not fit, from 1, and what it expects there */
function check(plant: MachinePlant, { run }: Trace): Finding {
  const { inputs } = plant.machine
  const foreign = run.inputs.findIndex(input => !inputs.includes(input))
  const known = foreign < 0 ? run : { inputs: run.inputs.slice(0, foreign), outputs: run.outputs.slice(0, foreign) }
  const misfit = plant.misfit(known)
  const expected = plant.machine.run(known.inputs).outputs
  if (misfit !== undefined) return { fits: false, step: misfit + 1, expected: expected[misfit]! }
  if (foreign >= 0) return { fits: false, step: foreign + 1, expected: null }
  return { fits: true, known: expected.length }
}

function forPeople({ name, run }: Trace, finding: Finding): string {
  if (finding.fits) {
    const { known } = finding
    if (known === run.inputs.length) return `${name}: fits`
    return `${name}: fits as far as the machine is known, ${known} of ${run.inputs.length} steps`
  }
  const { step, expected } = finding
  const input = JSON.stringify(run.inputs[step - 1])
  if (expected === null) return `${name}: does not fit at step ${step}: ${input} is no input of the machine`
  return `${name}: does not fit at step ${step}: to ${input} the machine answers ${JSON.stringify(expected)}, the trace ${JSON.stringify(run.outputs[step - 1])}`
}
