import { type Grammar, Parser, Sampler } from '../../src/model/grammar/index.ts'
import { Random } from '../../src/model/random.ts'
import type { SmallLanguage } from './small.ts'

/** Texts by the number of tokens are compared one by one as long as there are no more of them. */
const mostTexts = 30_000

/**
 * Texts about which a grammar and the truth differ, the shortest first: among all texts of up to 12 tokens as far as that
 * goes, `n` samples of either, and near misses of those, with a token lost, put in or replaced.
 */
export function wrongTexts(grammar: Grammar, language: SmallLanguage, n: number): string[] {
  const random = new Random(1)
  const parser = new Parser(grammar)
  const sampler = new Sampler(grammar)
  const samples = Array.from({ length: n }, () => sampler.sample(random, { maxLength: 300 }))
  const made = Array.from({ length: n }, () => language.make(random))
  const near = [...samples, ...made].map(text => {
    const tokens = text.split(language.join)
    const put = random.below(2) === 0 ? [] : [random.pick(language.tokens)]
    tokens.splice(random.below(tokens.length), put.length === 0 ? 1 : random.below(2), ...put)
    return tokens.join(language.join)
  })
  const texts = new Set([...samples, ...made, ...near, ...shortTexts(language)])
  return [...texts]
    .filter(text => parser.accepts(text) !== language.has(text))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
}

function shortTexts({ tokens, join }: SmallLanguage): string[] {
  const all: string[] = []
  let longest = ['']
  for (let length = 1; length <= 12 && all.length + longest.length * tokens.length <= mostTexts; length++) {
    longest = longest.flatMap(text => tokens.map(token => (text === '' ? token : text + join + token)))
    all.push(...longest)
  }
  return all
}
