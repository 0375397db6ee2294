import { copyFileSync, existsSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Random } from '../src/model/random.ts'
import { finished, Place, sums } from './cli.ts'

/** Sums with brackets, all different. */
function sumsLike(count: number, depth: number): string[] {
  const random = new Random(3)
  const sum = (left: number): string => {
    const kind = left === 0 ? 0 : random.below(4)
    if (kind < 2) return String(random.below(10))
    return kind === 2 ? `(${sum(left - 1)})` : `${sum(left - 1)}+${sum(left - 1)}`
  }
  const texts = new Set<string>()
  while (texts.size < count) texts.add(sum(depth))
  return [...texts]
}

const lines = (texts: readonly string[]) => `${texts.join('\n')}\n`

describe('a plant that only listened', () => {
  let place: Place
  beforeAll(async () => {
    place = new Place()
    place.write('world.mjs', sums)
    place.write('sums.txt', lines(sumsLike(20, 3)))
    const { status, out } = await place.run(['grow', '--lines', 'sums.txt', '-o', 'sums.plant'])
    expect(status).toBe(0)
    expect(out).toMatch(/^sums.plant: a grammar of \d+ rules?\n/)
    expect(out).toContain('cambium tend sums.plant --accepts COMMAND')
  })
  afterAll(() => place.remove())

  it('says what its grammar weighs, and that nobody judged it', async () => {
    const { out } = await place.run(['show', 'sums.plant'])
    expect(out).toMatch(/precision +not known/)
    expect(out).toMatch(/bits +[\d,]+ for the grammar, [\d,]+ for 20 examples with its help \([\d,]+ without\)/)
    const { bits, estimate, examples, questions, finished } = JSON.parse(
      (await place.run(['show', 'sums.plant', '--json'])).out,
    )
    expect(bits.grammar + bits.experience).toBeLessThan(bits.plain / 2)
    expect({ estimate, examples, finished }).toEqual({
      estimate: null,
      examples: { covered: 20, total: 20, uncovered: [] },
      finished: true,
    })
    expect(questions).toEqual({ learning: 0, verifying: 0, audited: 0, rechecked: 0 })
  })

  it('checks, samples, exports, and is a parser, a log and explanations like any other', async () => {
    place.write('good', '((4)+5)+6')
    place.write('bad', '(4+5')
    expect((await place.run(['check', 'sums.plant', 'good'])).status).toBe(0)
    expect((await place.run(['check', 'sums.plant', 'bad'])).out).toContain('repair: insert ")"')
    const samples = await place.run(['sample', 'sums.plant', '-n', '50', '--jsonl'])
    place.write('samples.jsonl', samples.out)
    expect((await place.run(['check', 'sums.plant', 'samples.jsonl'])).status).toBe(0)
    expect((await place.run(['show', 'sums.plant', '--as', 'antlr4'])).out).toContain('grammar Sums;')
    expect((await place.run(['parser', 'sums.plant'])).out).toContain('export function parse')
    const log = (await place.run(['log', 'sums.plant'])).out
    expect(log).toContain('epoch 0: listening (blueprint innate')
    expect(log).toMatch(/finished: \d+ rules?; [\d,]+ bits of grammar, [\d,]+ of examples/)
    // It says something only when it has found something.
    expect(log.split('\n').filter(line => line.includes('fewest bits')).length).toBeLessThan(40)
    const { start } = JSON.parse((await place.run(['show', 'sums.plant', '--as', 'json'])).out)
    const explained = (await place.run(['explain', 'sums.plant', start])).out
    expect(explained).toContain('rests on examples alone, such as:')
  })

  it('has no world to trust', async () => {
    expect((await place.run(['diff', 'sums.plant', '--trust'])).err).toContain('grew without a world')
    const { status, err } = await place.run(['tend', 'sums.plant', '--trust'])
    expect(err).toContain('--trust means nothing without one')
    expect(status).toBe(2)
  })

  it('grows on by asking when it is given a world, which it then remembers', async () => {
    copyFileSync(place.path('sums.plant'), place.path('copy.plant'))
    const again = await place.run(['tend', 'copy.plant', '--recheck', '--accepts-module', 'world.mjs'])
    expect(again.err).toContain('has asked nothing yet')
    const { status, out } = await place.run(['tend', 'copy.plant', '--accepts-module', 'world.mjs'])
    expect(status).toBe(0)
    expect(out).toMatch(/precision +100.0 % of 100 fresh samples/)
    const report = JSON.parse((await place.run(['show', 'copy.plant', '--json'])).out)
    expect(report).toMatchObject({ bits: null, estimate: { accepted: 100 }, finished: true })
    expect((await place.run(['tend', 'copy.plant'])).err).toContain('--trust allows exactly that')
  })

  it('parses an example that it covers and changes nothing; listens again to one that it does not', async () => {
    const grammar = async () => (await place.run(['show', 'sums.plant', '--as', 'json'])).out
    const before = await grammar()
    expect((await place.run(['tend', 'sums.plant', 'good'])).out).toContain('21 of 21 examples covered')
    expect(await grammar()).toBe(before)
    expect((await place.run(['log', 'sums.plant', '--json'])).out).toMatch(
      /"event":"epoch","epoch":1,"kind":"listening"/,
    )
    place.write('products.txt', lines(['2*3', '2+3*4', '(2*3)', '4*(5+6)', '7*8*9', '(1)*(2)']))
    const { status, out } = await place.run(['tend', 'sums.plant', '--lines', 'products.txt'])
    expect(status).toBe(0)
    expect(out).toContain('27 of 27 examples covered')
    expect(await grammar()).not.toBe(before)
    const { out: refused, err } = await place.run(['tend', 'sums.plant', '--rejected', 'good'])
    expect(refused).toBe('')
    expect(err).toContain('is given as valid and as rejected')
  })
})

