import { expect, test } from 'vitest'
import { CambiumError } from '../model/error.ts'
import type { Verdict, World } from '../world/world.ts'
import { ask, untilStopped } from './ask.ts'
import type { Learner } from './protocol.ts'
import { membership } from './question.ts'
import { MemoryRecord } from './record.ts'
import { type Progress, type RunOptions, run } from './run.ts'
import { together } from './together.ts'

/** A world that counts what it is asked. */
function counting(judge: (text: string, signal: AbortSignal) => boolean | Verdict | Promise<boolean | Verdict>) {
  const asked: string[] = []
  const world: World<string, Verdict> & { asked: string[] } = {
    asked,
    description: { kind: 'function' },
    async ask(text, signal) {
      asked.push(text)
      const verdict = await judge(text, signal)
      return typeof verdict === 'boolean' ? { kind: verdict ? 'accepted' : 'rejected' } : verdict
    },
    close: async () => {},
  }
  return world
}

const evenA = (text: string) => /^(aa)*$/.test(text)

/** Remembers, batch by batch, which words over the alphabet are accepted, shortest first. */
function* memoriser(alphabet: string, length: number): Learner<string, boolean, string[]> {
  const accepted: string[] = []
  const best = () => [...accepted]
  return yield* untilStopped(
    (function* (): Learner<string, boolean, string[]> {
      let words = ['']
      for (let n = 0; n <= length; n++) {
        const answers: readonly boolean[] = yield* ask(words, `words of ${n} letters`, {
          best,
          figures: { words: accepted.length },
        })
        accepted.push(...words.filter((_, i) => answers[i]))
        words = words.flatMap(word => [...alphabet].map(letter => word + letter))
      }
      return accepted
    })(),
    best,
  )
}

const grow = (options: Partial<RunOptions<string, Verdict, boolean, string[]>> & { world: World<string, Verdict> }) =>
  run({ learner: memoriser('ab', 5), kind: membership(), audit: false, ...options })

test('a learner is answered from the world and returns its model', async () => {
  const world = counting(evenA)
  const growth = await grow({ world })
  expect(growth.model).toEqual(['', 'aa', 'aaaa'])
  expect(growth.ended).toBe('finished')
  expect(growth.counts).toMatchObject({ asked: 63, learning: 63, verifying: 0, replayed: 0, audited: 0, steps: 6 })
})

test('a question that occurs twice goes to the world once', async () => {
  const world = counting(evenA)
  function* twice(): Learner<string, boolean, boolean[]> {
    const first: readonly boolean[] = yield* ask(['aa', 'a', 'aa'], 'the same twice')
    const second: readonly boolean[] = yield* ask(['a', 'aa'], 'and once more')
    return [...first, ...second]
  }
  const growth = await run({ learner: twice(), world, kind: membership(), audit: false })
  expect(growth.model).toEqual([true, false, true, false, true])
  expect(world.asked).toEqual(['aa', 'a'])
})

test('what the record knows is not asked', async () => {
  const world = counting(evenA)
  const record = new MemoryRecord(membership())
  await grow({ world, record })
  record.nextEpoch()
  const again = await grow({ world, record })
  expect(again.model).toEqual(['', 'aa', 'aaaa'])
  expect(again.counts).toMatchObject({ asked: 0, learning: 0, replayed: 0 })
  expect(world.asked).toHaveLength(63)
})

test('the order in which answers arrive does not reach the learner', async () => {
  const models = []
  for (const jobs of [1, 3, 16]) {
    let n = 0
    const world = counting(async text => {
      await new Promise(resolve => setTimeout(resolve, (n++ * 7) % 4))
      return evenA(text)
    })
    models.push((await grow({ world, jobs })).model)
  }
  expect(models).toEqual([models[0], models[0], models[0]])
})

test('no more questions are under way than there are jobs', async () => {
  let underWay = 0
  let most = 0
  const world = counting(async text => {
    most = Math.max(most, ++underWay)
    await new Promise(resolve => setTimeout(resolve, 1))
    underWay--
    return evenA(text)
  })
  await grow({ world, jobs: 4 })
  expect(most).toBe(4)
})

