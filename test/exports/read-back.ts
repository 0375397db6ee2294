import {
  anyCharacter,
  type CharacterClass,
  characterClass,
  characters,
  charactersOf,
  choice,
  complement,
  type Expression,
  empty,
  type Grammar,
  literal,
  reference,
  repetition,
  sequence,
} from '../../src/model/grammar/index.ts'

/**
 * Reads GBNF as llama.cpp's documentation describes it (grammars/README.md): rules `name ::= ...` that end at the end of a
 * line outside brackets, literals and sets with escapes `\xHH`, `\uHHHH`, `\UHHHHHHHH`, `. * + ? {m,n}`, brackets.
 * @throws Error where the text is something else, or a rule begins with itself
 */
export function fromGbnf(text: string): Grammar {
  let at = 0
  const fail = (what: string): never => {
    throw new Error(`${what} at ${JSON.stringify(text.slice(at, at + 30))}`)
  }
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const character = (): number => {
    const hex = take(/\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}/y)
    if (hex) return Number.parseInt(hex.slice(2), 16)
    const named = take(/\\["\\\]tnr[]/y)
    if (named) return { t: 9, n: 10, r: 13 }[named[1]!] ?? named.codePointAt(1)!
    const plain = take(/[^\\\n]/uy) ?? fail('no character')
    return plain.codePointAt(0)!
  }
  const primary = (): Expression | undefined => {
    if (take(/"/y) !== undefined) {
      let value = ''
      while (take(/"/y) === undefined) value += String.fromCodePoint(character())
      return literal(value)
    }
    if (take(/\[/y) !== undefined) {
      const isNegated = take(/\^/y) !== undefined
      const ranges: [number, number][] = []
      while (take(/\]/y) === undefined) {
        const first = character()
        ranges.push([first, take(/-(?!\])/y) === undefined ? first : character()])
      }
      const of = characterClass(ranges)
      return characters(isNegated ? complement(of) : of)
    }
    if (take(/\./y) !== undefined) return characters(anyCharacter)
    if (take(/\(/y) !== undefined) {
      const inner = alternatives()
      if (take(/ *\)/y) === undefined) fail('a bracket is not closed')
      return inner
    }
    const name = take(/[A-Za-z0-9-]+(?! *::=)/y)
    return name === undefined ? undefined : reference(name)
  }
  const alternatives = (): Expression => {
    const found: Expression[] = []
    do {
      const items: Expression[] = []
      for (;;) {
        take(/ */y)
        let item = primary()
        if (!item) break
        const times = take(/[*+?]|\{\d+(?:,\d*)?\}/y)
        if (times === '*' || times === '+') item = repetition(item, times === '+' ? 1 : 0)
        else if (times === '?') item = repetition(item, 0, 1)
        else if (times) {
          const [min, max] = times.slice(1, -1).split(',')
          item = repetition(item, Number(min), max === undefined ? Number(min) : max === '' ? null : Number(max))
        }
        items.push(item)
      }
      if (items.length === 0) fail('an empty alternative')
      found.push(sequence(...items))
    } while (take(/ *\| */y) !== undefined)
    return choice(...found)
  }
  const rules: Grammar['rules'][number][] = []
  while (at < text.length) {
    const name = take(/[A-Za-z0-9-]+(?= ::= )/y) ?? fail('a rule begins with its name')
    take(/ ::= /y)
    rules.push({ name, expression: alternatives() })
    if (take(/ *\n/y) === undefined) fail('a rule ends with its line')
  }
  return { start: 'root', rules }
}

/** Reads Backus-Naur form as `toBnf` describes what it writes. */
export function fromBnf(text: string): Grammar {
  const rules = text
    .trimEnd()
    .split('\n')
    .map(line => {
      const [, name, body] = /^<([^<>]+)> ::= (.*)$/su.exec(line) ?? []
      if (name === undefined) throw new Error(`no rule: ${line}`)
      const alternatives: Expression[][] = [[]]
      let rest = body!
      while (rest !== '') {
        const [token] = /^(?:"[^"]*"|'[^']*'|<[^<>]+>|#x[0-9A-F]+(?:-#x[0-9A-F]+)?|\[\]|\|)/u.exec(rest) ?? []
        if (token === undefined) throw new Error(`no term: ${rest}`)
        rest = rest.slice(token.length).trimStart()
        if (token === '|') alternatives.push([])
        else alternatives.at(-1)!.push(term(token))
      }
      return { name, expression: choice(...alternatives.map(items => sequence(...items))) }
    })
  return { start: rules[0]!.name, rules }
}

function term(token: string): Expression {
  if (token.startsWith('<')) return reference(token.slice(1, -1))
  if (token === '[]') return characters([])
  if (!token.startsWith('#')) return token.length === 2 ? empty : literal(token.slice(1, -1))
  const [first, last] = token.split('-').map(part => Number.parseInt(part.slice(2), 16))
  return characters(characterClass([[first!, last ?? first!]]))
}

/**
 * Evaluates a `grammar.js` as tree-sitter's documentation describes the functions that it may call (Creating Parsers, The
 * Grammar DSL), and reads it back.
 * @throws Error where a rule other than the first matches the empty string, or a token refers to a rule
 */
export function fromTreeSitter(text: string): Grammar {
  let isInToken = false
  const of = (value: unknown): Expression => {
    if (typeof value === 'string') return literal(value)
    if (value instanceof RegExp) return characters(classOf(value))
    return value as Expression
  }
  const functions = {
    seq: (...items: unknown[]) => sequence(...items.map(of)),
    choice: (...items: unknown[]) => choice(...items.map(of)),
    repeat: (item: unknown) => repetition(of(item)),
    repeat1: (item: unknown) => repetition(of(item), 1),
    optional: (item: unknown) => repetition(of(item), 0, 1),
    blank: () => empty,
    token: (item: unknown) => of(item),
    grammar: (given: unknown) => given,
  }
  const module: { exports: unknown } = { exports: undefined }
  new Function('module', ...Object.keys(functions), text)(module, ...Object.values(functions))
  const { name, extras, conflicts, rules } = module.exports as {
    name: string
    extras: (symbols: unknown) => unknown[]
    conflicts?: (symbols: unknown) => Expression[][]
    rules: Record<string, (symbols: unknown) => unknown>
  }
  if (!/^[a-zA-Z_]\w*$/.test(name)) throw new Error(`${name} is no name for a language`)
  if (extras({}).length > 0) throw new Error('white space would be skipped')
  const names = Object.keys(rules)
  const symbols = new Proxy(
    {},
    {
      get: (_, rule) => {
        if (isInToken) throw new Error(`a token refers to ${String(rule)}`)
        if (!names.includes(String(rule))) throw new Error(`there is no rule ${String(rule)}`)
        return reference(String(rule))
      },
    },
  )
  for (const set of conflicts?.(symbols) ?? []) {
    if (new Set(set.map(e => JSON.stringify(e))).size !== set.length) throw new Error('a conflict names a rule twice')
  }
  const read = names.map(rule => {
    isInToken = /=> token\(/.test(String(rules[rule]))
    return { name: rule, expression: of(rules[rule]!(symbols)) }
  })
  return { start: names[0]!, rules: read }
}

/** The class of a regular expression that is one set. */
function classOf({ source }: RegExp): CharacterClass {
  const [, body] = /^\[(.*)\]$/su.exec(source) ?? []
  if (body === undefined) throw new Error(`${source} is no set`)
  const point = String.raw`\\u\{([0-9A-F]+)\}|\\u([0-9A-F]{4})|\\(.)|([^\\])`
  const ranges: [number, number][] = []
  for (const found of body.matchAll(new RegExp(`(?:${point})(?:-(?:${point}))?`, 'gsu'))) {
    const one = (from: number) => {
      const [long, short, escaped, plain] = found.slice(from, from + 4)
      const hex = long ?? short
      return hex === undefined ? (escaped ?? plain)?.codePointAt(0) : Number.parseInt(hex, 16)
    }
    const first = one(1)!
    ranges.push([first, one(5) ?? first])
  }
  return ranges.length === 0 ? charactersOf('') : characterClass(ranges)
}
