import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import JSON5 from 'json5'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Place } from './cli.ts'

const examples = readFileSync(new URL('grown/json.txt', import.meta.url), 'utf8')
const json5 = fileURLToPath(import.meta.resolve('json5'))
let place: Place
beforeAll(async () => {
  place = new Place()
  place.write('json.txt', examples)
  place.write('json.mjs', 'export default text => { try { JSON.parse(text); return true } catch { return false } }')
  place.write(
    'json5.mjs',
    `import JSON5 from ${JSON.stringify(json5)}
     export default text => { try { JSON5.parse(text); return true } catch { return false } }`,
  )
  place.write('lists.mjs', 'export default text => /^\\[(1(,1)*)?\\]$/.test(text)')
  place.write('lists2.mjs', 'export default text => /^\\[(1(,1)*,?)?\\]$/.test(text)')
  place.write('lists.txt', '[]\n[1]\n[1,1,1]\n')
  place.write('lists2.txt', '[]\n[1]\n[1,1,1]\n[1,]\n')
  const grow = (name: string, ...limits: string[]) =>
    place.run(['grow', '--lines', `${name}.txt`, '--accepts-module', `${name}.mjs`, ...limits])
  const all = [await grow('json', '--budget', '1500'), await grow('lists'), await grow('lists2')]
  for (const { status } of all) expect(status).toBe(0)
}, 120_000)
afterAll(() => place.remove())

const parses = (text: string, by: { parse(text: string): unknown }) => {
  try {
    by.parse(text)
    return true
  } catch {
    return false
  }
}

describe('diff', () => {
  it('of two plants names the shortest texts on which they differ', async () => {
    const { out, status } = await place.run(['diff', 'lists.plant', 'lists2.plant', '--json'])
    const { onlyFirst, onlySecond, provenUpTo } = JSON.parse(out)
    expect(onlyFirst).toEqual([])
    expect(onlySecond).toEqual([{ rule: 'start', witnesses: expect.anything(), isShortest: true }])
    expect(onlySecond[0].witnesses[0]).toBe('[1,]')
    expect([status, provenUpTo]).toEqual([1, expect.any(Number)])
    const people = await place.run(['diff', 'lists.plant', 'lists2.plant'])
    expect(people.out).toMatch(/^lists2.plant accepts, lists.plant does not:\n {2}start: "\[1,\]"/)
  })

  it('of a plant with itself, and with its own world, finds nothing', async () => {
    expect(await place.run(['diff', 'lists.plant', 'lists.plant'])).toMatchObject({
      out: 'no difference found, which is proven for all texts\n',
      status: 0,
    })
    expect((await place.run(['diff', 'lists.plant', '--trust'])).out).toBe('no difference found\n')
  })

  it('of JSON grown from one parser with another one, of JSON5, finds what only JSON5 takes', async () => {
    const { out, status } = await place.run(['diff', 'json.plant', '--accepts-module', 'json5.mjs', '--json'])
    expect(status).toBe(1)
    const { onlySecond } = JSON.parse(out) as { onlySecond: { witnesses: string[] }[] }
    const texts = onlySecond.flatMap(({ witnesses }) => witnesses)
    expect(texts.length).toBeGreaterThan(0)
    for (const text of texts) expect(parses(text, JSON5), text).toBe(true)
    expect(texts.filter(text => !parses(text, JSON)).length).toBeGreaterThan(0)
    expect(texts).toContain('.0')
  })

  it('wants somebody to compare with', async () => {
    const { err, status } = await place.run(['diff', 'lists.plant'])
    expect(status).toBe(2)
    expect(err).toContain('Name a second plant, or a world')
  })
})

describe('sample', () => {
  const lines = async (...words: string[]) => {
    const { out, err, status } = await place.run(['sample', ...words, '--jsonl'])
    expect(status, err).toBe(0)
    return {
      texts: out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as string),
      err,
    }
  }

  it('--cover has each repetition with no round, one and more', async () => {
    const { texts } = await lines('lists.plant', '--cover')
    expect(texts).toEqual(expect.arrayContaining(['[]', '[1]', '[1,1]', '[1,1,1]']))
    expect(texts.length).toBeLessThan(6)
    for (const text of (await lines('json.plant', '--cover')).texts) expect(parses(text, JSON), text).toBe(true)
  })

  it('--near-miss is rejected by the grammar, and by the world where there is one', async () => {
    const { texts } = await lines('lists.plant', '--near-miss')
    expect(texts).toEqual(expect.arrayContaining(['[1', '[1,]']))
    const confirmed = await lines('lists.plant', '--near-miss', '--accepts-module', 'lists2.mjs')
    expect(confirmed.texts).not.toContain('[1,]')
    expect(confirmed.err).toContain('The world accepts')
    for (const text of (await lines('json.plant', '--near-miss', '--trust')).texts)
      expect(parses(text, JSON)).toBe(false)
  })
})

describe('show --as', () => {
  it.each([
    ['ebnf', /^start +::= "\["/m],
    ['antlr4', /^grammar Lists;\n\ninput : /],
    ['lark', /^start: "\["/],
    ['peggy', /^start = \$\("\["/],
    ['tree-sitter', /^module\.exports = grammar\(\{\n {2}name: "lists"/],
    ['gbnf', /^root ::= "\["/],
    ['bnf', /^<start> ::= "\["/],
    ['json', /^\{\n {2}"start": "start"/],
  ])('%s', async (notation, begins) => {
    const { out, status } = await place.run(['show', 'lists.plant', '--as', notation])
    expect(status).toBe(0)
    expect(out).toMatch(begins)
  })
})
