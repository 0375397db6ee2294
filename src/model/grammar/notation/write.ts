import { type Expression, repetition, sequence } from '../grammar.ts'

/** How a notation writes what expressions are made of. */
export interface Style {
  /** A literal of one character or more; `isAlone`: in a place where a sequence would need brackets. */
  literal(text: string, isAlone: boolean): string
  characters(e: Expression & { kind: 'characters' }): string
  reference(rule: string): string
  /** What stands behind a repeated item: `*`. */
  times(min: number, max: number | null): string
  readonly empty: string
  /** Between the items of a sequence; a space unless said otherwise. */
  readonly between?: string
  /** Between alternatives; ` | ` unless said otherwise. */
  readonly or?: string
  /** Around what needs brackets; `(` and `)` unless said otherwise. */
  readonly brackets?: readonly [string, string]
}

/** What may stand in a place without brackets: anything, no choice, or one item only. */
export type Tightness = 'choice' | 'sequence' | 'item'

/** An expression in a notation. */
export function written(e: Expression, style: Style, tight: Tightness = 'choice'): string {
  const [open, close] = style.brackets ?? ['(', ')']
  const bracketed = (text: string, needs: boolean) => (needs ? open + text + close : text)
  switch (e.kind) {
    case 'literal':
      return style.literal(e.text, tight === 'item')
    case 'characters':
      return style.characters(e)
    case 'reference':
      return style.reference(e.rule)
    case 'sequence':
      if (e.items.length === 0) return style.empty
      return bracketed(
        e.items.map(item => written(item, style, 'sequence')).join(style.between ?? ' '),
        tight === 'item',
      )
    case 'choice':
      return bracketed(
        e.alternatives.map(item => written(item, style, 'sequence')).join(style.or ?? ' | '),
        tight !== 'choice',
      )
    case 'repetition':
      // A repetition of a repetition needs brackets, or the signs would run together.
      return bracketed(written(e.item, style, 'item'), e.item.kind === 'repetition') + style.times(e.min, e.max)
  }
}

/** `*`, `+`, `?`; undefined for other counts. */
export function plainTimes(min: number, max: number | null): string | undefined {
  return max === null ? ['*', '+'][min] : min === 0 && max === 1 ? '?' : undefined
}

/**
 * `x{2,4}` as `x x (x x?)?`, for counts up to a limit: the same choices in the same order. Literals stay what they are, for
 * each may be a token.
 */
export function countsWrittenOut(e: Expression, upTo = Number.POSITIVE_INFINITY): Expression {
  switch (e.kind) {
    case 'sequence':
      return { kind: 'sequence', items: e.items.map(item => countsWrittenOut(item, upTo)) }
    case 'choice':
      return { kind: 'choice', alternatives: e.alternatives.map(item => countsWrittenOut(item, upTo)) }
    case 'repetition': {
      const item = countsWrittenOut(e.item, upTo)
      if (plainTimes(e.min, e.max) || (e.max ?? e.min) > upTo) return { ...e, item }
      const copies = (n: number): Expression[] => Array.from({ length: n }, () => item)
      if (e.max === null) return sequence(...copies(e.min), repetition(item))
      let rest: Expression[] = []
      for (let i = e.min; i < e.max; i++) rest = [repetition(sequence(item, ...rest), 0, 1)]
      return sequence(...copies(e.min), ...rest)
    }
    default:
      return e
  }
}

/**
 * A text between quotes as programming languages write it.
 * @param codePoint how the notation writes a character that cannot stand for itself
 */
export function quotedText(text: string, quote: string, codePoint: (c: number) => string): string {
  const inner = [...text].map(c => {
    if (c === quote || c === '\\') return `\\${c}`
    const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[c]
    return named ?? (isPrintable(c) ? c : codePoint(c.codePointAt(0)!))
  })
  return quote + inner.join('') + quote
}

/** Whether a character can be seen and stands for itself, whatever stands beside it. */
export const isPrintable = (c: string): boolean => /^[^\p{C}\p{Z}\p{M}]$|^ $/u.test(c)

/** At least so many hexadecimal digits. */
export const hex = (c: number, digits: number): string => c.toString(16).toUpperCase().padStart(digits, '0')
