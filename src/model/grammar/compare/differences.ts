import type { Random } from '../../random.ts'
import { coveringTexts } from '../cover/cover.ts'
import { nearMisses } from '../cover/near-miss.ts'
import type { Grammar } from '../grammar.ts'
import { Parser } from '../parse/parser.ts'
import type { Tree } from '../parse/tree.ts'
import { Sampler } from '../sample.ts'

/** Says of texts whether the other side accepts them. */
export type Judge = (texts: readonly string[]) => Promise<readonly boolean[]>

/** Texts on which two languages differ, by the rule that derives the difference. */
export interface Difference {
  readonly rule: string
  /** Short ones first. */
  readonly witnesses: readonly string[]
}

/** Samples beside the covering texts, and how long they may be. */
const samples = 200
const longest = 120
/** Witnesses that are made short. */
const mostWitnesses = 60
/** Questions of one round of making a witness shorter. */
const mostTries = 60

/**
 * What a grammar accepts and the other side rejects: every alternative in every context, and samples, are put to it; what
 * it rejects is made as short as it goes and still differs. Finding none is no proof that there is none.
 * @returns by the rule whose piece makes the difference: with another text of that rule in its place, both agree
 */
export async function acceptedHereOnly(grammar: Grammar, other: Judge, random: Random): Promise<Difference[]> {
  const here = new Here(grammar)
  const texts = new Set(coveringTexts(grammar))
  for (let i = 0; i < samples; i++) texts.add(here.sampler.sample(random, { maxDepth: 8, maxLength: longest }))
  const candidates = byLength(texts)
  const verdicts = await other(candidates)
  const found = new Map<string, Set<string>>()
  const known = new Set<string>()
  for (const text of candidates.filter((_, i) => !verdicts[i]).slice(0, mostWitnesses)) {
    const short = await shortened(here, text, other)
    if (known.has(short)) continue
    known.add(short)
    const rule = await blamed(here, short, other)
    found.set(rule, (found.get(rule) ?? new Set()).add(short))
  }
  return grouped(grammar, found)
}

/**
 * What the other side accepts and a grammar rejects, among the texts one edit outside its language: all that can be found
 * of a side that has no grammar.
 * @returns by the rule in whose text the edit was
 */
export async function acceptedThereOnly(grammar: Grammar, other: Judge, random: Random): Promise<Difference[]> {
  const misses = nearMisses(grammar, coveringTexts(grammar), random)
  const verdicts = await other(misses.map(miss => miss.text))
  const found = new Map<string, Set<string>>()
  misses.forEach(({ rule, text }, i) => {
    if (verdicts[i]) found.set(rule, (found.get(rule) ?? new Set()).add(text))
  })
  return grouped(grammar, found)
}

function grouped(grammar: Grammar, found: ReadonlyMap<string, ReadonlySet<string>>): Difference[] {
  return grammar.rules.flatMap(({ name }) => {
    const witnesses = found.get(name)
    return witnesses ? [{ rule: name, witnesses: byLength(witnesses) }] : []
  })
}

const byLength = (texts: Iterable<string>): string[] =>
  [...texts].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))

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

/** The text made shorter as long as the grammar accepts it and the other side does not. */
async function shortened(here: Here, text: string, other: Judge): Promise<string> {
  for (let current = text; ; ) {
    const tries = byLength(shorter(here, current)).slice(0, mostTries)
    const verdicts = await other(tries)
    const next = tries.find((_, i) => !verdicts[i])
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
  for (let length = 1; length <= 3; length++) {
    for (let at = 0; at + length <= text.length; at++) add(text.slice(0, at) + text.slice(at + length))
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
