import type { Random } from '../../random.ts'
import { MealyMachine } from '../mealy.ts'

/** A machine whose transitions and outputs are drawn one by one; some states may be equivalent or out of reach. */
export function randomMachine(random: Random, size: { states: number; inputs: number; outputs: number }): MealyMachine {
  const { states, inputs, outputs } = size
  return new MealyMachine({
    inputs: Array.from({ length: inputs }, (_, i) => `i${i}`),
    outputs: Array.from({ length: outputs }, (_, o) => `o${o}`),
    next: Int32Array.from({ length: states * inputs }, () => random.below(states)),
    output: Int32Array.from({ length: states * inputs }, () => random.below(outputs)),
  })
}
