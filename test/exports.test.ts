import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import peggy from 'peggy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomLanguage } from '../bench/languages/random.ts'
import {
  fromEbnf,
  type Grammar,
  leftRecursiveRules,
  Parser,
  toAntlr4,
  toBnf,
  toGbnf,
  toLark,
  toPeggy,
  toTreeSitter,
} from '../src/model/grammar/index.ts'
import { sampleGrammars } from '../src/model/grammar/testing/grammars.ts'
import { grown, type Trial, trialOf } from './exports/grown.ts'
import { fromBnf, fromGbnf, fromTreeSitter } from './exports/read-back.ts'

/** Two larger ones that people wrote, with white space, escapes and all of Unicode. */
const written = { written_json: sampleGrammars.json, written_expressions: sampleGrammars.expressions }

/** What notations and their languages keep for themselves, as names and as text, and counts beside texts. */
const spelled = fromEbnf(String.raw`
  input     ::= constructor (" " constructor)*
  constructor ::= class | été | __proto__ | EOF | text
  class     ::= "'" [^'\#xA#x0] "'" | '"' [#x1-#x1F#x2028]+ '"'
  été       ::= "${'$'}{" input "}" | "\u0041" | "\" [-\#x5D^[/] "*/" | "//#" "#{"
  __proto__ ::= "é🌳" [#x1F333-#x1F335] #xE0001 "x" #xE0001 #x10FFFF | "日" #x300 "本"
  EOF       ::= "<" text? ">" | #xFEFF "0" | #xD #xA "." #x9
  text      ::= ("a") ("a") | ("aab" | "a") [a] "b"+
`)

const drawn = Object.fromEntries(
  Array.from({ length: 6 }, (_, seed) => [`drawn_${seed}`, randomLanguage(seed, seed % 2 === 0).grammar]),
)

const grammars: Record<string, Grammar> = { ...grown, ...written, ...drawn, spelled }
const names = Object.keys(grammars)
const trials = new Map<string, Trial>(names.map(name => [name, trialOf(grammars[name]!, name in drawn ? 40 : 200)]))

/** Texts that the judge takes for the opposite of what they are. */
function mistakes(name: string, accepts: (text: string) => boolean): string[] {
  const { valid, invalid } = trials.get(name)!
  return [
    ...valid.filter(text => !accepts(text)).map(text => `rejects ${text}`),
    ...invalid.filter(text => accepts(text)).map(text => `accepts ${text}`),
  ]
}

it('the grammars are what the tests want of them', () => {
  expect(Object.keys(grown).length).toBeGreaterThanOrEqual(5)
  expect(Object.values(grown).some(grammar => leftRecursiveRules(grammar).size > 0)).toBe(true)
  for (const name of Object.keys({ ...grown, ...written, spelled })) {
    const { valid, invalid } = trials.get(name)!
    expect(valid.length, name).toBe(200)
    expect(invalid.length, name).toBe(200)
  }
  for (const name of Object.keys(drawn)) expect(trials.get(name)!.valid.length, name).toBeGreaterThan(5)
})

describe('peggy', () => {
  it.each(names)('reads %s', name => {
    const source = toPeggy(grammars[name]!)
    const parser = peggy.generate(source, { cache: true })
    const wrong = mistakes(name, text => {
      try {
        parser.parse(text)
        return true
      } catch (error) {
        if (error instanceof parser.SyntaxError) return false
        throw error
      }
    })
    // What the export says it may miss, it may miss.
    if (source.includes('// not exact')) expect(wrong.filter(text => text.startsWith('accepts'))).toEqual([])
    else expect(wrong).toEqual([])
  })

  it('is told nothing that is not exact for the grown grammars', () => {
    for (const name of Object.keys(grown)) expect(toPeggy(grammars[name]!), name).not.toContain('not exact')
  })
})

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
    const program = fileURLToPath(new URL('exports/Check.java', import.meta.url))
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
    found = verdicts(python, [fileURLToPath(new URL('exports/check.py', import.meta.url))])
  }, 120_000)

  it.each(names)('reads %s', name => expectNoMistake(name, found.get(name)!))
})

describe.each([
  ['GBNF', toGbnf, fromGbnf],
  ['tree-sitter', toTreeSitter, fromTreeSitter],
  ['BNF', toBnf, fromBnf],
] as const)('%s', (notation, write, read) => {
  it.each(names)('says the same of %s by its published syntax', name => {
    const back = read(write(grammars[name]!))
    if (notation === 'GBNF') expect(leftRecursiveRules(back).size).toBe(0)
    const parser = new Parser(back)
    expect(mistakes(name, text => parser.accepts(text))).toEqual([])
  })
})
