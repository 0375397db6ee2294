import { usualTesting } from '../../learn/machine/testing.ts'
import { CambiumError } from '../../model/error.ts'
import type { Acting } from '../epoch.ts'

/**
 * How a learner may act from now on.
 * @param before how it acted until now; undefined for a new plant
 * @throws CambiumError `inputs-missing`, `inputs-repeat`
 */
export function actingOn(before: Acting | undefined, given: Partial<Acting>): Acting {
  const inputs = given.inputs ?? before?.inputs ?? []
  if (inputs.length === 0) {
    throw new CambiumError('inputs-missing', 'There is nothing that the learner may do. Give at least one input.')
  }
  const twice = inputs.find((input, i) => inputs.indexOf(input) < i)
  if (twice !== undefined) {
    throw new CambiumError('inputs-repeat', `The input ${JSON.stringify(twice)} is given twice. Take one out.`)
  }
  return {
    inputs,
    resetCost: given.resetCost ?? before?.resetCost ?? 1,
    tests: given.tests ?? before?.tests ?? usualTesting.perTransition,
  }
}
