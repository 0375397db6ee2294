import { anyCharacter, type CharacterClass, complement, sizeOf } from '../character-class.ts'
import type { Grammar } from '../grammar.ts'
import { orderedGrammar } from '../lookahead/ordered.ts'
import { entryOf, safeNames } from './names.ts'
import { regularRules } from './tokens.ts'
import { hex, isPrintable, plainTimes, quotedText, type Style, written } from './write.ts'

/** Words that peggy or JavaScript keep for themselves. */
const taken =
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if ' +
  'implements import in instanceof interface let new null package private protected public return static super switch ' +
  'this throw true try typeof var void while with yield await'

/**
 * A grammar for peggy, whose choices take the first alternative that matches and whose repetitions never give back. The
 * alternatives stand in an order in which that is right; where there is none that could be shown to be, a comment says
 * so at the rule: it may reject what the grammar accepts, never the other way round. Rules without recursion give their
 * text (`$`). Rules that begin with themselves are written as repetitions.
 * @throws CambiumError `grammar-invalid`, `grammar-too-large`
 */
export function toPeggy(grammar: Grammar): string {
  const source = orderedGrammar(grammar)
  const { entry, rules: own } = entryOf(source)
  const rules = entry.kind === 'reference' ? own : [{ name: 'text\0', expression: entry }, ...own]
  const nameOf = safeNames(
    rules,
    name => (name === 'text\0' ? 'text' : name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_')),
    taken.split(' '),
  )
  const regular = regularRules(source.grammar)
  const style: Style = {
    literal: text => quotedText(text, '"', escaped),
    characters: e => set(e.characters),
    reference: nameOf,
    times: (min, max) => plainTimes(min, max) ?? `|${min === max ? min : `${min}..${max ?? ''}`}|`,
    empty: '""',
    or: ' / ',
  }
  return rules
    .map(({ name, expression }) => {
      const open = source.conflicts.filter(conflict => conflict.rule === name)
      const notes = open.map(
        ({ expression }) =>
          `// not exact: ${written(expression, style).replaceAll('\n', ' ')} takes the first that matches, which may be the wrong one\n`,
      )
      const isText = regular.has(name) && expression.kind !== 'literal' && expression.kind !== 'characters'
      const body = isText ? `$${written(expression, style, 'item')}` : written(expression, style)
      return `${[...new Set(notes)].join('')}${nameOf(name)} = ${body}`
    })
    .join('\n')
    .concat('\n')
}

const escaped = (c: number): string => (c > 0xffff ? `\\u{${hex(c, 1)}}` : `\\u${hex(c, 4)}`)

function set(of: CharacterClass): string {
  const isLarge = sizeOf(of) > sizeOf(anyCharacter) / 2
  const ranges = isLarge ? complement(of) : of
  const one = (c: number) => {
    const text = String.fromCodePoint(c)
    return isPrintable(text) && !/[\]\\\-^]/.test(text) ? text : escaped(c)
  }
  const isAstral = of.some(([, last]) => last > 0xffff)
  return `[${isLarge ? '^' : ''}${ranges.map(([a, b]) => (a === b ? one(a) : `${one(a)}-${one(b)}`)).join('')}]${isAstral ? 'u' : ''}`
}
