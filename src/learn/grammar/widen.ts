import {
  type CharacterClass,
  charactersOf,
  difference,
  intersection,
  sizeOf,
  union,
} from '../../model/grammar/character-class.ts'
import type { Construct } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { kinds } from './lexical.ts'

/**
 * Goes beyond the classes that a person wrote: where some of a kind of characters may stand, the others are tried, a few
 * first and then each. What the language has by other rules already is left to them.
 */
export function* widen(k: Knowledge): Inquiry<void> {
  if (!k.principles.categories) return
  for (const construct of k.hypothesis.constructs) {
    for (let at = 0; at < construct.items.length; at++) {
      for (const kind of kinds) yield* widenRun(k, construct, at, kind.characters)
    }
  }
}

function* widenRun(k: Knowledge, construct: Construct, at: number, kind: CharacterClass): Inquiry<void> {
  const { run } = construct.items[at]!
  if (!run || sizeOf(run.characters) < 2 || intersection(run.characters, kind).length === 0) return
  const parent = k.hypothesis.liveSlots().find(slot => slot.row.has(construct.id) && k.shortestContext(slot))
  const outer = parent && k.shortestContext(parent)
  if (!outer) return
  const spelled = construct.items.map(item => k.shortestItem(item))
  const left = outer.left + spelled.slice(0, at).join('')
  const right = spelled.slice(at + 1).join('') + outer.right
  const known = k.characterOf(construct, at)
  // Among known ones where there is room: a character that is accepted there belongs to the same run.
  const around = (c: string) => {
    const length = Math.max(run.min, Math.min(run.max ?? 3, 3))
    return left + known.repeat(length >> 1) + c + known.repeat((length - 1) >> 1) + right
  }
  const about = `what else may stand for ${JSON.stringify(known)}`
  const missing = difference(kind, run.characters)
    .flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)))
    .filter(c => !k.parses(around(c)))
  const few = [missing[0], missing[missing.length >> 1], missing.at(-1)].filter(c => c !== undefined)
  const answers = yield* k.facts.askAll(few.map(around), about)
  if (!answers.includes(true)) return
  const all = yield* k.facts.askAll(missing.map(around), about)
  const found = charactersOf(missing.filter((_, i) => all[i]).join(''))
  const items = [...construct.items]
  items[at] = { run: { ...run, characters: union(run.characters, found) } }
  construct.items = items
  k.hypothesis.version++
}
