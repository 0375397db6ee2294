import type { Random } from '../../model/random.ts'
import type { Acceptor } from '../../world/world.ts'
import { judge, type Subject } from './subject.ts'

/** A text of the language and one that is an edit away from it and outside. */
export interface Pair {
  readonly good: string
  readonly bad: string
  readonly edit: Edit
}

const edits = ['delete', 'insert', 'replace', 'swap'] as const
type Edit = (typeof edits)[number]

/** How often another edit is tried where one leaves the text in the language. */
const attempts = 60

/**
 * A near miss of each text: one unit (a character, or a word) deleted, inserted, replaced by one that occurs in the other
 * texts, or swapped with its neighbour; each kind of edit as often as the others as far as the language lets it. The world
 * confirms that it is outside. A text of which no near miss is found has none and is left out.
 *
 * @param keep a condition that a near miss must meet too, such as holding the same new word
 */
export async function nearMisses(
  texts: readonly string[],
  { unit, world }: Pick<Subject, 'unit' | 'world'>,
  random: Random,
  keep: (text: string) => boolean = () => true,
): Promise<Pair[]> {
  const units = (text: string) => (unit === 'words' ? text.split(' ') : [...text])
  const known = [...new Set(texts.flatMap(units))].sort()
  const pairs: Pair[] = []
  for (const [i, good] of texts.entries()) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const edit = edits[(i + Math.floor(attempt / (attempts / 4))) % 4]!
      const bad = edited(units(good), edit, known, random)?.join(unit === 'words' ? ' ' : '')
      if (bad === undefined || bad === good || !keep(bad) || (await accepted(world, bad))) continue
      pairs.push({ good, bad, edit })
      break
    }
  }
  return pairs
}

function edited(units: readonly string[], edit: Edit, known: readonly string[], random: Random): string[] | undefined {
  const at = random.below(units.length + (edit === 'insert' ? 1 : 0) || 1)
  switch (edit) {
    case 'delete':
      return units.length > 1 ? units.toSpliced(at, 1) : undefined
    case 'insert':
      return units.toSpliced(at, 0, random.pick(known))
    case 'replace':
      return units.length > 0 ? units.toSpliced(at, 1, random.pick(known)) : undefined
    case 'swap':
      return at + 1 < units.length ? units.toSpliced(at, 2, units[at + 1]!, units[at]!) : undefined
  }
}

async function accepted(world: Acceptor, text: string): Promise<boolean> {
  return (await judge(world, [text]))[0]!
}