test('a rate is kept', async () => {
  const starts: number[] = []
  const world = counting(text => {
    starts.push(performance.now())
    return evenA(text)
  })
  await grow({ world, learner: memoriser('ab', 3), jobs: 8, rate: 100 })
  expect(starts).toHaveLength(15)
  expect(starts.at(-1)! - starts[0]!).toBeGreaterThan(130)
})

test('a budget ends growth with the best model so far, and is used up', async () => {
  const world = counting(evenA)
  const growth = await grow({ world, budget: 10 })
  expect(growth.ended).toBe('budget')
  expect(growth.model).toEqual(['', 'aa'])
  expect(world.asked).toHaveLength(10)
})

test('a replayed epoch ends under the same budget at the same step, and under a larger one goes on', async () => {
  const world = counting(evenA)
  const record = new MemoryRecord(membership())
  const stop = new AbortController()
  await grow({ world, record, signal: stop.signal, onProgress: ({ steps }) => steps === 3 && stop.abort() })
  const before = world.asked.length
  const same = await grow({ world, record, budget: 20 })
  expect(same.ended).toBe('budget')
  expect(same.counts.replayed).toBe(before)
  expect(world.asked).toHaveLength(20)
  const more = await grow({ world, record, budget: 63 })
  expect(more.ended).toBe('finished')
  expect(more.model).toEqual(['', 'aa', 'aaaa'])
  expect(new Set(world.asked).size).toBe(world.asked.length)
})

test('a deadline ends growth, whether the world waits or never does', async () => {
  const busy = counting(text => {
    const end = performance.now() + 2
    while (performance.now() < end);
    return evenA(text)
  })
  const slow = counting(async (text, signal) => {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, 5)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    })
    return evenA(text)
  })
  for (const world of [busy, slow]) {
    const growth = await grow({ world, learner: memoriser('ab', 12), deadline: 100 })
    expect(growth.ended).toBe('deadline')
    expect(growth.model).toContain('')
    expect(world.asked.length).toBeLessThan(100)
  }
})

test('a signal stops growth in mid-batch; what had arrived is recorded', async () => {
  const stop = new AbortController()
  const record = new MemoryRecord(membership())
  const world = counting(text => {
    if (text === 'bab') stop.abort()
    return evenA(text)
  })
  const growth = await grow({ world, record, signal: stop.signal })
  expect(growth.ended).toBe('cancelled')
  expect(growth.model).toEqual(['', 'aa'])
  expect(record.experiments.map(experiment => experiment.question)).toEqual(world.asked)
})

test('a learner that only computes can be stopped, and its pauses are not recorded', async () => {
  function* thinking(): Learner<string, boolean, number> {
    for (let n = 0; ; n++) {
      const until = performance.now() + 2
      while (performance.now() < until);
      const reply = yield { ask: [], about: 'a long thought', figures: { found: n < 5 ? 0 : 1 } }
      if (reply.stop !== undefined) return n
    }
  }
  const record = new MemoryRecord(membership())
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 60)
  const world = counting(evenA)
  const growth = await run({ learner: thinking(), kind: membership(), record, world, signal: stop.signal })
  expect(growth.ended).toBe('cancelled')
  expect(growth.model).toBeGreaterThan(5)
  expect(record.steps.map(step => step.figures.found)).toEqual([0, 1])
})

test('a world that hangs is given up after the timeout; what that means can be chosen', async () => {
  const hanging = () =>
    counting(
      (text, signal) =>
        text !== 'b' || new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    )
  const learner = () => memoriser('ab', 1)
  const reject = await grow({ world: hanging(), learner: learner(), timeout: 20 })
  expect(reject.model).toEqual(['', 'a'])
  const accept = await grow({ world: hanging(), learner: learner(), timeout: 20, kind: membership('accept') })
  expect(accept.model).toEqual(['', 'a', 'b'])
  const record = new MemoryRecord(membership('fail'))
  const fail = await grow({ world: hanging(), learner: learner(), timeout: 20, kind: membership('fail'), record })
  expect(fail.ended).toBe('failed')
  expect(fail.failure).toMatchObject({ code: 'world-timed-out', blame: 'world' })
  expect(fail.failure!.message).toContain('"b"')
  expect(record.experiments.map(experiment => experiment.question)).toEqual(['', 'a'])
})

