import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { finished, Place, sums } from './cli.ts'

let place: Place
beforeEach(() => {
  place = new Place()
  place.write('world.mjs', sums)
  place.write('sums.txt', '1\n1+2\n(1+2)+3\n')
})
afterEach(() => place.remove())

const module = ['--accepts-module', 'world.mjs']
const grow = (...more: string[]) => place.run(['grow', '--lines', 'sums.txt', '-o', 'a.plant', ...more])

/** Processes whose command line holds a text that only this test uses. */
function leftOver(mark: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n')
  return all.filter(line => line.includes(mark) && !/^\s*\d+\s+Z/.test(line))
}

describe('a world that', () => {
  it('hangs is given up text by text, told of, and leaves nothing running', async () => {
    const mark = `98765.${process.pid}`
    const { status, out } = await grow('--accepts', `sh -c 'sleep ${mark} & sleep ${mark}'`, '--timeout', '300ms')
    expect(status).toBe(1)
    expect(out).toMatch(/warning .*not done in time/)
    expect(leftOver(mark)).toEqual([])
  })

  it('hangs ends the growth with --on-timeout fail', async () => {
    const { status, err } = await grow('--accepts', 'sleep 1000', '--timeout', '300ms', '--on-timeout', 'fail')
    expect(status).toBe(3)
    expect(err).toContain('in time')
  })

  it('hangs is left at ctrl-C, and at once at the second', async () => {
    const mark = `98764.${process.pid}`
    for (const times of [1, 2]) {
      const child = place.start(
        'grow',
        '--lines',
        'sums.txt',
        '-o',
        `${times}.plant`,
        '--accepts',
        `sleep ${mark}`,
        '--timeout',
        '1h',
      )
      while (leftOver(`sleep ${mark}`).filter(line => !line.includes('node')).length === 0) await pause(50)
      for (let i = 0; i < times; i++) child.kill('SIGINT')
      expect((await finished(child)).status).toBe(130)
      expect(leftOver(mark)).toEqual([])
    }
  })

  it('crashes on some texts rejects them, and the crashes are listed', async () => {
    // What the shell itself can do, which starts no more programs for each question. A line that ends is one too many.
    place.write(
      'crash.sh',
      `IFS= read -r text && exit 1
       case $text in
         *+) kill -SEGV $$ ;;
         '' | +* | *++* | *[0-9][0-9]* | *[!0-9+]*) exit 1 ;;
       esac`,
    )
    place.write('flat.txt', '1\n1+2\n1+2+3\n')
    const { status, out } = await place.run([
      'grow',
      '--lines',
      'flat.txt',
      '-o',
      'a.plant',
      '--accepts',
      'sh crash.sh',
    ])
    expect(status).toBe(0)
    expect(out).toMatch(/crashed +SIGSEGV on ".*\+"/)
    const shown = JSON.parse((await place.run(['show', 'a.plant', '--json'])).out)
    expect(shown.crashes[0]).toEqual({ text: expect.stringMatching(/\+$/), signal: 'SIGSEGV' })
  })

  it('answers at random is reported with the question', async () => {
    place.write('random.mjs', 'export default text => ["1", "1+2", "(1+2)+3"].includes(text) || Math.random() < 0.5')
    const { status, err } = await grow('--accepts-module', 'random.mjs')
    expect(err).toMatch(/contradicts itself: asked again about "/)
    expect(status).toBe(3)
    expect(err).toMatch(/answers until then are kept in a\.plant/)
    expect((await place.run(['log', 'a.plant'])).status).toBe(0)
  })

  it('prints without end costs no memory and no time beyond its timeout', async () => {
    const { status } = await grow('--accepts', "sh -c 'yes & exec yes'", '--timeout', '300ms')
    expect(status).toBe(1)
  })

  it('accepts everything is doubted', async () => {
    const { status, out } = await grow('--accepts', 'true')
    expect(status).toBe(0)
    expect(out).toContain('Does it judge at all?')
  })

  it('accepts nothing is a negative answer that says what may be wrong', async () => {
    const { status, out } = await grow('--accepts', 'false')
    expect(status).toBe(1)
    expect(out).toContain('0 of 3 examples covered')
    expect(out).toContain('none of the examples')
  })

  it.each([
    [['--accepts', 'no-such-program'], 'was not found'],
    [['--accepts', 'sh -c "exit 127"'], 'exit status 127'],
    [['--accepts-stream', 'echo garbage'], 'garbage'],
    [['--accepts-stream', 'false'], 'ended'],
    [['--accepts-module', 'absent.mjs'], 'does not exist'],
    [['--accepts-url', 'http://127.0.0.1:9/'], 'cannot be asked'],
  ])('is broken ends with status 3 and leaves the name free: %j', async (words, message) => {
    const { status, err } = await grow(...words)
    expect(err).toContain(message)
    expect(status).toBe(3)
    expect(existsSync(place.path('a.plant'))).toBe(false)
  })

  it('fails in the middle keeps what was answered, and growth goes on', async () => {
    place.write(
      'failing.mjs',
      `${sums.replace('export default', 'const judge =')}
      let n = 0
      export default text => { if (++n > 10) throw new Error('out of paper'); return judge(text) }`,
    )
    const failed = await grow('--accepts-module', 'failing.mjs', '--jobs', '1')
    expect(failed.status).toBe(3)
    expect(failed.err).toContain('out of paper')
    expect(failed.err).toContain('10 answers until then are kept')
    const tended = await place.run(['tend', 'a.plant', ...module])
    expect(tended.status).toBe(0)
    expect(tended.out).toContain('3 of 3 examples covered')
  })
})

describe('an example that', () => {
  it('the world rejects is named, and the others are learned', async () => {
    place.write('sums.txt', '1\n1+2\n1+\n')
    const { status, out } = await grow(...module)
    expect(status).toBe(0)
    expect(out).toMatch(/2 of 3 examples covered\n *not covered +"1\+"/)
  })

  it('is empty is an example like any other', async () => {
    place.write('empty/none', '')
    place.write('maybe.mjs', 'export default text => /^a*$/.test(text)')
    place.write('empty/some', 'aa')
    const { status, out } = await place.run(['grow', 'empty', '-o', 'a.plant', '--accepts-module', 'maybe.mjs'])
    expect(out).toContain('2 of 2 examples covered')
    expect(status).toBe(0)
    expect((await place.run(['check', 'a.plant', 'empty'])).status).toBe(0)
  })

  it.each([
    ['is not UTF-8', Uint8Array.of(0x31, 0xff), 'byte 1 '],
    ['is binary', Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) % 256), 'is not UTF-8'],
    ['has ten megabytes', new Uint8Array(10_000_000).fill(0x31), '10,000,000 bytes'],
  ])('%s is refused before anything is asked', async (_, bytes, message) => {
    place.write('odd', bytes)
    const { status, err } = await place.run(['grow', 'odd', '-o', 'a.plant', ...module])
    expect(err).toContain(message)
    expect(status).toBe(2)
    expect(existsSync(place.path('a.plant'))).toBe(false)
  })

  it('is given as valid and as invalid is refused', async () => {
    const { status, err } = await grow('--rejected', 'sums.txt', ...module)
    expect(status).toBe(2)
    expect(err).toContain('is given as valid and as rejected')
  })
})

