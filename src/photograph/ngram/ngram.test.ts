import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfText, Tokenizer } from '../tokenizer/tokenizer.ts'
import { NgramCounts } from './counts.ts'
import { KneserNeyModel } from './kneser-ney.ts'

const bytes = new Tokenizer('bytes')

function train(order: number, ...texts: string[]): KneserNeyModel {
  const counts = new NgramCounts(order, bytes.size)
  for (const text of texts) counts.addText(bytes.encode(text))
  return new KneserNeyModel(counts.toTrie(), bytes)
}

const forest = Array.from(
  { length: 40 },
  (_, i) => `the ${['oak', 'elm', 'ash', 'yew'][(i * i) % 4]} stands by the ${['fir', 'bay', 'fig'][i % 3]}`,
)

describe('modified Kneser-Ney', () => {
  it('gives probabilities that sum to one after any context, seen or not', () => {
    const model = train(5, ...forest)
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...forest)), fc.nat(40), (text, cut) => {
        const state = model.begin()
        for (const token of bytes.encode(text.slice(0, cut).toWellFormed())) state.push(token)
        const logs = state.logProbabilities()
        expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 10)
        expect(logs.every(log => log < 0 && Number.isFinite(log))).toBe(true)
      }),
    )
  })

  it('says the same of one token as of all', () => {
    const model = train(4, ...forest)
    const state = model.begin()
    for (const token of bytes.encode('the oak st')) state.push(token)
    const logs = [...state.logProbabilities()]
    expect(logs).toHaveLength(bytes.size)
    const differing = logs.filter((log, token) => !(Math.abs(state.logProbability(token) - log) < 1e-12))
    expect(differing).toEqual([])
  })

  it('agrees with the formula written out over a table of all n-grams', () => {
    const texts = forest.slice(0, 12)
    const model = train(3, ...texts)
    const slow = kneserNeyByDefinition(
      3,
      texts.map(text => bytes.encode(text)),
      bytes.size,
    )
    for (const context of ['', 't', 'th', 'the oa', 'zz', 'k', 'by']) {
      const state = model.begin()
      for (const token of bytes.encode(context)) state.push(token)
      const history = [endOfText, ...bytes.encode(context)]
      for (const token of [endOfText, ...bytes.encode('theoakz ')])
        expect(Math.exp(state.logProbability(token))).toBeCloseTo(slow(history, token), 12)
    }
  })

  it('knows a word by how many others it follows, not by how often (the Francisco effect)', () => {
    const words = Array.from({ length: 20 }, (_, i) => `${String.fromCharCode(97 + i)}y`)
    const model = train(2, ...words, ...Array.from({ length: 60 }, () => 'qz'))
    const unseen = model.begin()
    unseen.push(bytes.encode('#')[0]!)
    expect(unseen.logProbability(bytes.encode('y')[0]!)).toBeGreaterThan(unseen.logProbability(bytes.encode('z')[0]!))
  })

  it('prefers the text that it was made from', () => {
    const model = train(6, ...forest)
    const logProbability = (text: string): number => {
      const state = model.begin()
      let sum = 0
      for (const token of [...bytes.encode(text), endOfText]) {
        sum += state.logProbability(token)
        state.push(token)
      }
      return sum
    }
    expect(logProbability('the oak stands by the fir')).toBeGreaterThan(logProbability('the fir stands by the oak'))
    expect(logProbability(forest[0]!) / forest[0]!.length).toBeGreaterThan(-0.35)
  })

  it('leaves little for what never occurred where everything occurred often', () => {
    const model = train(6, ...Array.from({ length: 300 }, (_, i) => `${i % 7}+${i % 9}`))
    const state = model.begin()
    for (const token of bytes.encode('3+')) state.push(token)
    const occurred = new Set([endOfText, ...bytes.encode('012345678+')])
    const rest = Array.from(state.logProbabilities(), (log, token) => (occurred.has(token) ? 0 : Math.exp(log)))
    expect(rest.reduce((sum, p) => sum + p)).toBeLessThan(0.01)
  })

  it('has a copy of a state that goes its own way', () => {
    const state = train(4, ...forest).begin()
    const copy = state.copy()
    copy.push(bytes.encode('t')[0]!)
    expect([...copy.logProbabilities()]).not.toEqual([...state.logProbabilities()])
  })

  it('learns from nothing, one character and a text of one repeated character', () => {
    for (const texts of [[], [''], ['a'], ['a'.repeat(1000)]]) {
      const state = train(4, ...texts).begin()
      expect(state.logProbabilities().reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 10)
    }
  })

  it('remembers what it has seen only once', () => {
    const state = train(4, 'a').begin()
    const logs = [...state.logProbabilities()]
    expect(logs.indexOf(Math.max(...logs))).toBe(bytes.encode('a')[0])
  })

  it('says so when there are more n-grams than it can hold', () => {
    const counts = new NgramCounts(4, bytes.size, 50)
    expect(() => counts.addText(bytes.encode(forest.join('\n')))).toThrow(
      expect.objectContaining({ code: 'ngrams-too-many', message: expect.stringContaining('lower order') }),
    )
  })

  it('refuses an order that makes no sense', () => {
    for (const order of [0, 2.5, 13, Number.NaN])
      expect(() => new NgramCounts(order, 300)).toThrow(expect.objectContaining({ code: 'ngram-order' }))
  })
})

