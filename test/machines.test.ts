import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Place } from './cli.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const turnstile = `${project}examples/turnstile.mjs`
const place = new Place()
afterAll(() => place.remove())

beforeAll(async () => {
  const { status, err } = await place.run(['grow', '--responds-module', turnstile, '-o', 'turnstile.plant'])
  expect(status, err).toBe(0)
}, 60_000)

test('a machine is shown in every notation', async () => {
  const show = async (...more: string[]) => (await place.run(['show', 'turnstile.plant', ...more])).out
  expect(await show()).toMatch(
    /^state {2}input {2}output {2}next\ns0 .*coin .*open .*s1\n[\s\S]*\n2 states|machine +2 states/,
  )
  expect(await show('--as', 'dot')).toContain('s0 -> s1 [label="coin/open"]')
  expect(await show('--as', 'mermaid')).toContain('s0 --> s1: coin / open')
  expect(await show('--as', 'markdown')).toContain('| s0 | coin | open | s1 |')
  expect(await show('--as', 'svg')).toMatch(/<svg[\s\S]*coin\/open[\s\S]*<\/svg>\n$/)
  expect(JSON.parse(await show('--as', 'json')).inputs).toEqual(['coin', 'push'])
  expect(JSON.parse(await show('--json'))).toMatchObject({ states: 2, complete: true, finished: true })
  const wrong = await place.run(['show', 'turnstile.plant', '--as', 'ebnf'])
  expect(wrong).toMatchObject({ status: 2, err: expect.stringMatching(/cannot be written as ebnf.*mermaid/) })
})

test('a machine answers what would happen, and how to reach an output', async () => {
  const ran = await place.run(['simulate', 'turnstile.plant', 'push', 'coin', '--then-reach', 'locked'])
  expect(ran).toMatchObject({
    status: 0,
    out: 'push -> locked\ncoin -> open\n\npush -> passed\npush -> locked\n',
  })
  const json = await place.run(['simulate', 'turnstile.plant', 'coin', '--json'])
  expect(JSON.parse(json.out)).toEqual({ inputs: ['coin'], outputs: ['open'], state: 's1', known: true })
  expect(await place.run(['simulate', 'turnstile.plant', 'kick'])).toMatchObject({
    status: 2,
    err: expect.stringContaining("no input 'kick'"),
  })
  expect(await place.run(['simulate', 'turnstile.plant', '--then-reach', 'gold'])).toMatchObject({
    status: 2,
    err: expect.stringContaining('open, locked, passed'),
  })
})

test('recorded traces are checked, and taken for experience', async () => {
  const good = place.write('good.txt', '# seen on Monday\ncoin -> open\npush -> passed\n\npush -> locked\n')
  const bad = place.write('bad.txt', '{"inputs": ["coin", "push"], "outputs": ["open", "locked"]}\n')
  expect((await place.run(['check', 'turnstile.plant', good])).status).toBe(0)
  expect(await place.run(['check', 'turnstile.plant', bad])).toMatchObject({
    status: 1,
    out: expect.stringMatching(
      /bad.txt:1: does not fit at step 2: to "push" the machine answers "passed", the trace "locked"/,
    ),
  })
  const grown = await place.run(['grow', good, '--responds-module', turnstile, '-o', 'traces.plant', '--json'])
  expect(JSON.parse(grown.out.trim().split('\n').at(-1)!)).toMatchObject({ event: 'grown', states: 2, traces: 2 })
  const contradicted = await place.run(['grow', bad, '--responds-module', turnstile, '-o', 'never.plant'])
  expect(contradicted).toMatchObject({ status: 3, err: expect.stringMatching(/"locked" \(1 of 5 times\)/) })
  const malformed = place.write('malformed.txt', 'coin\n')
  expect(await place.run(['check', 'turnstile.plant', malformed])).toMatchObject({
    status: 2,
    err: expect.stringContaining('malformed.txt:1'),
  })
})

test('log and explain tell what a machine rests on', async () => {
  const log = await place.run(['log', 'turnstile.plant'])
  expect(log.out).toMatch(
    /epoch 0: growth[\s\S]*what each input does[\s\S]*coin -> open[\s\S]*finished: 2 states; \d+ tests in a row agree/,
  )
  const explained = await place.run(['explain', 'turnstile.plant', 's1'])
  expect(explained.out).toMatch(
    /s1 is reached by coin -> open\n[\s\S]*it is not s0: push is answered differently\n {2}here .*passed\n {2}there .*locked/,
  )
  expect((await place.run(['explain', 'turnstile.plant', 's9'])).status).toBe(2)
})

