import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { streamWorld } from './stream.ts'
import type { Acceptor } from './world.ts'

const never = new AbortController().signal
let folder: string
let worlds: Acceptor[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stream-world-'))
  worlds = []
})
afterEach(async () => {
  await Promise.all(worlds.map(world => world.close()))
  rmSync(folder, { recursive: true })
})

/** A Node program whose `answer(text)` prints what it likes through `say`; each start adds a line to `starts`. */
function world(answer: string, timeout = 2_000): Acceptor {
  writeFileSync(
    join(folder, 'program.cjs'),
    `const fs = require('fs')
     fs.appendFileSync('starts', process.pid + '\\n')
     const say = value => process.stdout.write(typeof value === 'string' ? value : JSON.stringify(value) + '\\n')
     require('readline').createInterface({ input: process.stdin }).on('line', line => answer(JSON.parse(line).text))
     function answer(text) { ${answer} }`,
  )
  const made = streamWorld({ command: [process.execPath, 'program.cjs'], cwd: folder, timeout })
  worlds.push(made)
  return made
}

const starts = () => readFileSync(join(folder, 'starts'), 'utf8').trim().split('\n').map(Number)

describe('a running program is asked', () => {
  it('many times, and started once', async () => {
    const same = world('say({ accepted: text === "é🌳\\r\\n" })')
    for (let i = 0; i < 20; i++) expect(await same.ask('é🌳\r\n', never)).toEqual({ kind: 'accepted' })
    expect(await same.ask('other', never)).toEqual({ kind: 'rejected' })
    expect(starts().length).toBe(1)
  })

  it('in as many copies as there are open questions', async () => {
    const slow = world('setTimeout(() => say({ accepted: text === "1" }), 100)')
    const answers = await Promise.all(['0', '1', '0'].map(text => slow.ask(text, never)))
    expect(answers.map(answer => answer.kind)).toEqual(['rejected', 'accepted', 'rejected'])
    expect(starts().length).toBe(3)
  })

  it('with ten megabytes', async () => {
    const long = world('say({ accepted: text.length === 10_000_000 })', 10_000)
    expect(await long.ask('\n'.repeat(10_000_000), never)).toEqual({ kind: 'accepted' })
  })

  it('and may answer in pieces and print to standard error without end', async () => {
    const pieces = world(`
      process.stderr.write('x'.repeat(1_000_000))
      say('{"accep'); setTimeout(() => say('ted": true, "why": "so"}\\n'), 50)`)
    expect(await pieces.ask('', never)).toEqual({ kind: 'accepted' })
  })
})

describe('a running program that misbehaves', () => {
  it('has crashed when a signal kills it, and is started again', async () => {
    const crashes = world('text === "bad" ? process.kill(process.pid, "SIGSEGV") : say({ accepted: true })')
    expect(await crashes.ask('bad', never)).toEqual({ kind: 'crashed', signal: 'SIGSEGV' })
    expect(await crashes.ask('good', never)).toEqual({ kind: 'accepted' })
    expect(starts().length).toBe(2)
  })

  it('is killed when it hangs, and started again', async () => {
    const hangs = world('while (text === "hang") {} say({ accepted: true })', 500)
    expect(await hangs.ask('hang', never)).toEqual({ kind: 'timed-out' })
    const [first] = starts()
    expect(() => process.kill(first!, 0)).toThrow()
    expect(await hangs.ask('good', never)).toEqual({ kind: 'accepted' })
  })

  it('does not answer the next question with the late answer to the last', async () => {
    const late = world('setTimeout(() => say({ accepted: text === "slow" }), text === "slow" ? 700 : 0)', 400)
    expect(await late.ask('slow', never)).toEqual({ kind: 'timed-out' })
    expect(await late.ask('next', never)).toEqual({ kind: 'rejected' })
  })

  it('is asked once more when it ended, as some do after so many requests', async () => {
    const tired = world('globalThis.n = (globalThis.n ?? 0) + 1; if (n > 2) process.exit(0); say({ accepted: true })')
    for (let i = 0; i < 5; i++) expect(await tired.ask('', never)).toEqual({ kind: 'accepted' })
    expect(starts().length).toBe(3)
  })

  it.each([
    ['say("yes\\n")', '"yes"'],
    ['say({ accepted: "true" })', 'instead of'],
    ['say("null\\n")', 'instead of'],
    ['say("x".repeat(200_000))', 'xxx'],
    ['say(\'{"accepted": true}\\n{"accepted": false}\\n\')', 'more than one line'],
    ['console.error("no licence"); process.exit(1)', 'no licence'],
    ['process.exit(7)', 'exit status 7'],
    ['const more = () => process.stdout.write("x".repeat(65536), more); more()', 'xxx'],
  ])('is a broken world: %s', async (answer, message) => {
    const broken = world(answer)
    await expect(broken.ask('the text', never)).rejects.toMatchObject({
      code: 'world-failed',
      message: expect.stringContaining(message),
    })
  })

  it('is a broken world when it prints what nobody asked for', async () => {
    const chatty = world('say({ accepted: true }); setTimeout(() => say({ accepted: true }), 50)')
    expect(await chatty.ask('', never)).toEqual({ kind: 'accepted' })
    await new Promise(resolve => setTimeout(resolve, 300))
    await expect(chatty.ask('', never)).rejects.toThrow('without being asked')
  })

  it('is gone after an abort and after the world is closed', async () => {
    const hangs = world('say', 60_000)
    const controller = new AbortController()
    const asked = hangs.ask('', controller.signal)
    while (!existsSync(join(folder, 'starts')) || starts()[0] === 0) await new Promise(next => setTimeout(next, 10))
    controller.abort('enough')
    await expect(asked).rejects.toBe('enough')
    expect(() => process.kill(starts()[0]!, 0)).toThrow()
  })
})
