import { type CharacterClass, complement } from '../character-class.ts'
import { withoutLeftRecursion } from '../form/left-recursion.ts'
import type { Expression, Grammar } from '../grammar.ts'
import { entryOf, safeNames } from './names.ts'
import { tokenGrammar } from './tokens.ts'
import { countsWrittenOut, hex, isPrintable, plainTimes, quotedText, type Style, written } from './write.ts'

/** Words that ANTLR or the languages for which it writes parsers keep for themselves. */
const taken =
  'abstract alias and any as assert async await base boolean bool break byte case catch char channels class const continue def ' +
  'default del delegate delete do double elif else end enum eval except exec export extends false final finally float ' +
  'for fragment from func function global goto grammar if implements import in include init int interface internal is ' +
  'lambda let lexer long match mode module native new nil none nonlocal not null object operator options or parser ' +
  'package pass print private protected public raise range return returns rule self short static strictfp string struct ' +
  'super switch synchronized template this throw throws tokens transient true try type typeof union using var virtual ' +
  'void volatile where while with yield skip more popMode pushMode EOF text start stop context state parserRule'

/**
 * A grammar for ANTLR 4, exactly the same language. Tokens are rules where the lexer cannot go wrong with them, else the
 * parser reads characters; rules that begin with themselves are written as repetitions. The entry is the first rule; it
 * reads to the end of the input.
 * @param name of the grammar, which ANTLR wants to be the file's name too
 * @throws CambiumError `grammar-invalid`, `grammar-too-large`
 */
export function toAntlr4(grammar: Grammar, name = 'Grown'): string {
  const source = withoutLeftRecursion(grammar)
  const { parser, tokens, fragments } = tokenGrammar(source)
  const { entry, rules } = entryOf({ ...source, grammar: { ...source.grammar, rules: parser } })
  const small = safeNames(
    [{ name: 'input\0', expression: entry }, ...rules],
    rule => (rule === 'input\0' ? 'input' : plain(rule).replace(/^_*./, first => first.toLowerCase())),
    taken.split(' '),
  )
  const large = safeNames([...tokens, ...fragments], rule => plain(rule).toUpperCase().replace(/^_+/, ''), ['EOF'])
  const isToken = new Set([...tokens, ...fragments].map(rule => rule.name))
  const style: Style = {
    literal: text => quotedText(text, "'", [...text].length > 1 ? inHalves : escaped),
    characters: e => set(e.characters),
    reference: rule => (isToken.has(rule) ? large(rule) : small(rule)),
    times: (min, max) => plainTimes(min, max)!,
    empty: '',
  }
  const write = (e: Expression) => written(countsWrittenOut(e), style)
  return [
    `grammar ${name};`,
    '',
    `${[small('input\0'), ':', written(entry, style), 'EOF', ';'].filter(word => word !== '').join(' ')}`,
    ...rules.map(rule => `${small(rule.name)} : ${write(rule.expression)} ;`),
    ...(tokens.length > 0 ? [''] : []),
    ...tokens.map(rule => `${large(rule.name)} : ${write(rule.expression)} ;`),
    // Without any token there would be no lexer, and so no error.
    ...(rules.length === 0 ? ['', 'ANY : . ;'] : []),
    ...fragments.map(rule => `fragment ${large(rule.name)} : ${write(rule.expression)} ;`),
    '',
  ].join('\n')
}

const plain = (rule: string): string =>
  rule.replace(/[^A-Za-z0-9_]/g, '_').replace(/^[^A-Za-z]*/, found => (found ? `r${found}` : ''))

const escaped = (c: number): string => (c > 0xffff ? `\\u{${hex(c, 6)}}` : `\\u${hex(c, 4)}`)

/** As UTF-16, for ANTLR 4.7 takes `\\u{...}` in texts of one character alone. */
const inHalves = (c: number): string =>
  Array.from(String.fromCodePoint(c).split(''), unit => escaped(unit.charCodeAt(0))).join('')

function set(of: CharacterClass): string {
  const large = of.length > 0 && of.at(-1)![1] === 0x10ffff && of[0]![0] === 0
  const ranges = large ? complement(of) : of
  const one = (c: number) => {
    const text = String.fromCodePoint(c)
    return isPrintable(text) && !/[\]\\\-^ ]/.test(text) ? text : escaped(c)
  }
  return `${large ? '~' : ''}[${ranges.map(([a, b]) => (a === b ? one(a) : `${one(a)}-${one(b)}`)).join('')}]`
}
