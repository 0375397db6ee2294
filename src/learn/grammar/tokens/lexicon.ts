import { characterAt, sizeOf } from '../../../model/grammar/character-class.ts'
import { choice, type Grammar, sequence } from '../../../model/grammar/grammar.ts'
import { Parser } from '../../../model/grammar/parse/parser.ts'
import type { Run } from '../hypothesis.ts'
import { ofRun } from '../render.ts'
import { isWord } from '../survey.ts'
import { reach } from '../words.ts'
import { type Comment, kindOf } from './chunks.ts'
import { symbolOf } from './symbols.ts'

/** A kind of token: one text, or all texts of a class. Plain data. */
export interface Token {
  /** The character that stands for it in rows of tokens. */
  readonly symbol: string
  /** Members that were seen, in the order in which they were; one where it is a text by itself. */
  readonly members: string[]
  /** What else is a member: any of these rows of runs. */
  readonly runs?: readonly (readonly Run[])[]
  /** What else is a member: a language of its own. */
  readonly grammar?: Grammar
}

/** So many members are made of a kind beside those that were seen. */
const mostMade = 8

/** Longer tokens are not looked for in texts that the world rejects. */
const longestToken = 60

/** The tokens of a language. A row of tokens is written as a text with one character for each. */
export class Lexicon {
  readonly tokens: Token[] = []
  /** What counts as a blank between tokens. */
  blanks = ' '
  /** Whether blanks may stand before and behind a text. */
  edges = { before: false, after: false }
  /** Whether tokens of a kind are spelled differently in one text. */
  areDistinct = false
  /** Comments that stand where blanks stand. */
  comments: readonly Comment[] = []
  /** Neighbours, as two symbols, between which a blank must stand. */
  readonly apart = new Set<string>()
  readonly #bySymbol = new Map<string, Token>()
  readonly #byText = new Map<string, Token>()
  readonly #members = new Map<Token, readonly string[]>()
  readonly #parsers = new Map<Token, Parser>()

  /** The token with this symbol; a character that is none stands for itself. */
  token(symbol: string): Token {
    return this.#bySymbol.get(symbol) ?? { symbol, members: [symbol] }
  }

  /** The token that a text was found to be. */
  of(text: string): Token | undefined {
    return this.#byText.get(text)
  }

  /** A text that was found to be of a kind. */
  assign(text: string, token: Token): void {
    this.#byText.set(text, token)
    if (!token.members.includes(text)) token.members.push(text)
  }

