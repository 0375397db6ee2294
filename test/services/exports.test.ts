/** What other people's parser generators make of the grammars that are exported to them. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toAntlr4, toLark, toTreeSitter } from '../../src/model/grammar/index.ts'
import { grammars, mistakes, names, trials } from '../exports/grammars.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambium-exports-'))
  for (const [name, { valid, invalid }] of trials) {
    const lines = [...valid, ...invalid].map(text => `${Buffer.from(text).toString('base64')}\n`)
    writeFileSync(join(folder, `${name}.texts`), lines.join(''))
    writeFileSync(join(folder, `${name}.g4`), toAntlr4(grammars[name]!, name))
    writeFileSync(join(folder, `${name}.lark`), toLark(grammars[name]!))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The verdicts of a program that prints a line of 1 and 0 for each grammar. */
function verdicts(command: string, words: readonly string[]): Map<string, string> {
  const { stdout, stderr, status } = spawnSync(command, [...words, folder, ...names], { encoding: 'utf8' })
  expect(stderr, stderr).toBe('')
  expect(status).toBe(0)
  const lines = stdout.trim().split('\n')
  return new Map(names.map((name, i) => [name, lines[i]!]))
}

function expectNoMistake(name: string, line: string): void {
  const { valid, invalid } = trials.get(name)!
  const judged = new Map([...valid, ...invalid].map((text, i) => [text, line[i] === '1']))
  expect(mistakes(name, text => judged.get(text)!)).toEqual([])
}

const inCi = process.env.CI === 'true'

/** Debian's ANTLR, and a Java that can run a source file. */
const jars = ['antlr4', 'antlr4-runtime', 'antlr3-runtime', 'stringtemplate4', 'treelayout'].map(
  jar => `/usr/share/java/${jar}.jar`,
)
const hasAntlr = inCi || (existsSync(jars[0]!) && spawnSync('javac', ['-version']).status === 0)
if (!hasAntlr) console.warn('no ANTLR here: its export is not tested (install antlr4 and default-jdk-headless)')

describe.skipIf(!hasAntlr)('ANTLR 4', () => {
  let found: Map<string, string>
  beforeAll(() => {
    const program = fileURLToPath(new URL('../exports/Check.java', import.meta.url))
    found = verdicts('java', ['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', jars.join(':'), program])
  }, 120_000)

  it.each(names)('reads %s', name => expectNoMistake(name, found.get(name)!))
})

// Debian has it from trixie on; npm's package downloads its program, which not every machine may.
const hasTreeSitter = spawnSync('tree-sitter', ['--version']).status === 0
if (!hasTreeSitter) console.warn('no tree-sitter here: its export is held against its published syntax alone')

describe.skipIf(!hasTreeSitter)('tree-sitter itself', () => {
  it.each(names)('generates a parser from %s', name => {
    const cwd = mkdtempSync(join(folder, 'tree-sitter-'))
    writeFileSync(join(cwd, 'grammar.js'), toTreeSitter(grammars[name]!, name))
    const { status, stderr } = spawnSync('tree-sitter', ['generate', '--no-bindings'], { cwd, encoding: 'utf8' })
    expect(status, stderr).toBe(0)
  })
})

const python = '/usr/bin/python3'
const hasLark = inCi || (existsSync(python) && spawnSync(python, ['-c', 'import lark']).status === 0)
if (!hasLark) console.warn('no Lark here: its export is not tested (install python3-lark)')

describe.skipIf(!hasLark)('Lark', () => {
  let found: Map<string, string>
  beforeAll(() => {
    found = verdicts(python, [fileURLToPath(new URL('../exports/check.py', import.meta.url))])
  }, 120_000)

  it.each(names)('reads %s', name => expectNoMistake(name, found.get(name)!))
})
