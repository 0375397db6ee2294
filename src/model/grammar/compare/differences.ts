import type { Random } from '../../random.ts'
import { coveringTexts } from '../cover/cover.ts'
import { nearMisses } from '../cover/near-miss.ts'
import { choice, type Grammar } from '../grammar.ts'
import { Parser } from '../parse/parser.ts'
import type { Tree } from '../parse/tree.ts'
import { Sampler } from '../sample.ts'
import { ShortestDifference } from './shortest-difference.ts'

/** Says of texts whether the other side accepts them. */
export type Judge = (texts: readonly string[]) => Promise<readonly boolean[]>

/** Texts on which two languages differ, by the rule that derives the difference. */
export interface Difference {
  readonly rule: string
  /** Short ones first; at most {@link mostOfRule}. */
  readonly witnesses: readonly string[]
  /** Whether it is proven that no shorter text differs by this rule. */
  readonly isShortest: boolean
}

/** All that one side accepts and the other one does not, as far as it was found. */
export interface Differences {
  readonly byRule: readonly Difference[]
  /**
   * Of texts of up to so many characters it is proven that those found are all there are (of characters that no grammar
   * tells apart one, and of a rule so many as are kept); infinite: of all texts. -1: nothing is proven.
   */
  readonly provenUpTo: number
}

/** Witnesses that are kept of a rule. */
const mostOfRule = 8
/** Shortest witnesses whose rules are looked for. */
const mostShortest = 600
/** Samples and shortest texts beside the covering texts, and how long samples may be. */
const samples = 200
const longest = 120
/** Witnesses that are made short. */
const mostWitnesses = 60
/** Questions of one step of making a witness shorter, and steps before that is left alone. */
const triesAtOnce = 60
const mostSteps = 5

/**
 * What a grammar accepts and the other side rejects. Of another grammar the shortest such texts are searched, which proves
 * that they are; then, of a world only, every alternative in every context, the shortest texts and samples are put to it,
 * and what it rejects is made as short as it goes and still differs.
 * @returns by the rule whose piece makes the difference: with its shortest text in its place, both agree
 */
export async function acceptedHereOnly(grammar: Grammar, other: Grammar | Judge, random: Random): Promise<Differences> {
  const here = new Here(grammar)
  const judge = typeof other === 'function' ? other : judgeOf(other)
  const found = new Found(grammar)
  const search = new ShortestDifference(grammar, typeof other === 'function' ? nothing : other)
  const shortest = search.texts()
  if (typeof other !== 'function') {
    for (const text of take(shortest, mostShortest)) found.add(await blamed(here, text, judge), text, true)
    if (search.provenUpTo === Number.POSITIVE_INFINITY) return found.all(search.provenUpTo)
  }
  const texts = new Set(coveringTexts(grammar))
  if (typeof other === 'function') for (const text of take(shortest, samples)) texts.add(text)
  for (let i = 0; i < samples; i++) texts.add(here.sampler.sample(random, { maxDepth: 8, maxLength: longest }))
  const candidates = byLength(texts)
  const verdicts = await judge(candidates)
  for (const text of candidates.filter((_, i) => !verdicts[i]).slice(0, mostWitnesses)) {
    // What is proven shortest needs no longer witnesses.
    if (typeof other !== 'function' && found.isProven(await blamed(here, text, judge))) continue
    const short = await shortened(
      text,
      current => shorter(here, current),
      async tries => not(await judge(tries)),
    )
    if (!found.has(short)) found.add(await blamed(here, short, judge), short, false)
  }
  return found.all(typeof other === 'function' ? -1 : search.provenUpTo)
}

/**
 * What the other side accepts and a grammar rejects, among the texts one edit outside its language and what they can be
 * made by leaving pieces out: all that can be found of a side that has no grammar.
 * @returns by the rule in whose text the edit was
 */
export async function acceptedThereOnly(grammar: Grammar, other: Judge, random: Random): Promise<Differences> {
  const here = new Here(grammar)
  const misses = nearMisses(grammar, coveringTexts(grammar), random)
  const verdicts = await other(misses.map(miss => miss.text))
  const found = new Found(grammar)
  const byRule = new Map<string, string[]>()
  misses.forEach(({ rule, text }, i) => {
    if (verdicts[i]) byRule.set(rule, [...(byRule.get(rule) ?? []), text])
  })
  const groups = [...byRule].map(([rule, texts]) => [rule, byLength(texts)] as const)
  for (const [rule, [text]] of groups.sort((a, b) => a[1][0]!.length - b[1][0]!.length)) {
    const without = (current: string) => pieceLess(current).filter(candidate => !here.parser.accepts(candidate))
    found.add(rule, await shortened(text!, without, other), false)
  }
  for (const [rule, texts] of groups) for (const text of texts) if (found.hasRule(rule)) found.add(rule, text, false)
  return found.all(-1)
}

