import { MealyMachine, UNKNOWN } from './mealy.ts'

/**
 * The blocks of states that no word tells apart: `block[s]` is a number from 0 to the number of blocks - 1. A transition
 * that is not known counts as an output of its own. Partition refinement by signatures (Moore 1956): O(states^2 * inputs)
 * at worst, a few rounds in practice.
 */
export function equivalentStates(machine: MealyMachine): { block: Int32Array; count: number } {
  const { size, next, output } = machine
  const k = machine.inputs.length
  let block = new Int32Array(size)
  let count = 1
  for (;;) {
    const signatures = new Map<string, number>()
    const finer = new Int32Array(size)
    for (let s = 0; s < size; s++) {
      let signature = `${block[s]}`
      for (let i = 0; i < k; i++) {
        const to = next[s * k + i]!
        signature += `,${output[s * k + i]}:${to === UNKNOWN ? UNKNOWN : block[to]}`
      }
      let number = signatures.get(signature)
      if (number === undefined) signatures.set(signature, (number = signatures.size))
      finer[s] = number
    }
    if (signatures.size === count) return { block, count }
    block = finer
    count = signatures.size
  }
}

/**
 * The smallest equivalent machine, without states that cannot be reached, its states numbered in the order in which a
 * breadth-first walk meets them: two equivalent machines with the same inputs in the same order become the same.
 */
export function minimise(machine: MealyMachine): MealyMachine {
  const k = machine.inputs.length
  const { block } = equivalentStates(machine)
  const order: number[] = [0]
  const newNumber = new Map<number, number>([[block[0]!, 0]])
  const next: number[] = []
  const output: number[] = []
  const outputs = new Map<string, number>()
  for (const state of order) {
    for (let i = 0; i < k; i++) {
      const to = machine.next[state * k + i]!
      if (to === UNKNOWN) {
        next.push(UNKNOWN)
        output.push(UNKNOWN)
        continue
      }
      const text = machine.outputs[machine.output[state * k + i]!]!
      if (!outputs.has(text)) outputs.set(text, outputs.size)
      if (!newNumber.has(block[to]!)) {
        newNumber.set(block[to]!, newNumber.size)
        order.push(to)
      }
      next.push(newNumber.get(block[to]!)!)
      output.push(outputs.get(text)!)
    }
  }
  return new MealyMachine({
    inputs: machine.inputs,
    outputs: [...outputs.keys()],
    next: Int32Array.from(next),
    output: Int32Array.from(output),
    names: order.map(s => machine.names[s]!),
  })
}
