import { expect, it } from 'vitest'
import { accepts } from './function.ts'

const never = new AbortController().signal

it('a function is asked, at once or with a promise', async () => {
  expect(await accepts(text => text === 'a').ask('a', never)).toEqual({ kind: 'accepted' })
  expect(await accepts(async text => text === 'a').ask('b', never)).toEqual({ kind: 'rejected' })
})

it.each([
  () => {
    throw new Error('boom')
  },
  async () => {
    throw new Error('boom')
  },
  () => 'yes' as unknown as boolean,
])('a function that throws or says neither yes nor no is a broken world: %s', async judge => {
  await expect(accepts(judge).ask('the text', never)).rejects.toMatchObject({
    code: 'world-failed',
    message: expect.stringContaining('the text'),
  })
})

it('a promise that never settles times out, and is told so', async () => {
  let told = false
  const judge = (_: string, signal: AbortSignal) =>
    new Promise<boolean>(() => signal.addEventListener('abort', () => (told = true)))
  expect(await accepts(judge, { timeout: 20 }).ask('', never)).toEqual({ kind: 'timed-out' })
  expect(told).toBe(true)
})

it('a question can be aborted before and while it is asked', async () => {
  const world = accepts(() => new Promise<boolean>(() => {}))
  await expect(world.ask('', AbortSignal.abort('early'))).rejects.toBe('early')
  const controller = new AbortController()
  const asked = world.ask('', controller.signal)
  controller.abort('late')
  await expect(asked).rejects.toBe('late')
})
