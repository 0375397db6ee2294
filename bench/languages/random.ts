import {
  characters,
  charactersOf,
  choice,
  type Expression,
  type Grammar,
  literal,
  optional,
  Parser,
  reference,
  repetition,
  Sampler,
  sequence,
} from '../../src/model/grammar/index.ts'
import { Random } from '../../src/model/random.ts'

/** A language drawn by chance: its grammar, which is the truth, and texts drawn from it. */
export interface RandomLanguage {
  readonly grammar: Grammar
  readonly accepts: (text: string) => boolean
  /** At most 30, short ones. */
  readonly examples: readonly string[]
  /** Valid texts that are no examples. */
  readonly tests: readonly string[]
}

const keywords = ['if', 'let', 'end', 'do', 'not', 'x', 'on', 'to']
const brackets = ['()', '[]', '{}', '<>'] as const
const marks = [',', ';', '=', '+', ':', '->', '.', '&']
const classes = ['abc', '0123456789', 'abcdefghijklmnopqrstuvwxyz', 'XYZ', '01']

/**
 * The language of a seed. A `simple` one has at most three rules over a few letters and brackets, so that it can be
 * compared with what grew from it text by text; the others have two to eight rules with words, classes, separators and
 * blanks, as formats have. Every rule derives something, recursion stands between brackets or after a word.
 */
export function randomLanguage(seed: number, simple: boolean): RandomLanguage {
  const random = new Random(seed)
  const names = Array.from({ length: simple ? 1 + random.below(3) : 2 + random.below(7) }, (_, i) => `r${i}`)
  const grammar: Grammar = {
    start: names[0]!,
    rules: names.map((name, i) => ({ name, expression: ruleOf(i) })),
  }
  const parser = new Parser(grammar)
  const sampler = new Sampler(grammar)
  const texts = new Set<string>()
  for (let i = 0; i < 600 && texts.size < 230; i++) {
    texts.add(sampler.sample(random, { maxDepth: 3 + (i % 5), maxLength: simple ? 20 : 80 }))
  }
  const all = [...texts]
  return { grammar, accepts: text => parser.accepts(text), examples: all.slice(0, 30), tests: all.slice(30) }

  function ruleOf(i: number): Expression {
    // The first alternative leads to later rules only, so that every rule comes to an end.
    const later = names.slice(i + 1)
    const first = alternative(() =>
      later.length > 0 && random.below(2) === 0 ? reference(random.pick(later)) : word(),
    )
    const more = Array.from({ length: random.below(3) }, () => recursive())
    return choice(first, ...more)
  }

  function alternative(part: () => Expression): Expression {
    const parts = Array.from({ length: 1 + random.below(3) }, () => ornament(part()))
    const mark = literal(simple ? 'c' : random.pick(marks))
    return random.below(3) === 0 ? sequence(parts[0]!, repetition(sequence(mark, parts[0]!))) : sequence(...parts)
  }

  function recursive(): Expression {
    const inner = reference(random.pick(names))
    const [open, close] = random.pick(simple ? brackets.slice(0, 2) : brackets)
    const body = random.below(3) === 0 ? repetition(inner) : alternative(() => (random.below(2) === 0 ? inner : word()))
    return random.below(3) > 0
      ? sequence(literal(open!), body, literal(close!))
      : sequence(literal(simple ? 'b' : `${random.pick(keywords)} `), inner)
  }

  function ornament(part: Expression): Expression {
    const kind = random.below(8)
    return kind === 0 ? optional(part) : kind === 1 && !simple ? sequence(part, literal(' ')) : part
  }

  function word(): Expression {
    if (simple) return literal(random.pick(['a', 'b', 'ab', 'c']))
    const kind = random.below(4)
    if (kind === 0) return literal(random.pick(keywords))
    if (kind === 1) return literal(random.pick(marks))
    const letters = characters(charactersOf(random.pick(classes)))
    return kind === 2 ? letters : repetition(letters, 1)
  }
}
