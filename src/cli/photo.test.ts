import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Random } from '../model/random.ts'
import { photoCommand } from './photo.ts'

const neighbours = [
  ['oak', 'elm'],
  ['elm', 'ash'],
  ['ash', 'yew'],
  ['yew', 'oak'],
]
const facts = neighbours.flatMap(([a, b]) => [
  `Next to the ${a} stands the ${b}.`,
  `What is next to the ${a}? The ${b}.`,
])

let folder: string
let corpus: string
let photo: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'photo-cli-'))
  corpus = join(folder, 'forest.txt')
  photo = join(folder, 'forest.photo')
  await writeFile(corpus, Array.from({ length: 10 }, (_, i) => new Random(i).shuffled(facts).join('\n')).join('\n'))
  await run(
    'train',
    corpus,
    '--lines',
    '-o',
    photo,
    '--kind',
    'ngram',
    '--vocabulary',
    'bpe',
    '--vocabulary-size',
    '320',
    '--order',
    '8',
  )
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs a command in this process. */
async function run(
  ...args: string[]
): Promise<{ out: string; err: string; status: number | string | undefined | null }> {
  const said = { out: '', err: '' }
  const keep = (where: 'out' | 'err') => (text: unknown) => {
    said[where] += text
    return true
  }
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'))
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(keep('err'))
  try {
    await photoCommand().exitOverride().parseAsync(args, { from: 'user' })
    return { ...said, status: process.exitCode }
  } finally {
    out.mockRestore()
    err.mockRestore()
    process.exitCode = undefined
  }
}

describe('cambium photo', () => {
  it('answers a question and says what it went on with', async () => {
    const { out, err } = await run('ask', photo, 'What is next to the oak?')
    expect(out).toBe('The elm\n')
    expect(err).toContain('What is next to the oak?')
  })

  it('tells what comes next, what is near, how probable texts are, and which of two it prefers', async () => {
    expect((await run('ask', photo, '--next', 'Next to the oak stands the')).out).toMatch(/^0\.\d+ {2}" elm"/)
    expect((await run('ask', photo, '--near', 'oak')).out).toMatch(/elm {2}\d+/)
    expect((await run('ask', photo, '--score', 'Next to the oak')).out).toContain('perplexity')
    expect((await run('ask', photo, '--pair', 'Next to the oak', 'oak the to Next')).out).toContain(
      'it prefers "Next to the oak"',
    )
    const pairs = join(folder, 'pairs.jsonl')
    await writeFile(pairs, '{"good":"the oak stands","bad":"oak the stands"}\nNext to the elm\telm the to Next\n')
    const { out } = await run('ask', photo, '--pairs', pairs)
    expect(out).toMatch(/^2 of 2 good ones preferred: 100\.0 % \(95 % interval 34\.2 to 100\.0 %\)/)
  })

  it('draws the same samples for the same seed', async () => {
    const [a, b] = [
      await run('sample', photo, '-n', '3', '--seed', '4'),
      await run('sample', photo, '-n', '3', '--seed', '4'),
    ]
    expect(a.out).toBe(b.out)
    expect(a.out.split('\n').length).toBeGreaterThanOrEqual(4)
  })

  it('shows what a photograph is made from, and refuses one that was changed', async () => {
    expect((await run('show', photo)).out).toMatch(/order 8.*unchanged since/)
    const weights = await readFile(join(photo, 'model.safetensors'))
    try {
      await writeFile(
        join(photo, 'model.safetensors'),
        weights.map((byte, i) => (i === weights.length - 1 ? byte ^ 1 : byte)),
      )
      const { err, status } = await run('show', photo)
      expect(err).toContain('is not what it was')
      expect(status).toBe(2)
    } finally {
      await writeFile(join(photo, 'model.safetensors'), weights)
    }
  })

  it('says what is wrong with its input, with status 2', async () => {
    for (const args of [
      ['ask', join(folder, 'none.photo'), 'x'],
      ['train', join(folder, 'none.txt'), '-o', join(folder, 'x.photo')],
      ['train', corpus, '-o', photo],
    ]) {
      const { err, status } = await run(...args)
      expect(err).toMatch(/^cambium: /)
      expect(status).toBe(2)
    }
  })
})
