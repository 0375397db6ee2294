import { reachableFrom, referencesOf } from '../analysis.ts'
import {
  type CharacterClass,
  characterClass,
  charactersOf,
  difference,
  intersection,
  sizeOf,
} from '../character-class.ts'
import type { SolidGrammar } from '../form/solid.ts'
import { characters, choice, type Expression, type Grammar, literal, type Rule, reference } from '../grammar.ts'
import { Explorer, noContext, type Watch } from '../lookahead/explorer.ts'
import { Network, oneCharacter } from '../lookahead/network.ts'
import { overtake, type Place } from '../lookahead/overtake.ts'
import { rebuilt } from '../simplify/algebra.ts'

/** A grammar in two levels: a lexer that takes the longest token there is, and a parser that reads tokens. */
export interface TokenGrammar {
  /** Their expressions hold literals, each of which is a token, and references to rules and tokens, but no classes. */
  readonly parser: readonly Rule[]
  /** In the order of their precedence, below that of the literals of the parser. */
  readonly tokens: readonly Rule[]
  /** Rules of which tokens are made. */
  readonly fragments: readonly Rule[]
}

/**
 * Divides a grammar between a lexer and a parser, so that a lexer that knows nothing of the parser and always takes the
 * longest token, and of equally long ones the first, leaves the language as it is.
 *
 * Tokens are the literals, the classes, and as large rules without recursion as possible. A token T is safe if no token
 * U is longer than T anywhere: T with all that can follow it, and U, are read side by side; when U is over, T must not
 * have been over before. Of two that are unsafe together, the longer one is taken apart, in the end into single
 * characters, which are always safe. Where U is a text of T, the parser takes U for T as well.
 *
 * @param source a grammar no rule of which derives the empty string
 */
export function tokenGrammar(source: SolidGrammar): TokenGrammar {
  const { grammar } = source
  const apart = new Set<string>()
  for (;;) {
    const attempt = new Attempt(own(withoutText(grammar, apart)), source.startIsNullable, apart)
    const longer = attempt.unsafe()
    if (!longer) return attempt.result()
    for (const key of longer) apart.add(key)
  }
}

/** Parts that are equal must not be one object: each has its own place. */
const own = (grammar: Grammar): Grammar => JSON.parse(JSON.stringify(grammar))

/** Literals that are taken apart, as their characters. */
function withoutText(grammar: Grammar, apart: ReadonlySet<string>): Grammar {
  const spelled = (e: Expression): Expression =>
    e.kind === 'literal' && apart.has(`"${e.text}`)
      ? { kind: 'sequence', items: [...e.text].map(c => characters(charactersOf(c))) }
      : e
  const regular = regularRules(grammar)
  return {
    ...grammar,
    rules: grammar.rules.map(rule =>
      regular.has(rule.name) && !apart.has(rule.name)
        ? rule
        : { name: rule.name, expression: rebuilt(rule.expression, spelled) },
    ),
  }
}

/** Rules that do not reach themselves. */
export function regularRules(grammar: Grammar): Set<string> {
  const rules = new Map(grammar.rules.map(rule => [rule.name, referencesOf(rule.expression)]))
  const recursive = new Set<string>()
  for (const name of rules.keys()) {
    const found = new Set(rules.get(name))
    for (const other of found) for (const next of rules.get(other)!) found.add(next)
    if (found.has(name)) recursive.add(name)
  }
  const regular = (name: string): boolean =>
    !recursive.has(name) && reachableFrom(grammar, name).every(other => !recursive.has(other))
  return new Set([...rules.keys()].filter(regular))
}

/** A token: its name, and where it stands in the network. */
interface Token {
  /** What stands in the set of those that are taken apart: a rule's name, or `"` and a literal. */
  readonly key: string
  readonly isRule: boolean
  readonly places: readonly Place[]
  /** Of a class. */
  readonly characters?: CharacterClass
}

/** A division that may turn out unsafe. */
class Attempt {
  readonly #grammar: Grammar
  readonly #network: Network
  readonly #explorer: Explorer
  readonly #isToken: ReadonlySet<string>
  readonly #parser: readonly Rule[]
  /** Of each rule token, the literals and the classes that are texts of it. */
  readonly #within = new Map<string, Token[]>()

