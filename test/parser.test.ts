import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { transformSync } from 'rolldown/utils'
import ts from 'typescript'
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
  ParseError: new () => Error & { offset: number }
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

async function generated(grammar: Grammar): Promise<Generated> {
  const { code } = transformSync('parser.ts', parserSource(grammar, engine))
  return import(`data:text/javascript,${encodeURIComponent(code)}`)
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
    const derives = derivation(grammar)
    const { valid, invalid } = trialOf(grammar)
    const isRight = (text: string) =>
      accepts(text) &&
      (ambiguous.includes(name) ? derives(parse(text), text) : isDeepStrictEqual(parse(text), parser.parse(text)))
    expect(valid.filter(text => !isRight(text))).toEqual([])
    const isRefused = (text: string) => {
      if (accepts(text)) return false
      try {
        parse(text)
        return false
      } catch (error) {
        return error instanceof ParseError && error.offset === parser.prefix(text).length
      }
    }
    expect(invalid.filter(text => !isRefused(text))).toEqual([])
  })

  it('is right for any grammar: ambiguous, cyclic, left-recursive, empty', async () => {
    let falls = 0
    await fc.assert(
      fc.asyncProperty(anyGrammar, async grammar => {
        const { accepts } = await generated(grammar)
        if (leftRecursiveRules(grammar).size > 0) falls++
        const parser = new Parser(grammar)
        expect(allStrings('ab', 5).filter(text => accepts(text) !== parser.accepts(text))).toEqual([])
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

/** Tells whether a tree is one of a text: each node's piece is derived by its rule, and the children lie in order within. */
function derivation(grammar: Grammar): (tree: Tree, text: string) => boolean {
  const parsers = new Map<string, Parser>()
  const isRight = (node: Tree, text: string): boolean => {
    if (!parsers.has(node.rule)) parsers.set(node.rule, new Parser({ ...grammar, start: node.rule }))
    if (!parsers.get(node.rule)!.accepts(text.slice(node.start, node.end))) return false
    const ends = [node.start, ...node.children.map(child => child.end)]
    return (
      node.children.every((child, i) => child.start >= ends[i]! && isRight(child, text)) && ends.at(-1)! <= node.end
    )
  }
  return (tree, text) => tree.start === 0 && tree.end === text.length && isRight(tree, text)
}
