import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProgramSettings } from './command.ts'
import { processWorld } from './process.ts'
import type { Acceptor, Verdict } from './world.ts'

const never = new AbortController().signal
let folder: string
let worlds: Acceptor[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-world-'))
  worlds = []
})
afterEach(async () => {
  await Promise.all(worlds.map(world => world.close()))
  rmSync(folder, { recursive: true })
})

function world(command: string | string[], more: Partial<ProgramSettings> = {}): Acceptor {
  const made = processWorld({ command, ...more })
  worlds.push(made)
  return made
}

/** A program written as a shell script. */
function sh(script: string, more: Partial<ProgramSettings> = {}): Acceptor {
  return world(['sh', '-c', script], more)
}

const ask = (asked: Acceptor, text = 'text'): Promise<Verdict> => asked.ask(text, never)

/** Whether a process runs; one that is dead but not yet waited for by whoever inherited it does not. */
function running(pid: number): boolean {
  try {
    return !/^[ZX]/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim())
  } catch {
    return false
  }
}

async function pidIn(file: string): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
    if (text !== '') return Number(text)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  throw new Error(`${file} was not written`)
}

describe('what a program says', () => {
  it('is its exit status', async () => {
    const grep = world('grep -q a')
    expect(await ask(grep, 'banana')).toEqual({ kind: 'accepted' })
    expect(await ask(grep, 'cherry')).toEqual({ kind: 'rejected' })
    for (const status of [2, 42, 125, 128, 134, 139, 255]) {
      expect(await ask(sh(`exit ${status}`))).toEqual({ kind: 'rejected' })
    }
  })

  it.each(['SEGV', 'ABRT', 'KILL', 'TERM', 'PIPE', 'INT'])('is a crash when SIG%s kills it', async signal => {
    const crashing = sh(`kill -${signal} $$`)
    expect(await ask(crashing)).toEqual({ kind: 'crashed', signal: `SIG${signal}` })
    expect(await ask(crashing)).toEqual({ kind: 'crashed', signal: `SIG${signal}` })
  })

  it('is a crash when it kills its whole group, and the next question is answered again', async () => {
    const group = sh('grep -q bad && kill -9 0; true')
    expect(await ask(group, 'bad')).toEqual({ kind: 'crashed', signal: 'SIGKILL' })
    expect(await ask(group, 'good')).toEqual({ kind: 'accepted' })
  })

  it('is a failure of the world with 126 and 127, and the program is heard', async () => {
    await expect(ask(sh('no-such-parser'))).rejects.toMatchObject({
      code: 'world-failed',
      blame: 'world',
      message: expect.stringContaining('no-such-parser'),
    })
    await expect(ask(sh('exit 126'))).rejects.toMatchObject({ code: 'world-failed' })
  })

  it('is a failure of the world when the program cannot be started', () => {
    expect(() => processWorld({ command: 'no-such-program-anywhere' })).toThrow('not found')
    writeFileSync(join(folder, 'plain'), '')
    expect(() => processWorld({ command: join(folder, 'plain') })).toThrow('may not be executed')
  })

  it('does not depend on the shell that starts it: words are passed on as they are', async () => {
    const words = ['$HOME', '`id`', '*', '; exit 1', '"', "'", '\\', ' ', 'é\n', '-x', '']
    const program = join(folder, 'words')
    writeFileSync(
      program,
      '#!/usr/bin/env node\nrequire("fs").writeFileSync("heard", JSON.stringify(process.argv.slice(2)))',
    )
    chmodSync(program, 0o755)
    expect(await ask(world([program, ...words], { cwd: folder }))).toEqual({ kind: 'accepted' })
    expect(JSON.parse(readFileSync(join(folder, 'heard'), 'utf8'))).toEqual(words)
  })
})

