import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { splitCommand } from '../src/world/command.ts'
import { type Ran, runHere } from './cli.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const documents = [
  'README.md',
  'docs/growth.md',
  'docs/command-line.md',
  'docs/machines.md',
  'docs/comparison.md',
  'docs/photographs.md',
]

/** A command of a document, the status it should end with, and what it prints if the document says so. */
interface Command {
  readonly line: string
  readonly status: number
  readonly prints?: string
}

interface Block {
  readonly language: string
  readonly code: string
  /** The shortened form in which something long is tested. */
  readonly testedAs: string | undefined
}

function blocksOf(document: string): Block[] {
  const text = readFileSync(join(project, document), 'utf8')
  const fences = text.matchAll(/(?:<!-- tested as: (.*?) -->\s*\n)?^```(\w+)\n([\s\S]*?)^```$/gm)
  return [...fences].map(([, testedAs, language, code]) => ({ language: language!, code: code!, testedAs }))
}

/** In `sh` every line is a command, in `console` every line after `$`, followed by what it prints. */
function commandsOf({ language, code, testedAs }: Block): Command[] {
  if (testedAs !== undefined) return [{ line: testedAs, status: 0 }]
  if (language === 'sh')
    return code
      .trim()
      .split('\n')
      .map(line => command(line))
  if (language !== 'console') return []
  return code
    .split(/^\$ /m)
    .slice(1)
    .map(part => {
      const end = part.indexOf('\n')
      return { ...command(part.slice(0, end)), prints: part.slice(end + 1) }
    })
}

function command(line: string): Command {
  const [, before, status] = /^(.*?)(?:\s+# status (\d+))?$/.exec(line)!
  return { line: before!, status: Number(status ?? 0) }
}

let copy: string
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'cambium-readme-'))
  const left = /[/\\](node_modules|\.git|\.ci|bench)$/
  cpSync(project, copy, {
    recursive: true,
    preserveTimestamps: true,
    filter: path => path === project || !left.test(path),
  })
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'))
  mkdirSync(join(copy, 'bin'))
  writeFileSync(join(copy, 'bin/cambium'), `#!/bin/sh\nexec node '${join(copy, 'dist/cli/main.js')}' "$@"\n`)
  chmodSync(join(copy, 'bin/cambium'), 0o755)
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** Commands that have been started as processes. */
const started = new Set<string>()

/** Runs a line in a shell, but only the first time that it is a call of a command and nothing else. */
async function run(line: string): Promise<Ran> {
  const [, name] = /^cambium ([\w-]+)[^|&;<>()$`*?[\]~#]*$/.exec(line) ?? []
  if (name !== undefined && started.has(name)) return runHere(splitCommand(line).slice(1), copy)
  if (name !== undefined) started.add(name)
  const env = { ...process.env, PATH: `${join(copy, 'bin')}${delimiter}${process.env.PATH}` }
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd: copy,
    env,
    encoding: 'utf8',
    timeout: 100_000,
  })
  return { status, out: stdout, err: stderr }
}

/** Counts change whenever the learner gets better. */
const masked = (text: string) => text.replace(/[0-9][0-9,.]*/g, '#')

describe.each(documents)('%s', document => {
  const blocks = blocksOf(document)
  it.each(blocks.flatMap(commandsOf))('$line', { timeout: 120_000 }, async ({ line, status, prints }) => {
    const ran = await run(line)
    expect(ran.status, ran.err).toBe(status)
    if (prints !== undefined) expect(masked(ran.out)).toBe(masked(prints))
  })

  it.each(blocks.filter(({ language }) => language === 'js'))('the program $code', async ({ code }) => {
    writeFileSync(join(copy, 'program.mjs'), code)
    const ran = await run('node program.mjs')
    expect(ran.err).toBe('')
    expect(ran.status).toBe(0)
  })

  it.each(blocks.filter(({ language }) => language === 'json'))('the JSON $code', ({ code }) => {
    if (code.startsWith('{\n')) JSON.parse(code)
    else for (const line of code.trim().split('\n')) JSON.parse(line)
  })
})

it('docs/growth.md follows a growth step by step as it is', async () => {
  const text = readFileSync(join(project, 'docs/growth.md'), 'utf8')
  const [, steps, learning, verifying] =
    /The log has (\d+) steps. It took (\d+) questions to learn and (\d+) to verify/.exec(text)!
  const log = (await run('cambium log followed.plant')).out
  const named = [...log.matchAll(/^ +(\d+) (.*?)(?: \(|$)/gm)].map(([, step, what]) => ({ step, what: what! }))
  expect(named.at(-1)!.step).toBe(steps)
  expect((await run('cambium show followed.plant')).out).toContain(`${learning} learning, ${verifying} verifying`)
  // each part begins where something else is asked for than right before
  const parts = [...text.matchAll(/^\*\*The .*\((\d+) to (\d+)\)/gm)].map(([, from]) => Number(from))
  expect(parts.length).toBe(5)
  for (const from of parts) expect(named[from - 1]!.what).not.toBe(named[from - 2]!.what)
})

/** The commands that a help text lists, `photo` by those under it. */
async function commandsUnder(program: string): Promise<string[]> {
  const [, list] = /^Commands:\n(.*?)(?:\n\n|$(?![\s\S]))/ms.exec((await run(`${program} --help`)).out)!
  const names = [...list!.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name!).filter(name => name !== 'help')
  const under = names.map(async name =>
    name === 'photo' ? (await commandsUnder('cambium photo')).map(under => `photo ${under}`) : [name],
  )
  return (await Promise.all(under)).flat()
}

it('README.md names every command of the program', async () => {
  const named = await commandsUnder('cambium')
  expect(named.length).toBeGreaterThan(12)
  const readme = readFileSync(join(project, 'README.md'), 'utf8')
  for (const name of named) expect(readme).toContain(`\`cambium ${name} `)
})

it('docs/command-line.md names every option of every command', async () => {
  const reference = readFileSync(join(project, 'docs/command-line.md'), 'utf8')
  for (const name of await commandsUnder('cambium')) {
    const options = (await run(`cambium ${name} --help`)).out.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)
    for (const [, option] of options) if (option !== '--help') expect(reference, name).toContain(option)
  }
})