describe('listening', () => {
  let place: Place
  beforeEach(() => {
    place = new Place()
    place.write('sums.txt', '1\n1+2\n(1+2)+3\n')
    place.write('many.txt', lines(sumsLike(600, 6)))
  })
  afterEach(() => place.remove())

  it('never accepts what it was told is rejected', async () => {
    place.write('pairs.txt', lines(['ab', 'aabb', 'aaabbb', 'aaaabbbb', 'aaaaabbbbb']))
    place.write('no.txt', lines(['aab', 'abab', 'aaaaaabbbbbb']))
    expect((await place.run(['grow', '--lines', 'pairs.txt', '--rejected', 'no.txt'])).status).toBe(0)
    expect((await place.run(['check', 'pairs.plant', '--lines', 'pairs.txt'])).status).toBe(0)
    const { out } = await place.run(['check', 'pairs.plant', '--lines', 'no.txt'])
    expect(out.match(/: rejected/g)).toHaveLength(3)
  })

  it('is used up by no limit: a deadline and ctrl-C leave a plant that covers its examples', async () => {
    const { status, out } = await place.run(['grow', '--lines', 'many.txt', '-o', 'late.plant', '--deadline', '300ms'])
    expect(status).toBe(0)
    expect(out).toContain('The time is over. To go on: cambium tend late.plant')
    expect(out).toContain('600 of 600 examples covered')
    // What is new is heard although the old has not been heard to its end.
    const later = await place.run(['tend', 'late.plant', '--lines', 'sums.txt', '--deadline', '300ms'])
    expect(later.out).toMatch(/60[0-3] of (60[0-3]) examples covered/)

    const child = place.start('grow', '--lines', 'many.txt', '-o', 'stopped.plant', '--json')
    child.stdout!.once('data', () => child.kill('SIGINT'))
    const stopped = await finished(child)
    expect(stopped.status).toBe(130)
    const report = JSON.parse(stopped.out.trim().split('\n').at(-1)!)
    expect(report).toMatchObject({ ended: 'cancelled', finished: false, examples: { covered: 600, total: 600 } })
    expect((await place.run(['check', 'stopped.plant', '--lines', 'many.txt'])).status).toBe(0)
  })

  it('is explained in the help', async () => {
    for (const command of ['grow', 'tend']) {
      expect((await place.run([command, '--help'])).out).toContain('Without a world a grammar grows from the examples')
    }
  })

  it.each([
    [['grow'], 'There is no example to grow from'],
    [['grow', 'binary'], 'binary is not UTF-8 text'],
    [['grow', '--lines', 'sums.txt', '--rejected', 'sums.txt'], 'is given as valid and as rejected'],
    [['grow', '--lines', 'sums.txt', '--budget', '9'], '--budget means nothing without one'],
    [['grow', '--lines', 'sums.txt', '--inputs', 'coin,push'], '--inputs means nothing without one'],
    [['grow', '--lines', 'sums.txt', '--from', 'sums.txt'], '--from means nothing without one'],
  ])('wrong usage is refused and makes no plant: %j', async (words, message) => {
    place.write('binary', new Uint8Array([0x61, 0xff, 0x62]))
    const { status, err } = await place.run([...words, '-o', 'no.plant'])
    expect(err).toContain(message)
    expect(status).toBe(2)
    expect(existsSync(place.path('no.plant'))).toBe(false)
  })

  it.each([
    ['an empty text among others', '""\n"a"\n"aa"\n"aaa"\n'],
    ['control characters and characters beyond the basic plane', '"\\u0000\\u0001"\n"😀\\n"\n"\\u0000😀"\n'],
  ])('is content with %s', async (_, texts) => {
    place.write('odd.jsonl', texts)
    expect((await place.run(['grow', 'odd.jsonl'])).status).toBe(0)
    expect((await place.run(['check', 'odd.plant', 'odd.jsonl'])).status).toBe(0)
  })
})
