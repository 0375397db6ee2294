import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import ts from 'typescript'
import { transformWithOxc } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  engineModules,
  fromEbnf,
  type Grammar,
  leftRecursiveRules,
  Parser,
  parserSource,
  type Tree,
} from '../src/model/grammar/index.ts'
import { allStrings, anyGrammar } from '../src/model/grammar/testing/arbitrary.ts'
import { sampleGrammars } from '../src/model/grammar/testing/grammars.ts'
import { grown, trialOf } from './exports/grown.ts'

interface Generated {
  parse(text: string): Tree
  accepts(text: string): boolean
  ParseError: new () => Error
}

const engine = engineModules.map(name =>
  readFileSync(new URL(`../src/model/grammar/parse/${name}.ts`, import.meta.url), 'utf8'),
)
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambium-parser-'))
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
async function generated(grammar: Grammar): Promise<Generated> {
  const file = join(folder, `parser${count++}.js`)
  const { code } = await transformWithOxc(parserSource(grammar, engine), 'parser.ts')
  writeFileSync(file, code)
  return import(pathToFileURL(file).href)
}

const grammars: Record<string, Grammar> = { ...grown }
for (const [name, grammar] of Object.entries(sampleGrammars)) grammars[`written ${name}`] = grammar
/** Those whose texts have several trees. */
const ambiguous = ['lisp', 'while', 'xml', 'written ambiguity', 'written expressions']

describe('a generated parser', () => {
  it.each(
    Object.entries(grammars),
  )('of %s reads what the grammar derives, and says what is wrong with the rest', async (name, grammar) => {
    const { parse, accepts, ParseError } = await generated(grammar)
    const parser = new Parser(grammar)
    const { valid, invalid } = trialOf(grammar)
    for (const text of valid) {
      expect(accepts(text), text).toBe(true)
      if (!ambiguous.includes(name)) expect(parse(text), text).toEqual(parser.parse(text))
      else expectDerivation(parse(text), text, grammar)
    }
    for (const text of invalid) {
      expect(accepts(text), text).toBe(false)
      const { length } = parser.prefix(text)
      expect(() => parse(text)).toThrow(ParseError)
      expect(() => parse(text)).toThrow(expect.objectContaining({ offset: length }))
    }
  })

  it('is right for any grammar: ambiguous, cyclic, left-recursive, empty', async () => {
    let falls = 0
    await fc.assert(
      fc.asyncProperty(anyGrammar, async grammar => {
        const { accepts } = await generated(grammar)
        if (leftRecursiveRules(grammar).size > 0) falls++
        const parser = new Parser(grammar)
        for (const text of allStrings('ab', 5)) expect(accepts(text), text).toBe(parser.accepts(text))
      }),
      { numRuns: 50, examples: [[fromEbnf('s ::= s "a" | "b"')]] },
    )
    expect(falls).toBeGreaterThan(0)
  })

  it('says where and what', async () => {
    const { parse } = await generated(sampleGrammars.json)
    const broken = '{\n  "🌳": [1,\n  2 "x"]}'
    expect(() => parse(broken)).toThrow(
      expect.objectContaining({
        offset: broken.indexOf('"x"'),
        line: 3,
        column: 5,
        expected: expect.arrayContaining(['","', '"]"']),
        message: expect.stringMatching(/^line 3, column 5: expected .* or .*, found "\\""$/),
      }),
    )
    expect(() => parse('[1')).toThrow('found end of input')
    expect(() => parse('1 1')).toThrow('end of input, found "1"')
  })

  it('reads what is nested deeper than the call stack', async () => {
    const { parse, accepts } = await generated(sampleGrammars.json)
    const deep = 30_000
    expect(accepts('['.repeat(deep) + ']'.repeat(deep))).toBe(true)
    expect(() => parse('['.repeat(deep))).toThrow('found end of input')
  })

  it('gives up going back and forth where that takes too long', async () => {
    const { accepts } = await generated(grown.json!)
    const deep = 40
    expect(accepts('['.repeat(deep) + ']'.repeat(deep))).toBe(true)
    expect(accepts('['.repeat(deep) + ']'.repeat(deep - 1))).toBe(false)
  })

  it('passes the strictest checks of types', () => {
    const files = [grown.json!, grown.turtle!, sampleGrammars.json].map((grammar, i) => {
      const file = join(folder, `typed${i}.ts`)
      writeFileSync(file, parserSource(grammar, engine))
      return file
    })
    const user = join(folder, 'user.ts')
    writeFileSync(
      user,
      `import { parse, type RuleName } from './typed0.ts'
       export const rule: RuleName = parse('1').rule
       // @ts-expect-error: no rule has this name
       export const wrong: RuleName = 'no such rule'`,
    )
    const program = ts.createProgram([...files, user], {
      strict: true,
      noUncheckedIndexedAccess: true,
      noImplicitReturns: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
      isolatedModules: true,
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts'],
      skipDefaultLibCheck: true,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    })
    const messages = ts.getPreEmitDiagnostics(program).map(d => ts.flattenDiagnosticMessageText(d.messageText, '\n'))
    expect(messages).toEqual([])
  })
})

/** Whether a tree is one of the text: each node's piece is derived by its rule, and the children lie in order within. */
function expectDerivation(tree: Tree, text: string, grammar: Grammar): void {
  expect([tree.start, tree.end]).toEqual([0, text.length])
  const open = [tree]
  const parsers = new Map<string, Parser>()
  for (let node = open.pop(); node; node = open.pop()) {
    if (!parsers.has(node.rule)) parsers.set(node.rule, new Parser({ ...grammar, start: node.rule }))
    expect(parsers.get(node.rule)!.accepts(text.slice(node.start, node.end))).toBe(true)
    let at = node.start
    for (const child of node.children) {
      expect(child.start).toBeGreaterThanOrEqual(at)
      at = child.end
    }
    expect(at).toBeLessThanOrEqual(node.end)
    open.push(...node.children)
  }
}
