import fc from 'fast-check'
import { charactersOf } from '../character-class.ts'
import type { Expression, Grammar } from '../grammar.ts'

const names = ['s', 't', 'u']

const { expression } = fc.letrec<{ expression: Expression }>(tie => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 2, arbitrary: fc.constantFrom('a', 'b', 'ab', '').map(text => ({ kind: 'literal' as const, text })) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('ab', 'a', 'b', '')
        .map(of => ({ kind: 'characters' as const, characters: charactersOf(of) })),
    },
    { weight: 3, arbitrary: fc.constantFrom(...names).map(rule => ({ kind: 'reference' as const, rule })) },
    {
      weight: 3,
      arbitrary: fc.array(tie('expression'), { maxLength: 3 }).map(items => ({ kind: 'sequence' as const, items })),
    },
    {
      weight: 3,
      arbitrary: fc
        .array(tie('expression'), { minLength: 1, maxLength: 3 })
        .map(alternatives => ({ kind: 'choice' as const, alternatives })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('expression'), fc.constantFrom([0, 1], [0, null], [1, null], [2, 2], [1, 2], [0, 0]))
        .map(([item, [min, max]]) => ({ kind: 'repetition' as const, item, min: min!, max: max! })),
    },
  ),
}))

/** Grammars of three rules over `a` and `b`: ambiguous, cyclic, empty, unproductive, whatever comes. */
export const anyGrammar: fc.Arbitrary<Grammar> = fc
  .tuple(expression, expression, expression)
  .map(all => ({ start: 's', rules: all.map((e, i) => ({ name: names[i]!, expression: e })) }))

/** All strings over some letters, shortest first. */
export function allStrings(letters: string, longest: number): string[] {
  let round = ['']
  const all = ['']
  for (let n = 0; n < longest; n++) {
    round = round.flatMap(head => [...letters].map(c => head + c))
    all.push(...round)
  }
  return all
}

/** Any text of Unicode, half of its characters from the first 256. fast-check's own takes a second to begin. */
export const anyText = (constraints: { minLength?: number } = {}): fc.Arbitrary<string> =>
  fc.string({
    ...constraints,
    unit: fc
      .oneof(fc.nat(0xff), fc.nat(0x10ffff))
      .filter(c => c < 0xd800 || c > 0xdfff)
      .map(c => String.fromCodePoint(c)),
  })
