import { CambiumError } from '../error.ts'
import { lastCodePoint } from './character-class.ts'
import type { Expression, Grammar } from './grammar.ts'

/** Expressions nested deeper than this are refused, so that whoever walks one may use the call stack. */
export const deepestExpression = 500

/**
 * Checks what the types cannot say: unique rule names, references that name a rule, a start that exists, well-formed
 * classes and repetitions, expressions of bounded depth. Linear in the size of the grammar; uses no call stack.
 * @throws CambiumError `grammar-invalid`, with the rule at fault
 */
export function checkGrammar(grammar: Grammar): void {
  const names = new Set<string>()
  for (const { name } of grammar.rules) {
    if (name === '') throw invalid('a rule has the empty string as its name; give it one')
    if (names.has(name)) throw invalid(`two rules are called ${quoted(name)}; rename one or join them into a choice`)
    names.add(name)
  }
  if (!names.has(grammar.start)) {
    throw invalid(`the start rule ${quoted(grammar.start)} does not exist; name one of the rules`)
  }
  for (const rule of grammar.rules) checkExpression(rule.expression, rule.name, names)
}

/** Whether a value is a grammar. @throws CambiumError `grammar-invalid` if it has the shape of one and is wrong */
export function isGrammar(value: unknown): value is Grammar {
  const { start, rules } = isRecord(value) ? value : {}
  if (typeof start !== 'string' || !Array.isArray(rules)) return false
  if (!rules.every(rule => typeof rule?.name === 'string' && typeof rule.expression === 'object')) return false
  checkGrammar({ start, rules })
  return true
}

/** A grammar as JSON text with a line for each rule. {@link grammarFromJson} reads it back. */
export function grammarToJson(grammar: Grammar): string {
  const rules = grammar.rules.map(rule => `    ${JSON.stringify(rule)}`)
  return `{\n  "start": ${JSON.stringify(grammar.start)},\n  "rules": [\n${rules.join(',\n')}\n  ]\n}\n`
}

/**
 * Reads what {@link grammarToJson} wrote, or the same shape from anybody.
 * @throws CambiumError `grammar-not-json` or `grammar-invalid`
 */
export function grammarFromJson(text: string): Grammar {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new CambiumError('grammar-not-json', `this is not JSON: ${(cause as Error).message}`, { cause })
  }
  const { start, rules } = isRecord(value) ? value : {}
  if (typeof start !== 'string' || !Array.isArray(rules)) {
    throw invalid('a grammar is an object with "start" (a name) and "rules" (a list of {"name", "expression"})')
  }
  for (const rule of rules) {
    if (!isRecord(rule) || typeof rule.name !== 'string' || !isRecord(rule.expression)) {
      throw invalid('each rule is an object with "name" (a string) and "expression" (an object)')
    }
  }
  const grammar = { start, rules: rules as Grammar['rules'] }
  checkGrammar(grammar)
  return grammar
}

function checkExpression(expression: Expression, rule: string, names: ReadonlySet<string>): void {
  const fault = (what: string) => invalid(`rule ${quoted(rule)}: ${what}`)
  const open: [expression: Expression, depth: number][] = [[expression, 0]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [e, depth] = next
    if (depth > deepestExpression) throw fault(`nested more than ${deepestExpression} deep; split it into rules`)
    if (!isRecord(e)) throw fault('an expression is missing')
    switch (e.kind) {
      case 'literal':
        if (typeof e.text !== 'string' || /\p{Surrogate}/u.test(e.text))
          throw fault('a literal is not well-formed text')
        break
      case 'characters':
        checkClass(e.characters, fault)
        break
      case 'reference':
        if (!names.has(e.rule))
          throw fault(`refers to ${quoted(String(e.rule))}, which is no rule; define or correct it`)
        break
      case 'sequence':
        if (!Array.isArray(e.items)) throw fault('a sequence has no list of items')
        for (const item of e.items) open.push([item, depth + 1])
        break
      case 'choice':
        if (!Array.isArray(e.alternatives)) throw fault('a choice has no list of alternatives')
        for (const item of e.alternatives) open.push([item, depth + 1])
        break
      case 'repetition': {
        const { min, max } = e
        if (!Number.isSafeInteger(min) || min < 0 || (max !== null && (!Number.isSafeInteger(max) || max < min))) {
          throw fault(`a repetition from ${min} to ${max}; min is at least 0, max is null or at least min`)
        }
        open.push([e.item, depth + 1])
        break
      }
      default:
        throw fault(`an expression of unknown kind ${quoted(String((e as { kind?: unknown }).kind))}`)
    }
  }
}

function checkClass(ranges: unknown, fault: (what: string) => CambiumError): void {
  if (!Array.isArray(ranges)) throw fault('a character class has no list of ranges')
  let before = -2
  for (const range of ranges) {
    const [first, last] = Array.isArray(range) && range.length === 2 ? range : []
    if (!Number.isInteger(first) || !Number.isInteger(last) || first > last || first < 0 || last > lastCodePoint) {
      throw fault('a range of a character class is not [first, last] in code points, first <= last')
    }
    if (first <= before + 1) throw fault('the ranges of a character class are not sorted, disjoint and merged')
    if (first <= 0xdfff && last >= 0xd800) throw fault('a character class contains surrogates (U+D800 to U+DFFF)')
    before = last
  }
}

const invalid = (message: string) => new CambiumError('grammar-invalid', message)
const quoted = (name: string) => JSON.stringify(name)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
