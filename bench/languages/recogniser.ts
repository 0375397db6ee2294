/**
 * A recogniser for languages that are defined by hand: sets of ends from each start (all alternatives are followed), with
 * memory for named rules. Independent of the parsers that it helps to judge. No left recursion.
 */
export type Pattern = (text: string, at: readonly number[], memo: Memo) => number[]
type Memo = Map<Pattern, Map<number, number[]>>

const distinct = (ends: number[]): number[] => (ends.length < 2 ? ends : [...new Set(ends)])

/** The literal text. */
export const lit =
  (literal: string): Pattern =>
  (text, at) =>
    at.filter(i => text.startsWith(literal, i)).map(i => i + literal.length)

/** One character that the regular expression matches, which must be a single class: `/[a-z]/`. */
export const cls =
  (one: RegExp): Pattern =>
  (text, at) =>
    at.filter(i => i < text.length && one.test(text[i]!)).map(i => i + 1)

/**
 * The longest match of a regular expression, and no shorter one: the word of a scanner. Words in `reserved` do not count.
 * @param of with the flag `y`
 */
export const token =
  (of: RegExp, reserved: ReadonlySet<string> = new Set()): Pattern =>
  (text, at) =>
    at.flatMap(i => {
      of.lastIndex = i
      const word = of.exec(text)?.[0]
      return word === undefined || reserved.has(word) ? [] : [i + word.length]
    })

export const seq =
  (...parts: readonly (Pattern | string)[]): Pattern =>
  (text, at, memo) => {
    let ends = [...at]
    for (const part of parts) {
      if (ends.length === 0) return ends
      ends = (typeof part === 'string' ? lit(part) : part)(text, ends, memo)
    }
    return ends
  }

export const alt =
  (...parts: readonly (Pattern | string)[]): Pattern =>
  (text, at, memo) =>
    distinct(parts.flatMap(part => (typeof part === 'string' ? lit(part) : part)(text, at, memo)))

export const star = (part: Pattern | string): Pattern => {
  const once = typeof part === 'string' ? lit(part) : part
  return (text, at, memo) => {
    const all = new Set(at)
    let fresh = [...at]
    while (fresh.length > 0) {
      fresh = once(text, fresh, memo).filter(i => !all.has(i))
      for (const i of fresh) all.add(i)
    }
    return [...all]
  }
}

export const opt = (part: Pattern | string): Pattern => alt(part, '')
export const plus = (part: Pattern | string): Pattern => seq(part, star(part))
export const times = (n: number, part: Pattern | string): Pattern => seq(...Array.from({ length: n }, () => part))

/** `part (by part)*` */
export const list = (part: Pattern | string, by: Pattern | string): Pattern => seq(part, star(seq(by, part)))

/** A named rule: may refer to itself and to later ones. */
export function rule(definition: () => Pattern | string): Pattern {
  let body: Pattern | undefined
  const self: Pattern = (text, at, memo) => {
    if (!body) {
      const d = definition()
      body = typeof d === 'string' ? lit(d) : d
    }
    let known = memo.get(self)
    if (!known) memo.set(self, (known = new Map()))
    return distinct(
      at.flatMap(i => {
        let ends = known.get(i)
        if (!ends) {
          ends = body!(text, [i], memo)
          known.set(i, ends)
        }
        return ends
      }),
    )
  }
  return self
}

/** Whether the pattern matches a whole text. */
export function recogniser(pattern: Pattern): (text: string) => boolean {
  return text => pattern(text, [0], new Map()).includes(text.length)
}
