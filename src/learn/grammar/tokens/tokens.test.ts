import { expect, it } from 'vitest'
import { innate, without } from '../../../blueprint/blueprint.ts'
import { literal, Parser, reference, repetition, Sampler, sequence } from '../../../model/grammar/index.ts'
import { Random } from '../../../model/random.ts'
import { learnGrammar } from '../learn.ts'
import type { GrammarModel, GrammarTask } from '../model.ts'
import { Lexicon } from './lexicon.ts'
import { spaced } from './spaced.ts'

const token = /\s*(?:#[^\n]*(?:\n|$)\s*)*(>=|[=;()+>]|let\b|[a-z][a-z\d]*|\d+(?:\.\d+)?|'(?:[^'\n]|'')*')/y

/** Statements `let NAME = SUM ;` and `SUM ;` with `>=`, numbers, strings in which a quote is doubled, comments. */
function accepts(text: string): boolean {
  const tokens: string[] = []
  token.lastIndex = 0
  let end = 0
  for (let match = token.exec(text); match; match = token.exec(text)) {
    tokens.push(match[1]!)
    end = token.lastIndex
  }
  if (!/^\s*(?:#[^\n]*(?:\n\s*|$))*$/.test(text.slice(end)) || tokens.length === 0) return false
  let at = 0
  const eat = (wanted: string) => tokens[at] === wanted && at++ >= 0
  const operand = (): boolean => {
    if (eat('(')) return sum() && eat(')')
    const own = tokens[at++]
    return own !== undefined && own !== 'let' && /^[a-z\d']/.test(own)
  }
  const sum = (): boolean => {
    if (!operand()) return false
    while (eat('+') || eat('>=') || eat('>')) if (!operand()) return false
    return true
  }
  while (at < tokens.length) {
    if (eat('let') && !(/^[a-z]/.test(tokens[at++] ?? '') && tokens[at - 1] !== 'let' && eat('='))) return false
    if (!sum() || !eat(';')) return false
  }
  return true
}

const examples = [
  'a;',
  'let x = 1;',
  "let b2 = 'it''s' + 'k';",
  'x >= 2.5;',
  '(a + 10) > c; # why not',
  'let y=(x+1);\nlet z = y;',
]

interface Grown {
  readonly model: GrammarModel
  readonly asked: readonly string[]
}

function grow(task: Partial<GrammarTask> & Pick<GrammarTask, 'examples'>, world = accepts): Grown {
  const asked: string[] = []
  const learner = learnGrammar({ rejected: [], blueprint: innate, seed: 1, ...task })
  let step = learner.next()
  while (!step.done) {
    asked.push(...step.value.ask)
    step = learner.next({ answers: step.value.ask.map(world) })
  }
  return { model: step.value, asked }
}

it('learns a language of tokens, with its blanks, comments, numbers and strings', () => {
  const { model, asked } = grow({ examples })
  const parser = new Parser(model.grammar)
  for (const text of examples) expect(parser.accepts(text), text).toBe(true)
  expect(asked.length).toBeLessThan(1500)
  expect(new Set(asked).size).toBe(asked.length)
  const sampler = new Sampler(model.grammar)
  const random = new Random(5)
  const samples = Array.from({ length: 200 }, () => sampler.sample(random))
  expect(
    samples
      .filter(text => !accepts(text))
      .sort((a, b) => a.length - b.length)
      .slice(0, 3),
  ).toEqual([])
  for (const text of ['let  name = other ; # k', "x > 'a (b'+'';", 'q7>=( ( 12.75 ) );z;', '# first\nx ;'])
    expect(parser.accepts(text), text).toBe(true)
  for (const text of ['letx = 1;', 'x > = 2;', 'x >= 2 . 5;', 'let 1 = 1;', "x > 'a;"])
    expect(parser.accepts(text), text).toBe(false)
})

it('takes few more questions for many more examples of the same', () => {
  const few = grow({ examples })
  const words = Array.from({ length: 300 }, (_, i) => `let v${i} = ${i} + 'n${i}'; # ${i}\n`)
  const many = grow({ examples: [...examples, ...words] })
  expect(many.asked.length).toBeLessThan(2 * few.asked.length)
  const parser = new Parser(many.model.grammar)
  for (const text of words.slice(0, 20)) expect(parser.accepts(text), text).toBe(true)
})

it('goes on in a later epoch with tokens that are known', () => {
  const first = grow({ examples: ['a;', 'let x = 1;', 'a + b;', '(a);', "'k' + 2;"] })
  const start = JSON.parse(JSON.stringify(first.model)) as GrammarModel
  const second = grow({ examples: ['a >= b;'], start })
  const parser = new Parser(second.model.grammar)
  for (const text of ['a>=b;', 'let c = d >= ( 7 ) ;', 'a;']) expect(parser.accepts(text), text).toBe(true)
  expect(second.asked.length).toBeLessThan(first.asked.length)
})

it('takes comments for blanks that only a later epoch shows', () => {
  const first = grow({ examples: ['a;', 'let x = 1;', '(a);', "'k' + 2;"] })
  const start = JSON.parse(JSON.stringify(first.model)) as GrammarModel
  const second = grow({ examples: ['a >= b; # why'], start })
  const parser = new Parser(second.model.grammar)
  for (const text of ['a >= b; # why', '# k\na; # k\n', 'let x # k\n = 1;', "'#';"])
    expect(parser.accepts(text), text).toBe(true)
})

it('keeps an accepted example as it stands that is accepted with these blanks only, and goes on with it', () => {
  const odd = 'a>2 ;;'
  const world = (text: string) => text === odd || accepts(text)
  const later = (model: GrammarModel, more: string) =>
    grow({ examples: [more], start: JSON.parse(JSON.stringify(model)) as GrammarModel }, world).model
  const first = grow({ examples: ['a;', 'let x = 1;', '(a) > 1;', "'k' + 2;", 'a; b;'] }, world)
  const second = later(first.model, odd)
  const third = later(second, 'b >= 7;')
  expect(second.report.uncovered).toEqual([])
  for (const model of [second, third]) {
    const parser = new Parser(model.grammar)
    for (const text of [odd, 'a > 2;', 'a;b;']) expect(parser.accepts(text), text).toBe(true)
    for (const text of ['a > 2;;', 'b>2 ;;', odd + odd, `a; ${odd}`]) expect(parser.accepts(text), text).toBe(false)
  }
})

it('leaves texts as they are where blanks are not free', () => {
  const world = (text: string) => /^[a-z]+(?:, [a-z]+)*$/.test(text)
  const { model } = grow({ examples: ['ab', 'a, b', 'k, l, m'] }, world)
  expect((model.core as { lexicon?: unknown }).lexicon).toBeUndefined()
})

it('knows no tokens without categories', () => {
  const { model } = grow({ examples: ['a;', '(a);'], blueprint: without(innate, 'categories') })
  expect((model.core as { lexicon?: unknown }).lexicon).toBeUndefined()
})

it('puts blanks between tokens: at least one where two words would meet', () => {
  const lexicon = new Lexicon()
  const word = (text: string) => literal(lexicon.add(text)!.symbol)
  const [select, from] = [word('select'), word('from')]
  const name = literal(lexicon.add('t', { runs: [[{ characters: [[0x61, 0x7a]], min: 1, max: null }]] })!.symbol)
  const [comma, star] = [word(','), word('*')]
  const names = sequence(name, repetition(sequence(comma, name), 0, null))
  const rules = [
    { name: 'query', expression: sequence(select, repetition(star, 0, 1), reference('names'), from, name) },
    { name: 'names', expression: names },
  ]
  const parser = new Parser(spaced({ start: 'query', rules }, lexicon))
  for (const text of ['select a from b', 'select a,b , c from d', 'select  *a from b', 'select*  a from b'])
    expect(parser.accepts(text), text).toBe(true)
  for (const text of ['selecta from b', 'select a fromb', 'select a b from c', 'select a,b,from c'])
    expect(parser.accepts(text), text).toBe(false)
})

it('reads a text as a row of tokens, the longest first', () => {
  const lexicon = new Lexicon()
  const [greater, equal, both] = ['>', '=', '>='].map(text => lexicon.add(text)!.symbol)
  const name = lexicon.add('x', { runs: [[{ characters: [[0x61, 0x7a]], min: 1, max: null }]] })!.symbol
  expect(lexicon.rowOf('ab >= c')).toBe(name + both + name)
  expect(lexicon.rowOf('ab> =c')).toBe(name + greater + equal + name)
  expect(lexicon.rowOf('ab + c')).toBeUndefined()
  const copy = Lexicon.fromJson(JSON.parse(JSON.stringify(lexicon.toJson())))
  expect(copy.spell(name + both + name)).toBe('x >= x')
})

it('keeps a text of its kind where it is a token by itself in some places, also when it is read again', () => {
  const lexicon = new Lexicon()
  const name = lexicon.add('x', { runs: [[{ characters: [[0x61, 0x7a]], min: 1, max: null }]] })!
  lexicon.literal('x')
  const copy = Lexicon.fromJson(JSON.parse(JSON.stringify(lexicon.toJson())))
  for (const each of [lexicon, copy]) expect(each.of('x')!.symbol).toBe(name.symbol)
})

it('reads a word as what it was found to be, also where an earlier kind could spell it', () => {
  const lexicon = new Lexicon()
  const name = lexicon.add('x', { runs: [[{ characters: [[0x61, 0x7a]], min: 1, max: null }]] })!.symbol
  const word = lexicon.add('end')!.symbol
  lexicon.literal('x')
  expect(lexicon.rowOf('end ends x')).toBe(word + name + name)
})
