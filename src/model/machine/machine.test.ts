import { describe, expect, it } from 'vitest'
import { Random } from '../random.ts'
import { compareMachines, distinguishingWord } from './compare.ts'
import { Distinguisher } from './distinguish.ts'
import { machineFromDot } from './dot.ts'
import { MealyMachine } from './mealy.ts'
import { minimise } from './minimise.ts'
import { machineToDot } from './notation.ts'
import { conformanceSuite } from './suite.ts'
import { randomMachine } from './testing/random-machine.ts'

const turnstile = machineFromDot(`digraph { locked; open
  locked -> locked [label="push/no"]; locked -> open [label="coin/yes"]
  open -> open [label="coin/yes"]; open -> locked [label="push/yes"] }`)

describe('a machine', () => {
  it('answers a word, and knows the shortest way to an output', () => {
    expect(turnstile.run(['push', 'coin', 'push', 'push']).outputs).toEqual(['no', 'yes', 'yes', 'no'])
    expect(turnstile.wordToOutput(output => output === 'no', ['coin'])).toEqual(['push', 'push'])
    expect(turnstile.wordToOutput(output => output === 'never')).toBeUndefined()
  })

  it('refuses an input that it does not have, by name', () => {
    expect(() => turnstile.run(['kick'])).toThrow(/no input 'kick'.*push, coin/)
  })

  it('survives JSON, and refuses JSON that is no machine', () => {
    const copy = MealyMachine.fromJSON(JSON.parse(JSON.stringify(turnstile)))
    expect(distinguishingWord(turnstile, copy)).toBeUndefined()
    expect(() =>
      MealyMachine.fromJSON({ inputs: ['a'], states: [{ name: 's', transitions: [{ to: 7, output: '' }] }] }),
    ).toThrow(/leads nowhere/)
  })
})

describe('dot', () => {
  it('is written and read back, with quotes and slashes in outputs', () => {
    const odd = machineFromDot('digraph { s0 -> s1 [label="a/b/\\"c\\""]; s1 -> s0 [label="a/"]; __start0 -> s1 }')
    expect(odd.names[0]).toBe('s1')
    expect(odd.run(['a', 'a']).outputs).toEqual(['', 'b/"c"'])
    expect(distinguishingWord(odd, machineFromDot(machineToDot(odd)))).toBeUndefined()
  })

  it('is refused when it is not deterministic or has no edges', () => {
    expect(() => machineFromDot('digraph { a -> a [label="x/1"]; a -> b [label="x/1"] }')).toThrow(/not deterministic/)
    expect(() => machineFromDot('digraph { a }')).toThrow(/no edge/)
  })
})

describe('minimise', () => {
  it('leaves an equivalent machine of which no two states are equivalent', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const machine = randomMachine(new Random(seed), { states: 12, inputs: 2, outputs: 2 })
      const small = minimise(machine)
      expect(distinguishingWord(machine, small)).toBeUndefined()
      const distinguisher = new Distinguisher(small)
      for (let a = 0; a < small.size; a++) {
        for (let b = a + 1; b < small.size; b++) {
          const word = distinguisher.word(a, b)!.map(i => small.inputs[i]!)
          expect(small.run(word, a).outputs).not.toEqual(small.run(word, b).outputs)
          expect(word.length).toBe(distinguishingWord(small, small, a, b)!.length)
        }
      }
    }
  })
})

describe('compare', () => {
  it('names the states and the inputs in which two machines differ, once', () => {
    const broken = machineFromDot(
      machineToDot(turnstile).replace('s1 -> s0 [label="push/yes"]', 's1 -> s1 [label="push/yes"]'),
    )
    const { transitions, onlyA } = compareMachines(turnstile, broken)
    expect(transitions.map(({ word }) => word)).toEqual([['coin', 'push', 'push']])
    expect(transitions[0]!.outputs).toEqual({ a: ['yes', 'yes', 'no'], b: ['yes', 'yes', 'yes'] })
    expect(onlyA).toEqual(['locked', 'open'])
    expect(compareMachines(turnstile, turnstile).transitions).toEqual([])
  })
})

describe('a conformance suite', () => {
  it.each([
    'w',
    'wp',
    'hsi',
  ] as const)('by %s finds every machine with a changed transition, and with one more state', method => {
    let mutants = 0
    for (let seed = 1; seed <= 12; seed++) {
      const random = new Random(seed)
      const machine = minimise(randomMachine(random, { states: 5, inputs: 2, outputs: 2 }))
      const suite = conformanceSuite(machine, { method, extraStates: 1 })
      for (let n = 0; n < 20; n++) {
        const mutant = mutated(machine, random)
        if (distinguishingWord(machine, mutant) === undefined) continue
        mutants++
        const found = suite.some(word => machine.run(word).outputs.join() !== mutant.run(word).outputs.join())
        expect(found, `seed ${seed}, mutant ${n}`).toBe(true)
      }
    }
    expect(mutants).toBeGreaterThan(100)
  })

  it('of Wp and HSI is not larger than that of W', () => {
    const machine = minimise(randomMachine(new Random(3), { states: 8, inputs: 3, outputs: 2 }))
    const symbols = (method: 'w' | 'wp' | 'hsi') => conformanceSuite(machine, { method }).flat().length
    expect(symbols('wp')).toBeLessThanOrEqual(symbols('w'))
    expect(symbols('hsi')).toBeLessThanOrEqual(symbols('w'))
  })
})

/** One transition changed; half of the time it leads to a new state that is a copy of its target but for one output. */
function mutated(machine: MealyMachine, random: Random): MealyMachine {
  const k = machine.inputs.length
  const grows = random.below(2) === 0
  const at = random.below(machine.next.length)
  const target = machine.next[at]!
  const copy = (array: Int32Array) => [...array, ...(grows ? array.slice(target * k, target * k + k) : [])]
  const next = Int32Array.from(copy(machine.next))
  const output = Int32Array.from(copy(machine.output))
  if (grows) {
    next[at] = machine.size
    const other = machine.size * k + random.below(k)
    output[other] = (output[other]! + 1) % machine.outputs.length
  } else next[at] = random.below(machine.size)
  return new MealyMachine({ inputs: machine.inputs, outputs: machine.outputs, next, output })
}
