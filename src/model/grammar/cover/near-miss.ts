import type { Random } from '../../random.ts'
import { characterAt, sizeOf } from '../character-class.ts'
import type { Expression, Grammar } from '../grammar.ts'
import { Parser } from '../parse/parser.ts'
import type { Tree } from '../parse/tree.ts'
import type { Edit } from '../repair/repair.ts'

/** A text that is not in a language, one edit away from one that is. */
export interface NearMiss {
  readonly text: string
  /** The text of the language from which it was made, and how. */
  readonly from: string
  readonly edit: Edit
  /** The innermost rule that derived the place of the edit. */
  readonly rule: string
}

/** Longer texts are not used to make near misses of: they would say no more. */
const longest = 200

/**
 * Texts that are one edit outside a language: a character removed, inserted, or replaced by one that occurs in the grammar.
 * Of those that break the same rule in the same way (the same edit after the same character) one is kept, from the shortest
 * text. Deterministic for a random generator, which only brings them into an order without bias.
 * @param texts of the language
 */
export function nearMisses(grammar: Grammar, texts: readonly string[], random: Random): NearMiss[] {
  const parser = new Parser(grammar)
  const letters = lettersOf(grammar)
  const found = new Map<string, NearMiss>()
  const tried = new Set<string>()
  for (const from of [...texts].sort((a, b) => a.length - b.length)) {
    if (from.length > longest) continue
    const tree = parser.parse(from)
    if (!tree) continue
    for (const edit of edits(from, letters)) {
      const rule = ruleAt(tree, edit.offset)
      const before = [...from.slice(Math.max(0, edit.offset - 2), edit.offset)].at(-1) ?? ''
      const key = `${rule} ${before} ${edit.removed}>${edit.inserted}`
      if (found.has(key)) continue
      const text = from.slice(0, edit.offset) + edit.inserted + from.slice(edit.offset + edit.removed.length)
      if (tried.has(text)) continue
      tried.add(text)
      if (!parser.accepts(text)) found.set(key, { text, from, edit, rule })
    }
  }
  // The same text may come from two places.
  const misses = [...new Map([...found.values()].map(miss => [miss.text, miss])).values()]
  for (let i = misses.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[misses[i], misses[j]] = [misses[j]!, misses[i]!]
  }
  return misses
}

function* edits(text: string, letters: readonly string[]): Generator<Edit> {
  let offset = 0
  for (const removed of [...text, '']) {
    if (removed !== '') yield { offset, removed, inserted: '' }
    for (const inserted of letters) {
      yield { offset, removed: '', inserted }
      if (removed !== '' && removed !== inserted) yield { offset, removed, inserted }
    }
    offset += removed.length
  }
}

/** The characters of the literals, and one of each class and one after its end. */
function lettersOf(grammar: Grammar): string[] {
  const letters = new Set<string>()
  const visit = (e: Expression): void => {
    if (e.kind === 'literal') for (const c of e.text) letters.add(c)
    if (e.kind === 'characters' && sizeOf(e.characters) > 0) {
      letters.add(characterAt(e.characters, 0))
      for (const [, last] of e.characters.slice(0, 4)) {
        const after = last === 0xd7ff ? 0xe000 : last + 1
        if (after <= 0x10ffff) letters.add(String.fromCodePoint(after))
      }
    }
    if (e.kind === 'sequence') e.items.forEach(visit)
    if (e.kind === 'choice') e.alternatives.forEach(visit)
    if (e.kind === 'repetition') visit(e.item)
  }
  for (const rule of grammar.rules) visit(rule.expression)
  return [...letters].sort()
}

function ruleAt(tree: Tree, offset: number): string {
  for (let node = tree; ; ) {
    const inner = node.children.find(child => child.start <= offset && offset < child.end)
    if (!inner) return node.rule
    node = inner
  }
}
