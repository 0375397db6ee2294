import type { Principles } from '../../../blueprint/principles.ts'
import { type Grammar, literal, Parser, reference, sequence, simplify } from '../../../model/grammar/index.ts'
import { Random } from '../../../model/random.ts'
import { varyEscapes } from '../explore.ts'
import { Hypothesis, literalItem, type Run } from '../hypothesis.ts'
import { Facts, type Inquiry } from '../inquiry.ts'
import { Knowledge } from '../knowledge.ts'
import { inferPieces } from '../lexical.ts'
import { toGrammar } from '../render.ts'
import { study } from '../study.ts'
import { isBoundary } from '../survey.ts'
import { variations } from '../vary.ts'
import { verify } from '../verify.ts'
import { Chunker, type Comment } from './chunks.ts'
import { isOfRuns, Lexicon, type Token } from './lexicon.ts'

/** What quotes or comments may look like. */
const freeText = /(["'`])(?:.|\n)*\1|\/\/|\/\*|#|--|\(\*|<!|(?:^|\n)[;%] ?\w/

/** Blanks that are tried between tokens. */
const blanks = ['\n', '\t', '\r']

/** So many texts, the short ones first, are cut by asking; the others are read with the tokens that were found. */
const mostCut = 40

/** So many members of a kind are tried in the places of others; of further ones the row tells that they are in. */
const mostTried = 8

/** So many texts in which a kind stands twice tell whether its members may be the same. */
const mostCompared = 12

/** A text as tokens that are not yet known by their kinds. */
interface Chunked {
  readonly text: string
  readonly chunks: readonly string[]
}

/** What the tokens of a language are, and the texts as rows of them. */
export interface Tokenized {
  readonly lexicon: Lexicon
  readonly rows: readonly string[]
}

/**
 * Settles, before anything else is learned, whether the texts are rows of tokens between which blanks are free, as a
 * lexical analyser makes them of a text before a parser sees it: which signs belong together, what of words and numbers
 * varies, what quotes hold. Without free text, in quotes or comments, constituents are found as well among characters, with
 * fewer questions.
 * @param facts of texts as they are
 * @returns undefined where blanks are not free, or some text cannot be told as a row of tokens
 */
export function* settleTokens(
  facts: Facts,
  examples: readonly string[],
  principles: Principles,
): Inquiry<Tokenized | undefined> {
  if (!principles.categories || !principles.curiosity) return undefined
  const sorted = [...new Set(examples)].filter(e => e !== '').sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const chunker = new Chunker(facts)
  if (!sorted.some(text => freeText.test(text)) || !(yield* chunker.isWorthwhile(sorted))) return undefined
  const texts = yield* allChunked(facts, chunker, sorted.slice(0, mostCut), principles)
  if (!texts || texts.length === 0 || chunker.quotes.size + chunker.comments.length === 0) return undefined
  facts.blanks = true
  const made = yield* new Classifier(facts, principles, chunker.quotes).classified(texts)
  if (!made) return undefined
  const { lexicon } = made
  yield* settleBlanks(facts, lexicon, texts[0]!.chunks)
  lexicon.comments = yield* settleComments(facts, texts[0]!.chunks, chunker.comments)
  const more = yield* tokenizeMore(facts, sorted.slice(mostCut), principles, lexicon, chunker)
  return { ...made, rows: [...made.rows, ...more.rows] }
}

/**
 * Further texts as rows of tokens. One of known tokens is not asked for; another is cut, and what is new in it becomes a token;
 * one that cannot be cut is a token by itself.
 */
export function* tokenizeMore(
  facts: Facts,
  examples: readonly string[],
  principles: Principles,
  lexicon: Lexicon,
  chunker = new Chunker(facts, lexicon.comments),
): Inquiry<Tokenized> {
  let known = chunker.comments.length
  const rows: string[] = []
  for (const text of examples) {
    const row = lexicon.rowOf(text)
    if (row !== undefined) rows.push(row)
    if (row !== undefined || !(yield* facts.ask(text, 'whether an example is accepted'))) continue
    const chunks = yield* chunker.chunks(text)
    if (chunks) {
      const found = chunker.comments.slice(known)
      known += found.length
      lexicon.comments = [...lexicon.comments, ...(yield* settleComments(facts, chunks, found))]
    }
    const made =
      chunks && (yield* new Classifier(facts, principles, chunker.quotes, lexicon).classified([{ text, chunks }]))
    rows.push(...(made?.rows ?? [lexicon.add(text)?.symbol].filter(symbol => symbol !== undefined)))
  }
  return { lexicon, rows }
}

/** All texts that the world accepts, and those with other signs in them, as chunks; undefined where one is not. */
function* allChunked(
  facts: Facts,
  chunker: Chunker,
  texts: readonly string[],
  principles: Principles,
): Inquiry<Chunked[] | undefined> {
  const found: Chunked[] = []
  const varied = new Set<string>()
  const plain = new Knowledge(new Hypothesis(), facts, principles)
  for (const text of texts) {
    if (!(yield* facts.ask(text, 'whether an example is accepted'))) continue
    for (const each of [text, ...(yield* variations(plain, text, varied))]) {
      const chunks = yield* chunker.chunks(each)
      if (chunks) found.push({ text: each, chunks })
      else if (each === text) return undefined
    }
  }
  return found
}

/** Which blanks may stand between the tokens of an accepted text, and whether before and behind them all. */
function* settleBlanks(facts: Facts, lexicon: Lexicon, chunks: readonly string[]): Inquiry<void> {
  const about = 'whether blanks between tokens are free'
  const text = chunks.join(' ')
  lexicon.edges = {
    before: yield* facts.ask(` ${text}`, about),
    after: yield* facts.ask(`${text} `, about),
  }
  for (const blank of blanks) {
    const put = chunks.length > 1 ? chunks.join(blank) : text + blank
    if (yield* facts.ask(put, about)) lexicon.blanks += blank
  }
}

/** Which of some comments may stand where blanks stand in an accepted text, and whether they may end it. */
function* settleComments(
  facts: Facts,
  chunks: readonly string[],
  comments: readonly Comment[],
): Inquiry<readonly Comment[]> {
  const kept: Comment[] = []
  for (const comment of comments) {
    const written = `${comment.open} k ${comment.close ?? '\n'}`
    const everywhere = `${chunks.join(` ${written} `)} ${written}`
    if (!(yield* facts.ask(everywhere, 'whether comments stand where blanks stand'))) continue
    const atEnd = `${chunks.join(' ')} ${comment.open} k`
    kept.push({ ...comment, isLast: yield* facts.ask(atEnd, 'whether a comment may end a text') })
  }
  return kept
}

/** Finds out of which kind each chunk is, by putting others in its place. */
class Classifier {
  readonly #facts: Facts
  readonly #principles: Principles
  readonly #quotes: ReadonlySet<string>
  readonly #lexicon: Lexicon
  /** Whether nothing was known of tokens before. */
  readonly #isNew: boolean
  /** Where each chunk was first seen: what stands on either side. */
  readonly #homes = new Map<string, { readonly left: string; readonly right: string }>()

  constructor(facts: Facts, principles: Principles, quotes: ReadonlySet<string>, known?: Lexicon) {
    this.#lexicon = known ?? new Lexicon()
    this.#isNew = known === undefined
    this.#facts = facts
    this.#principles = principles
    this.#quotes = quotes
  }

  *classified(texts: readonly Chunked[]): Inquiry<Tokenized | undefined> {
    const lexicon = this.#lexicon
    const distinct: string[] = []
    for (const { chunks } of texts) {
      for (const [i, chunk] of chunks.entries()) {
        if (this.#homes.has(chunk) || lexicon.of(chunk)) continue
        distinct.push(chunk)
        const left = chunks.slice(0, i).map(c => `${c} `)
        const right = chunks.slice(i + 1).map(c => ` ${c}`)
        this.#homes.set(chunk, { left: left.join(''), right: right.join('') })
      }
    }
    const numbers = distinct.filter(chunk => number.test(chunk))
    if (new Set(numbers.map(shapeOf)).size > 1 && (yield* this.#standForOneAnother(numbers)))
      yield* this.#ofOwnLanguage(numbers, '', '')
    for (const quote of this.#quotes) {
      const own = distinct.filter(c => c.length > 1 && c.startsWith(quote) && c.endsWith(quote))
      if (own.length > 0 && (yield* this.#standForOneAnother(own))) yield* this.#ofOwnLanguage(own, quote, quote)
    }
    for (const chunk of distinct) {
      if (!lexicon.of(chunk)) yield* this.#classify(chunk)
      if (!lexicon.of(chunk)) return undefined
    }
    yield* this.#joinWords()
    // rows that are known already were told one way or the other
    if (this.#isNew) yield* this.#settleRepetition(texts)
    const rows: string[] = []
    for (const { chunks } of texts) {
      const row = yield* this.#row(chunks)
      if (row === undefined) return undefined
      rows.push(row)
    }
    return { lexicon, rows }
  }

  /** Makes one kind of words and of words with signs in them that stand for one another. */
  *#joinWords(): Inquiry<void> {
    const lexicon = this.#lexicon
    const words = lexicon.tokens.filter(token => token.runs && /^[\p{L}_]/u.test(token.members[0]!))
    const plain = words.filter(({ members }) => !hasSign(members[0]!))
    for (const token of words.filter(({ members }) => hasSign(members[0]!))) {
      const [member] = token.members
      for (const other of plain) {
        if (!this.#homes.has(other.members[0]!) || !this.#homes.has(member!)) continue
        if (!(yield* this.#standForOneAnother([member!, other.members[0]!]))) continue
        yield* this.#ofOwnLanguage([...new Set([...other.members, ...token.members])], '', '')
        break
      }
    }
  }

  /** Whether tokens of a kind are spelled alike or differently in one text: where names must differ, or agree. */
  *#settleRepetition(texts: readonly Chunked[]): Inquiry<void> {
    const lexicon = this.#lexicon
    const rows = texts.map(({ chunks }) => chunks.map(c => lexicon.of(c)!.symbol).join(''))
    const several = rows.filter(row => Array.from(row).some((s, i, all) => all.indexOf(s) < i && !lexicon.isLiteral(s)))
    const accepted = [0, 0]
    for (const [way, areDistinct] of [false, true].entries()) {
      lexicon.areDistinct = areDistinct
      for (const row of several.slice(0, mostCompared)) {
        const isFine = yield* this.#facts.ask(lexicon.spell(row), 'whether names may be repeated')
        accepted[way]! += Number(isFine)
      }
      if (accepted[way] === Math.min(several.length, mostCompared)) return
    }
    lexicon.areDistinct = accepted[1]! > accepted[0]!
  }

  /** Whether each of some chunks may stand where the next one was seen. */
  *#standForOneAnother(chunks: readonly string[]): Inquiry<boolean> {
    for (const [i, chunk] of chunks.entries()) {
      const { left, right } = this.#homes.get(chunks[(i + 1) % chunks.length]!)!
      if (!(yield* this.#facts.ask(left + chunk + right, 'whether tokens are of one kind'))) return false
    }
    return true
  }

  /** Learns what stands between an opening and a closing, or a kind of token without them, as a language of its own. */
  *#ofOwnLanguage(chunks: readonly string[], open: string, close: string): Inquiry<void> {
    const shortest = [...chunks].sort((a, b) => a.length - b.length)[0]!
    const { left, right } = this.#homes.get(shortest)!
    const spell = (text: string) => left + open + text + close + right
    const inner = new Facts({ facts: this.#facts, spell, refuting: open === '' ? asTokens(chunks[0]!) : undefined })
    // in quotes a blank is a character among others
    inner.blanks = open === ''
    const grammar = yield* grown(
      inner,
      chunks.map(c => c.slice(open.length, c.length - close.length)),
      this.#principles,
    )
    const quoted = sequence(literal(open), reference(grammar.start), literal(close))
    const framed: Grammar = {
      start: 'in quotes',
      rules: [{ name: 'in quotes', expression: quoted }, ...grammar.rules],
    }
    const whole = open === '' ? grammar : framed
    const token = this.#lexicon.add(shortest, { grammar: whole })
    const parser = new Parser(whole)
    for (const chunk of token ? chunks : []) if (parser.accepts(chunk)) this.#lexicon.assign(chunk, token!)
  }

  *#classify(chunk: string): Inquiry<void> {
    const lexicon = this.#lexicon
    const { left, right } = this.#homes.get(chunk)!
    const ask = (text: string) => this.#facts.ask(left + text + right, `what may stand for ${JSON.stringify(chunk)}`)
    if (!/[\p{L}\p{N}_]/u.test(chunk)) {
      lexicon.add(chunk)
      return
    }
    for (const token of lexicon.tokens) {
      if (!token.runs || !isOfRuns(chunk, token.runs)) continue
      let isOne = true
      if (token.members.length < mostTried) for (const other of others(token, chunk)) isOne &&= yield* ask(other)
      if (isOne) {
        lexicon.assign(chunk, token)
        return
      }
    }
    const inner = new Facts({ facts: this.#facts, spell: text => left + text + right, refuting: asTokens(chunk) })
    inner.blanks = true
    const k = new Knowledge(new Hypothesis(), inner, this.#principles)
    const pieces = yield* inferPieces(k, '', chunk, '')
    if (pieces.every(piece => !piece.tokens)) {
      lexicon.add(chunk)
      return
    }
    let rows: Run[][] = [[]]
    for (const { text, tokens } of pieces) {
      const some = tokens ?? [Array.from(text, c => literalItem(c).run!)]
      rows = rows.flatMap(row => some.map(runs => [...row, ...runs]))
    }
    const key = JSON.stringify(rows)
    const known = lexicon.tokens.find(token => token.runs && JSON.stringify(token.runs) === key)
    if (known) lexicon.assign(chunk, known)
    else lexicon.add(chunk, { runs: rows })
  }

  /** Chunks as a row of tokens; what does not hold in it for its kind is a token by itself. */
  *#row(chunks: readonly string[]): Inquiry<string | undefined> {
    const lexicon = this.#lexicon
    const about = 'whether an example is accepted with others of their kinds'
    const row = chunks.map(c => lexicon.of(c)!.symbol).join('')
    if (yield* this.#facts.ask(lexicon.spell(row), about)) return row
    const own = Array.from(row)
    const spelled = lexicon.spelled(row)
    for (const [i, chunk] of chunks.entries()) {
      if (spelled[i] === chunk) continue
      const put = [...chunks.slice(0, i), spelled[i]!, ...chunks.slice(i + 1)].join(' ')
      if (yield* this.#facts.ask(put, about)) continue
      own[i] = lexicon.literal(chunk)?.symbol ?? own[i]!
    }
    const mended = own.join('')
    if (yield* this.#facts.ask(lexicon.spell(mended), about)) return mended
    // as it stands, word by word
    const symbols = chunks.map(chunk => lexicon.literal(chunk)?.symbol)
    return symbols.includes(undefined) ? undefined : symbols.join('')
  }
}

/**
 * What speaks against a text that is to be one token: that blanks may stand in it. None is empty, or begins as others do.
 * @param like a token of the kind
 */
function asTokens(like: string): (text: string) => readonly string[] | undefined {
  const isNumber = number.test(like)
  return text => {
    if (text === '' || isNumber !== number.test(text)) return undefined
    const characters = Array.from(text)
    const cuts: string[] = []
    for (let at = 1; at < characters.length; at++)
      if (isBoundary(characters, at)) cuts.push(`${characters.slice(0, at).join('')} ${characters.slice(at).join('')}`)
    return cuts
  }
}

const number = /^[-+.]?\p{N}/u

const hasSign = (text: string): boolean => /[^\p{L}\p{N}_]/u.test(text)

/** What a number looks like. */
const shapeOf = (text: string): string => text.replace(/\p{N}+/gu, '0')

/** Two members of a token's class that differ from a text: seen ones first. */
function others(token: Token, than: string): string[] {
  const made = token.runs!.map(runs =>
    runs.map(r => String.fromCodePoint(r.characters.at(-1)![1]).repeat(r.min)).join(''),
  )
  return [...token.members, ...made].filter(m => m !== than && m !== '').slice(0, 2)
}

/** Learns a small language without blanks or lines of its own. */
function* grown(facts: Facts, examples: readonly string[], principles: Principles): Inquiry<Grammar> {
  const k = new Knowledge(new Hypothesis(), facts, principles)
  const never = () => false
  yield* study(k, examples, never)
  const restudy = function* (): Inquiry<void> {
    yield* study(
      k,
      facts.accepted.filter(t => !k.derives(t)),
      never,
    )
  }
  yield* restudy()
  yield* varyEscapes(k)
  yield* restudy()
  if (yield* facts.ask('', 'whether it may be empty')) k.hypothesis.slots[k.hypothesis.top]!.nullable = true
  k.hypothesis.version++
  const limits = { enough: 20, repairs: 20, questions: 100, unmended: Number.POSITIVE_INFINITY }
  yield* verify(k, new Random(1), limits, restudy)
  return simplify(toGrammar(k.hypothesis))
}
