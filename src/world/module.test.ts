import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { moduleWorld } from './module.ts'
import type { Acceptor } from './world.ts'

const never = new AbortController().signal
let folder: string
let worlds: Acceptor[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'module-world-'))
  worlds = []
})
afterEach(async () => {
  await Promise.all(worlds.map(world => world.close()))
  rmSync(folder, { recursive: true })
})

function world(code: string, name = 'judge.mjs', timeout = 1_000): Acceptor {
  writeFileSync(join(folder, name), code)
  const made = moduleWorld(join(folder, name), { timeout })
  worlds.push(made)
  return made
}

describe('a module is asked', () => {
  it.each([
    ['judge.mjs', 'export default text => text === "é🌳\\r\\n"'],
    ['judge.mjs', 'export default async text => text === "é🌳\\r\\n"'],
    ['judge.cjs', 'module.exports = text => text === "é🌳\\r\\n"'],
    ['judge.cjs', 'exports.default = text => text === "é🌳\\r\\n"; exports.__esModule = true'],
  ])('%s: %s', async (name, code) => {
    const judge = world(code, name)
    expect(await judge.ask('é🌳\r\n', never)).toEqual({ kind: 'accepted' })
    expect(await judge.ask('e', never)).toEqual({ kind: 'rejected' })
  })

  it('with ten megabytes, and several times at once', async () => {
    const judge = world('export default text => text.length === 10_000_000')
    const answers = await Promise.all([
      judge.ask('x'.repeat(10_000_000), never),
      judge.ask('x', never),
      judge.ask('', never),
    ])
    expect(answers.map(answer => answer.kind)).toEqual(['accepted', 'rejected', 'rejected'])
  })
})

describe('a module that misbehaves', () => {
  it('is ended when it loops, and asked again afterwards', async () => {
    const judge = world('export default text => { while (text === "loop") {} return true }')
    expect(await judge.ask('loop', never)).toEqual({ kind: 'timed-out' })
    expect(await judge.ask('fine', never)).toEqual({ kind: 'accepted' })
  })

  it('is ended when its question is aborted', async () => {
    const controller = new AbortController()
    const judge = world('export default text => { for (;;) {} }', 'judge.mjs', 60_000)
    const asked = judge.ask('loop', controller.signal)
    setTimeout(() => controller.abort('enough'), 300)
    await expect(asked).rejects.toBe('enough')
  })

  it('may print without end', async () => {
    const before = process.memoryUsage().rss
    const judge = world('export default () => { for (;;) { console.log("x".repeat(9999)); console.error("y") } }')
    expect(await judge.ask('', never)).toEqual({ kind: 'timed-out' })
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000)
  })

  it('has crashed when it runs out of memory', { timeout: 90_000 }, async () => {
    // Numbers alone: nothing in them points anywhere, so that they are not searched for garbage again and again.
    const judge = world(
      'const kept = []; export default () => { for (;;) kept.push(new Array(1e6).fill(0.5)) }',
      'm.mjs',
      60_000,
    )
    expect(await judge.ask('', never)).toEqual({ kind: 'crashed', signal: 'out of memory' })
  })

  it.each([
    ['export default () => { throw new Error("boom") }', 'boom'],
    ['export default () => 1', 'returned number'],
    ['export default () => {}', 'returned undefined'],
    ['export default async () => { throw 3 }', 'threw 3'],
    ['export default () => process.exit(3)', 'status 3'],
    ['export default () => new Promise(() => { setTimeout(() => { throw new Error("later") }) })', 'later'],
    ['export const accepts = () => true', 'no default export'],
    ['export default {}', 'no default export'],
    ['export default (', 'SyntaxError'],
    ['import "no-such-package"; export default () => true', 'no-such-package'],
    ['throw new Error("at the start")', 'at the start'],
  ])('is a broken world: %s', async (code, message) => {
    const judge = world(code)
    await expect(judge.ask('text', never)).rejects.toMatchObject({
      code: 'world-failed',
      message: expect.stringContaining(message),
    })
  })

  it('is a broken world when it does not exist', () => {
    expect(() => moduleWorld(join(folder, 'none.js'))).toThrow('does not exist')
  })
})
