import { type CharacterClass, characterClass, difference } from '../character-class.ts'
import type { Expression, Grammar } from '../grammar.ts'
import { alternativesOf, itemsOf, renamed } from './algebra.ts'

/**
 * Names that tell what the rules hold, from their literals and their shape, and where those say nothing, from the rule
 * that uses them. Two of one name are numbered.
 * @param keep names that stay
 */
export function inventNames(grammar: Grammar, keep: ReadonlySet<string>): Grammar {
  const rules = new Map(grammar.rules.map(rule => [rule.name, rule.expression]))
  const names = new Map<string, string>()
  const used = new Set(keep)
  const give = (rule: string, wanted: string) => {
    let name = wanted
    for (let n = 2; used.has(name); n++) name = `${wanted}${n}`
    used.add(name)
    names.set(rule, name)
  }
  const open = grammar.rules.map(rule => rule.name).filter(name => !keep.has(name))
  if (!keep.has(grammar.start)) give(grammar.start, 'start')
  // What speaks for itself first; then, round by round, what is made of parts that have got a name.
  const nameOf = (rule: string) => (keep.has(rule) ? rule : names.get(rule))
  for (const rule of open) {
    const found = ownName(rules.get(rule)!, rules)
    if (found && !names.has(rule)) give(rule, found)
  }
  for (let again = true; again; ) {
    again = false
    for (const rule of open) {
      const found = names.has(rule) ? undefined : nameFromParts(rules.get(rule)!, nameOf)
      if (!found) continue
      give(rule, found)
      again = true
    }
  }
  for (const rule of open) {
    if (names.has(rule)) continue
    const users = grammar.rules.filter(other => other.name !== rule && refersTo(other.expression, rule))
    const place = users[0] && nameOf(users[0].name)
    const stands = [...users, ...grammar.rules].flatMap(user => roleIn(user.expression, rule) ?? [])[0]
    give(rule, stands ?? (place && place !== 'start' ? `${place.replace(/\d+$|_part$/, '')}_part` : 'part'))
  }
  return renamed(grammar, names)
}

/** Whether a rule that is used once and small says more by its name than by its text. */
export function deservesName(e: Expression, rules: ReadonlyMap<string, Expression>): boolean {
  if (e.kind === 'literal' || e.kind === 'characters') return false
  const name = ownName(e, rules)
  return name !== undefined && /^(number|name|string|object|list|group|block|comment|tag|.*_tag|boolean)$/.test(name)
}

/** A name from what stands in the rule itself. */
function ownName(e: Expression, rules: ReadonlyMap<string, Expression>): string | undefined {
  const items = itemsOf(e)
  const [first, last] = [items[0], items.at(-1)]
  if (items.length > 1 && first?.kind === 'literal' && last?.kind === 'literal') {
    const inner = items.slice(1, -1)
    const found = enclosed(first.text, last.text, () => inner.some(item => mentions(item, ':', rules, 2)))
    if (found) return found
  }
  const word = wordOf(first)
  if (word && items.length > 1) return word
  const alternatives = alternativesOf(e)
  if (alternatives.length === 1) {
    const whole = classesOf(e, rules)
    if (whole) return nameOfClass(whole, e)
  }
  if (alternatives.every(item => item.kind === 'literal')) {
    const words = alternatives.map(item => wordOf(item))
    if (words.length === 1) return words[0]
    if (words.includes('true') && words.includes('false')) return 'boolean'
    if (words.every(w => w !== undefined)) return 'keyword'
    return alternatives.every(item => item.kind === 'literal' && /^[^\p{L}\p{N}\s]+$/u.test(item.text))
      ? 'operator'
      : undefined
  }
  const list = listOf(items)
  const signs = list && literalsOf(list.separator).filter(text => text.trim() !== '')
  if (signs && signs.length > 0) {
    const kind = kinds.find(([pattern]) => signs.some(sign => pattern.test(sign.trim())))
    if (kind) return kind[1]
  }
  if (items.length >= 3) {
    const middle = items.slice(1, -1).flatMap(item => (item.kind === 'literal' ? [item.text.trim()] : []))
    if (middle.includes(':')) return 'pair'
    if (middle.includes('=') || middle.includes(':=')) return 'assignment'
  }
  return undefined
}