describe('the text arrives', () => {
  const texts = ['', '\n', 'no newline', 'CRLF\r\n', 'naïve 日本 🌳', '\0\u0001', '"$0"', '-n']

  it('on standard input, exactly', async () => {
    const cat = sh('cat > heard', { cwd: folder })
    for (const text of texts) {
      await ask(cat, text)
      expect(readFileSync(join(folder, 'heard'), 'utf8')).toBe(text)
    }
  })

  it('in the file that replaces {file}, also inside a word, and standard input is empty', async () => {
    const copy = world(['sh', '-c', 'cp "$1" heard; cat > stdin; test "$2" = "in=$1"', 'sh', '{file}', 'in={file}'], {
      cwd: folder,
    })
    for (const text of texts) {
      expect(await ask(copy, text)).toEqual({ kind: 'accepted' })
      expect(readFileSync(join(folder, 'heard'), 'utf8')).toBe(text)
      expect(readFileSync(join(folder, 'stdin'), 'utf8')).toBe('')
    }
  })

  it('with ten megabytes, whether it is read or not', async () => {
    const large = 'ä'.repeat(5_000_000)
    expect(await ask(sh('test $(wc -c) = 10000000'), large)).toEqual({ kind: 'accepted' })
    expect(await ask(world('true'), large)).toEqual({ kind: 'accepted' })
    expect(await ask(sh('head -c 1 > /dev/null; exit 1'), large)).toEqual({ kind: 'rejected' })
  })

  it('in the folder and environment that were named', async () => {
    const there = sh('test "$(pwd -P)" = "$(cd "$FOLDER"; pwd -P)"', { cwd: folder, env: { FOLDER: folder } })
    expect(await ask(there)).toEqual({ kind: 'accepted' })
    expect(there.description).toEqual({
      kind: 'process',
      command: expect.anything(),
      cwd: folder,
      env: ['FOLDER'],
      timeout: 5_000,
    })
  })
})

describe('a program that misbehaves', () => {
  it('is killed with its children when it hangs, and the next question is answered', async () => {
    const hangs = sh('grep -q fine && exit; sleep 1000 & echo $! > child; echo $$ > self; wait', {
      cwd: folder,
      timeout: 500,
    })
    const before = performance.now()
    expect(await ask(hangs)).toEqual({ kind: 'timed-out' })
    expect(performance.now() - before).toBeLessThan(3_000)
    expect(running(await pidIn(join(folder, 'child')))).toBe(false)
    expect(running(await pidIn(join(folder, 'self')))).toBe(false)
    expect(await ask(hangs, 'fine')).toEqual({ kind: 'accepted' })
  })

  it('is not read when it prints without end', async () => {
    const before = process.memoryUsage().rss
    expect(await ask(sh('yes >&2 & yes', { timeout: 700 }))).toEqual({ kind: 'timed-out' })
    expect(await ask(sh('head -c 2000000000 /dev/zero'))).toEqual({ kind: 'accepted' })
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })

  it('leaves no children once the world is closed', async () => {
    const leaves = sh('sleep 1000 & echo $! > child; exit 0', { cwd: folder })
    expect(await ask(leaves)).toEqual({ kind: 'accepted' })
    const child = await pidIn(join(folder, 'child'))
    expect(running(child)).toBe(true)
    await leaves.close()
    expect(running(child)).toBe(false)
  })

  it('keeps nothing running after an abort', async () => {
    const controller = new AbortController()
    const asked = sh('echo $$ > self; sleep 1000', { cwd: folder }).ask('text', controller.signal)
    const pid = await pidIn(join(folder, 'self'))
    controller.abort(new Error('no longer wanted'))
    await expect(asked).rejects.toThrow('no longer wanted')
    expect(running(pid)).toBe(false)
  })
})

it('many questions are asked at once, and each has its own text', async () => {
  const even = sh('read n; test $((n % 2)) = 0')
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(even, `${i}\n`)))
  expect(answers.map(answer => answer.kind)).toEqual(answers.map((_, i) => (i % 2 === 0 ? 'accepted' : 'rejected')))
})

it('more questions are asked than one shell is used for', async () => {
  const odd = world('grep -q 1')
  for (let i = 0; i < 300; i++) expect(await ask(odd, String(i % 2))).toEqual({ kind: i % 2 ? 'accepted' : 'rejected' })
})

it('no file is left behind', async () => {
  const { TMPDIR } = process.env
  process.env.TMPDIR = folder
  try {
    const one = processWorld({ command: 'true' })
    await ask(one)
    expect(readdirSync(folder)).toHaveLength(1)
    await one.close()
    expect(readdirSync(folder)).toEqual([])
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
})
