import { characters, type Expression, empty, type Grammar, literal } from './grammar.ts'

/**
 * The same expression without accidents of spelling: sequences hold no sequences and no neighbouring literals, there
 * are no empty literals, no sequences, choices and repetitions of one, and an empty choice is an empty class. Derives
 * the same texts by the same choices.
 */
export function normalForm(e: Expression): Expression {
  switch (e.kind) {
    case 'literal':
      return e.text === '' ? empty : e
    case 'characters':
    case 'reference':
      return e
    case 'sequence':
      return joined(e.items.map(normalForm))
    case 'choice': {
      const alternatives = e.alternatives.map(normalForm)
      if (alternatives.length === 0) return characters([])
      return alternatives.length === 1 ? alternatives[0]! : { kind: 'choice', alternatives }
    }
    case 'repetition': {
      const item = normalForm(e.item)
      if (e.max === 0 || isEmpty(item)) return empty
      return e.min === 1 && e.max === 1 ? item : { ...e, item }
    }
  }
}

/** Each rule in normal form. */
export function normalGrammar(grammar: Grammar): Grammar {
  return {
    ...grammar,
    rules: grammar.rules.map(rule => ({ name: rule.name, expression: normalForm(rule.expression) })),
  }
}

/** The concatenation, in normal form if the items are. */
export function joined(items: readonly Expression[]): Expression {
  const flat: Expression[] = []
  for (const item of items) {
    for (const part of item.kind === 'sequence' ? item.items : [item]) {
      const before = flat.at(-1)
      if (part.kind === 'literal' && before?.kind === 'literal')
        flat[flat.length - 1] = literal(before.text + part.text)
      else flat.push(part)
    }
  }
  return flat.length === 1 ? flat[0]! : { kind: 'sequence', items: flat }
}

export const isEmpty = (e: Expression): boolean => e.kind === 'sequence' && e.items.length === 0
