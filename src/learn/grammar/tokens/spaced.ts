import {
  type CharacterClass,
  characterClass,
  charactersOf,
  difference,
  union,
} from '../../../model/grammar/character-class.ts'
import {
  characters,
  choice,
  type Expression,
  empty,
  type Grammar,
  literal,
  type Rule,
  reference,
  repetition,
  sequence,
} from '../../../model/grammar/grammar.ts'
import { renamed } from '../../../model/grammar/simplify/algebra.ts'
import { allBeyondAscii } from '../kinds.ts'
import type { Comment } from './chunks.ts'
import { Edges } from './edges.ts'
import { grammarOf, type Lexicon, type Token } from './lexicon.ts'
import { type Meet, untangled } from './untangled.ts'

/**
 * A grammar of rows of tokens as one of texts: each token as what it is spelled like, with blanks between any two, which
 * must stand where two of them would run into one and may stand elsewhere.
 */
export function spaced(grammar: Grammar, lexicon: Lexicon): Grammar {
  const known = new Map<string, boolean>()
  const asWords: Meet = (a, b) => {
    const isKnown = known.get(a + b) ?? lexicon.meetAsWords(a, b)
    known.set(a + b, isKnown)
    return isKnown
  }
  const meet: Meet = (a, b) => lexicon.apart.has(a + b) || asWords(a, b)
  return new Spacing(untangled(grammar, [meet, asWords]), lexicon, meet).grammar()
}

class Spacing {
  readonly #grammar: Grammar
  readonly #lexicon: Lexicon
  readonly #edges: Edges
  readonly #blanks: CharacterClass
  /** Whether a blank must stand between two tokens. */
  readonly #meet: Meet

  constructor(grammar: Grammar, lexicon: Lexicon, meet: Meet) {
    this.#grammar = grammar
    this.#lexicon = lexicon
    this.#meet = meet
    this.#blanks = characterClass(Array.from(lexicon.blanks, c => [c.codePointAt(0)!, c.codePointAt(0)!] as const))
    this.#edges = new Edges(grammar.rules)
  }

