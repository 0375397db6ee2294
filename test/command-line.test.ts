import { existsSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { finished, Place, sums } from './cli.ts'

let place: Place
beforeEach(() => {
  place = new Place()
  place.write('world.mjs', sums)
  place.write('sums.txt', '1\n1+2\n(1+2)+3\n')
})
afterEach(() => place.remove())

const world = ['--accepts-module', 'world.mjs']
const grow = ['grow', '--lines', 'sums.txt', ...world]

describe('help', () => {
  it('is printed for the program and for each command, with examples', async () => {
    for (const words of [[], ['grow'], ['tend'], ['show'], ['check'], ['sample'], ['log'], ['explain']]) {
      const { status, out } = await place.run([...words, '--help'])
      expect(status).toBe(0)
      expect(out).toMatch(/Examples:\n {2}cambium/)
    }
  })

  it('warns that the program receives arbitrary input', async () => {
    for (const command of ['grow', 'tend']) {
      expect((await place.run([command, '--help'])).out).toContain('receives arbitrary input')
    }
  })

  it('names the version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    expect((await place.run(['--version'])).out).toBe(`${version}\n`)
  })
})

describe('wrong usage ends with status 2 and says what is wrong', () => {
  it.each([
    [[], 'Usage'],
    [['no-such-command'], 'unknown command'],
    [['grow', 'sums.txt', '--budget', '3'], 'No world is named'],
    [['grow', 'absent.txt', ...world], 'There is no file or folder absent.txt'],
    [['grow', 'sums.txt', ...world, '--accepts', 'true'], 'There is one world'],
    [['grow', 'sums.txt', ...world, '--header', 'a: b'], '--header means nothing with --accepts-module'],
    [['grow', 'sums.txt', ...world, '--jobs', '0'], 'from 1 up'],
    [['grow', 'sums.txt', ...world, '--timeout', 'soon'], 'It is a time'],
    [['grow', 'sums.txt', ...world, '--rate', '-1'], 'above 0'],
    [['grow', 'sums.txt', ...world, '--blueprint', 'absent'], 'absent'],
    [['grow', 'sums.txt', ...world, '--on-timeout', 'maybe'], 'Allowed choices'],
    [['grow', 'sums.txt', '--accepts', "'"], 'not closed'],
    [['grow', 'sums.txt', '--accepts', 'a | b'], 'needs a shell'],
    [['grow', 'sums.txt', '--accepts-url', 'ftp://x'], 'is not a URL'],
    [['show', 'absent.plant'], 'absent.plant'],
    [['show', 'sums.txt'], 'sums.txt'],
  ])('%j', async (words, message) => {
    const { status, err } = await place.run(words)
    expect(err).toContain(message)
    expect(err).not.toMatch(/^\s+at /m)
    expect(status).toBe(2)
  })

  it('in JSON if asked to, with a stable code, and with a stack only if asked for', async () => {
    const { err } = await place.run(['show', 'absent.plant', '--json'])
    expect(JSON.parse(err)).toEqual({ error: { code: 'plant-missing', message: expect.any(String) } })
    expect((await place.run(['show', 'absent.plant', '--debug'])).err).toMatch(/^\s+at /m)
  })
})

