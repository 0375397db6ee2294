/**
 * Languages that are defined by hand: sets of ends from each start (all alternatives are followed), with memory for named
 * rules. Independent of the parsers that it helps to judge. No left recursion.
 */
export interface Pattern {
  /** Where a match can end that begins at one of the positions. */
  ends(text: string, at: readonly number[], memo: Memo): number[]
  /**
   * Adds what one match of a span uses: for each choice the alternative that it takes, the first that fits; for each
   * repetition whether it is there at all. Only for spans that match.
   */
  uses(text: string, from: number, to: number, memo: Memo, into: Set<string>): void
}
type Memo = Map<Pattern, Map<number, number[]>>

const distinct = (ends: number[]): number[] => (ends.length < 2 ? ends : [...new Set(ends)])
const patternOf = (part: Pattern | string): Pattern => (typeof part === 'string' ? lit(part) : part)
let choices = 0

/** Something without parts. */
const leaf = (ends: Pattern['ends']): Pattern => ({ ends, uses() {} })

/** The literal text. */
export const lit = (literal: string): Pattern =>
  leaf((text, at) => at.filter(i => text.startsWith(literal, i)).map(i => i + literal.length))

/** One character that the regular expression matches, which must be a single class: `/[a-z]/`. */
export const cls = (one: RegExp): Pattern =>
  leaf((text, at) => at.filter(i => i < text.length && one.test(text[i]!)).map(i => i + 1))

/**
 * The longest match of a regular expression, and no shorter one: the word of a scanner. Words in `reserved` do not count.
 * @param of with the flag `y`
 */
export const token = (of: RegExp, reserved: ReadonlySet<string> = new Set()): Pattern =>
  leaf((text, at) =>
    at.flatMap(i => {
      of.lastIndex = i
      const word = of.exec(text)?.[0]
      return word === undefined || reserved.has(word) ? [] : [i + word.length]
    }),
  )

export function seq(...items: readonly (Pattern | string)[]): Pattern {
  const parts = items.map(patternOf)
  return {
    ends(text, at, memo) {
      let ends = [...at]
      for (const part of parts) {
        if (ends.length === 0) return ends
        ends = part.ends(text, ends, memo)
      }
      return ends
    },
    uses(text, from, to, memo, into) {
      const dead = new Set<string>()
      const cuts = [from]
      const place = (k: number): boolean => {
        const i = cuts[k]!
        if (k === parts.length) return i === to
        if (dead.has(`${k} ${i}`)) return false
        for (const end of parts[k]!.ends(text, [i], memo)) {
          cuts[k + 1] = end
          if (end <= to && place(k + 1)) return true
        }
        dead.add(`${k} ${i}`)
        return false
      }
      place(0)
      for (const [k, part] of parts.entries()) part.uses(text, cuts[k]!, cuts[k + 1]!, memo, into)
    },
  }
}

export function alt(...items: readonly (Pattern | string)[]): Pattern {
  const parts = items.map(patternOf)
  const id = choices++
  return {
    ends: (text, at, memo) => distinct(parts.flatMap(part => part.ends(text, at, memo))),
    uses(text, from, to, memo, into) {
      const k = parts.findIndex(part => part.ends(text, [from], memo).includes(to))
      into.add(`${id}.${k}`)
      parts[k]!.uses(text, from, to, memo, into)
    },
  }
}

export function star(item: Pattern | string): Pattern {
  const once = patternOf(item)
  const id = choices++
  return {
    ends(text, at, memo) {
      const all = new Set(at)
      let fresh = [...at]
      while (fresh.length > 0) {
        fresh = once.ends(text, fresh, memo).filter(i => !all.has(i))
        for (const i of fresh) all.add(i)
      }
      return [...all]
    },
    uses(text, from, to, memo, into) {
      into.add(`${id}.${from === to ? 'none' : 'some'}`)
      const before = new Map([[from, from]])
      for (const i of before.keys()) {
        for (const end of once.ends(text, [i], memo)) if (!before.has(end)) before.set(end, i)
      }
      for (let i = to; i !== from; i = before.get(i)!) once.uses(text, before.get(i)!, i, memo, into)
    },
  }
}

export const opt = (part: Pattern | string): Pattern => alt(part, '')
export const plus = (part: Pattern | string): Pattern => seq(part, star(part))

/** `part (by part)*` */
export const list = (part: Pattern | string, by: Pattern | string): Pattern => seq(part, star(seq(by, part)))

/** A named rule: may refer to itself and to later ones. */
export function rule(definition: () => Pattern | string): Pattern {
  let body: Pattern | undefined
  const self: Pattern = {
    ends(text, at, memo) {
      body ??= patternOf(definition())
      let known = memo.get(self)
      if (!known) memo.set(self, (known = new Map()))
      return distinct(
        at.flatMap(i => {
          let ends = known.get(i)
          if (!ends) known.set(i, (ends = body!.ends(text, [i], memo)))
          return ends
        }),
      )
    },
    uses: (text, from, to, memo, into) => body!.uses(text, from, to, memo, into),
  }
  return self
}

/** Whether the pattern matches a whole text. */
export function recogniser(pattern: Pattern): (text: string) => boolean {
  return text => pattern.ends(text, [0], new Map()).includes(text.length)
}

/** The alternatives that one match of a whole text takes, by names of no further meaning; undefined without a match. */
export function constructs(pattern: Pattern, text: string): Set<string> | undefined {
  const memo: Memo = new Map()
  if (!pattern.ends(text, [0], memo).includes(text.length)) return undefined
  const into = new Set<string>()
  pattern.uses(text, 0, text.length, memo, into)
  return into
}
