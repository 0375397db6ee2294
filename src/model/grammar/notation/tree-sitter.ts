import type { CharacterClass } from '../character-class.ts'
import { withoutLeftRecursion } from '../form/left-recursion.ts'
import type { Expression, Grammar } from '../grammar.ts'
import { conflictsOf } from './conflicts.ts'
import { entryOf, safeNames } from './names.ts'
import { tokenGrammar } from './tokens.ts'
import { countsWrittenOut, hex, isPrintable, quotedText } from './write.ts'

/**
 * A `grammar.js` for tree-sitter: exactly the same language, white space included, which counts like any character. Tokens
 * are rules where the lexer cannot go wrong with them, else the parser reads characters. Where the grammar needs more
 * than one token to decide, `tree-sitter generate` says which rules to put into `conflicts`.
 * @param name of the language: letters, digits and underscores
 * @throws CambiumError `grammar-invalid`, `grammar-too-large`
 */
export function toTreeSitter(grammar: Grammar, name = 'grown'): string {
  const source = withoutLeftRecursion(grammar)
  const { parser, tokens, fragments } = tokenGrammar(source)
  const inner = new Map([...tokens, ...fragments].map(rule => [rule.name, rule.expression]))
  const { entry: expression, rules } = entryOf({ ...source, grammar: { ...source.grammar, rules: parser } })
  const entry = { name: 'source\0', expression }
  const nameOf = safeNames(
    [entry, ...rules, ...tokens],
    rule => (rule === entry.name ? 'source_file' : rule.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_')),
    // As a key of an object it means something else.
    ['__proto__'],
  )
  const parserLevel = (e: Expression): string => call(e, rule => `$.${nameOf(rule)}`)
  // A token is one regular thing: what it refers to is written into it.
  const tokenLevel = (e: Expression): string => call(e, rule => tokenLevel(inner.get(rule)!))
  const line = (rule: string, body: string) => `    ${nameOf(rule)}: $ => ${body},`
  const written = [entry, ...rules].map(({ name, expression }) => ({ name, expression: countsWrittenOut(expression) }))
  const lexical = tokens.map(({ name, expression }) => ({ name, expression: countsWrittenOut(expression) }))
  const conflicts = conflictsOf(
    [...written.map(rule => ({ rule, isToken: false })), ...lexical.map(rule => ({ rule, isToken: true }))],
    nameOf,
  )
  return [
    'module.exports = grammar({',
    `  name: ${JSON.stringify(name)},`,
    '  extras: $ => [],',
    ...conflictLines(conflicts),
    '  rules: {',
    ...written.map(rule => line(rule.name, parserLevel(rule.expression))),
    ...lexical.map(rule => line(rule.name, `token(${tokenLevel(rule.expression)})`)),
    '  },',
    '})',
    '',
  ].join('\n')
}

/** Where one token does not decide, and what that means. */
function conflictLines(conflicts: ReturnType<typeof conflictsOf>): string[] {
  if (conflicts === undefined) {
    return [
      '  // not checked: the automaton of these rules is too large to look for conflicts here. Where one token does not',
      '  // decide, tree-sitter generate names the rules that belong into `conflicts`.',
    ]
  }
  if (conflicts.length === 0) return []
  return [
    '  // Where one token does not decide between these rules, tree-sitter reads them side by side, at most six ways at a',
    '  // time: of a text that needs more it may reject what the grammar accepts, never the other way round.',
    '  conflicts: $ => [',
    ...conflicts.map(rules => `    [${rules.map(rule => `$.${rule}`).join(', ')}],`),
    '  ],',
  ]
}

function call(e: Expression, reference: (rule: string) => string): string {
  const all = (items: readonly Expression[]) => items.map(item => call(item, reference)).join(', ')
  switch (e.kind) {
    case 'literal':
      return quotedText(e.text, '"', c => (c > 0xffff ? `\\u{${hex(c, 1)}}` : `\\u${hex(c, 4)}`))
    case 'characters':
      return `/${set(e.characters)}/${e.characters.some(([, last]) => last > 0xffff) ? 'u' : ''}`
    case 'reference':
      return reference(e.rule)
    case 'sequence':
      return e.items.length === 0 ? 'blank()' : `seq(${all(e.items)})`
    case 'choice':
      return `choice(${all(e.alternatives)})`
    case 'repetition':
      if (e.max === 1) return `optional(${call(e.item, reference)})`
      return `${e.min === 0 ? 'repeat' : 'repeat1'}(${call(e.item, reference)})`
  }
}

function set(of: CharacterClass): string {
  const one = (c: number) => {
    const text = String.fromCodePoint(c)
    if (isPrintable(text) && !/[\]\\\-^[/]/.test(text)) return text
    return c < 0x80 && c > 0x20 && c !== 0x7f ? `\\${text}` : c > 0xffff ? `\\u{${hex(c, 1)}}` : `\\u${hex(c, 4)}`
  }
  return `[${of.map(([a, b]) => (a === b ? one(a) : `${one(a)}-${one(b)}`)).join('')}]`
}