/** Lists by what stands between their items. */
const kinds: readonly [RegExp, string][] = [
  [/^(\|\||or)$/, 'disjunction'],
  [/^(&&|and)$/, 'conjunction'],
  [/^([<>]=?|[=!]==?|<>)$/, 'comparison'],
  [/^[-+]$/, 'sum'],
  [/^[*/%]$/, 'product'],
  [/^(\^|\*\*)$/, 'power'],
  [/^\.$/, 'path'],
  [/^:?=$/, 'assignment'],
  [/^;$/, 'statements'],
  [/^[|]$/, 'alternatives'],
]

function enclosed(open: string, close: string, hasColon: () => boolean): string | undefined {
  const [a, b] = [open.trimEnd(), close.trimStart()]
  if (a.startsWith('/*') && b.endsWith('*/')) return 'comment'
  if (a.startsWith('</')) return 'end_tag'
  if (a.startsWith('<') && b.endsWith('>')) return b.endsWith('/>') ? 'empty_tag' : 'tag'
  if ((a === '"' && b === '"') || (a === "'" && b === "'") || (a === '`' && b === '`')) return 'string'
  if (a.startsWith('{') && b.endsWith('}')) return hasColon() ? 'object' : 'block'
  if (a.startsWith('[') && b.endsWith(']')) return 'list'
  if (a.startsWith('(') && b.endsWith(')')) return 'group'
  return undefined
}

/** A name from the names of the parts. */
function nameFromParts(e: Expression, nameOf: (rule: string) => string | undefined): string | undefined {
  const items = itemsOf(e)
  if (items.length === 1 && e.kind === 'repetition') {
    const part = soleName(e.item, nameOf)
    return part && plural(part)
  }
  const list = listOf(items)
  if (list) {
    const part = soleName(list.item, nameOf)
    const isBlank = literalsOf(list.separator).every(text => text.trim() === '')
    return part && (isBlank ? plural(part) : `${part}_list`)
  }
  if (e.kind === 'choice') {
    const parts = e.alternatives.map(item => soleName(item, nameOf))
    const has = (...some: string[]) => parts.some(part => part && some.includes(part.replace(/\d+$/, '')))
    if (has('string', 'number', 'object', 'list', 'boolean') && parts.length > 1) return 'value'
    if (has('block', 'assignment', 'if', 'while', 'for')) return 'statement'
    if (has('sum', 'product', 'comparison', 'conjunction', 'disjunction')) return 'expression'
    if (has('group', 'name', 'number')) return 'term'
    if (has('tag', 'empty_tag')) return 'element'
  }
  return undefined
}

function soleName(e: Expression, nameOf: (rule: string) => string | undefined): string | undefined {
  if (e.kind === 'reference') return nameOf(e.rule)
  const references = itemsOf(e).filter(item => item.kind === 'reference')
  return e.kind === 'sequence' && references.length === 1 ? soleName(references[0]!, nameOf) : undefined
}

const plural = (name: string): string => (/\d$/.test(name) ? `${name}_list` : name.endsWith('s') ? name : `${name}s`)

/** What a rule is where it stands: between which signs, after which word. */
function roleIn(e: Expression, rule: string): string | undefined {
  const isIt = (part: Expression | undefined) => part?.kind === 'reference' && part.rule === rule
  const items = itemsOf(e)
  for (const i of items.keys()) {
    const list = listOf(items.slice(0, i + 1))
    if (!list || !isIt(list.item)) continue
    const signs = literalsOf(list.separator).map(text => text.trim())
    const kind = roles.find(([pattern]) => signs.some(sign => pattern.test(sign)))
    if (kind) return kind[1]
  }
  for (const [i, item] of items.entries()) {
    const before = items[i - 1]
    if (!isIt(item) || before?.kind !== 'literal') continue
    if (/[=:]\s*$/.test(before.text)) return 'value'
    const word = /([A-Za-z]{2,})\s*$/.exec(before.text)?.[1]
    if (word) return `${word.toLowerCase()}_part`
  }
  for (const part of partsOf(e)) {
    const found = roleIn(part, rule)
    if (found) return found
  }
  return undefined
}

/** What stands in lists, by what stands between. */
const roles: readonly [RegExp, string][] = [
  [/^[,|]$/, 'item'],
  [/^;$/, 'statement'],
  [/^([-+*/%^&<>=!~]+|and|or|xor)$/, 'operand'],
]

function partsOf(e: Expression): readonly Expression[] {
  if (e.kind === 'sequence') return e.items
  if (e.kind === 'choice') return e.alternatives
  return e.kind === 'repetition' ? [e.item] : []
}