describe('a plant file that', () => {
  let grown: Buffer
  beforeAll(async () => {
    const nursery = new Place()
    nursery.write('world.mjs', sums)
    nursery.write('sums.txt', '1\n1+2\n(1+2)+3\n')
    const words = ['grow', '--lines', 'sums.txt', '-o', 'a.plant', ...module]
    expect((await nursery.run(words)).status).toBe(0)
    grown = readFileSync(nursery.path('a.plant'))
    nursery.remove()
  })
  beforeEach(() => void place.write('a.plant', grown))

  const commands = [
    ['show', 'a.plant'],
    ['check', 'a.plant', 'sums.txt'],
    ['sample', 'a.plant'],
    ['log', 'a.plant'],
    ['explain', 'a.plant', 'start'],
    ['tend', 'a.plant', ...module],
  ]

  it.each([
    ['is cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['is cut to nothing', (bytes: Buffer) => bytes.subarray(0, 0)],
    [
      'is overwritten with noise in the middle',
      (bytes: Buffer) => bytes.map((byte, i) => (i > 4_096 ? (i * 97) % 256 : byte)),
    ],
    ['is noise', (bytes: Buffer) => bytes.map((_, i) => (i * 131 + 7) % 256)],
  ])('%s is refused by every command', async (_, spoil) => {
    writeFileSync(place.path('a.plant'), spoil(grown))
    for (const command of commands) {
      const { status, err } = await place.run(command)
      expect(err).toContain('a.plant')
      expect(err).not.toContain('defect')
      expect(status).toBe(2)
    }
  })

  it('another process lets grow is refused to a second one, and can be read meanwhile', async () => {
    place.write('slow.mjs', 'export default async () => (await new Promise(later => setTimeout(later, 400)), true)')
    const first = place.start('tend', 'a.plant', '--recheck', '--accepts-module', 'slow.mjs', '--json')
    const ended = finished(first)
    await new Promise(resolve => first.stdout!.once('data', resolve))
    const second = await finished(place.start('tend', 'a.plant', ...module))
    expect(second.status).toBe(2)
    expect(second.err).toMatch(/another|in use/i)
    expect((await finished(place.start('show', 'a.plant'))).status).toBe(0)
    first.kill('SIGINT')
    expect((await ended).status).toBe(130)
    expect((await place.run(['tend', 'a.plant', ...module])).status).toBe(0)
  })
})

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
