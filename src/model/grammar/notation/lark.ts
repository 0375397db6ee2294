import { referencesOf } from '../analysis.ts'
import type { CharacterClass } from '../character-class.ts'
import { leftRecursiveRules } from '../form/left-recursion.ts'
import { solidGrammar } from '../form/solid.ts'
import type { Expression, Grammar } from '../grammar.ts'
import { Explorer } from '../lookahead/explorer.ts'
import { orderedGrammar } from '../lookahead/ordered.ts'
import { overtake } from '../lookahead/overtake.ts'
import { entryOf, safeNames } from './names.ts'
import { regularRules } from './tokens.ts'
import { hex, isPrintable, plainTimes, quotedText, type Style, written } from './write.ts'

/**
 * A grammar for Lark with its usual settings (Earley's algorithm, the dynamic lexer): exactly the same language. Rules
 * whose longest match is always the right one are terminals, written as regular expressions, the others are read by
 * character.
 * @throws CambiumError `grammar-invalid`, `grammar-too-large`
 */
export function toLark(grammar: Grammar): string {
  const source = solidGrammar(grammar)
  const { isTerminal, expressions } = terminals(grammar)
  const { entry, rules: all } = entryOf(source)
  const own = all.filter(rule => !isTerminal.has(rule.name) || rule.name === source.grammar.start)
  const used = new Set(own.flatMap(rule => [...referencesOf(rule.expression)]))
  const tokens = all.filter(rule => used.has(rule.name) && !own.includes(rule))
  // Lark begins with the rule `start`: the start rule itself, or one around it that may be empty.
  const rules = entry.kind === 'reference' ? own : [{ name: 'start\0', expression: entry }, ...own]
  const small = safeNames(rules, name => {
    const wanted = plain(name).toLowerCase().replace(/^_+/, '')
    return name === rules[0]!.name ? 'start' : wanted === 'start' ? 'start_' : wanted
  })
  const large = safeNames(tokens, name => plain(name).toUpperCase().replace(/^_+/, ''))
  const style: Style = {
    literal: text => quotedText(text, '"', escaped),
    characters: e => `/${set(e.characters)}/`,
    reference: rule => (tokens.some(token => token.name === rule) ? large(rule) : small(rule)),
    times: (min, max) => plainTimes(min, max) ?? (max === null ? '' : `~${min}..${max}`),
    empty: '',
  }
  const write = (e: Expression) => written(countedFrom(e), style)
  return [
    ...rules.map(rule => `${small(rule.name)}: ${write(rule.expression)}`),
    ...tokens.map(rule => `${large(rule.name)}: /${regularExpression(expressions.get(rule.name)!, expressions)}/`),
    '',
  ].join('\n')
}

/** `x{3,}` as `x{3,3} x*`, for Lark has no counts without an end. */
function countedFrom(e: Expression): Expression {
  switch (e.kind) {
    case 'sequence':
      return { kind: 'sequence', items: e.items.map(countedFrom) }
    case 'choice':
      return { kind: 'choice', alternatives: e.alternatives.map(countedFrom) }
    case 'repetition': {
      const item = countedFrom(e.item)
      if (e.max !== null || e.min <= 1) return { ...e, item }
      return {
        kind: 'sequence',
        items: [
          { kind: 'repetition', item, min: e.min, max: e.min },
          { kind: 'repetition', item, min: 0, max: null },
        ],
      }
    }
    default:
      return e
  }
}

/**
 * Rules whose first match by a backtracking regular expression is the one that every derivation has: no decision in them
 * is open, and where one of their texts is over, no longer one begins.
 */
function terminals(grammar: Grammar) {
  const { grammar: ordered, conflicts, network } = orderedGrammar(grammar)
  const explorer = new Explorer(network)
  const open = new Set(conflicts.map(conflict => conflict.rule))
  const recursive = leftRecursiveRules(grammar)
  const expressions = new Map(ordered.rules.map(rule => [rule.name, rule.expression]))
  const regular = regularRules(ordered)
  const isFine = (name: string): boolean =>
    regular.has(name) &&
    !open.has(name) &&
    !recursive.has(name) &&
    [...referencesOf(expressions.get(name)!)].every(isFine) &&
    isLongest(name)
  const known = new Map<string, boolean>()
  const isLongest = (name: string): boolean => {
    let found = known.get(name)
    const place = [network.entry.get(name)!, network.exit.get(name)!] as const
    if (found === undefined) known.set(name, (found = overtake(explorer, place, place) !== 'longer'))
    return found
  }
  return { isTerminal: new Set([...regular].filter(isFine)), expressions }
}

/** A rule without recursion as a regular expression of Python. */
function regularExpression(e: Expression, rules: ReadonlyMap<string, Expression>): string {
  return written(e, {
    literal: (text, isAlone) => {
      const body = [...text]
        .map(c => (isPrintable(c) && !special.test(c) ? c : escapedInRegex(c.codePointAt(0)!)))
        .join('')
      return isAlone && [...text].length > 1 ? `(?:${body})` : body
    },
    characters: of => set(of.characters),
    reference: rule => `(?:${regularExpression(rules.get(rule)!, rules)})`,
    times: (min, max) => plainTimes(min, max) ?? `{${min},${max ?? ''}}`,
    empty: '',
    between: '',
    or: '|',
    brackets: ['(?:', ')'],
  })
}

const special = /[\^$.*+?()[\]{}|\\/"#\s-]/

/** Signs by a backslash, for Lark makes characters of code points before the regular expression is read. */
function escapedInRegex(c: number): string {
  return special.test(String.fromCodePoint(c)) && c > 0x20 ? `\\${String.fromCodePoint(c)}` : escaped(c)
}

const escaped = (c: number): string =>
  c < 0x100 ? `\\x${hex(c, 2)}` : c < 0x10000 ? `\\u${hex(c, 4)}` : `\\U${hex(c, 8)}`

function set(of: CharacterClass): string {
  const one = (c: number) => {
    const text = String.fromCodePoint(c)
    return isPrintable(text) && !special.test(text) ? text : escapedInRegex(c)
  }
  return `[${of.map(([a, b]) => (a === b ? one(a) : `${one(a)}-${one(b)}`)).join('')}]`
}

const plain = (name: string): string =>
  name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^[^A-Za-z]*/, found => (found ? `r${found}` : ''))
