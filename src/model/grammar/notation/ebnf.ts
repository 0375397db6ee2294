import { CambiumError } from '../../error.ts'
import {
  anyCharacter,
  type CharacterClass,
  characterClass,
  complement,
  difference,
  sizeOf,
} from '../character-class.ts'
import { characters, choice, type Expression, type Grammar, literal, reference, repetition } from '../grammar.ts'
import { joined, normalForm } from '../normal.ts'
import { checkGrammar, deepestExpression } from '../validate.ts'
import { safeNames, startFirst } from './names.ts'
import { countsWrittenOut } from './write.ts'

/** What can stand above each rule as a comment. */
export interface RuleNotes {
  /** A text that the rule derives. */
  readonly example?: string
  /** Which share of the experience uses the rule, from 0 to 1. */
  readonly share?: number
}

/** Counted repetitions up to this are written out; W3C's notation has no counts. */
const writtenOut = 8
const widestLine = 100

/**
 * A grammar in the EBNF of W3C's XML recommendation, the start rule first. {@link fromEbnf} reads it back to the same
 * rules in normal form. Repetitions counted up to 8 are written out item by item; larger counts as `x{2,9}`, the one thing
 * that W3C's notation does not have. Names that are no names there are rewritten.
 */
export function toEbnf(grammar: Grammar, notes: ReadonlyMap<string, RuleNotes> = new Map()): string {
  const rules = startFirst(grammar)
  const nameOf = safeNames(rules, name =>
    isEbnfName(name) ? name : name.replace(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^[^\p{L}_]/u, '_$&'),
  )
  const width = Math.min(24, Math.max(...rules.map(rule => nameOf(rule.name).length)))
  return rules
    .map(rule => {
      const expression = normalForm(countsWrittenOut(rule.expression, writtenOut))
      const head = nameOf(rule.name).padEnd(width)
      const write = (e: Expression, tight: Tightness) => ebnfOf(e, tight, nameOf)
      const line = `${head} ::= ${write(expression, 'choice')}`
      const text =
        line.length <= widestLine || expression.kind !== 'choice'
          ? line
          : expression.alternatives
              .map((e, i) => `${i === 0 ? `${head} ::=` : `${' '.repeat(head.length)}   |`} ${write(e, 'sequence')}`)
              .join('\n')
      return comment(notes.get(rule.name)) + text
    })
    .join('\n')
    .concat('\n')
}

/**
 * Reads a grammar in W3C's EBNF; the first rule is the start. Literals in either quotes, `#x41`, classes, `- ` between
 * classes, `? * +`, also `{2,9}`; a rule ends where the next `name ::=` begins. `""` is the empty string.
 * @throws CambiumError `ebnf-syntax` with line and column; `grammar-invalid`
 */
export function fromEbnf(text: string): Grammar {
  const grammar = new Reader(text).grammar()
  checkGrammar(grammar)
  return grammar
}

/**
 * Reads a grammar of which not all rules are written yet. Rules that are used and not defined derive nothing.
 * @returns the grammar, and the names of the missing rules in order of their first use
 */
export function partialFromEbnf(text: string): { grammar: Grammar; missing: readonly string[] } {
  const reader = new Reader(text)
  const { start, rules } = reader.grammar()
  const missing = [...reader.used].filter(name => !rules.some(rule => rule.name === name))
  const grammar = { start, rules: [...rules, ...missing.map(name => ({ name, expression: characters([]) }))] }
  checkGrammar(grammar)
  return { grammar, missing }
}

/** What may stand in a place without brackets: anything, no choice, or one item only. */
type Tightness = 'choice' | 'sequence' | 'item'