test('a world that holds on to an aborted question is left behind', async () => {
  const world = counting(text => (text === 'b' ? new Promise(() => {}) : true))
  const growth = await grow({ world, learner: memoriser('ab', 1), timeout: 10 })
  expect(growth.model).toEqual(['', 'a'])
})

test('a world that fails ends growth with the best model and the reason', async () => {
  const world = counting(text => {
    if (text === 'abab') throw new CambiumError('world-failed', 'the server is gone', { blame: 'world' })
    return evenA(text)
  })
  const growth = await grow({ world, jobs: 3 })
  expect(growth.ended).toBe('failed')
  expect(growth.failure).toMatchObject({ code: 'world-failed', message: 'the server is gone' })
  expect(growth.model).toEqual(['', 'aa'])
})

test('whatever a world throws is a failure of the world', async () => {
  const world = counting(() => {
    throw new TypeError('undefined is not a function')
  })
  const growth = await grow({ world })
  expect(growth.failure).toMatchObject({ code: 'world-failed', blame: 'world' })
  expect(growth.failure!.message).toContain('undefined is not a function')
})

test('crashes are listed and count as rejected', async () => {
  const world = counting(text => (text === 'ab' ? { kind: 'crashed', signal: 'SIGSEGV' } : evenA(text)))
  const growth = await grow({ world })
  expect(growth.crashes).toEqual([{ question: 'ab', how: 'SIGSEGV' }])
  expect(growth.model).not.toContain('ab')
})

test('a share of the questions is asked a second time, counted apart', async () => {
  const world = counting(evenA)
  const growth = await grow({ world, learner: memoriser('ab', 8), audit: { share: 0.1, least: 3, most: 30 } })
  expect(growth.counts).toMatchObject({ asked: 511, learning: 511, audited: 30 })
  expect(world.asked).toHaveLength(541)
  expect(new Set(world.asked).size).toBe(511)
})

test('a world that answers at random is found out', async () => {
  const odd = new Map<string, number>()
  const world = counting(text => {
    const times = (odd.get(text) ?? 0) + 1
    odd.set(text, times)
    return times % 2 === 0
  })
  const growth = await grow({ world, audit: undefined })
  expect(growth.failure).toMatchObject({ code: 'world-contradicts-itself', blame: 'world' })
  expect(growth.failure!.message).toMatch(/rejected \(3 of 5 times\) and accepted \(2 of 5 times\)/)
})

test('progress tells what is going on', async () => {
  const seen: Progress[] = []
  await grow({ world: counting(evenA), onProgress: progress => seen.push(progress) })
  expect(seen.at(-1)).toMatchObject({ about: 'words of 5 letters', asked: 63, learning: 63, figures: { words: 3 } })
})

test('learners together ask in common batches, and each grows the model that it grows alone', async () => {
  const world = counting(evenA)
  const batches: number[] = []
  const record = new MemoryRecord(membership())
  const growth = await run({
    learner: together(memoriser('ab', 3), memoriser('a', 6)),
    world,
    kind: membership(),
    record,
    audit: false,
  })
  for (const step of record.steps) batches.push(step.questions)
  expect(growth.model).toEqual([
    ['', 'aa'],
    ['', 'aa', 'aaaa', 'aaaaaa'],
  ])
  expect(batches).toEqual([1, 2, 4, 8, 1, 1, 1])
  const stopped = await run({
    learner: together(memoriser('ab', 3), memoriser('a', 6)),
    world,
    kind: membership(),
    budget: 3,
  })
  expect(stopped.model).toEqual([[''], ['']])
})

test('a learner that does not stop is an error', async () => {
  function* stubborn(): Learner<string, boolean, null> {
    for (let i = 0; ; i++) yield { ask: [`${i}`], about: 'more and more' }
  }
  await expect(run({ learner: stubborn(), world: counting(evenA), kind: membership(), budget: 5 })).rejects.toThrow(
    expect.objectContaining({ code: 'learner-does-not-stop' }),
  )
})
