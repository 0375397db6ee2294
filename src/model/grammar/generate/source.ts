import type { CharacterClass } from '../character-class.ts'
import { leftRecursiveRules } from '../form/left-recursion.ts'
import type { Grammar } from '../grammar.ts'
import { orderedGrammar } from '../lookahead/ordered.ts'
import type { Tables } from '../parse/layout.ts'
import { classesOf, compile } from '../parse/tables.ts'
import { checkGrammar } from '../validate.ts'
import { fastParser } from './fast.ts'

/**
 * A parser of one language as a TypeScript module without dependencies: `parse` gives the tree or throws a `ParseError` with
 * line, column and what could stand there; `accepts` says yes or no.
 *
 * It reads by recursive descent where that is right, which is shown for each decision when the parser is written, and by
 * Earley's algorithm where it is not: for rules that begin with themselves, for decisions that need more than the first
 * match, for texts nested too deep for the call stack, and to say what is wrong with a text. Where a text has several trees
 * it takes that of the first alternatives; by Earley's algorithm the one that {@link Parser} takes.
 * @param engine the modules of {@link engineModules}, in that order, as TypeScript
 * @throws CambiumError `grammar-invalid`, `grammar-too-large`
 */
export function parserSource(grammar: Grammar, engine: readonly string[]): string {
  checkGrammar(grammar)
  const ordered = orderedGrammar(grammar)
  const isDescending = leftRecursiveRules(grammar).size === 0
  const names = grammar.rules.map(rule => JSON.stringify(rule.name))
  return [
    '/** A parser that Cambium wrote. Needs nothing. */',
    '',
    '/** The rules of the grammar. */',
    `export type RuleName = ${names.join(' | ')}`,
    api,
    isDescending ? descent(fastParser(ordered.grammar), ordered.conflicts.length === 0) : general,
    tablesSource(grammar, compile(grammar)),
    ...engine.map(inlined),
  ].join('\n')
}

/** The modules of which the general parser consists, in src/model/grammar/parse. */
export const engineModules = ['layout', 'alphabet', 'chart', 'tree', 'reader'] as const

const api = `
/** A text is not in the language. */
export class ParseError extends Error {
  /** Where it goes wrong: UTF-16 units from the start; line and column (in characters) from 1. */
  readonly offset: number
  readonly line: number
  readonly column: number
  /** What could stand there: characters, ranges of characters, \`end of input\`. */
  readonly expected: readonly string[]

  constructor(text: string, { length, next, canEnd }: Prefix) {
    const lines = text.slice(0, length).split('\\n')
    const line = lines.length
    const column = [...lines[line - 1]!].length + 1
    const quoted = (c: number) => JSON.stringify(String.fromCodePoint(c))
    const expected = next.map(([first, last]) => (first === last ? quoted(first) : \`\${quoted(first)}-\${quoted(last)}\`))
    if (canEnd) expected.push('end of input')
    const found = length === text.length ? 'end of input' : quoted(text.codePointAt(length)!)
    super(\`line \${line}, column \${column}: expected \${expected.join(' or ')}, found \${found}\`)
    this.name = 'ParseError'
    this.offset = length
    this.line = line
    this.column = column
    this.expected = expected
  }
}

/** The tree of a text. @throws ParseError */
export function parse(text: string): Tree {
  const tree = read(text)
  if (tree) return tree
  throw new ParseError(text, general().prefix(text))
}

/** Whether a text is in the language. */
export function accepts(text: string): boolean {
  return read(text) !== undefined
}
`

const general = `
function read(text: string): Tree | undefined {
  return general().parse(text)
}
`

/** @param isProven whether what recursive descent rejects is rejected */
const descent = (functions: string, isProven: boolean) => `
let input = ''
let fuel = 0
let top = 0
let nodes: Tree[] = []
const none: readonly Tree[] = []
const outOfFuel = new Error('reading takes too long this way')

function read(text: string): Tree | undefined {
  input = text
  // Enough for any text that is read without much going back.
  fuel = 100 * (text.length + 100)
  top = 0
  try {
    if (read0(0) === text.length) return nodes[0]
    if (${isProven} && text !== '') return undefined
  } catch (error) {
    // A RangeError: nested too deep for the call stack.
    if (error !== outOfFuel && !(error instanceof RangeError)) throw error
  } finally {
    input = ''
    nodes = []
  }
  return general().parse(text)
}

${functions}
`

/** The tables of the general parser, made when first wanted. */
function tablesSource(grammar: Grammar, tables: Tables): string {
  const list = (of: ArrayLike<number>) => `[${Array.from(of).join(',')}]`
  const { names, start, startNullable, width, end, open, accepting } = tables
  const classes = classesOf(grammar).map((of: CharacterClass) => JSON.stringify(of))
  return `
let reader: Reader | undefined

function general(): Reader {
  reader ??= new Reader({
    alphabet: new Alphabet([${classes.join(',')}]),
    names: [${names.map(name => (name === undefined ? 'undefined' : JSON.stringify(name))).join(',')}],
    start: ${start},
    startNullable: ${startNullable},
    width: ${width},
    end: ${end},
    open: ${open},
    first: Int32Array.from(${list(tables.first)}),
    ruleOf: Int32Array.from(${list(tables.ruleOf)}),
    final: Uint8Array.from(${list(tables.final)}),
    closed: Uint8Array.from(${list(tables.closed)}),
    shift: Int32Array.from(${list(tables.shift)}),
    useful: Uint8Array.from(${list(tables.useful)}),
    gotoFrom: Int32Array.from(${list(tables.gotoFrom)}),
    gotoRule: Int32Array.from(${list(tables.gotoRule)}),
    gotoTarget: Int32Array.from(${list(tables.gotoTarget)}),
    begins: Uint8Array.from(${list(tables.begins)}),
    accepting: ${accepting},
  })
  return reader
}

type CharacterClass = readonly (readonly [first: number, last: number])[]
const lastCodePoint = 0x10ffff`
}

/** A module's text to stand within another one: without imports, exporting only what a user of the parser meets. */
function inlined(module: string): string {
  return module
    .replace(/^import [\s\S]*? from '[^']*'\n/gm, '')
    .replace(/^\/\*\* [^\n]*\n(export type RuleName = string\n)/m, '$1')
    .replace(/^export type RuleName = string\n/m, '')
    .replace(/^export (?!interface (?:Tree|Prefix)\b)/gm, '')
    .trim()
    .concat('\n')
}