/** The turnstile, but a second coin is kept for a second pass. */
const generous = readFileSync(turnstile, 'utf8')
  .replace('let open = false', 'let open = 0')
  .replace('  open = false\n}', '  open = 0\n}')
  .replace('open = true', 'open = Math.min(2, open + 1)')
  .replace('  open = false\n  return', '  open--\n  return')

test('a suite is written, run by node and by vitest, and finds a system that differs', async () => {
  const written = await place.run(['test', 'turnstile.plant', '-o', 'suite', '--extra-states', '1'])
  expect(written, written.err).toMatchObject({ status: 0, out: expect.stringContaining('suite.json') })
  mkdirSync(place.path('node_modules'))
  symlinkSync(project, place.path('node_modules/cambium'))
  const node = spawnSync(process.execPath, ['--test', 'suite.test.mjs'], { cwd: place.folder, encoding: 'utf8' })
  expect(node.status, node.stdout).toBe(0)
  expect(JSON.parse(readFileSync(place.path('suite.json'), 'utf8')).tests.length).toBeGreaterThan(3)

  const forVitest = ['test', 'turnstile.plant', '-o', 'other', '--method', 'hsi', '--runner', 'vitest']
  expect((await place.run(forVitest)).status).toBe(0)
  symlinkSync(`${project}node_modules/vitest`, place.path('node_modules/vitest'))
  const words = [`${project}node_modules/vitest/vitest.mjs`, 'run', '--root', place.folder, 'other']
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
  const vitest = spawnSync(process.execPath, words, { cwd: place.folder, encoding: 'utf8', env })
  expect(vitest.status, vitest.stdout + vitest.stderr).toBe(0)

  expect((await place.run(['test', 'turnstile.plant', '--run', '--trust'])).status).toBe(0)
  const differing = place.write('generous.mjs', generous)
  const failing = await place.run([
    'test',
    'turnstile.plant',
    '--run',
    '--responds-module',
    differing,
    '--extra-states',
    '1',
  ])
  expect(failing).toMatchObject({
    status: 1,
    out: expect.stringContaining(
      '  coin -> open\n  coin -> open\n  push -> passed\n  push -> passed\nThe last answer should be "locked"',
    ),
  })
  rmSync(place.path('node_modules'), { recursive: true })
}, 120_000)

test('diff compares two plants, or a plant and a system', async () => {
  const other = place.write('generous.mjs', generous)
  expect(await place.run(['diff', 'turnstile.plant', '--responds-module', turnstile])).toMatchObject({ status: 0 })
  const system = await place.run(['diff', 'turnstile.plant', '--responds-module', other, '--json'])
  expect(JSON.parse(system.out)).toMatchObject({
    same: false,
    transitions: [{ word: ['coin', 'coin', 'push', 'push'], states: { a: 's0' } }],
  })
  await place.run(['grow', '--responds-module', other, '-o', 'generous.plant'])
  const plants = await place.run(['diff', 'turnstile.plant', 'generous.plant'])
  expect(plants).toMatchObject({ status: 1, out: expect.stringContaining('coin, coin, push, push\n') })
  expect((await place.run(['diff', 'turnstile.plant'])).status).toBe(2)
}, 60_000)

test('a plant goes on growing with what it remembers of its system, if that is allowed', async () => {
  await place.run(['grow', '--responds-module', turnstile, '-o', 'half.plant', '--budget', '5'])
  expect(await place.run(['tend', 'half.plant'])).toMatchObject({
    status: 2,
    err: expect.stringMatching(/grown with --responds-module .*turnstile.mjs.*--trust/),
  })
  const whole = await place.run(['tend', 'half.plant', '--trust', '--budget', '1000'])
  expect(whole, whole.err).toMatchObject({
    status: 0,
    out: expect.stringMatching(/2 states[\s\S]*tests in a row agree/),
  })
  const changed = place.write('generous.mjs', generous)
  const again = await place.run(['tend', 'half.plant', '--recheck', '--responds-module', changed])
  expect(again, again.err).toMatchObject({ status: 0, out: expect.stringContaining('3 states') })
}, 60_000)

test.each([
  [['--responds-url', 'http://localhost:1'], 'map-missing'],
  [['--responds', 'node x', '--responds-module', turnstile], 'world-ambiguous'],
  [['--responds', 'node x', '--inputs', 'a', '--map', 'x'], 'option-unused'],
  [['--responds', 'node x'], 'inputs-missing'],
  [['--responds-module', 'missing.mjs'], 'world-failed'],
  [['--responds-tcp', 'nowhere', '--map', 'm.yaml', '--inputs', 'a'], 'address-unreadable'],
])('what cannot be right is refused: %j', async (words, code) => {
  const { status, err } = await place.run(['grow', ...words, '-o', 'x.plant', '--json'])
  expect(JSON.parse(err.trim())).toMatchObject({ error: { code } })
  expect(status).toBe(code === 'world-failed' ? 3 : 2)
})

