import type { DescriptionLength } from '../../learn/grammar/model.ts'
import type { Acceptor } from '../../world/world.ts'
import type { Lesson } from '../work/material.ts'

/** Whoever takes part in a comparison: learns from a lesson and is measured afterwards. */
export interface Contestant {
  learn(task: LearningTask): Promise<Learned>
}

/** What a contestant may use. */
export interface LearningTask extends Lesson {
  /** For those that ask. */
  readonly world: Acceptor
  /** Texts about which the world says nothing, whoever asks. */
  readonly silent?: (text: string) => boolean
  readonly seed: number
  /** What was learned before, from which it goes on. */
  readonly start?: Learned
  /** Whether `start` was learned in a world that has changed since; if not, in one that is related. */
  readonly changed?: boolean
  readonly signal?: AbortSignal
}

/** What a contestant knows now. The measures need no more of it. */
export interface Learned {
  /** How good a text is: higher is better. Those that accept or reject say 1 or 0. */
  score(text: string): number | Promise<number>
  /** A text counts as accepted from this score on. */
  readonly threshold: number
  /** New texts; fewer than wanted where it can make none. */
  sample(count: number, seed: number): readonly string[] | Promise<readonly string[]>
  /** Going on from it changes it: who wants to go on twice must let it learn twice. */
  readonly goesOnInPlace?: boolean
  readonly cost: Cost
  readonly nature: Nature
}

/** What learning took. */
export interface Cost {
  /** Valid texts that were given. */
  readonly examples: number
  /** Questions that the world answered; for those that learn from another's record, the answers in it. */
  readonly questions: number
  /** Seconds of learning, all of it: searching for settings and thresholds included. */
  readonly seconds: number
}

/** What it can show for itself. */
export interface Nature {
  /** Its rules, readable, where it has any. */
  readonly rules?: Rules
  /** Numbers that it consists of, where they mean nothing one by one. */
  readonly parameters?: number
  /** Settings that were chosen, budgets that were spent. */
  readonly settings: Readonly<Record<string, string | number | boolean | null>>
}

/** The rules of a grammar, the states of a machine. */
export interface Rules {
  readonly count: number
  readonly text: string
  /** How many of them rest on something that can be shown. */
  readonly withEvidence: number
  /** A few of them, with some of what each rests on. Earlier programs kept none. */
  readonly evidence?: readonly RuleEvidence[]
  /** Of a grammar that rests on examples alone: what it weighs. */
  readonly bits?: DescriptionLength
}

/** A rule or a state by its name, and experiments on which it rests. */
export interface RuleEvidence {
  readonly rule: string
  readonly on: readonly {
    /** What was to be found out. */
    readonly about: string
    readonly asked: string
    readonly answer: string
  }[]
}

/** The threshold that tells valid texts from near misses best: the mean of the two shares that it gets right. */
export function bestThreshold(good: readonly number[], bad: readonly number[]): number {
  const candidates = [...new Set([...good, ...bad])].sort((a, b) => a - b)
  let best = { right: -1, threshold: 0 }
  for (const [i, score] of candidates.entries()) {
    const threshold = i === 0 ? score : (score + candidates[i - 1]!) / 2
    const right =
      good.filter(s => s >= threshold).length / Math.max(1, good.length) +
      bad.filter(s => s < threshold).length / Math.max(1, bad.length)
    if (right > best.right) best = { right, threshold }
  }
  return best.threshold
}

/** How many characters, for scores by length; at least one. */
export const lengthOf = (text: string): number => Math.max(1, [...text].length)
