import { characterAt, sizeOf } from '../character-class.ts'
import type { Expression, Grammar } from '../grammar.ts'

/**
 * All sentences of a grammar with at most `longest` UTF-16 units, by naive iteration: the reference that the parser and
 * all that rewrites grammars are tested against. Exponential; for small grammars only.
 */
export function languageUpTo(grammar: Grammar, longest: number): Set<string> {
  const known = new Map<string, Set<string>>(grammar.rules.map(rule => [rule.name, new Set()]))
  for (let changed = true; changed; ) {
    changed = false
    for (const { name, expression } of grammar.rules) {
      const before = known.get(name)!.size
      known.set(name, sentences(expression))
      if (known.get(name)!.size !== before) changed = true
    }
  }
  return known.get(grammar.start)!

  function sentences(e: Expression): Set<string> {
    switch (e.kind) {
      case 'literal':
        return new Set(e.text.length <= longest ? [e.text] : [])
      case 'characters':
        return new Set(
          Array.from({ length: Math.min(sizeOf(e.characters), 200) }, (_, i) => characterAt(e.characters, i)).filter(
            c => c.length <= longest,
          ),
        )
      case 'reference':
        return known.get(e.rule)!
      case 'sequence':
        return e.items.map(sentences).reduce(joined, new Set(['']))
      case 'choice':
        return new Set(e.alternatives.flatMap(alternative => [...sentences(alternative)]))
      case 'repetition': {
        const item = sentences(e.item)
        let round = new Set([''])
        const all = new Set<string>()
        for (let n = 0; ; n++) {
          const before = all.size
          if (n >= e.min) for (const text of round) all.add(text)
          if (n === (e.max ?? Number.POSITIVE_INFINITY) || round.size === 0) break
          if (n > e.min + longest && all.size === before) break
          round = joined(round, item)
        }
        return all
      }
    }
  }

  function joined(heads: ReadonlySet<string>, tails: ReadonlySet<string>): Set<string> {
    const all = new Set<string>()
    for (const head of heads) for (const tail of tails) if (head.length + tail.length <= longest) all.add(head + tail)
    return all
  }
}
