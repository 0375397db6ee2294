/**
 * A process that lets a plant grow and can be killed: `growing.ts PLANT ASKED LEARNER`. Every question to the world is a
 * line that is appended to ASKED before it is answered. LEARNER is `regular`, which asks in large batches, or `own`, which
 * is Cambium's. Prints the model when it is done.
 */
import { appendFileSync, existsSync } from 'node:fs'
import type { Acceptor } from '../../world/world.ts'
import { grow, tend } from '../grow.ts'
import { regular } from './learners.ts'

const [file, asked, learner] = process.argv.slice(2) as [string, string, string]

/** An even number of a, and a number of b that five divides. */
const isBalanced = (text: string) =>
  /^[ab]*$/.test(text) && text.split('a').length % 2 === 1 && text.split('b').length % 5 === 1

/** Sums of digits, with brackets. */
const isSum = (text: string): boolean => {
  const shorter = text.replace(/\(\d(\+\d)*\)/g, '0')
  return shorter === text ? /^\d(\+\d)*$/.test(text) : isSum(shorter)
}

const own = learner === 'own'
const world: Acceptor = {
  description: { kind: 'function' },
  async ask(text) {
    appendFileSync(asked, `${JSON.stringify(text)}\n`)
    await new Promise(resolve => setTimeout(resolve, (text.length * 7) % 4))
    return { kind: (own ? isSum : isBalanced)(text) ? 'accepted' : 'rejected' }
  },
  async close() {},
}

const options = { world, learn: own ? undefined : regular(5, 50), jobs: 4, audit: false } as const
const examples = own ? ['1+2', '(3+4)+5'] : ['aa', 'bbbbb']
const plant = existsSync(file) ? await tend(file, options) : await grow({ ...options, examples, file })
console.log(JSON.stringify({ grammar: plant.grammar, estimate: plant.estimate }))
plant.close()
