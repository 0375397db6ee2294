/**
 * A set of Unicode code points as sorted, disjoint, non-adjacent inclusive ranges. Surrogates (U+D800..U+DFFF) are never
 * members: text is well-formed.
 */
export type CharacterClass = readonly (readonly [first: number, last: number])[]

/** The largest code point. */
export const lastCodePoint = 0x10ffff

/** Every code point that can stand in well-formed text. */
export const anyCharacter: CharacterClass = [
  [0, 0xd7ff],
  [0xe000, lastCodePoint],
]

/** Sorts, merges and cuts out surrogates. O(n log n) in the number of ranges. */
export function characterClass(ranges: Iterable<readonly [number, number]>): CharacterClass {
  const sorted: [number, number][] = []
  for (const [first, last] of ranges) {
    if (first <= 0xd7ff) sorted.push([first, Math.min(last, 0xd7ff)])
    if (last >= 0xe000) sorted.push([Math.max(first, 0xe000), last])
  }
  sorted.sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [first, last] of sorted) {
    const previous = merged.at(-1)
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last)
    else if (first <= last) merged.push([first, last])
  }
  return merged
}

/** The class of the characters that occur in a text. */
export function charactersOf(text: string): CharacterClass {
  return characterClass(Array.from(text, c => [c.codePointAt(0)!, c.codePointAt(0)!] as const))
}

export function union(...classes: readonly CharacterClass[]): CharacterClass {
  return characterClass(classes.flat())
}

/** What is in `a` and not in `b`. */
export function difference(a: CharacterClass, b: CharacterClass): CharacterClass {
  const result: [number, number][] = []
  for (const [first, last] of a) {
    let from = first
    for (const [low, high] of b) {
      if (high < from || low > last) continue
      if (low > from) result.push([from, low - 1])
      from = high + 1
    }
    if (from <= last) result.push([from, last])
  }
  return result
}

export function intersection(a: CharacterClass, b: CharacterClass): CharacterClass {
  return difference(a, difference(a, b))
}

/** What is not in `a`. */
export function complement(a: CharacterClass): CharacterClass {
  return difference(anyCharacter, a)
}

/** How many characters are in the class. */
export function sizeOf(a: CharacterClass): number {
  let n = 0
  for (let i = 0; i < a.length; i++) n += a[i]![1] - a[i]![0] + 1
  return n
}

/** O(log n) in the number of ranges. */
export function hasCharacter(a: CharacterClass, codePoint: number): boolean {
  let low = 0
  let high = a.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const range = a[middle]!
    if (codePoint < range[0]) high = middle - 1
    else if (codePoint > range[1]) low = middle + 1
    else return true
  }
  return false
}

/** The character at a position of the class counted from its smallest, as a string. */
export function characterAt(a: CharacterClass, index: number): string {
  let rest = index
  for (let i = 0; i < a.length; i++) {
    const length = a[i]![1] - a[i]![0] + 1
    if (rest < length) return String.fromCodePoint(a[i]![0] + rest)
    rest -= length
  }
  throw new RangeError(`a class of ${sizeOf(a)} characters has none at ${index}`)
}

export function sameClass(a: CharacterClass, b: CharacterClass): boolean {
  return a.length === b.length && a.every(([first, last], i) => b[i]![0] === first && b[i]![1] === last)
}
