import type { Expression, Rule } from '../../../model/grammar/grammar.ts'

/** The tokens with which texts of an expression can begin and end. */
export interface EdgesOf {
  readonly first: ReadonlySet<string>
  readonly last: ReadonlySet<string>
  readonly isNullable: boolean
}

const nothing: EdgesOf = { first: new Set(), last: new Set(), isNullable: false }

/** With which tokens the rules of a grammar of rows begin and end. */
export class Edges {
  readonly #rules = new Map<string, EdgesOf>()

  constructor(rules: readonly Rule[]) {
    this.extend(rules)
  }

  /** Adds rules that no earlier one refers to. */
  extend(rules: readonly Rule[]): void {
    for (const { name } of rules) this.#rules.set(name, nothing)
    for (let size = -1, now = 0; size !== now; ) {
      size = now
      now = 0
      for (const { name, expression } of rules) {
        const edges = this.of(expression)
        this.#rules.set(name, edges)
        now += edges.first.size + edges.last.size + Number(edges.isNullable)
      }
    }
  }

  /** Those of an expression over the rules. */
  of(expression: Expression): EdgesOf {
    switch (expression.kind) {
      case 'literal': {
        const symbols = Array.from(expression.text)
        if (symbols.length === 0) return { ...nothing, isNullable: true }
        return { first: new Set([symbols[0]!]), last: new Set([symbols.at(-1)!]), isNullable: false }
      }
      case 'characters': {
        const all = expression.characters.flatMap(([from, to]) =>
          Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)),
        )
        return { first: new Set(all), last: new Set(all), isNullable: false }
      }
      case 'reference':
        return this.#rules.get(expression.rule)!
      case 'choice': {
        const all = expression.alternatives.map(e => this.of(e))
        return {
          first: new Set(all.flatMap(e => [...e.first])),
          last: new Set(all.flatMap(e => [...e.last])),
          isNullable: all.some(e => e.isNullable),
        }
      }
      case 'repetition': {
        const edges = this.of(expression.item)
        return { ...edges, isNullable: edges.isNullable || expression.min === 0 }
      }
      case 'sequence': {
        const all = expression.items.map(e => this.of(e))
        const until = (some: readonly EdgesOf[], side: 'first' | 'last') => {
          const found = new Set<string>()
          for (const edges of some) {
            for (const symbol of edges[side]) found.add(symbol)
            if (!edges.isNullable) break
          }
          return found
        }
        return {
          first: until(all, 'first'),
          last: until([...all].reverse(), 'last'),
          isNullable: all.every(e => e.isNullable),
        }
      }
    }
  }
}
