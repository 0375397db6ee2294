import type { MachinePlant } from '../../plant/index.ts'
import type { Nature } from './contestant.ts'
import { observedEvidence } from './evidence.ts'

/** What a plant in which a machine grew can show for itself. */
export function machineNature(plant: MachinePlant): Nature {
  const { size } = plant.machine
  return {
    rules: { count: size, text: '', withEvidence: size, evidence: observedEvidence(plant) },
    settings: { states: size, 'inputs given': plant.cost.symbols },
  }
}
