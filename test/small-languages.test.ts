import { describe, expect, test } from 'vitest'
import { small } from '../bench/languages/small/index.ts'
import { testStrings } from '../bench/languages/small/language.ts'

describe.each(Object.entries(small))('the small language %s', (_, language) => {
  test('accepts its examples, which are few, short and different', () => {
    expect(language.examples.filter(text => !language.accepts(text))).toEqual([])
    expect(new Set(language.examples).size).toBe(language.examples.length)
    expect(language.examples.length).toBeGreaterThanOrEqual(20)
    expect(language.examples.length).toBeLessThanOrEqual(40)
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
