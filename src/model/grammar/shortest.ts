import { sizeOf } from './character-class.ts'
import type { Expression, Grammar } from './grammar.ts'

/**
 * How short the shortest text is that something derives, in code points, and how many rules nest in the flattest
 * derivation of one so short. `Infinity` for what derives nothing.
 */
export interface Shortness {
  readonly length: number
  readonly height: number
}

const nothing: Shortness = { length: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY }

/** Whether `a` is the better choice: shorter, or as short and flatter. */
export const isShorter = (a: Shortness, b: Shortness): boolean =>
  a.length < b.length || (a.length === b.length && a.height < b.height)

/**
 * The shortest derivations of a grammar: a least fixed point (Knuth, A generalization of Dijkstra's algorithm, 1977).
 * Always taking the alternative of the least shortness derives a shortest text and comes to an end, for the height
 * falls with each rule.
 */
export class Shortest {
  readonly #rules = new Map<string, Shortness>()
  readonly #known = new WeakMap<Expression, Shortness>()

  /** O(rules x size) at worst, linear when definitions follow their uses. */
  constructor(grammar: Grammar) {
    const rules = [...grammar.rules].reverse()
    for (let changed = true; changed; ) {
      changed = false
      for (const { name, expression } of rules) {
        const { length, height } = this.#compute(expression)
        const found = length === Number.POSITIVE_INFINITY ? nothing : { length, height: height + 1 }
        if (!isShorter(found, this.ofRule(name))) continue
        this.#rules.set(name, found)
        changed = true
      }
    }
  }

  ofRule(name: string): Shortness {
    return this.#rules.get(name) ?? nothing
  }

  of(e: Expression): Shortness {
    let found = this.#known.get(e)
    if (!found) this.#known.set(e, (found = this.#compute(e, inner => this.of(inner))))
    return found
  }

  #compute(e: Expression, inner = (part: Expression) => this.#compute(part)): Shortness {
    switch (e.kind) {
      case 'literal':
        return { length: [...e.text].length, height: 0 }
      case 'characters':
        return sizeOf(e.characters) > 0 ? { length: 1, height: 0 } : nothing
      case 'reference':
        return this.ofRule(e.rule)
      case 'sequence':
        return e.items.map(item => inner(item)).reduce(both, { length: 0, height: 0 })
      case 'choice':
        return e.alternatives.map(item => inner(item)).reduce((a, b) => (isShorter(b, a) ? b : a), nothing)
      case 'repetition': {
        if (e.min === 0) return { length: 0, height: 0 }
        const { length, height } = inner(e.item)
        return { length: length * e.min, height }
      }
    }
  }
}

const both = (a: Shortness, b: Shortness): Shortness => ({
  length: a.length + b.length,
  height: Math.max(a.height, b.height),
})
