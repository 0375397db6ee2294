import type { CharacterClass } from './character-class.ts'

/** The right-hand side of a rule. The empty sequence is the empty string. */
export type Expression =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'characters'; readonly characters: CharacterClass }
  | { readonly kind: 'reference'; readonly rule: string }
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  | { readonly kind: 'choice'; readonly alternatives: readonly Expression[] }
  /** `max` null: without end. */
  | { readonly kind: 'repetition'; readonly item: Expression; readonly min: number; readonly max: number | null }

/** A nonterminal and what it derives. */
export interface Rule {
  readonly name: string
  readonly expression: Expression
}

/**
 * A context-free grammar over Unicode characters. A plain value that survives JSON. Rule names are unique; every
 * reference names a rule; `start` names one.
 */
export interface Grammar {
  readonly start: string
  readonly rules: readonly Rule[]
}

export const literal = (text: string): Expression => ({ kind: 'literal', text })
export const characters = (of: CharacterClass): Expression => ({ kind: 'characters', characters: of })
export const reference = (rule: string): Expression => ({ kind: 'reference', rule })
export const empty: Expression = { kind: 'sequence', items: [] }

/** Concatenation; one item stands for itself. */
export function sequence(...items: readonly Expression[]): Expression {
  return items.length === 1 ? items[0]! : { kind: 'sequence', items }
}

/** Alternatives; one stands for itself. */
export function choice(...alternatives: readonly Expression[]): Expression {
  return alternatives.length === 1 ? alternatives[0]! : { kind: 'choice', alternatives }
}

/** `item` between `min` and `max` times; `max` null means without end. */
export function repetition(item: Expression, min = 0, max: number | null = null): Expression {
  return { kind: 'repetition', item, min, max }
}

export const optional = (item: Expression): Expression => repetition(item, 0, 1)
