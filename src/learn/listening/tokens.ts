import { innateRanges, spelled } from './bits.ts'

/** A text as the symbols that the learner compares, and as what was written. */
export interface Reading {
  /** What stands between two tokens always. */
  readonly join: string
  /** For each symbol the token that it stands for; undefined: any of its kind that is seldom. */
  readonly tokens: readonly (string | undefined)[]
  /** Which kind each symbol is of: symbols of one kind are compared as such, and may be spelled by one rule. -1: of its own. */
  readonly kinds: readonly number[]
  readonly texts: readonly Tokens[]
}

export interface Tokens {
  readonly symbols: readonly number[]
  /** As many. */
  readonly written: readonly string[]
  /** How often it occurs. */
  readonly count: number
}

/** What people have always paired. */
export const mirrored = ['()', '[]', '{}', '<>', '«»', '“”', '‘’']

/** Each character a token, of the kind of its innate range. */
export function asCharacters(examples: ReadonlyMap<string, number>): Reading {
  return reading(
    '',
    examples,
    text => [...text],
    rangeOf,
    () => true,
  )
}

/** What stands between single blanks; undefined where that is not how the examples are written, or where brackets are. */
export function asWords(examples: ReadonlyMap<string, number>): Reading | undefined {
  const texts = [...examples.keys()]
  if (!texts.some(text => text.includes(' ')) || !texts.every(text => /^\S+( \S+)*$/.test(text))) return undefined
  if (texts.some(text => [...mirrored.join('')].some(bracket => text.includes(bracket)))) return undefined
  return reading(
    ' ',
    examples,
    text => text.split(' '),
    () => innateRanges.length,
    () => true,
  )
}

/** Letters and digits in a row are one token, of the kind of its shape; any other character is one by itself. */
export function asRuns(examples: ReadonlyMap<string, number>): Reading | undefined {
  const split = (text: string) => text.match(/[0-9A-Za-z]+|[^0-9A-Za-z]/gsu) ?? []
  const counts = new Map<string, number>()
  const sizes = new Map<string, number>()
  for (const [text, n] of examples) {
    for (const token of split(text)) {
      counts.set(token, (counts.get(token) ?? 0) + n)
      sizes.set(rangesIn(token), (sizes.get(rangesIn(token)) ?? 0) + n)
    }
  }
  if (![...counts.keys()].some(token => token.length > 1)) return undefined
  const shapes = [...sizes.keys()]
  /** Is the token so frequent that its name pays, against spelling it as any of its shape? */
  const hasName = (token: string) => {
    const n = counts.get(token)!
    const anyOfShape = [...token].reduce((bits, c) => {
      const range = innateRanges[rangeOf(c)]
      return bits + (range ? Math.log2(range[1] - range[0] + 1) + 1 : 0)
    }, 0)
    return n * (anyOfShape + Math.log2(n / sizes.get(rangesIn(token))!)) > spelled(token)
  }
  return reading('', examples, split, token => (isRun(token) ? shapes.indexOf(rangesIn(token)) : -1), hasName)
}

const isRun = (token: string) => rangeOf(token) >= 0

/** Which innate range a character is of; -1: none. */
function rangeOf(token: string): number {
  const code = token.codePointAt(0)!
  return innateRanges.findIndex(([first, last]) => first <= code && code <= last)
}

/** Which of the innate ranges a word has characters of. */
export function rangesIn(word: string): string {
  return [...new Set([...word].map(rangeOf))].sort().join(' ')
}

function reading(
  join: string,
  examples: ReadonlyMap<string, number>,
  split: (text: string) => string[],
  kindOf: (token: string) => number,
  hasName: (token: string) => boolean,
): Reading {
  const known = new Map<string, number>()
  const tokens: (string | undefined)[] = []
  const kinds: number[] = []
  const symbolOf = (token: string) => {
    const kind = kindOf(token)
    const named = kind < 0 || hasName(token)
    const key = named ? `=${token}` : `~${kind}`
    let symbol = known.get(key)
    if (symbol === undefined) {
      known.set(key, (symbol = tokens.length))
      tokens.push(named ? token : undefined)
      kinds.push(kind)
    }
    return symbol
  }
  const texts = [...examples].map(([text, count]) => {
    const written = split(text)
    return { symbols: written.map(symbolOf), written, count }
  })
  return { join, tokens, kinds, texts }
}
