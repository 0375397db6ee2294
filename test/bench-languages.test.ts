import { describe, expect, test } from 'vitest'
import { braces } from '../bench/languages/braces.ts'
import { definitions, worlds } from '../bench/languages/published.ts'
import { alt, constructs, list, type Pattern, recogniser, rule, seq, star } from '../bench/languages/recogniser.ts'
import { small } from '../bench/languages/small/index.ts'
import { testStrings } from '../bench/languages/small/language.ts'

describe.each(Object.entries({ ...small, braces }))('the language %s', (_, language) => {
  test('accepts its examples, which are short and different', () => {
    expect(language.examples.filter(text => !language.accepts(text))).toEqual([])
    expect(new Set(language.examples).size).toBe(language.examples.length)
    expect(Math.max(...language.examples.map(text => text.length))).toBeLessThanOrEqual(120)
  })

  test('refuses near misses', () => {
    expect(language.wrong.length).toBeGreaterThanOrEqual(6)
    expect(language.wrong.filter(text => language.accepts(text))).toEqual([])
  })

  test('accepts its 300 test strings, which are the same every time', () => {
    const strings = testStrings(language)
    expect(strings.length).toBe(300)
    expect(strings.filter(text => !language.accepts(text)).slice(0, 5)).toEqual([])
    expect(testStrings(language)).toEqual(strings)
  })
})

test('a small language has 20 to 40 examples', () => {
  for (const { examples } of Object.values(small)) {
    expect(examples.length).toBeGreaterThanOrEqual(20)
    expect(examples.length).toBeLessThanOrEqual(40)
  }
})

describe('what a definition says of a text', () => {
  const value: Pattern = rule(() => alt('x', seq('(', list(value, ','), ')'), seq('[', star('x'), ']')))

  test('two texts use the same constructs when every choice goes the same ways', () => {
    const of = (text: string) => [...constructs(value, text)!].sort()
    expect(of('((x),x,x)')).toEqual(of('(x,(x))'))
    expect(of('(x)')).not.toEqual(of('(x,x)'))
    expect(of('[]')).not.toEqual(of('[x]'))
    expect(of('[xx]')).toEqual(of('[xxx]'))
    expect(constructs(value, '(x')).toBeUndefined()
  })

  test('an ambiguous text is read in one way that fits', () => {
    const pattern = seq(star('a'), alt('ab', 'b'))
    expect(recogniser(pattern)('aab')).toBe(true)
    expect(constructs(pattern, 'aab')).toBeDefined()
  })

  test.each([
    ['arith', '10+(2)*3', '01'],
    ['fol', 'Forall(?x) _p(?x, #a) -> !.f(?y) = ?y', '_p()'],
    ['json', '{"a":[-1.5,true,{}]}', '-0'],
    ['lisp', '(a . (b c1))', '(a .b)'],
    ['mathexpr', 'sin(x_1y, -2.5) * pi', 'foo(x)'],
    ['tinyc', 'do { a = b < 3; } while (a);\n', 'a = = b;'],
    ['turtle', 'f1 c Red fill {b2 }', 'f12'],
    ['while', 'if ~true & L == (n+L) then skip else L = n ; skip', 'L = true'],
    ['xml', '<a x="y"><b/></a>', '<a></b>'],
  ])('the published language %s is as defined', (name, right, wrong) => {
    expect(worlds[name]!(right)).toBe(true)
    expect(worlds[name]!(wrong)).toBe(false)
    expect(constructs(definitions[name]!, right)).toBeDefined()
  })
})