function ebnfOf(e: Expression, tight: Tightness, nameOf: (rule: string) => string): string {
  const bracketed = (text: string, needs: boolean) => (needs ? `(${text})` : text)
  switch (e.kind) {
    case 'literal': {
      const parts = literalParts(e.text)
      return bracketed(parts.join(' '), tight === 'item' && parts.length > 1)
    }
    case 'characters':
      return classText(e.characters)
    case 'reference':
      return nameOf(e.rule)
    case 'sequence':
      if (e.items.length === 0) return '""'
      return bracketed(e.items.map(item => ebnfOf(item, 'sequence', nameOf)).join(' '), tight === 'item')
    case 'choice':
      return bracketed(e.alternatives.map(item => ebnfOf(item, 'sequence', nameOf)).join(' | '), tight !== 'choice')
    case 'repetition': {
      const sign = e.max === null ? ['*', '+'][e.min] : e.min === 0 && e.max === 1 ? '?' : undefined
      const item = ebnfOf(e.item, 'item', nameOf)
      // A repetition of a repetition needs brackets, or the signs would run together.
      const body = bracketed(item, e.item.kind === 'repetition')
      return body + (sign ?? `{${e.min === e.max ? e.min : `${e.min},${e.max ?? ''}`}}`)
    }
  }
}

