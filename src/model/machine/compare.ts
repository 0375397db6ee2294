import { type MealyMachine, UNKNOWN } from './mealy.ts'

/**
 * A shortest word to which two machines answer differently; undefined if there is none. Inputs that only one of them has
 * are left out; a transition that one of them does not know is not a difference. Breadth-first over pairs of states:
 * O(states of a * states of b * inputs).
 */
export function distinguishingWord(a: MealyMachine, b: MealyMachine, fromA = 0, fromB = 0): string[] | undefined {
  const shared = sharedInputs(a, b)
  const sameOutput = outputTable(a, b)
  const ka = a.inputs.length
  const kb = b.inputs.length
  const met = new Map<number, { before: number; input: number }>()
  const start = fromA * b.size + fromB
  met.set(start, { before: -1, input: -1 })
  const queue = [start]
  const wordTo = (pair: number, last: string): string[] => {
    const word = [last]
    for (let at = met.get(pair)!; at.before !== -1; at = met.get(at.before)!) word.push(shared[at.input]!.name)
    return word.reverse()
  }
  for (const pair of queue) {
    const sa = Math.floor(pair / b.size)
    const sb = pair % b.size
    for (const [n, input] of shared.entries()) {
      const oa = a.output[sa * ka + input.a]!
      const ob = b.output[sb * kb + input.b]!
      if (oa === UNKNOWN || ob === UNKNOWN) continue
      if (sameOutput[oa] !== ob) return wordTo(pair, input.name)
      const to = a.next[sa * ka + input.a]! * b.size + b.next[sb * kb + input.b]!
      if (met.has(to)) continue
      met.set(to, { before: pair, input: n })
      queue.push(to)
    }
  }
  return undefined
}

/** One way in which two machines differ. */
export interface MachineDifference {
  /** The inputs that show it, as short as possible. */
  readonly word: readonly string[]
  /** What each answers to all of them. */
  readonly outputs: { readonly a: readonly string[]; readonly b: readonly string[] }
  /** The names of the states in which the last input is answered differently. */
  readonly states: { readonly a: string; readonly b: string }
}

/** What is different between two machines. */
export interface MachineComparison {
  /** Every pair of states that a common word reaches and that answers one input differently, shortest words first. */
  readonly transitions: readonly MachineDifference[]
  /** Names of states of one to which no state of the other is equivalent. */
  readonly onlyA: readonly string[]
  readonly onlyB: readonly string[]
  readonly inputsOnlyA: readonly string[]
  readonly inputsOnlyB: readonly string[]
}

/**
 * Compares two machines state by state. Beyond a transition that differs nothing is compared, so that one change is
 * reported once. O(states of a * states of b * inputs).
 */
export function compareMachines(a: MealyMachine, b: MealyMachine): MachineComparison {
  const shared = sharedInputs(a, b)
  const sameOutput = outputTable(a, b)
  const ka = a.inputs.length
  const kb = b.inputs.length
  const words = new Map<number, readonly string[]>([[0, []]])
  const queue = [0]
  const transitions: MachineDifference[] = []
  for (const pair of queue) {
    const sa = Math.floor(pair / b.size)
    const sb = pair % b.size
    for (const input of shared) {
      const oa = a.output[sa * ka + input.a]!
      const ob = b.output[sb * kb + input.b]!
      if (oa === UNKNOWN || ob === UNKNOWN) continue
      const word = [...words.get(pair)!, input.name]
      if (sameOutput[oa] !== ob) {
        transitions.push({
          word,
          outputs: { a: a.run(word).outputs, b: b.run(word).outputs },
          states: { a: a.names[sa]!, b: b.names[sb]! },
        })
        continue
      }
      const to = a.next[sa * ka + input.a]! * b.size + b.next[sb * kb + input.b]!
      if (words.has(to)) continue
      words.set(to, word)
      queue.push(to)
    }
  }
  const partnerless = partnerlessStates(a, b)
  return {
    transitions,
    onlyA: partnerless.a.map(s => a.names[s]!),
    onlyB: partnerless.b.map(s => b.names[s]!),
    inputsOnlyA: a.inputs.filter(name => !b.inputs.includes(name)),
    inputsOnlyB: b.inputs.filter(name => !a.inputs.includes(name)),
  }
}

/** States of one machine to which no state of the other is equivalent, on the inputs that both have. */
function partnerlessStates(a: MealyMachine, b: MealyMachine): { a: number[]; b: number[] } {
  const shared = sharedInputs(a, b)
  const text = (m: MealyMachine, at: number) =>
    m.output[at] === UNKNOWN ? '?' : JSON.stringify(m.outputs[m.output[at]!])
  // Moore's refinement on both at once: blocks are numbered in common.
  let blockA = new Int32Array(a.size)
  let blockB = new Int32Array(b.size)
  let count = 1
  for (;;) {
    const signatures = new Map<string, number>()
    const refine = (m: MealyMachine, block: Int32Array, side: 'a' | 'b') =>
      block.map((own, s) => {
        let signature = `${own}`
        for (const input of shared) {
          const at = s * m.inputs.length + input[side]
          const to = m.next[at]!
          signature += `,${text(m, at)}:${to === UNKNOWN ? UNKNOWN : block[to]}`
        }
        const known = signatures.get(signature)
        if (known !== undefined) return known
        signatures.set(signature, signatures.size)
        return signatures.size - 1
      })
    blockA = refine(a, blockA, 'a')
    blockB = refine(b, blockB, 'b')
    if (signatures.size === count) break
    count = signatures.size
  }
  const inA = new Set(blockA)
  const inB = new Set(blockB)
  const without = (block: Int32Array, other: Set<number>) => [...block.keys()].filter(s => !other.has(block[s]!))
  return { a: without(blockA, inB), b: without(blockB, inA) }
}

function sharedInputs(a: MealyMachine, b: MealyMachine): { name: string; a: number; b: number }[] {
  const result: { name: string; a: number; b: number }[] = []
  for (const [i, name] of a.inputs.entries()) {
    const j = b.inputs.indexOf(name)
    if (j >= 0) result.push({ name, a: i, b: j })
  }
  return result
}

/** For each output number of `a` the number of the same output in `b`, or -2 where `b` has none. */
function outputTable(a: MealyMachine, b: MealyMachine): Int32Array {
  const numberInB = new Map(b.outputs.map((text, n) => [text, n]))
  return Int32Array.from(a.outputs, text => numberInB.get(text) ?? -2)
}
