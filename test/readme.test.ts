import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

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

function run(line: string) {
  const env = { ...process.env, PATH: `${join(copy, 'bin')}${delimiter}${process.env.PATH}` }
  return spawnSync('sh', ['-c', line], { cwd: copy, env, encoding: 'utf8', timeout: 100_000 })
}

/** Counts change whenever the learner gets better. */
const masked = (text: string) => text.replace(/[0-9][0-9,.]*/g, '#')

describe.each(documents)('%s', document => {
  const blocks = blocksOf(document)
  it.each(blocks.flatMap(commandsOf))('$line', { timeout: 120_000 }, ({ line, status, prints }) => {
    const ran = run(line)
    expect(ran.status, ran.stderr).toBe(status)
    if (prints !== undefined) expect(masked(ran.stdout)).toBe(masked(prints))
  })

  it.each(blocks.filter(({ language }) => language === 'js'))('the program $code', ({ code }) => {
    writeFileSync(join(copy, 'program.mjs'), code)
    const ran = run('node program.mjs')
    expect(ran.stderr).toBe('')
    expect(ran.status).toBe(0)
  })

  it.each(blocks.filter(({ language }) => language === 'json'))('the JSON $code', ({ code }) => {
    if (code.startsWith('{\n')) JSON.parse(code)
    else for (const line of code.trim().split('\n')) JSON.parse(line)
  })
})

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** The commands that a help text lists, `photo` by those under it. */
function commandsUnder(program: string): string[] {
  const [, list] = /^Commands:\n(.*?)(?:\n\n|$(?![\s\S]))/ms.exec(run(`${program} --help`).stdout)!
  const names = [...list!.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name!).filter(name => name !== 'help')
  return names.flatMap(name =>
    name === 'photo' ? commandsUnder('cambium photo').map(under => `photo ${under}`) : [name],
  )
}

const allCommands = once(() => commandsUnder('cambium'))

it('README.md names every command of the program', () => {
  const named = allCommands()
  expect(named.length).toBeGreaterThan(12)
  const readme = readFileSync(join(project, 'README.md'), 'utf8')
  for (const name of named) expect(readme).toContain(`\`cambium ${name} `)
})

it('docs/command-line.md names every option of every command', () => {
  const reference = readFileSync(join(project, 'docs/command-line.md'), 'utf8')
  for (const name of allCommands()) {
    const options = run(`cambium ${name} --help`).stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)
    for (const [, option] of options) if (option !== '--help') expect(reference, name).toContain(option)
  }
})