/** A literal in quotes; what cannot stand in them as code points beside them. */
function literalParts(text: string): string[] {
  const parts: string[] = []
  for (const [run] of text.matchAll(/[^\p{C}\p{Zl}\p{Zp}\p{M}"]+|[^\p{C}\p{Zl}\p{Zp}\p{M}']+|[\s\S]/gu)) {
    if (/^[\p{C}\p{Zl}\p{Zp}\p{M}]/u.test(run)) parts.push(codePoint(run.codePointAt(0)!))
    else parts.push(run.includes('"') ? `'${run}'` : `"${run}"`)
  }
  return parts
}

function classText(of: CharacterClass): string {
  const isLarge = sizeOf(of) > sizeOf(anyCharacter) / 2
  const ranges = isLarge ? complement(of) : of
  return `[${isLarge ? '^' : ''}${ranges
    .map(([first, last]) =>
      first === last ? inClass(first) : `${inClass(first)}${last === first + 1 ? '' : '-'}${inClass(last)}`,
    )
    .join('')}]`
}

function inClass(c: number): string {
  const text = String.fromCodePoint(c)
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(text) && !/^[\]#^[\\-]$/.test(text) ? text : codePoint(c)
}

const codePoint = (c: number): string => `#x${c.toString(16).toUpperCase()}`
/** Whether a name can stand in EBNF as it is. */
export const isEbnfName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)

function comment({ example, share }: RuleNotes = {}): string {
  const parts = [
    ...(share === undefined ? [] : [`${Math.round(share * 100)} %`]),
    ...(example === undefined ? [] : [JSON.stringify(example).replaceAll('*/', '*\\/')]),
  ]
  return parts.length === 0 ? '' : `/* ${parts.join('  ')} */\n`
}

/** Reads by recursive descent. */
class Reader {
  readonly #text: string
  readonly used = new Set<string>()
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  grammar(): Grammar {
    const rules: { name: string; expression: Expression }[] = []
    this.#skip()
    while (this.#at < this.#text.length) {
      const name = this.#match(/[\p{L}_][\p{L}\p{N}_.-]*/uy) ?? this.#fail('a rule begins with its name')
      if (!this.#match(/::=/y)) this.#fail(`after the rule name ${name} stands ::=`)
      rules.push({ name, expression: normalForm(this.#choice()) })
    }
    if (rules.length === 0) this.#fail('there is no rule: write name ::= expression')
    return { start: rules[0]!.name, rules }
  }

  #choice(): Expression {
    if (++this.#depth > deepestExpression / 4) this.#fail('brackets are nested too deeply; split the rule')
    const alternatives = [this.#sequence()]
    while (this.#match(/\|/y)) alternatives.push(this.#sequence())
    this.#depth--
    return choice(...alternatives)
  }

  #sequence(): Expression {
    const items: Expression[] = []
    for (let item = this.#item(); item; item = this.#item()) items.push(item)
    if (items.length === 0) this.#fail('an expression is missing; the empty string is written ""')
    return joined(items)
  }

  #item(): Expression | undefined {
    let item = this.#primary()
    if (!item) return undefined
    while (this.#match(/-/y)) {
      const without = this.#primary()
      const [a, b] = [classOf(item), without && classOf(without)]
      if (!a || !b) this.#fail('"-" can stand between character classes only')
      item = characters(difference(a, b))
    }
    for (;;) {
      const sign = this.#match(/[?*+]|\{\s*\d+\s*(?:,\s*\d*\s*)?\}/y)
      if (!sign) return item
      const [min, max] = countsOf(sign)
      if (max !== null && max < min) this.#fail('a repetition has fewer at most than at least')
      item = repetition(item, min, max)
    }
  }

  #primary(): Expression | undefined {
    const start = this.#at
    const quoted = this.#match(/"[^"]*"|'[^']*'/y)
    if (quoted !== undefined) return literal(quoted.slice(1, -1))
    if (this.#text[this.#at] === '[') return characters(this.#class())
    const code = this.#match(/#x[0-9a-fA-F]+/y)
    if (code) return literal(String.fromCodePoint(this.#codePoint(code)))
    if (this.#match(/\(/y)) {
      const inner = this.#choice()
      if (!this.#match(/\)/y)) this.#fail('a bracket is not closed')
      return inner
    }
    const name = this.#match(/[\p{L}_][\p{L}\p{N}_.-]*/uy)
    if (name === undefined) return undefined
    if (this.#text.startsWith('::=', this.#at)) {
      this.#at = start
      return undefined
    }
    this.used.add(name)
    return reference(name)
  }

  #class(): CharacterClass {
    const body = this.#match(/\[\^?[^\]]*\]/y) ?? this.#fail('a character class is not closed by ]')
    const isNegated = body[1] === '^'
    const ranges: [number, number][] = []
    const point = '#x[0-9a-fA-F]+|[\\s\\S]'
    for (const [, first, last] of body
      .slice(isNegated ? 2 : 1, -1)
      .matchAll(new RegExp(`(${point})(?:-(${point}))?`, 'gu'))) {
      const range = [this.#codePoint(first!), this.#codePoint(last ?? first!)] as const
      if (range[0] > range[1]) this.#fail(`the range ${first}-${last} runs backwards`)
      ranges.push([...range])
    }
    const found = characterClass(ranges)
    return isNegated ? complement(found) : found
  }

  #codePoint(text: string): number {
    const value = text.length > 2 && text.startsWith('#x') ? Number.parseInt(text.slice(2), 16) : text.codePointAt(0)!
    if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) this.#fail(`${text} is no Unicode character`)
    return value
  }

  /** What the pattern matches here, and goes on to the next thing that is neither space nor comment. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) return undefined
    this.#at += found.length
    this.#skip()
    return found
  }

  #skip(): void {
    const space = /(?:\s|\/\*[\s\S]*?\*\/)*/y
    space.lastIndex = this.#at
    this.#at += space.exec(this.#text)![0].length
    if (this.#text.startsWith('/*', this.#at)) this.#fail('a comment is not closed')
  }

  #fail(what: string): never {
    const before = this.#text.slice(0, this.#at).split('\n')
    const near = JSON.stringify(this.#text.slice(this.#at, this.#at + 20))
    throw new CambiumError(
      'ebnf-syntax',
      `line ${before.length}, column ${before.at(-1)!.length + 1}, at ${near}: ${what}`,
    )
  }
}

/** The class of an expression that reads exactly one character. */
function classOf(e: Expression): CharacterClass | undefined {
  if (e.kind === 'characters') return e.characters
  if (e.kind === 'literal' && [...e.text].length === 1)
    return characterClass([[e.text.codePointAt(0)!, e.text.codePointAt(0)!]])
  return undefined
}

function countsOf(sign: string): [min: number, max: number | null] {
  if (sign === '?') return [0, 1]
  if (sign === '*') return [0, null]
  if (sign === '+') return [1, null]
  const [min, max] = sign
    .slice(1, -1)
    .split(',')
    .map(part => part.trim())
  return [Number(min), max === undefined ? Number(min) : max === '' ? null : Number(max)]
}
