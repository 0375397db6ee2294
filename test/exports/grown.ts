import { readdirSync, readFileSync } from 'node:fs'
import { coveringTexts, fromEbnf, type Grammar, nearMisses, Parser, Sampler } from '../../src/model/grammar/index.ts'
import { Random } from '../../src/model/random.ts'

const folder = new URL('../grown/', import.meta.url)

/** The grammars that test/grown/grow.ts grew, by name: JSON, one with left recursion (turtle), one with ambiguity (while). */
export const grown: Readonly<Record<string, Grammar>> = Object.fromEntries(
  readdirSync(folder)
    .filter(file => file.endsWith('.ebnf'))
    .map(file => [file.slice(0, -5), fromEbnf(readFileSync(new URL(file, folder), 'utf8'))]),
)

/** Texts of a language, and texts that are one edit outside. */
export interface Trial {
  readonly valid: readonly string[]
  readonly invalid: readonly string[]
}

/** So many different texts of a grammar and as many near misses; fewer where the language has no more that are short. */
export function trialOf(grammar: Grammar, count = 200): Trial {
  const cover = coveringTexts(grammar)
  const sampler = new Sampler(grammar)
  const random = new Random(3)
  const parser = new Parser(grammar)
  const valid = new Set(cover)
  for (let i = 0; i < 5_000 && valid.size < count; i++) valid.add(sampler.sample(random, { maxLength: 80 }))
  const misses = new Set(nearMisses(grammar, cover, random).map(miss => miss.text))
  const letters = [...new Set([...valid].join(''))]
  for (let i = 0; i < 5_000 && misses.size < count; i++) {
    const from = random.pick([...valid])
    const at = random.below(from.length + 1)
    const text = from.slice(0, at) + random.pick(letters) + from.slice(at + random.below(2))
    if (!/\p{Surrogate}/u.test(text) && !parser.accepts(text)) misses.add(text)
  }
  return { valid: [...valid].slice(0, count), invalid: [...misses].slice(0, count) }
}
