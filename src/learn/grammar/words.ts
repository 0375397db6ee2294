import { hasCharacter, sameClass } from '../../model/grammar/character-class.ts'
import { type Construct, type Item, isLiteral, literalItem, type Run } from './hypothesis.ts'
import type { Knowledge } from './knowledge.ts'
import { isSymbol } from './tokens/symbols.ts'

const characterOf = (item: Item): string => String.fromCodePoint(item.run!.characters[0]![0])

/** Whether an item stands for a token of several characters. */
export const isSymbolItem = (item: Item): boolean => isLiteral(item) && isSymbol(characterOf(item))

/** Whether an item is a character of a word that a construct spells out. */
export const isWordItem = (item: Item | undefined): boolean =>
  item !== undefined && isLiteral(item) && /[\p{L}\p{N}_]/u.test(characterOf(item))

/** Where the longest match of a token ends that starts at a position; the position if there is none. */
export function reach(runs: readonly Run[], characters: readonly string[], at: number, to: number): number {
  let ends = new Set([at])
  for (const run of runs) {
    const next = new Set<number>()
    for (const from of ends) {
      let end = from
      for (let n = 0; ; n++) {
        if (n >= run.min) next.add(end)
        if (end >= to || n === run.max || !hasCharacter(run.characters, characters[end]!.codePointAt(0)!)) break
        end++
      }
    }
    ends = next
  }
  return Math.max(at, ...ends)
}

/** The construct of a literal text; one for each text. */
export function literalConstruct(k: Knowledge, text: string): Construct {
  const h = k.hypothesis
  const known = h.constructs.find(c => c.seen[0] === text && c.items.length > 0 && c.items.every(isLiteral))
  return known ?? h.addConstruct(Array.from(text, literalItem), text)
}

/** The construct of a token; tokens with equal runs are one. */
export function tokenConstruct(k: Knowledge, runs: readonly Run[], seen: string): Construct {
  const h = k.hypothesis
  const known = h.constructs.find(
    c =>
      c.items.length === runs.length &&
      c.items.every((item, i) => {
        const run = runs[i]!
        return (
          item.run !== undefined &&
          item.run.min === run.min &&
          item.run.max === run.max &&
          sameClass(item.run.characters, run.characters)
        )
      }),
  )
  if (known) return known
  return h.addConstruct(
    runs.map(run => ({ run })),
    memberLike(runs, seen),
  )
}

/** A member of a token that keeps to what was seen where that is possible. */
function memberLike(runs: readonly Run[], seen: string): string {
  const characters = Array.from(seen)
  if (reach(runs, characters, 0, characters.length) === characters.length) return seen
  return runs
    .map(r => {
      const own = characters.find(c => hasCharacter(r.characters, c.codePointAt(0)!))
      return (own ?? String.fromCodePoint(r.characters[0]![0])).repeat(r.min)
    })
    .join('')
}
