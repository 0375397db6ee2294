import { Random } from '../../model/random.ts'
import { type Hypothesis, type Item, literalItem, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import type { GrammarTask } from './model.ts'
import { Phrases, type Row } from './phrases.ts'
import { verify } from './verify.ts'
import { Vocabulary } from './vocabulary.ts'

/** The share of what is left of a budget that may be spent on phrases: the rest is for when they lead nowhere. */
const share = 0.6

/** So many samples that are rejected are learned from. */
const mostFaults = 20

const isWord = (text: string): boolean => /^[\p{L}\p{N}_]+$/u.test(text)

/**
 * Learns a language whose texts are rows of words, always with the same separator, and whose words are spelled as they are: first which
 * words stand for one another, then which phrases they form. What constituents look like at their edges, in brackets or
 * between signs, says nothing there; what stands for what says all.
 * @returns whether it is known now; where it is not, the hypothesis is as it was
 */
export function* learnSentences(
  k: Knowledge,
  examples: readonly string[],
  { seed, budgetHint = Number.POSITIVE_INFINITY }: Pick<GrammarTask, 'seed' | 'budgetHint'>,
): Inquiry<boolean> {
  const { substitutability, curiosity, nesting } = k.principles
  if (!substitutability || !curiosity || !nesting || k.hypothesis.blank) return false
  const separator = separatorOf(examples)
  if (separator === undefined) return false
  const texts: string[] = []
  for (const text of new Set(examples)) {
    if (yield* k.facts.ask(text, 'whether an example is accepted')) texts.push(text)
  }
  const sentences = texts.map(text => text.split(separator)).sort((a, b) => a.length - b.length)
  const vocabulary = new Vocabulary(k, separator)
  if (!(yield* vocabulary.sort(sentences))) return false
  const before = k.hypothesis
  let phrases: Phrases | undefined
  for (let fault = 0; fault < mostFaults; fault++) {
    const classes = vocabulary.classes
    const told = (row: Row) => row.map(symbol => classes[symbol]![0]!)
    const rowOf = (words: readonly string[]) => words.map(word => classes.findIndex(some => some.includes(word)))
    const left = (budgetHint - k.facts.size) * share
    phrases ??= new Phrases(classes.length, row => vocabulary.accepts(told(row)), left)
    const learned: Phrases = phrases
    const onTurn = () => {
      k.hypothesis = before.clone()
      install(k.hypothesis, learned, classes, separator)
    }
    if (!(yield* learned.learn(sentences.map(rowOf), new Random(seed), onTurn))) break
    const limits = { enough: 60, repairs: 0, questions: 400, unmended: 1 }
    const [wrong] = yield* verify(k, new Random(seed), limits, function* () {})
    if (!wrong) return true
    const words = wrong.sample.split(separator)
    const row = rowOf(words)
    if (yield* vocabulary.accepts(told(row))) {
      // it is right with other words of their classes
      if (!(yield* vocabulary.tellApart(told(row), words))) break
      phrases = undefined
    } else if (!(yield* phrases.correct(row))) break
  }
  k.hypothesis = before
  return false
}

/** What stands between all words of all texts; undefined where texts are no rows of words that occur again and again. */
function separatorOf(texts: readonly string[]): string | undefined {
  const [separator, ...others] = new Set(texts.flatMap(text => text.match(/[^\p{L}\p{N}_]+/gu) ?? []))
  if (separator === undefined || others.length > 0) return undefined
  const words = texts.flatMap(text => text.split(separator))
  return words.every(isWord) && new Set(words).size * 2 < words.length ? separator : undefined
}

/** Classes of words and phrases become constructs, and what stands for a part of a phrase fills its slot. */
function install(h: Hypothesis, phrases: Phrases, classes: readonly (readonly string[])[], separator: string): void {
  const told = (row: Row) => row.map(symbol => classes[symbol]![0]!).join(separator)
  const constructs = new Map<number, readonly number[]>()
  for (const [symbol, words] of classes.entries())
    constructs.set(
      symbol,
      words.map(word => h.addConstruct(Array.from(word, literalItem), word).id),
    )
  const compounds = phrases.compounds()
  for (const { phrase } of compounds) constructs.set(phrase, [h.addConstruct([], told(phrases.row(phrase))).id])
  const fill = (slot: Slot, phrase?: number) => {
    for (const p of phrases.below(phrase)) for (const c of constructs.get(p) ?? []) h.admit(slot, c, true)
  }
  for (const { phrase, labels, left, right } of compounds) {
    const construct = h.constructs[constructs.get(phrase)![0]!]!
    const items: Item[] = []
    for (const [i, label] of labels.entries()) {
      if (i > 0) items.push(...Array.from(separator, literalItem))
      const before = [...left, ...labels.slice(0, i).flatMap(l => phrases.row(l))]
      const after = [...labels.slice(i + 1).flatMap(l => phrases.row(l)), ...right]
      const home = {
        left: before.length > 0 ? told(before) + separator : '',
        right: after.length > 0 ? separator + told(after) : '',
      }
      const slot = h.addSlot(construct.id, home, { open: true })
      fill(slot, label)
      items.push({ slot: slot.id })
    }
    construct.items = items
  }
  fill(h.slots[h.top]!)
  h.version++
}