  /** A new kind of token; undefined where there are more kinds than symbols. */
  add(text: string, more: Pick<Token, 'runs' | 'grammar'> = {}): Token | undefined {
    const isPlain = !more.runs && !more.grammar
    const symbol = isPlain && (/^[!-/:-@[-`{-~]$/.test(text) || text === '\n') ? text : symbolOf(this.tokens.length)
    if (symbol === undefined) return undefined
    const token: Token = { symbol, members: [text], ...more }
    this.#put(token)
    return token
  }

  /** The token that is a text and nothing else, whatever kind the text is of elsewhere; undefined as for `add`. */
  literal(text: string): Token | undefined {
    return this.tokens.find(({ symbol, members }) => members[0] === text && this.isLiteral(symbol)) ?? this.add(text)
  }

  #put(token: Token): void {
    this.tokens.push(token)
    this.#bySymbol.set(token.symbol, token)
    // what is of a kind stays so, although it may be a token by itself in some places
    for (const text of token.members)
      if (!this.isLiteral(token.symbol) || !this.#byText.has(text)) this.#byText.set(text, token)
  }

  /** A text as a row of tokens, the longest first at each place; undefined where some of it is none. */
  rowOf(text: string): string | undefined {
    let row = ''
    for (let at = 0; at < text.length; ) {
      if (this.blanks.includes(text[at]!) && !this.#byText.has(text[at]!)) {
        at++
        continue
      }
      const comment = this.comments.find(({ open }) => text.startsWith(open, at))
      if (comment) {
        const end = text.indexOf(comment.close ?? '\n', at + comment.open.length)
        if (end < 0 && comment.close !== undefined) return undefined
        at = end < 0 ? text.length : end + (comment.close?.length ?? 0)
        continue
      }
      let longest: { readonly end: number; readonly token: Token } | undefined
      for (const token of this.tokens) {
        const end = this.#end(token, text, at)
        if (end !== undefined && (!longest || end > longest.end)) longest = { end, token }
      }
      if (!longest) return undefined
      // a word that was found to be itself, or of another kind, is not of each kind that could spell it
      row += (this.of(text.slice(at, longest.end)) ?? longest.token).symbol
      at = longest.end
    }
    return row
  }

  /** Where the longest member of a kind ends that begins at a place. */
  #end(token: Token, text: string, at: number): number | undefined {
    let end = at
    for (const member of token.members) if (text.startsWith(member, at)) end = Math.max(end, at + member.length)
    const kind = kindOf(text[at]!)
    if (this.isLiteral(token.symbol) || !token.members.some(member => member !== '' && kindOf(member[0]!) === kind))
      return end > at ? end : undefined
    const ahead = Array.from(text.slice(at, at + longestToken))
    for (const runs of token.runs ?? []) {
      const reached = reach(runs, ahead, 0, ahead.length)
      end = Math.max(end, at + ahead.slice(0, reached).join('').length)
    }
    const parser = token.grammar && this.#parserOf(token, token.grammar)
    for (let to = at + 1; parser && to <= at + longestToken && to <= text.length; to++)
      if (to > end && parser.accepts(text.slice(at, to))) end = to
    return end > at ? end : undefined
  }

  #parserOf(token: Token, grammar: Grammar): Parser {
    const parser = this.#parsers.get(token) ?? new Parser(grammar)
    this.#parsers.set(token, parser)
    return parser
  }

  /** Whether a kind is one text and no more. */
  isLiteral(symbol: string): boolean {
    const { runs, grammar } = this.token(symbol)
    return !runs && !grammar
  }

  /** How each token of a row is spelled: with the first member of its kind, or with one member after the other. */
  spelled(row: string): string[] {
    const times = new Map<string, number>()
    return Array.from(row, symbol => {
      const token = this.#bySymbol.get(symbol)
      if (!token) return symbol
      const n = times.get(symbol) ?? 0
      times.set(symbol, n + 1)
      if (!this.areDistinct || n === 0) return token.members[0]!
      const members = this.#membersOf(token)
      return members[n % members.length]!
    })
  }

  /** A row of tokens, with a blank between any two. */
  spell(row: string): string {
    return this.spelled(row).join(' ')
  }

  /** The same without the blank at some places: the number of the token behind each. */
  spelledTight(row: string, closed: ReadonlySet<number>): string {
    return this.spelled(row)
      .map((part, i) => (i > 0 && !closed.has(i) ? ` ${part}` : part))
      .join('')
  }

  /** Some members of a kind: those that were seen, and others of its runs. */
  #membersOf(token: Token): readonly string[] {
    const known = this.#members.get(token)
    if (known) return known
    const members = new Set(token.members)
    for (let n = 1; n <= mostMade && token.runs; n++) {
      const made = token.runs[0]!.map(({ characters: of, min }) => characterAt(of, (5 * n) % sizeOf(of)).repeat(min))
      const text = made.join('')
      if (text !== '' && (this.of(text) ?? token) === token) members.add(text)
    }
    const all = [...members]
    this.#members.set(token, all)
    return all
  }

  /** Whether a blank must stand between two tokens because both are words where they meet. */
  meetAsWords(before: string, after: string): boolean {
    const [left, right] = [this.token(before), this.token(after)]
    return left.members.some(a => right.members.some(b => isOneWord(a.at(-1)!, b[0]!)))
  }

  /** A plain value that survives JSON. */
  toJson() {
    return {
      tokens: this.tokens,
      blanks: this.blanks,
      edges: this.edges,
      comments: this.comments,
      areDistinct: this.areDistinct,
      apart: [...this.apart],
    }
  }

  /** What `toJson` gave. */
  static fromJson(value: ReturnType<Lexicon['toJson']>): Lexicon {
    const lexicon = new Lexicon()
    lexicon.blanks = value.blanks
    lexicon.edges = value.edges
    lexicon.comments = value.comments
    lexicon.areDistinct = value.areDistinct
    for (const pair of value.apart) lexicon.apart.add(pair)
    for (const token of value.tokens) lexicon.#put({ ...token, members: [...token.members] })
    return lexicon
  }
}

const isOneWord = (a: string, b: string): boolean => isWord(a) && isWord(b) && a < '\x80' === b < '\x80'

/** Whether a text is a member of one of several rows of runs. */
export function isOfRuns(text: string, rows: readonly (readonly Run[])[]): boolean {
  const own = Array.from(text)
  return rows.some(runs => reach(runs, own, 0, own.length) === own.length)
}

/** All texts that a kind of token may be; undefined where it is one text and no more. */
export function grammarOf({ grammar, runs }: Token): Grammar | undefined {
  if (grammar || !runs) return grammar
  const expression = choice(...runs.map(row => sequence(...row.map(ofRun))))
  return { start: 'token', rules: [{ name: 'token', expression }] }
}