test('a plant of the other kind is refused by what needs a grammar or a machine', async () => {
  expect(await place.run(['sample', 'turnstile.plant'])).toMatchObject({
    status: 2,
    err: expect.stringContaining('has grown a machine'),
  })
})

describe('a system that misbehaves', () => {
  // A shell is there sooner than Node, and here it is started again after each death.
  const law = `open=no
    while read -r line; do
      case $line in
        die) kill -SEGV $$ ;;
        hang) continue ;;
        coin) open=yes; echo yes ;;
        push) echo $open; open=no ;;
      esac
    done`
  const unruly = `sh "${place.write('unruly.sh', law)}"`
  const acting = (name: string, inputs: string, ...more: string[]) =>
    place.run([
      'grow',
      '--responds',
      unruly,
      '--inputs',
      inputs,
      '-o',
      `${name}.plant`,
      '--tests',
      '1',
      '--jobs',
      '1',
      ...more,
    ])

  test('one that dies in mid-answer is learned, with the run in which it died', async () => {
    const { status, out, err } = await acting('dies', 'coin,push,die', '--budget', '25')
    expect(status, err).toBe(0)
    expect(out).toMatch(/crashed +killed by SIGSEGV on (coin, |push, )*die/)
    const ran = await place.run(['simulate', 'dies.plant', 'coin', 'die', 'push'])
    expect(ran.out).toBe('coin -> yes\ndie -> (killed by SIGSEGV)\npush -> (killed by SIGSEGV)\n')
  })

  test('one that hangs answers (timeout), and people are told where', async () => {
    const { status, out, err } = await acting('hangs', 'coin,hang', '--timeout', '600ms', '--budget', '4')
    expect(status, err).toBe(0)
    expect(out).toMatch(/warning +In \d+ runs? the system did not answer in time, first: hang -> \(timeout\)/)
  })

  test('one that floods ends growth, and what was learned until then is kept', async () => {
    const source = `import { createInterface } from 'node:readline'
      let coins = 0
      createInterface({ input: process.stdin }).on('line', line => {
        coins = line === 'coin' ? coins + 1 : 0
        if (coins === 2) for (;;) process.stdout.write('x'.repeat(65_536))
        console.log(line === 'coin' ? 'open' : 'locked')
      })`
    const flooding = `"${process.execPath}" ${place.write('floods.mjs', source)}`
    const words = ['--responds', flooding, '--inputs', 'coin,push', '-o', 'floods.plant', '--jobs', '1']
    const { status, err } = await place.run(['grow', ...words])
    expect(status).toBe(3)
    expect(err).toMatch(/prints without end: "x+ ... x+"[\s\S]*\d answers until then are kept in floods.plant/)
    const { out } = await place.run(['log', 'floods.plant'])
    expect(out).toMatch(/what each input does[\s\S]*coin -> open[\s\S]*failed: .*prints without end/)
  })

  test.each([
    ['changes its behaviour', 'if (++given > 40 && input === "push") return "broken"'],
    ['answers by chance', 'if (input === "push" && Math.random() < 0.2) return "broken"'],
  ])('one that %s is reported with its answers and how often each came', async (what, law) => {
    const source = `import * as real from ${JSON.stringify(turnstile)}
      let given = 0
      export const { inputs, reset } = real
      export function step(input) { ${law}; return real.step(input) }`
    const name = what.split(' ')[0]!
    const module = place.write(`${name}.mjs`, source)
    const ran = await place.run(['grow', '--responds-module', module, '-o', `${name}.plant`, '--jobs', '1'])
    expect(ran.status).toBe(3)
    expect(ran.err).toMatch(
      /contradicts itself: asked again about the inputs .*push.*\(\d of 5 times\) and .*\(\d of 5 times\)/,
    )
    expect(ran.err).toMatch(/answers until then are kept/)
  })

  test('one that errs by chance is learned exactly when it is said how often it errs', async () => {
    const source = `import * as real from ${JSON.stringify(turnstile)}
      let seed = 1
      export const { inputs, reset } = real
      export function step(input) {
        const output = real.step(input)
        seed = (seed * 48271) % 2147483647
        return seed / 2147483647 < 0.05 ? 'noise' : output
      }`
    const module = place.write('noisy.mjs', source)
    const ran = await place.run([
      'grow',
      '--responds-module',
      module,
      '-o',
      'noisy.plant',
      '--noisy',
      '0.1',
      '--tests',
      '3',
    ])
    expect(ran.status, ran.err).toBe(0)
    expect((await place.run(['diff', 'turnstile.plant', 'noisy.plant'])).status).toBe(0)
  })
})
