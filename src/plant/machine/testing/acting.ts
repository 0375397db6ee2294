/**
 * A process that lets a machine grow and can be killed: `acting.ts PLANT ASKED`. Every run is a line that is appended to
 * ASKED when it is over, before the engine hears of it. Prints the machine when it is done.
 */
import { appendFileSync, existsSync } from 'node:fs'
import { randomMachine } from '../../../model/machine/testing/random-machine.ts'
import { Random } from '../../../model/random.ts'
import { responds } from '../../../world/responder/function.ts'
import type { Responder } from '../../../world/responder/responder.ts'
import { grow, tend } from '../../grow.ts'

const [file, asked] = process.argv.slice(2) as [string, string]
const truth = randomMachine(new Random(3), { states: 12, inputs: 3, outputs: 2 })

const machine = responds(() => {
  let state = 0
  return {
    reset() {
      state = 0
    },
    step(input) {
      const at = state * truth.inputs.length + truth.inputNumber(input)
      state = truth.next[at]!
      return truth.outputs[truth.output[at]!]!
    },
  }
})

const world: Responder = {
  ...machine,
  async ask(experiment, signal) {
    await new Promise(resolve => setTimeout(resolve, 1))
    const run = await machine.ask(experiment, signal)
    appendFileSync(asked, `${JSON.stringify(run)}\n`)
    return run
  },
}

const options = { world, jobs: 4, audit: false, tests: 3 } as const
const plant = existsSync(file) ? await tend(file, options) : await grow({ ...options, inputs: truth.inputs, file })
console.log(JSON.stringify({ machine: plant.machine, tested: plant.tested }))
plant.close()