  constructor(grammar: Grammar, startIsNullable: boolean, apart: ReadonlySet<string>) {
    this.#grammar = grammar
    this.#network = new Network({ grammar, startIsNullable })
    this.#explorer = new Explorer(this.#network)
    const regular = regularRules(grammar)
    const isParser = (name: string) => !regular.has(name) || apart.has(name) || name === grammar.start
    const rules = new Map(grammar.rules.map(rule => [rule.name, rule]))
    const names = new Set([grammar.start])
    for (const name of names) {
      for (const other of referencesOf(rules.get(name)!.expression)) if (isParser(other)) names.add(other)
    }
    this.#parser = grammar.rules.filter(rule => names.has(rule.name))
    const used = new Set(this.#parser.flatMap(rule => [...referencesOf(rule.expression)]))
    this.#isToken = new Set([...used].filter(name => !names.has(name)))
  }

  /** The tokens to take apart; undefined if all are safe. */
  unsafe(): string[] | undefined {
    const tokens = this.#tokens()
    const longer = new Set<string>()
    const firsts = new Map(tokens.map(token => [token, this.#firsts(token)]))
    for (const t of tokens) {
      for (const u of tokens) {
        if (![...firsts.get(t)!].some(group => firsts.get(u)!.has(group))) continue
        const found = this.#sideBySide(t, u)
        if (found === 'longer') longer.add(u.key)
        if (found !== 'equal' || t === u || !t.isRule) continue
        if (u.isRule) longer.add(u.key)
        else this.#within.set(t.key, [...(this.#within.get(t.key) ?? []), u])
      }
    }
    return longer.size === 0 ? undefined : [...longer]
  }

  result(): TokenGrammar {
    const { names, atomsOf } = this.#atoms()
    const atom = (name: string): Expression => {
      const of = names.get(name)!
      return sizeOf(of) === 1 ? literal(String.fromCodePoint(of[0]![0])) : reference(name)
    }
    const ofClass = (of: CharacterClass) => choice(...atomsOf(of).map(atom))
    const parser = this.#parser.map(({ name, expression }) => ({
      name,
      expression: rebuilt(expression, e => {
        if (e.kind === 'characters' || (e.kind === 'literal' && oneCharacter(e))) return ofClass(oneCharacter(e)!)
        if (e.kind !== 'reference' || !this.#isToken.has(e.rule)) return e
        const inner = (this.#within.get(e.rule) ?? []).flatMap(u =>
          u.characters
            ? atomsOf(intersection(u.characters, this.#singles(e.rule))).map(atom)
            : [literal(u.key.slice(1))],
        )
        return inner.length === 0 ? e : choice(e, ...inner)
      }),
    }))
    const tokens = this.#grammar.rules.filter(rule => this.#isToken.has(rule.name))
    const parts = new Set(tokens.flatMap(rule => reachableFrom(this.#grammar, rule.name)))
    return {
      parser,
      tokens: [
        ...[...names].flatMap(([name, of]) => (sizeOf(of) === 1 ? [] : [{ name, expression: characters(of) }])),
        ...tokens,
      ],
      fragments: this.#grammar.rules.filter(rule => parts.has(rule.name) && !this.#isToken.has(rule.name)),
    }
  }

  #tokens(): Token[] {
    const tokens = new Map<string, Token & { places: Place[] }>()
    const add = (key: string, isRule: boolean, places: readonly Place[], of?: CharacterClass) => {
      const known = tokens.get(key)
      if (known) known.places.push(...places)
      else tokens.set(key, { key, isRule, places: [...places], characters: of })
    }
    for (const name of this.#isToken) {
      add(name, true, [[this.#network.entry.get(name)!, this.#network.exit.get(name)!]])
    }
    for (const rule of this.#parser) {
      this.#visit(rule.expression, e => {
        const of = oneCharacter(e)
        if (of) add(`[${of.join()}`, false, this.#network.placesOf(e), of)
        else if (e.kind === 'literal') add(`"${e.text}`, false, this.#network.placesOf(e))
      })
    }
    return [...tokens.values()]
  }

  #visit(e: Expression, see: (e: Expression) => void): void {
    see(e)
    if (e.kind === 'sequence') for (const item of e.items) this.#visit(item, see)
    if (e.kind === 'choice') for (const item of e.alternatives) this.#visit(item, see)
    if (e.kind === 'repetition') this.#visit(e.item, see)
  }

  /** The groups of characters with which a token begins. */
  #firsts({ places }: Token): Set<number> {
    const [from, boundary] = places[0]!
    const watch: Watch = { context: noContext, boundary, goesOn: false, isGreedy: false }
    return this.#explorer.groups(this.#explorer.begin(from, watch).positions)
  }

  /** Whether U can be longer than T where T stands, or as long. */
  #sideBySide(t: Token, u: Token): 'longer' | 'equal' | undefined {
    const found = new Set(t.places.map(place => overtake(this.#explorer, place, u.places[0]!)))
    return found.has('longer') ? 'longer' : found.has('equal') ? 'equal' : undefined
  }

  /** The classes of the parser and the single-character literals, divided until they are disjoint, each with a name. */
  #atoms() {
    const classes: CharacterClass[] = []
    for (const rule of this.#parser) {
      this.#visit(rule.expression, e => {
        const of = oneCharacter(e)
        if (of) classes.push(of)
      })
    }
    // Which single characters are texts of a token matters too.
    for (const name of this.#isToken) classes.push(this.#singles(name))
    let parts: CharacterClass[] = []
    for (const of of classes) {
      let rest = of
      const next: CharacterClass[] = []
      for (const part of parts) {
        const common = intersection(part, of)
        if (common.length > 0) next.push(common)
        const left = difference(part, of)
        if (left.length > 0) next.push(left)
        rest = difference(rest, part)
      }
      parts = rest.length > 0 ? [...next, rest] : next
    }
    const inParser = (part: CharacterClass) =>
      classes.slice(0, classes.length - this.#isToken.size).some(of => intersection(of, part).length > 0)
    const taken = new Set(this.#grammar.rules.map(rule => rule.name))
    const names = new Map<string, CharacterClass>()
    for (const part of parts.filter(inParser)) {
      const base = atomName(part)
      let name = base
      for (let n = 2; names.has(name) || taken.has(name); n++) name = `${base}${n}`
      names.set(name, part)
    }
    const atomsOf = (of: CharacterClass) =>
      [...names].filter(([, part]) => intersection(part, of).length > 0).map(([n]) => n)
    return { names, atomsOf }
  }

  /** The texts of one character that a token has. */
  #singles(rule: string): CharacterClass {
    const watch: Watch = { context: noContext, boundary: this.#network.exit.get(rule)!, goesOn: false, isGreedy: false }
    const front = this.#explorer.begin(this.#network.entry.get(rule)!, watch)
    const fits = [...this.#explorer.groups(front.positions)].filter(
      group => this.#explorer.read(front, group, watch).reached.length > 0,
    )
    return characterClass(this.#network.alphabet.charactersIn(group => fits.includes(group)))
  }
}

/** A name for a token of single characters. */
function atomName(of: CharacterClass): string {
  const [first, last] = [of[0]![0], of.at(-1)![1]]
  const spelled = (c: number) => {
    const text = String.fromCodePoint(c)
    return /[0-9A-Za-z]/.test(text) ? text : (signs[text] ?? `u${c.toString(16)}`)
  }
  if (first === last) return `char_${spelled(first)}`
  return `chars_${spelled(first)}_${spelled(last)}`
}

/** What people call signs, for names. */
const signs: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\n': 'newline',
  '\t': 'tab',
  '\r': 'return',
  '!': 'bang',
  '"': 'quote',
  '#': 'hash',
  $: 'dollar',
  '%': 'percent',
  '&': 'and',
  "'": 'apostrophe',
  '(': 'open',
  ')': 'close',
  '*': 'star',
  '+': 'plus',
  ',': 'comma',
  '-': 'minus',
  '.': 'dot',
  '/': 'slash',
  ':': 'colon',
  ';': 'semicolon',
  '<': 'less',
  '=': 'equals',
  '>': 'greater',
  '?': 'question',
  '@': 'at',
  '[': 'open_square',
  '\\': 'backslash',
  ']': 'close_square',
  '^': 'caret',
  _: 'underscore',
  '`': 'backtick',
  '{': 'open_curly',
  '|': 'bar',
  '}': 'close_curly',
  '~': 'tilde',
}
