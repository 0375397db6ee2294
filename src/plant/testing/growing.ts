/**
 * A process that lets a plant grow and can be killed: `growing.ts PLANT ASKED`. Every question to the world is a line that
 * is appended to ASKED before it is answered. Prints the model when it is done.
 */
import { appendFileSync, existsSync } from 'node:fs'
import type { Acceptor } from '../../world/world.ts'
import { grow, tend } from '../grow.ts'
import { regular } from './learners.ts'

const [file, asked] = process.argv.slice(2) as [string, string]

/** An even number of a, and a number of b that five divides. */
const world: Acceptor = {
  description: { kind: 'function' },
  async ask(text) {
    appendFileSync(asked, `${JSON.stringify(text)}\n`)
    await new Promise(resolve => setTimeout(resolve, (text.length * 7) % 4))
    const accepted = /^[ab]*$/.test(text) && text.split('a').length % 2 === 1 && text.split('b').length % 5 === 1
    return { kind: accepted ? 'accepted' : 'rejected' }
  },
  async close() {},
}

const options = { world, learn: regular(5, 50), jobs: 4, audit: false } as const
const plant = existsSync(file) ? await tend(file, options) : await grow({ ...options, examples: ['aa', 'bbbbb'], file })
console.log(JSON.stringify({ grammar: plant.grammar, estimate: plant.estimate }))
plant.close()
