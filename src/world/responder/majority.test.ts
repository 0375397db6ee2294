import { expect, it } from 'vitest'
import { Random } from '../../model/random.ts'
import { responds } from './function.ts'
import { majority } from './majority.ts'

const never = new AbortController().signal

/** A turnstile that lies with this probability. */
function liar(probability: number, seed = 1) {
  const random = new Random(seed)
  return responds(() => {
    let open = false
    return {
      reset() {
        open = false
      },
      step(input) {
        const truth = input === 'coin' ? 'open' : open ? 'passed' : 'locked'
        open = input === 'coin'
        return random.unit() < probability ? 'nonsense' : truth
      },
    }
  })
}

it('outvotes outputs that are wrong by chance, in words and in decision trees', async () => {
  const world = majority(liar(0.2), 0.2)
  for (let run = 0; run < 50; run++) {
    const word = await world.ask({ inputs: ['coin', 'push', 'push'] }, never)
    expect(word.outputs).toEqual(['open', 'passed', 'locked'])
    expect(word.times).toBeGreaterThan(5)
    const tree = { inputs: ['coin'], branches: [['open', { inputs: ['push'] }] as const] }
    expect((await world.ask(tree, never)).outputs).toEqual(['open', 'passed'])
  }
})

it('gives up on a system that is no better than chance', async () => {
  await expect(majority(liar(0.5), 0.3).ask({ inputs: Array(60).fill('coin') }, never)).rejects.toThrow(
    /no clear answer/,
  )
  expect(() => majority(liar(0.1), 0.5)).toThrow(expect.objectContaining({ code: 'noise-impossible' }))
})