/** x (s x)*: the item and the separator. */
function listOf(items: readonly Expression[]): { item: Expression; separator: Expression } | undefined {
  const loop = items.at(-1)
  const item = items.at(-2)
  if (loop?.kind !== 'repetition' || loop.max !== null || !item) return undefined
  const round = itemsOf(loop.item)
  if (round.length < 2 || JSON.stringify(round.at(-1)) !== JSON.stringify(item)) return undefined
  return { item, separator: { kind: 'sequence', items: round.slice(0, -1) } }
}

/** The keyword with which something begins. */
function wordOf(e: Expression | undefined): string | undefined {
  const word = e?.kind === 'literal' ? /^[A-Za-z][A-Za-z_]+/.exec(e.text)?.[0] : undefined
  return word?.toLowerCase()
}

const digits = characterClass([[0x30, 0x39]])
const spaces = characterClass([
  [9, 13],
  [0x20, 0x20],
  [0xa0, 0xa0],
])
const hex = characterClass([
  [0x30, 0x39],
  [0x41, 0x46],
  [0x61, 0x66],
])
const numberSigns = characterClass([[0x2b, 0x2b], [0x2d, 0x2e], [0x45, 0x45], [0x65, 0x65], ...digits])
const wordSigns = characterClass([
  [0x24, 0x24],
  [0x2d, 0x2d],
  [0x5f, 0x5f],
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0xaa, 0x10ffff],
  ...digits,
])
const isWithin = (a: CharacterClass, b: CharacterClass) => difference(a, b).length === 0

function nameOfClass(of: CharacterClass, e: Expression): string | undefined {
  const isOne = e.kind === 'characters'
  if (of.length === 0) return undefined
  if (isWithin(of, spaces)) return 'space'
  if (isWithin(of, digits)) return isOne ? 'digit' : 'number'
  if (isWithin(of, hex) && isWithin(digits, of)) return isOne ? 'hex_digit' : 'hex_number'
  if (isWithin(of, numberSigns) && isWithin(digits, of)) return 'number'
  if (isWithin(of, wordSigns))
    return isOne ? (isWithin(difference(of, digits), of) && isWithin(digits, of) ? 'name_character' : 'letter') : 'name'
  return isOne ? 'character' : 'text'
}

/** All characters of an expression; undefined where it refers to what holds itself, or deeper than five rules. */
function classesOf(e: Expression, rules: ReadonlyMap<string, Expression>): CharacterClass | undefined {
  const all: (readonly [number, number])[] = []
  const visit = (part: Expression, depth: number): boolean => {
    if (part.kind === 'reference') return depth < 5 && visit(rules.get(part.rule)!, depth + 1)
    if (part.kind === 'literal') for (const c of part.text) all.push([c.codePointAt(0)!, c.codePointAt(0)!])
    if (part.kind === 'characters') all.push(...part.characters)
    if (part.kind === 'sequence') return part.items.every(item => visit(item, depth))
    if (part.kind === 'choice') return part.alternatives.every(item => visit(item, depth))
    return part.kind !== 'repetition' || visit(part.item, depth)
  }
  return visit(e, 0) ? characterClass(all) : undefined
}

function literalsOf(e: Expression): string[] {
  if (e.kind === 'literal') return [e.text]
  if (e.kind === 'characters') return e.characters.flatMap(([a, b]) => [a, b].map(c => String.fromCodePoint(c)))
  if (e.kind === 'sequence') return e.items.flatMap(literalsOf)
  if (e.kind === 'choice') return e.alternatives.flatMap(literalsOf)
  return e.kind === 'repetition' ? literalsOf(e.item) : []
}

/** Whether a literal stands in an expression or in rules a few references away. */
function mentions(e: Expression, text: string, rules: ReadonlyMap<string, Expression>, depth: number): boolean {
  if (e.kind === 'literal') return e.text.trim() === text
  if (e.kind === 'sequence') return e.items.some(item => mentions(item, text, rules, depth))
  if (e.kind === 'choice') return e.alternatives.some(item => mentions(item, text, rules, depth))
  if (e.kind === 'repetition') return mentions(e.item, text, rules, depth)
  return e.kind === 'reference' && depth > 0 && mentions(rules.get(e.rule)!, text, rules, depth - 1)
}

function refersTo(e: Expression, rule: string): boolean {
  if (e.kind === 'reference') return e.rule === rule
  if (e.kind === 'sequence') return e.items.some(item => refersTo(item, rule))
  if (e.kind === 'choice') return e.alternatives.some(item => refersTo(item, rule))
  return e.kind === 'repetition' && refersTo(e.item, rule)
}
