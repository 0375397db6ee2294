import { CambiumError } from '../../model/error.ts'
import { type Grammar, Parser, Sampler } from '../../model/grammar/index.ts'
import { Random } from '../../model/random.ts'
import { accepts } from '../../world/function.ts'
import type { Acceptor } from '../../world/world.ts'
import type { Generalisation, Language, Variant } from '../languages/index.ts'
import { deepTexts } from './deepen.ts'

/** What is to be learned: where its texts come from, and the world that judges. */
export interface Subject {
  readonly name: string
  readonly unit: 'characters' | 'words'
  readonly world: Acceptor
  /** Draws texts without end or, from files, until there are no more. Independent of the world. */
  draw(random: Random): IterableIterator<string>
}

/** A language as it is defined. */
export function ofGrammar(
  { name, unit, longest }: Pick<Language, 'name' | 'unit' | 'longest'>,
  grammar: Grammar,
): Subject {
  const sampler = new Sampler(grammar)
  const parser = new Parser(grammar)
  return {
    name,
    unit,
    world: accepts(text => parser.accepts(text)),
    *draw(random) {
      for (;;) yield sampler.sample(random, { maxLength: longest })
    },
  }
}

/** An impossible variant of a subject: texts are mapped, and judged by mapping them back. */
export function variantOf(subject: Subject, variant: Variant): Subject {
  return {
    name: `${subject.name}, ${variant.name}`,
    unit: subject.unit,
    world: {
      description: { kind: 'function', variant: variant.name },
      async ask(text, signal) {
        const original = variant.inverse(text)
        return original === undefined ? { kind: 'rejected' } : subject.world.ask(original, signal)
      },
      close: () => subject.world.close(),
    },
    *draw(random) {
      for (const text of subject.draw(random)) yield variant.map(text, random)
    },
  }
}

/** Only the texts for which a condition holds. */
export function restricted(subject: Subject, keep: (text: string) => boolean): Subject {
  return {
    ...subject,
    *draw(random) {
      for (const text of subject.draw(random)) if (keep(text)) yield text
    },
  }
}

/** Texts beyond a generalisation's range; where there are levels, each as often as the others. */
export function beyondOf(language: Language, g: Generalisation): Subject {
  const { beyond, shown, level, levels } = g
  const longest = g.longest ?? language.longest
  const all = ofGrammar({ ...language, longest }, language.grammar)
  const subject = restricted(all, text => beyond(text) && !shown.includes(text))
  return level && levels
    ? { ...subject, draw: random => deepTexts(language.grammar, { level, levels, longest }, random) }
    : subject
}

/** Texts that people have, in a random order, and a world that judges. */
export function ofTexts(name: string, texts: readonly string[], world: Acceptor): Subject {
  const blanks = texts.filter(text => /^\S+( \S+)+$/.test(text)).length
  return {
    name,
    unit: blanks > texts.length / 2 && texts.every(text => /^[\p{L}' .,?!-]*$/u.test(text)) ? 'words' : 'characters',
    world,
    draw: random => random.shuffled(texts)[Symbol.iterator](),
  }
}

/** What a world says of texts, one after the other. A text on which it crashes or is late counts as rejected. */
export async function judge(world: Acceptor, texts: readonly string[], signal?: AbortSignal): Promise<boolean[]> {
  const never = new AbortController().signal
  const verdicts: boolean[] = []
  for (const text of texts) verdicts.push((await world.ask(text, signal ?? never)).kind === 'accepted')
  return verdicts
}

/**
 * Distinct texts of a subject that are not among those that are taken.
 * @throws CambiumError `language-too-small` when the subject has not so many that it would find
 */
export function drawDistinct(
  subject: Subject,
  count: number,
  random: Random,
  taken: ReadonlySet<string>,
  what: string,
): string[] {
  const found = new Set<string>()
  let patience = 1000 + 100 * count
  for (const text of subject.draw(random)) {
    if (found.size >= count || --patience < 0) break
    if (!taken.has(text)) found.add(text)
  }
  if (found.size < count) {
    throw new CambiumError(
      'language-too-small',
      `${subject.name} gives ${found.size} different texts for ${what}, not ${count}. Ask for fewer.`,
    )
  }
  return [...found]
}

/** A generator for one purpose of one comparison: the same numbers and words give the same one. */
export function randomFor(seed: number, ...purpose: readonly (string | number)[]): Random {
  let h = seed | 0
  for (const c of purpose.join(' ')) h = Math.imul(h ^ c.codePointAt(0)!, 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  return new Random(h ^ (h >>> 13)).split()
}
