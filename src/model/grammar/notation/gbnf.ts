import { anyCharacter, type CharacterClass, complement, sizeOf } from '../character-class.ts'
import { withoutLeftRecursion } from '../form/left-recursion.ts'
import type { Grammar } from '../grammar.ts'
import { entryOf, safeNames } from './names.ts'
import { hex, isPrintable, plainTimes, quotedText, type Style, written } from './write.ts'

/**
 * A grammar in GBNF, by which llama.cpp constrains what a language model writes: exactly the same language. Rules that
 * begin with themselves, which it does not take, are written as repetitions. The entry is `root`.
 * @throws CambiumError `grammar-invalid`, `grammar-too-large`
 */
export function toGbnf(grammar: Grammar): string {
  const source = withoutLeftRecursion(grammar)
  const { entry, rules: own } = entryOf(source)
  const rules = entry.kind === 'reference' ? own : [{ name: 'root\0', expression: entry }, ...own]
  const nameOf = safeNames(rules, name => {
    const wanted = name.replace(/[^A-Za-z0-9-]/g, '-').replace(/^-*$/, 'rule$&')
    return name === rules[0]!.name ? 'root' : wanted === 'root' ? 'root-' : wanted
  })
  const style: Style = {
    literal: text => quotedText(text, '"', escaped),
    characters: e => set(e.characters),
    reference: nameOf,
    times: (min, max) => plainTimes(min, max) ?? `{${min === max ? min : `${min},${max ?? ''}`}}`,
    empty: '""',
  }
  return rules
    .map(rule => `${nameOf(rule.name)} ::= ${written(rule.expression, style)}`)
    .join('\n')
    .concat('\n')
}

const escaped = (c: number): string =>
  c < 0x100 ? `\\x${hex(c, 2)}` : c < 0x10000 ? `\\u${hex(c, 4)}` : `\\U${hex(c, 8)}`

function set(of: CharacterClass): string {
  const isLarge = sizeOf(of) > sizeOf(anyCharacter) / 2
  const ranges = isLarge ? complement(of) : of
  // A set of everything has no name of its own but the dot.
  if (ranges.length === 0) return isLarge ? '.' : '[]'
  const one = (c: number) => {
    const text = String.fromCodePoint(c)
    return isPrintable(text) && !/[\]\\\-^[]/.test(text) ? text : escaped(c)
  }
  return `[${isLarge ? '^' : ''}${ranges.map(([a, b]) => (a === b ? one(a) : `${one(a)}-${one(b)}`)).join('')}]`
}