/** The definition of the model, with maps of strings and no regard for time. */
function kneserNeyByDefinition(
  order: number,
  texts: number[][],
  size: number,
): (history: number[], w: number) => number {
  const raw = new Map<string, number>()
  for (const text of texts) {
    const tokens = [endOfText, ...text, endOfText]
    for (let i = 0; i < tokens.length; i++)
      for (let k = 1; k <= order && i + k <= tokens.length; k++) {
        const gram = tokens.slice(i, i + k)
        // the end marker that begins a text is given, not predicted
        if (k === 1 && i === 0) continue
        const key = `${i === 0 ? '^' : ''}${gram.join(' ')}`
        raw.set(key, (raw.get(key) ?? 0) + 1)
      }
  }
  const adjusted = new Map<string, number>()
  const lengthOf = (key: string): number => key.split(' ').length
  for (const [key, count] of raw) if (lengthOf(key) === order || key.startsWith('^')) adjusted.set(key, count)
  for (const key of raw.keys()) {
    if (lengthOf(key) === 1) continue
    const suffix = key.slice(key.indexOf(' ') + 1)
    if (lengthOf(suffix) < order) adjusted.set(suffix, (adjusted.get(suffix) ?? 0) + 1)
  }
  const discounts = Array.from({ length: order + 1 }, (_, k) => {
    const n = [1, 2, 3, 4].map(c => [...adjusted].filter(([key, a]) => lengthOf(key) === k && a === c).length)
    if (n[0] === 0) return [0.01, 0.01, 0.01]
    const y = n[0]! / (n[0]! + 2 * n[1]!)
    const modified = [1, 2, 3].map(j => j - ((j + 1) * y * n[j]!) / n[j - 1]!)
    const one = Math.min(y, 0.9)
    return n[3]! > 0 && modified.every(d => d > 0) ? modified : [one, one, one]
  })
  const p = (context: string[], w: number): number => {
    const k = context.length + 1
    const shorter =
      k === 1
        ? 1 / size
        : p(
            context.slice(1).map(c => c.replace('^', '')),
            w,
          )
    const after = [...adjusted].filter(
      ([key]) => lengthOf(key) === k && key.split(' ').slice(0, -1).join(' ') === context.join(' '),
    )
    const total = after.reduce((sum, [, a]) => sum + a, 0)
    if (total === 0) return shorter
    const discount = (a: number): number => (a === 0 ? 0 : discounts[k]![Math.min(a, 3) - 1]!)
    const taken = after.reduce((sum, [, a]) => sum + discount(a), 0)
    const a = adjusted.get([...context, w].join(' ')) ?? 0
    return (a - discount(a)) / total + (taken / total) * shorter
  }
  return (history, w) => {
    const context = history.slice(-(order - 1))
    return p(
      context.map((c, i) => (i === 0 && history.length < order ? `^${c}` : String(c))),
      w,
    )
  }
}
