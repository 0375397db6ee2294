import { mirrored, type Reading, type Tokens } from './tokens.ts'

/** Two tokens that open and close. */
export interface Pair {
  readonly open: number
  readonly close: number
}

/** The experience taken apart at its brackets: what stands in each kind of pair, and at the top (kind 0). */
export interface Nested {
  readonly pairs: readonly Pair[]
  /** For each kind the contents that occur; the symbol `tokens + k - 1` is a whole pair of kind `k`. */
  readonly contents: readonly (readonly Tokens[])[]
}

/**
 * The tokens that pair: as many of one as of the other in every example, never closed before it was opened. Those that
 * no writing pairs must besides contain themselves somewhere. Pairs that cross are not believed.
 */
export function findPairs({ tokens, texts: read }: Reading): Pair[] {
  const texts = read.map(({ symbols }) => symbols)
  const tallies = tokens.map(() => new Map<number, number>())
  for (const [i, text] of texts.entries()) {
    for (const token of text) tallies[token]!.set(i, (tallies[token]!.get(i) ?? 0) + 1)
  }
  const tally = tallies.map(counts => JSON.stringify([...counts]))
  const found: (Pair & { readonly rank: number })[] = []
  for (const open of tokens.keys()) {
    for (const close of tokens.keys()) {
      if (open === close || tally[open] !== tally[close]) continue
      const depth = deepest(texts, open, close)
      const isMirrored = mirrored.includes(`${tokens[open]}${tokens[close]}`)
      if (depth >= (isMirrored ? 1 : 2)) found.push({ open, close, rank: (isMirrored ? 1000 : 0) + depth })
    }
  }
  const chosen: Pair[] = []
  for (const { open, close } of found.sort((a, b) => b.rank - a.rank || a.open - b.open || a.close - b.close)) {
    const isTaken = chosen.some(pair => [pair.open, pair.close].some(token => token === open || token === close))
    if (!isTaken && texts.every(text => isNested(text, [...chosen, { open, close }]))) chosen.push({ open, close })
  }
  return chosen
}

/** How deep the pair contains itself, or -1 where it is closed before it is opened. */
function deepest(texts: readonly (readonly number[])[], open: number, close: number): number {
  let most = 0
  for (const text of texts) {
    let depth = 0
    for (const token of text) {
      if (token === open) most = Math.max(most, ++depth)
      else if (token === close && --depth < 0) return -1
    }
    if (depth !== 0) return -1
  }
  return most
}

function isNested(text: readonly number[], pairs: readonly Pair[]): boolean {
  const stack: number[] = []
  for (const token of text) {
    const opened = pairs.find(pair => pair.open === token)
    if (opened) stack.push(opened.close)
    else if (pairs.some(pair => pair.close === token) && stack.pop() !== token) return false
  }
  return stack.length === 0
}

/** Takes the experience apart at the pairs. */
export function takeApart({ tokens, texts }: Reading, pairs: readonly Pair[]): Nested {
  interface Open {
    readonly kind: number
    readonly symbols: number[]
    readonly written: string[]
    readonly count: number
  }
  const contents: Tokens[][] = [[], ...pairs.map(() => [])]
  const opens = new Map(pairs.map(({ open }, i) => [open, i + 1]))
  const closes = new Set(pairs.map(({ close }) => close))
  for (const text of texts) {
    const stack: Open[] = [{ kind: 0, symbols: [], written: [], count: text.count }]
    for (const [i, symbol] of text.symbols.entries()) {
      const kind = opens.get(symbol)
      if (kind !== undefined) {
        stack.push({ kind, symbols: [], written: [], count: text.count })
        continue
      }
      let [whole, written] = [symbol, text.written[i]!]
      if (closes.has(symbol)) {
        const content = stack.pop()!
        contents[content.kind]!.push(content)
        whole = tokens.length + content.kind - 1
        written = ''
      }
      const around = stack.at(-1)!
      around.symbols.push(whole)
      around.written.push(written)
    }
    contents[0]!.push(stack[0]!)
  }
  return { pairs, contents }
}