describe('a plant', () => {
  let grown: Place
  beforeAll(async () => {
    grown = new Place()
    grown.write('world.mjs', sums)
    grown.write('sums.txt', '1\n1+2\n(1+2)+3\n')
    const { status, out } = await grown.run([...grow, '-o', 'sums.plant'])
    expect(out).toMatch(/^sums.plant: a grammar of \d+ rules?\n/)
    expect(status).toBe(0)
  })
  afterAll(() => grown.remove())

  it('is shown to people, as EBNF, as JSON, and to programs', async () => {
    const people = await grown.run(['show', 'sums.plant'])
    expect(people.out).toMatch(/::=[\s\S]*precision[\s\S]*fresh samples accepted[\s\S]*3 of 3 examples covered/)
    const ebnf = await grown.run(['show', 'sums.plant', '--as', 'ebnf'])
    expect(people.out.startsWith(ebnf.out)).toBe(true)
    const json = JSON.parse((await grown.run(['show', 'sums.plant', '--as', 'json'])).out)
    const all = JSON.parse((await grown.run(['show', 'sums.plant', '--json'])).out)
    expect(all.grammar).toEqual(json)
    expect(all).toMatchObject({
      ended: 'finished',
      finished: true,
      examples: { covered: 3, total: 3, uncovered: [] },
      estimate: { samples: expect.any(Number), precision: [expect.any(Number), expect.any(Number)] },
      questions: { learning: expect.any(Number), verifying: expect.any(Number) },
      crashes: [],
    })
  })

  it('judges texts: 0 if all are accepted, else 1, with the place and a repair', async () => {
    grown.write('good', '(4+5)+6')
    grown.write('bad', '(4+5')
    expect(await grown.run(['check', 'sums.plant', 'good'])).toMatchObject({ status: 0, out: 'good: accepted\n' })
    const { status, out } = await grown.run(['check', 'sums.plant', 'good', 'bad'])
    expect(status).toBe(1)
    expect(out).toContain('bad: rejected at line 1, column 5')
    expect(out).toContain('repair: insert ")"')
    const json = await grown.run(['check', 'sums.plant', '--json', 'good', 'bad'])
    expect(
      json.out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([
      { input: 'good', file: 'good', accepted: true },
      {
        input: 'bad',
        file: 'bad',
        accepted: false,
        offset: 4,
        line: 1,
        column: 5,
        expected: expect.arrayContaining([[')', ')']]),
        couldEnd: false,
        repair: { text: '(4+5)', edits: [{ offset: 4, removed: '', inserted: ')' }], cost: 1, isMinimal: true },
      },
    ])
  })

  it('judges lines, a .jsonl file and standard input', async () => {
    grown.write('list.txt', '1\n+\n2+3\n')
    grown.write('list.jsonl', '"1"\n"1\\n"\n')
    const lines = await grown.run(['check', 'sums.plant', '--lines', 'list.txt', '--json'])
    expect(
      lines.out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
        .map(({ input, accepted }) => [input, accepted]),
    ).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ])
    expect((await grown.run(['check', 'sums.plant', 'list.jsonl'])).out).toMatch(
      /^list.jsonl:1: accepted\nlist.jsonl:2: rej/,
    )
    expect((await grown.run(['check', 'sums.plant'], { input: '1+1' })).status).toBe(0)
    expect((await grown.run(['check', 'sums.plant'], { input: '1+1\n' })).status).toBe(1)
  })

  it('gives the same samples for the same seed, one JSON string a line if asked', async () => {
    const one = await grown.run(['sample', 'sums.plant', '-n', '50', '--seed', '7', '--jsonl'])
    const two = await grown.run(['sample', 'sums.plant', '-n', '50', '--seed', '7', '--jsonl'])
    const other = await grown.run(['sample', 'sums.plant', '-n', '50', '--seed', '8', '--jsonl'])
    expect(one.out).toBe(two.out)
    expect(one.out).not.toBe(other.out)
    grown.write('samples.jsonl', one.out)
    expect((await grown.run(['check', 'sums.plant', 'samples.jsonl'])).status).toBe(0)
    const short = await grown.run(['sample', 'sums.plant', '-n', '50', '--max-length', '3'])
    for (const text of short.out.trim().split('\n')) expect(text.length).toBeLessThanOrEqual(3)
    expect((await grown.run(['sample', 'sums.plant', '--max-depth', '0'])).status).toBe(0)
  })

  it('tells how it grew and on what a rule rests', async () => {
    const log = await grown.run(['log', 'sums.plant'])
    expect(log.out).toMatch(/^epoch 0: growth.*seed 1[\s\S]*heard "1"[\s\S]*\d+ questions?, \d+ new[\s\S]*finished/)
    const events = (await grown.run(['log', 'sums.plant', '--json'])).out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(events[0]).toMatchObject({ event: 'epoch', epoch: 0, seed: 1 })
    expect(events.at(-1)).toMatchObject({ event: 'end', ended: 'finished' })
    const { start } = JSON.parse((await grown.run(['show', 'sums.plant', '--as', 'json'])).out)
    const explained = await grown.run(['explain', 'sums.plant', start])
    expect(explained.status).toBe(0)
    expect(explained.out).toMatch(/::=[\s\S]*rests on \d+ experiment/)
    expect(JSON.parse((await grown.run(['explain', 'sums.plant', start, '--json'])).out)).toMatchObject({ rule: start })
    const { status, err } = await grown.run(['explain', 'sums.plant', 'no-such-rule'])
    expect(status).toBe(2)
    expect(err).toContain('The rules are')
  })

  it('is not written over', async () => {
    const { status, err } = await grown.run([...grow, '-o', 'sums.plant'])
    expect(status).toBe(2)
    expect(err).toContain('sums.plant')
  })

  it('may be read by someone who stops reading', async () => {
    const child = grown.start('sample', 'sums.plant', '-n', '100000')
    child.stdout!.once('data', () => child.stdout!.destroy())
    const status = await new Promise(resolve => child.on('exit', resolve))
    expect(status).toBe(0)
  })

  it('goes on growing with new examples, if its world is named or trusted', async () => {
    grown.write('more', '7+(8)')
    const refused = await grown.run(['tend', 'sums.plant', 'more'])
    expect(refused.status).toBe(2)
    expect(refused.err).toContain('--trust')
    const { status } = await grown.run(['tend', 'sums.plant', 'more', '--trust'])
    expect(status).toBe(0)
    expect((await grown.run(['show', 'sums.plant'])).out).toContain('4 of 4 examples covered')
    expect((await grown.run(['tend', 'sums.plant', '--recheck', ...world])).status).toBe(0)
  })
})