/** The grammar of no text. */
const nothing: Grammar = { start: 'nothing', rules: [{ name: 'nothing', expression: choice() }] }

function judgeOf(grammar: Grammar): Judge {
  const parser = new Parser(grammar)
  return async texts => texts.map(text => parser.accepts(text))
}

const not = (verdicts: readonly boolean[]): boolean[] => verdicts.map(verdict => !verdict)

function* take<T>(from: Iterable<T>, count: number): Generator<T> {
  if (count === 0) return
  for (const one of from) {
    yield one
    if (--count === 0) return
  }
}

const byLength = (texts: Iterable<string>): string[] =>
  [...texts].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))

/** Witnesses by rule. */
class Found {
  readonly #grammar: Grammar
  readonly #byRule = new Map<string, { witnesses: string[]; isShortest: boolean }>()
  readonly #known = new Set<string>()

  constructor(grammar: Grammar) {
    this.#grammar = grammar
  }

  has(text: string): boolean {
    return this.#known.has(text)
  }

  hasRule(rule: string): boolean {
    return this.#byRule.has(rule)
  }

  isProven(rule: string): boolean {
    return this.#byRule.get(rule)?.isShortest ?? false
  }

  /** Each text once. @param isShortest whether the first of the rule is proven to be the shortest */
  add(rule: string, text: string, isShortest: boolean): void {
    if (this.has(text)) return
    this.#known.add(text)
    const known = this.#byRule.get(rule)
    if (known) known.witnesses.push(text)
    else this.#byRule.set(rule, { witnesses: [text], isShortest })
  }

  all(provenUpTo: number): Differences {
    const byRule = this.#grammar.rules.flatMap(({ name }) => {
      const { witnesses, isShortest } = this.#byRule.get(name) ?? {}
      return witnesses
        ? [{ rule: name, witnesses: byLength(witnesses).slice(0, mostOfRule), isShortest: isShortest! }]
        : []
    })
    return { byRule, provenUpTo }
  }
}

/** The side that has a grammar. */
class Here {
  readonly parser: Parser
  readonly sampler: Sampler

  constructor(grammar: Grammar) {
    this.parser = new Parser(grammar)
    this.sampler = new Sampler(grammar)
  }

  /** A text with another piece in the place of a node. */
  with(text: string, { start, end }: Tree, piece: string): string {
    return text.slice(0, start) + piece + text.slice(end)
  }
}

/** A witness made shorter as long as one of its candidates is one too; the shortest candidates are asked first. */
async function shortened(
  text: string,
  candidates: (text: string) => Iterable<string>,
  areWitnesses: Judge,
): Promise<string> {
  for (let current = text; ; ) {
    const tries = byLength(candidates(current))
    let next: string | undefined
    for (let step = 0; step < mostSteps && next === undefined; step++) {
      const some = tries.slice(step * triesAtOnce, (step + 1) * triesAtOnce)
      const verdicts = await areWitnesses(some)
      next = some.find((_, i) => verdicts[i])
    }
    if (next === undefined) return current
    current = next
  }
}

/** Shorter texts of the grammar: a node by one of its rule within it, or the rule's shortest text; a few characters less. */
function shorter(here: Here, text: string): Set<string> {
  const found = new Set<string>()
  const add = (candidate: string) => {
    if (candidate.length < text.length && here.parser.accepts(candidate)) found.add(candidate)
  }
  for (const node of nodesOf(here.parser.parse(text)!)) {
    add(here.with(text, node, here.sampler.shortest(node.rule)))
    for (const inner of nodesOf(node)) {
      if (inner !== node && inner.rule === node.rule) add(here.with(text, node, text.slice(inner.start, inner.end)))
    }
  }
  for (const candidate of pieceLess(text, 3)) add(candidate)
  return found
}

/** A text without one piece of at most so many characters. */
function pieceLess(text: string, longest = text.length): string[] {
  const all = [...text]
  const found: string[] = []
  for (let length = 1; length <= Math.min(longest, all.length); length++) {
    for (let at = 0; at + length <= all.length; at++)
      found.push([...all.slice(0, at), ...all.slice(at + length)].join(''))
  }
  return found
}

/** The rule of the innermost node in whose place the rule's shortest text makes both sides agree. */
async function blamed(here: Here, text: string, other: Judge): Promise<string> {
  const nodes = nodesOf(here.parser.parse(text)!).reverse()
  const texts = nodes.map(node => here.with(text, node, here.sampler.shortest(node.rule)))
  const verdicts = await other(texts)
  const at = nodes.findIndex((_, i) => verdicts[i] && here.parser.accepts(texts[i]!))
  return (at < 0 ? nodes.at(-1)! : nodes[at]!).rule
}

/** A node and all below it, each before its children. */
function nodesOf(root: Tree): Tree[] {
  const all = [root]
  for (const node of all) all.push(...node.children)
  return all
}
