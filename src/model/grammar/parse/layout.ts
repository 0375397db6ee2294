import type { Alphabet } from './alphabet.ts'

/** A generated parser knows its rules; here it is any. */
export type RuleName = string

/** Bits of `Tables.useful`. */
export const shifts = 1
export const predicts = 2
export const completes = 4

/**
 * A grammar as flat tables of integers. Every rule is a deterministic automaton over groups of characters and rules;
 * a state belongs to one rule. Rules that can be empty are passed by inside the automata, so that no rule is ever
 * matched against an empty span (the idea of Aycock and Horspool, Practical Earley Parsing, 2002).
 *
 * Columns are what stands next in the text: a group of the alphabet, then `end` (the text is over), then `open` (not
 * known yet, everything is possible).
 */
export interface Tables {
  readonly alphabet: Alphabet
  /** Names of the rules; undefined for helpers that are to leave no trace in a tree. */
  readonly names: readonly (RuleName | undefined)[]
  readonly start: number
  /** Whether the start rule derives the empty string. */
  readonly startNullable: boolean
  readonly width: number
  readonly end: number
  readonly open: number
  /** The first state of each rule; after the last rule, that of the frame around the start rule. */
  readonly first: Int32Array
  /** The rule of each state. */
  readonly ruleOf: Int32Array
  /** 1 for states in which a rule can end. */
  readonly final: Uint8Array
  /** 1 for states in which a rule can only end. */
  readonly closed: Uint8Array
  /** [state x width + column]: the state after that character, or -1. */
  readonly shift: Int32Array
  /** [state x width + column]: what the state can do when that stands next, as bits; 0: nothing, leave it out. */
  readonly useful: Uint8Array
  /** Of state s, moves over rules are at gotoFrom[s] to gotoFrom[s + 1] - 1. */
  readonly gotoFrom: Int32Array
  readonly gotoRule: Int32Array
  readonly gotoTarget: Int32Array
  /** [rule x width + column]: whether the rule can begin so. */
  readonly begins: Uint8Array
  /** The frame's second state: an item of it from offset 0 says that the text read so far is in the language. */
  readonly accepting: number
}
