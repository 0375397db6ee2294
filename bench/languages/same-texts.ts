import { characterAt, type Expression, type Grammar, Parser, sizeOf } from '../../src/model/grammar/index.ts'

/** So many beginnings at most are gone through. */
const most = 20_000

/**
 * Whether two grammars accept the same of the texts up to a length over the letters that either uses, shortest first; of a
 * class its first and last letter stand for it. Texts that are the beginning of a sentence of neither are not gone through.
 */
export function sameTexts(a: Grammar, b: Grammar, longest: number): boolean {
  const parsers = [new Parser(a), new Parser(b)]
  const letters = [...new Set([...lettersOf(a), ...lettersOf(b)])]
  const begins = ['']
  for (const text of begins) {
    if (parsers[0]!.accepts(text) !== parsers[1]!.accepts(text)) return false
    if (text.length >= longest) continue
    for (const letter of letters) {
      const more = text + letter
      if (begins.length < most && parsers.some(parser => parser.prefix(more).length === more.length)) begins.push(more)
    }
  }
  return true
}

function lettersOf(grammar: Grammar): Set<string> {
  const letters = new Set<string>()
  const visit = (e: Expression): void => {
    if (e.kind === 'literal') for (const letter of e.text) letters.add(letter)
    if (e.kind === 'characters' && sizeOf(e.characters) > 0) {
      letters.add(characterAt(e.characters, 0)).add(characterAt(e.characters, sizeOf(e.characters) - 1))
    }
    if (e.kind === 'sequence') e.items.forEach(visit)
    if (e.kind === 'choice') e.alternatives.forEach(visit)
    if (e.kind === 'repetition') visit(e.item)
  }
  for (const rule of grammar.rules) visit(rule.expression)
  return letters
}
