import peggy from 'peggy'
import { describe, expect, it } from 'vitest'
import { leftRecursiveRules, Parser, toBnf, toGbnf, toPeggy, toTreeSitter } from '../src/model/grammar/index.ts'
import { drawn, grammars, mistakes, names, spelled, trials, written } from './exports/grammars.ts'
import { grown } from './exports/grown.ts'
import { fromBnf, fromGbnf, fromTreeSitter } from './exports/read-back.ts'

it('the grammars are what the tests want of them', () => {
  expect(Object.keys(grown).length).toBeGreaterThanOrEqual(5)
  expect(Object.values(grown).some(grammar => leftRecursiveRules(grammar).size > 0)).toBe(true)
  for (const name of Object.keys({ ...grown, ...written, spelled })) {
    const { valid, invalid } = trials.get(name)!
    expect(valid.length, name).toBe(200)
    expect(invalid.length, name).toBe(200)
  }
  for (const name of Object.keys(drawn)) expect(trials.get(name)!.valid.length, name).toBeGreaterThan(5)
})

describe('peggy', () => {
  it.each(names)('reads %s', name => {
    const source = toPeggy(grammars[name]!)
    const parser = peggy.generate(source, { cache: true })
    const wrong = mistakes(name, text => {
      try {
        parser.parse(text)
        return true
      } catch (error) {
        if (error instanceof parser.SyntaxError) return false
        throw error
      }
    })
    // What the export says it may miss, it may miss.
    if (source.includes('// not exact')) expect(wrong.filter(text => text.startsWith('accepts'))).toEqual([])
    else expect(wrong).toEqual([])
  })

  it('is told nothing that is not exact for the grown grammars', () => {
    for (const name of Object.keys(grown)) expect(toPeggy(grammars[name]!), name).not.toContain('not exact')
  })
})

describe.each([
  ['GBNF', toGbnf, fromGbnf],
  ['tree-sitter', toTreeSitter, fromTreeSitter],
  ['BNF', toBnf, fromBnf],
] as const)('%s', (notation, write, read) => {
  it.each(names)('says the same of %s by its published syntax', name => {
    const back = read(write(grammars[name]!))
    if (notation === 'GBNF') expect(leftRecursiveRules(back).size).toBe(0)
    const parser = new Parser(back)
    expect(mistakes(name, text => parser.accepts(text))).toEqual([])
  })
})
