import { type Grammar, Sampler } from '../../../model/grammar/index.ts'
import type { Random } from '../../../model/random.ts'
import { halves } from '../halves.ts'
import type { Facts, Inquiry } from '../inquiry.ts'
import { grammarOf, type Lexicon } from './lexicon.ts'

/** Longer rows of tokens are not looked at. */
const longestRow = 200

/** So many samples are spelled at random. */
const samples = 40

const about = 'whether tokens may stand side by side without a blank'

/**
 * Finds out between which tokens a blank must stand that are no words: two signs may be a third. Rows that are accepted are asked for
 * again without blanks between signs.
 * @param facts of rows
 * @param told of texts
 */
export function* settleSpelling(facts: Facts, told: Facts, lexicon: Lexicon): Inquiry<void> {
  const seen = new Set<string>()
  for (const row of [...facts.accepted].sort((a, b) => a.length - b.length)) {
    if (row.length > longestRow) break
    const symbols = Array.from(row)
    const places: number[] = []
    for (let i = 1; i < symbols.length; i++) {
      const pair = symbols[i - 1]! + symbols[i]!
      if (seen.has(pair) || lexicon.meetAsWords(symbols[i - 1]!, symbols[i]!)) continue
      seen.add(pair)
      places.push(i)
    }
    const tight = yield* halves(told, places, at => lexicon.spelledTight(row, at), about)
    for (const i of places) if (!tight.includes(i)) lexicon.apart.add(symbols[i - 1]! + symbols[i]!)
  }
}

/**
 * Spells samples of the rows at random, each token with any of its members and with or without the blanks that need not be there.
 * @returns texts that are rejected although they are accepted with the tokens that were seen
 */
export function* trySpelling(
  facts: Facts,
  told: Facts,
  lexicon: Lexicon,
  rows: Grammar,
  random: Random,
): Inquiry<string[]> {
  const sampler = new Sampler(rows)
  const members = new Map<string, Sampler>()
  for (const token of lexicon.tokens) {
    const grammar = grammarOf(token)
    if (grammar) members.set(token.symbol, new Sampler(grammar))
  }
  const rejected: string[] = []
  for (let n = 0; n < samples; n++) {
    const row = sampler.sample(random)
    if (
      row === '' ||
      row.length > longestRow ||
      !(yield* facts.ask(row, 'whether a sample of the grammar is accepted'))
    )
      continue
    const symbols = Array.from(row)
    let text = ''
    for (const [i, symbol] of symbols.entries()) {
      const before = symbols[i - 1]
      const isApart =
        before !== undefined && (lexicon.meetAsWords(before, symbol) || lexicon.apart.has(before + symbol))
      if (i > 0 && (isApart || random.below(2) === 1)) text += ' '
      text += members.get(symbol)?.sample(random) ?? lexicon.token(symbol).members[0]!
    }
    if (!(yield* told.ask(text, 'whether a sample of the grammar is accepted'))) rejected.push(text)
  }
  return rejected
}
