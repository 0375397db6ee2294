import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../random.ts'
import { fromEbnf } from '../notation/ebnf.ts'
import { Parser } from '../parse/parser.ts'
import { allStrings, anyGrammar } from '../testing/arbitrary.ts'
import { jsonGrammar } from '../testing/grammars.ts'
import { languageUpTo } from '../testing/language.ts'
import { type Repair, Repairer } from './repair.ts'

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

function applied(text: string, { edits }: Repair): string {
  let result = ''
  let at = 0
  for (const edit of edits) {
    expect(text.slice(edit.offset, edit.offset + edit.removed.length)).toBe(edit.removed)
    result += text.slice(at, edit.offset) + edit.inserted
    at = edit.offset + edit.removed.length
  }
  return result + text.slice(at)
}

describe('a repair', () => {
  it('is a nearest sentence where it says so, and always where three edits suffice', () => {
    fc.assert(
      fc.property(anyGrammar, grammar => {
        const sentences = [...languageUpTo(grammar, 8)]
        fc.pre(sentences.length > 0)
        const repairer = new Repairer(grammar)
        const parser = new Parser(grammar)
        for (const text of [...allStrings('ab', 3), 'xx', 'aax', 'bxba', 'abab', 'babb']) {
          const repair = repairer.repair(text)!
          expect(parser.accepts(repair.text)).toBe(true)
          expect(applied(text, repair)).toBe(repair.text)
          const nearest = Math.min(...sentences.map(sentence => distance(text, sentence)))
          expect(repair.cost).toBeGreaterThanOrEqual(distance(text, repair.text))
          if (nearest <= 3) expect([repair.cost, repair.isMinimal]).toEqual([nearest, true])
          else if (repair.isMinimal) expect(repair.cost).toBe(nearest)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('puts right what people get wrong in JSON', () => {
    const repairer = new Repairer(jsonGrammar)
    expect(repairer.repair('{"a": [1, 2}')!.edits).toEqual([{ offset: 11, removed: '', inserted: ']' }])
    expect(repairer.repair('{"a": 1,}')!.edits).toEqual([{ offset: 7, removed: ',', inserted: '' }])
    expect(repairer.repair('{"a" 1}')!.text).toMatch(/^\{"a" ?: ?1\}$/)
    expect(repairer.repair('[1 "b"')!.cost).toBe(2)
  })

  it.each([
    ['{"a": ,}', 1],
    ['{"a": 1', 1],
    ['[1, 2, 3', 1],
    ['{"a": 1, "b": [1, 2}', 1],
    ['[01]', 1],
    ['nul', 1],
    ['', 1],
    ['["é🌳", ]', 1],
    ['{"a": [1, 2', 2],
    ['{"a": {"b": [tru', 3],
    ["['a']", 2],
  ])('of %s takes %i edits', (text, edits) => {
    const repair = new Repairer(jsonGrammar).repair(text)!
    expect(applied(text, repair)).toBe(repair.text)
    expect([repair.cost, repair.isMinimal]).toEqual([edits, true])
  })

  it('of a deep ruin is found, and not of a text without bounds', () => {
    const ruin = '[['.repeat(500)
    expect(new Parser(jsonGrammar).accepts(new Repairer(jsonGrammar).repair(ruin)!.text)).toBe(true)
    expect(new Repairer(jsonGrammar).repair('['.repeat(20_001))).toBeUndefined()
  })

  it.each([[1], [2], [3], [40]])('of 2,000 characters with %i errors takes less than a second', errors => {
    const record = { id: 17, name: 'Ada "the" first', tags: ['x', 'y'], nested: { ok: true, none: null, n: -1.5e3 } }
    const text = JSON.stringify(Array.from({ length: 20 }, () => record))
    expect(text.length).toBeGreaterThan(1900)
    const wrong = [...text]
    for (let i = 0; i < errors; i++) {
      const at = Math.floor(((i + 0.5) * text.length) / errors)
      const from = text.indexOf(':', at) < 0 ? text.lastIndexOf(':') : text.indexOf(':', at)
      wrong[from] = ''
    }
    const repairer = new Repairer(jsonGrammar)
    const started = performance.now()
    const repair = repairer.repair(wrong.join(''))!
    const seconds = (performance.now() - started) / 1000
    expect(new Parser(jsonGrammar).accepts(repair.text)).toBe(true)
    if (errors <= 3) expect([repair.cost, repair.isMinimal]).toEqual([errors, true])
    else expect(repair.isMinimal).toBe(false)
    expect(seconds).toBeLessThan(2)
  })

  it.each([1, 2, 3])('is proven where errors in a long flat text are far apart (%i)', seed => {
    const random = new Random(seed)
    const text = JSON.stringify(
      Array.from({ length: 290 }, (_, i) => (i % 3 === 0 ? 'ab' : i % 2 === 0 ? [i] : { k: i })),
    )
    expect(text.length).toBeGreaterThan(1900)
    const wrong = [...text]
    for (const third of [0, 1, 2])
      wrong[Math.floor(((third + random.unit()) * text.length) / 3)] = random.pick([...'[]{}",:'])
    const repair = new Repairer(jsonGrammar).repair(wrong.join(''))!
    expect(repair.isMinimal).toBe(true)
    expect(repair.cost).toBeLessThanOrEqual(3)
  })

  it('of anything else than the empty text, where only that is right, removes it', () => {
    expect(new Repairer(fromEbnf('s ::= ""')).repair('abcdef')).toEqual({
      text: '',
      edits: [{ offset: 0, removed: 'abcdef', inserted: '' }],
      cost: 6,
      isMinimal: false,
    })
  })

  it('does not exist for a grammar of nothing', () => {
    expect(() => new Repairer(fromEbnf('s ::= "a" s')).repair('a')).toThrow(/derives no text/)
  })
})