describe('growing ends early', () => {
  it('with a usable plant when the budget is used up, and goes on', async () => {
    const { status, out } = await place.run([...grow, '-o', 'sums.plant', '--budget', '5'])
    expect(status).toBe(0)
    expect(out).toContain('The budget is used up.')
    expect((await place.run(['show', 'sums.plant'])).status).toBe(0)
    expect((await place.run(['tend', 'sums.plant', '--trust', '--budget', '100000'])).out).toContain('3 of 3 examples')
  })

  it('with a usable plant at the deadline', async () => {
    place.write('slow.mjs', 'export default async () => (await new Promise(later => setTimeout(later, 300)), true)')
    const slow = ['--accepts-module', 'slow.mjs', '--jobs', '1']
    const { status, out } = await place.run([
      'grow',
      '--lines',
      'sums.txt',
      ...slow,
      '-o',
      'slow.plant',
      '--deadline',
      '1s',
    ])
    expect(status).toBe(0)
    expect(out).toContain('The time is over.')
    expect((await place.run(['show', 'slow.plant'])).status).toBe(0)
  })

  it('with a usable plant and status 130 at ctrl-C', async () => {
    place.write('slow.mjs', 'export default async () => (await new Promise(later => setTimeout(later, 300)), true)')
    const child = place.start(
      'grow',
      '--lines',
      'sums.txt',
      '--accepts-module',
      'slow.mjs',
      '-o',
      'slow.plant',
      '--json',
    )
    child.stdout!.once('data', () => child.kill('SIGINT'))
    const { status, out } = await finished(child)
    expect(status).toBe(130)
    const events = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(events.at(-1)).toMatchObject({ event: 'grown', ended: 'cancelled', finished: false })
    expect((await place.run(['show', 'slow.plant'])).status).toBe(0)
  })
})

describe('progress', () => {
  it('is lines of JSON with --json, and ends in what grew', async () => {
    const { out, status } = await place.run([...grow, '-o', 'a.plant', '--json'])
    expect(status).toBe(0)
    const events = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(events[0]).toMatchObject({ event: 'progress', about: expect.any(String), rate: expect.any(Number) })
    expect(events.at(-1)).toMatchObject({ event: 'grown', plant: 'a.plant', ended: 'finished' })
  })

  it('is plain lines on standard error where there is no terminal', async () => {
    place.write(
      'slow.mjs',
      `${sums.replace('export default', 'const judge =')}
      export default async text => (await new Promise(later => setTimeout(later, 100)), judge(text))`,
    )
    const slow = ['--accepts-module', 'slow.mjs', '--deadline', '3s']
    const { err } = await place.run(['grow', '--lines', 'sums.txt', ...slow])
    expect(err).toMatch(/^\d+ questions?, .*\d+\/s, at most \d+ s left: /m)
    expect(existsSync(place.path('sums.plant'))).toBe(true)
  })
})