  grammar(): Grammar {
    const rules = this.#grammar.rules.map(({ name, expression }) => ({ name, expression: this.#spelled(expression) }))
    const blank = reference('blanks')
    const { edges, comments, tokens } = this.#lexicon
    const comment = (i: number) => `comment${i}`
    const blanks = choice(characters(this.#blanks), ...comments.map((_, i) => reference(comment(i))))
    const unended = comments.filter(({ close, isLast }) => isLast && close === undefined)
    const last = edges.after && unended.length > 0 ? [repetition(choice(...unended.map(toLineEnd)), 0, 1)] : []
    const whole = sequence(
      ...(edges.before ? [blank] : []),
      reference(this.#grammar.start),
      ...(edges.after ? [blank] : []),
      ...last,
    )
    return {
      start: 'whole',
      rules: [
        { name: 'whole', expression: whole },
        ...rules,
        { name: 'blanks', expression: repetition(blanks, 0, null) },
        ...comments.map((each, i) => ({ name: comment(i), expression: ofComment(each) })),
        ...tokens.flatMap(rulesOf),
      ],
    }
  }

  /** What one token is spelled like. */
  #token(symbol: string): Expression {
    const token = this.#lexicon.token(symbol)
    return this.#lexicon.isLiteral(symbol) ? literal(token.members[0]!) : reference(nameOf(token))
  }

  #spelled(expression: Expression): Expression {
    switch (expression.kind) {
      case 'literal': {
        const symbols = Array.from(expression.text)
        return sequence(
          ...symbols.flatMap((symbol, i) =>
            i > 0 ? [this.#gap([symbols[i - 1]!], [symbol]), this.#token(symbol)] : [this.#token(symbol)],
          ),
        )
      }
      case 'characters':
        return choice(
          ...expression.characters.flatMap(([from, to]) =>
            Array.from({ length: to - from + 1 }, (_, i) => this.#token(String.fromCodePoint(from + i))),
          ),
        )
      case 'reference':
        return expression
      case 'choice':
        return choice(...expression.alternatives.map(e => this.#spelled(e)))
      case 'repetition': {
        const { item, min, max } = expression
        if (max === 0) return empty
        const one = this.#spelled(item)
        if (max === 1) return min === 1 ? one : repetition(one, 0, 1)
        const edges = this.#edges.of(item)
        const more = sequence(this.#gap(edges.last, edges.first), one)
        const row = sequence(one, repetition(more, Math.max(0, min - 1), max === null ? null : max - 1))
        return min === 0 ? repetition(row, 0, 1) : row
      }
      case 'sequence':
        return this.#row(expression.items, 0)
    }
  }

  /** Items from one on, the first of which has nothing before it. */
  #row(items: readonly Expression[], from: number): Expression {
    const item = items[from]
    if (!item) return empty
    const edges = this.#edges.of(item)
    const rest = items.slice(from + 1)
    if (!edges.isNullable) return sequence(this.#spelled(item), ...this.#following(rest, edges.last))
    if (rest.length === 0) return repetition(this.#spelled(solid(item)), 0, 1)
    const behind = this.#edges.of(sequence(...rest))
    if (behind.isNullable) {
      const first = sequence(this.#spelled(solid(item)), ...this.#following(rest, edges.last))
      return choice(first, this.#row(items, from + 1))
    }
    const { item: one, max } = item.kind === 'repetition' ? item : { item, max: 1 }
    const next = max === 1 ? behind.first : new Set([...edges.first, ...behind.first])
    const each = sequence(this.#spelled(one), this.#gap(edges.last, next))
    return sequence(repetition(each, 0, max), this.#row(items, from + 1))
  }

  /** Items behind something that ends with one of some tokens: each with a blank before it. */
  #following(items: readonly Expression[], before: ReadonlySet<string>): Expression[] {
    const parts: Expression[] = []
    let last = before
    for (const [i, item] of items.entries()) {
      const edges = this.#edges.of(item)
      if (edges.first.size === 0) continue
      const gap = this.#gap(last, edges.first)
      if (!edges.isNullable) {
        parts.push(gap, this.#spelled(item))
        last = edges.last
        continue
      }
      const own = sequence(gap, this.#spelled(solid(item)))
      const rest = items.slice(i + 1)
      const behind = this.#edges.of(sequence(...rest))
      const isApartWith = this.#mustPart(edges.last, behind.first)
      const isApartWithout = this.#mustPart(last, behind.first)
      // only one of the two needs a blank before what follows
      if (!behind.isNullable && isApartWith !== isApartWithout) {
        const withGap = sequence(own, this.#gap(edges.last, behind.first))
        if (isApartWith) {
          parts.push(repetition(withGap, 0, 1))
          continue
        }
        const next = this.#following(rest, new Set())
        return [...parts, choice(withGap, this.#gap(last, behind.first)), ...next.slice(1)]
      }
      const isRow = item.kind === 'repetition' && item.max === null && item.min === 0
      if (isRow && this.#mustPart(last, edges.first) === this.#mustPart(edges.last, edges.first))
        parts.push(repetition(sequence(gap, this.#spelled(item.item)), 0, null))
      else parts.push(repetition(own, 0, 1))
      last = new Set([...last, ...edges.last])
    }
    return parts
  }

  #gap(before: Iterable<string>, after: Iterable<string>): Expression {
    if (!this.#mustPart(before, after)) return reference('blanks')
    return sequence(characters(this.#blanks), reference('blanks'))
  }

  /** Whether some of what stands before and behind must not meet: all of it, where rules came apart. */
  #mustPart(before: Iterable<string>, after: Iterable<string>): boolean {
    const behind = [...after]
    for (const a of before) if (behind.some(b => this.#meet(a, b))) return true
    return false
  }
}

const inLine = union(characterClass([[0x20, 0x7e]]), allBeyondAscii, charactersOf('\t'))

const toLineEnd = ({ open }: Comment): Expression => sequence(literal(open), repetition(characters(inLine), 0, null))

/** Any text up to what ends a comment. */
function ofComment(comment: Comment): Expression {
  const { open, close } = comment
  if (close === undefined) return sequence(toLineEnd(comment), literal('\n'))
  const all = union(inLine, charactersOf('\n\r'))
  const [first, ...rest] = Array.from(close)
  const others = characters(difference(all, charactersOf(first!)))
  if (rest.length === 0) return sequence(literal(open), repetition(others, 0, null), literal(close))
  // a row of what the end begins with, then what does not go on with the end
  const row = repetition(literal(first!), 1, null)
  const no = characters(difference(all, charactersOf(first! + rest[0]!)))
  return sequence(literal(open), repetition(choice(others, sequence(row, no)), 0, null), row, literal(rest.join('')))
}

/** The same, once at least where it is a repetition. */
const solid = (e: Expression): Expression => (e.kind === 'repetition' && e.min === 0 ? { ...e, min: 1 } : e)

const nameOf = (token: Token): string => `token${token.symbol.codePointAt(0)}`

/** The rules of a kind of token: its own, and those that it rests on. */
function rulesOf(token: Token): readonly Rule[] {
  const grammar = grammarOf(token)
  if (!grammar) return []
  const name = nameOf(token)
  const names = grammar.rules.map(rule => [rule.name, `${name}_${rule.name}`] as const)
  return renamed(grammar, new Map([...names, [grammar.start, name]])).rules
}
