import { type CharacterClass, characterAt, sizeOf } from '../character-class.ts'
import type { Expression, Grammar } from '../grammar.ts'
import { normalForm } from '../normal.ts'
import { alternativesOf, itemsOf, keyOf } from '../simplify/algebra.ts'
import { safeNames, startFirst } from './names.ts'
import { countsWrittenOut, hex, isPrintable } from './write.ts'

/** Classes of more characters than this are written as ranges, which BNF does not have. */
const spelledOut = 128

/**
 * A grammar in Backus-Naur form: rules of alternatives of sequences, nothing else; the first rule is the start. Groups and
 * repetitions become rules of their own. Two things it has no word for: a character that cannot be printed is written
 * `#x0A`, and a class of more than 128 characters `#x80-#x10FFFF`.
 * @throws CambiumError `grammar-invalid`
 */
export function toBnf(grammar: Grammar): string {
  const rules = startFirst(grammar)
  const nameOf = safeNames(rules, name => name.replace(/[<>\p{C}]/gu, '_'))
  const taken = new Set(rules.map(rule => nameOf(rule.name)))
  const lines: string[] = []
  const helpers = new Map<string, string>()

  const term = (e: Expression, rule: string): string => {
    if (e.kind === 'literal') return quoted(e.text)
    if (e.kind === 'reference') return `<${nameOf(e.rule)}>`
    const key = keyOf(e)
    let name = helpers.get(key)
    if (name === undefined) {
      for (let n = 1; name === undefined || taken.has(name); n++) name = `${nameOf(rule)}-${n}`
      taken.add(name)
      helpers.set(key, name)
      define(name, e, rule)
    }
    return `<${name}>`
  }
  const sequence = (items: readonly Expression[], rule: string): string =>
    items.length === 0 ? '""' : items.map(item => term(item, rule)).join(' ')
  const define = (name: string, e: Expression, rule: string): void => {
    const at = lines.push('') - 1
    if (e.kind === 'characters') lines[at] = `<${name}> ::= ${charactersOf(e.characters)}`
    else if (e.kind === 'repetition') {
      const item = sequence(itemsOf(e.item), rule)
      const shortest = e.min === 0 ? '""' : item
      lines[at] = `<${name}> ::= ${shortest} | ${e.max === null ? `<${name}> ${item}` : item}`
    } else {
      const alternatives = alternativesOf(e).map(part =>
        part.kind === 'characters' ? charactersOf(part.characters) : sequence(itemsOf(part), rule),
      )
      lines[at] = `<${name}> ::= ${alternatives.join(' | ')}`
    }
  }
  for (const rule of rules) {
    const e = normalForm(countsWrittenOut(rule.expression))
    // A rule that is a repetition of itself would be mistaken for its own helper.
    define(nameOf(rule.name), e.kind === 'repetition' ? { kind: 'sequence', items: [e] } : e, rule.name)
  }
  return `${lines.join('\n')}\n`
}

function charactersOf(of: CharacterClass): string {
  const size = sizeOf(of)
  if (size === 0) return '[]'
  if (size <= spelledOut) return Array.from({ length: size }, (_, i) => quoted(characterAt(of, i))).join(' | ')
  return of.map(([a, b]) => (a === b ? codePoint(a) : `${codePoint(a)}-${codePoint(b)}`)).join(' | ')
}

const codePoint = (c: number): string => `#x${hex(c, 2)}`

/** In quotes of the kind that does not occur; what cannot be printed as code points. */
function quoted(text: string): string {
  const parts: string[] = []
  let run = ''
  const flush = () => {
    if (run !== '') parts.push(run.includes('"') ? `'${run}'` : `"${run}"`)
    run = ''
  }
  for (const c of text) {
    const clashes = (c === '"' && run.includes("'")) || (c === "'" && run.includes('"'))
    if (clashes || !isPrintable(c)) flush()
    if (isPrintable(c)) run += c
    else parts.push(codePoint(c.codePointAt(0)!))
  }
  flush()
  return parts.join(' ')
}
