import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../model/random.ts'
import { ask, waysToAsk } from '../ask/ask.ts'
import { LocalPhotograph } from '../ask/local.ts'
import { nearInEmbedding, nearInText } from '../ask/near.ts'
import { neighboursFromJson } from '../ask/neighbours.ts'
import { corpusOf } from '../corpus/corpus.ts'
import { openSnapshot } from '../snapshot/snapshot.ts'
import type { Decoder } from '../transformer/decoder.ts'
import type { TrainingProgress } from './progress.ts'
import { trainNgram } from './train-ngram.ts'
import { resumeTraining, trainTransformer, workFolder } from './train-transformer.ts'
import { readTask, tunePhotograph } from './tune.ts'

const neighbours = [
  ['oak', 'elm'],
  ['elm', 'ash'],
  ['ash', 'yew'],
  ['yew', 'fir'],
  ['fir', 'bay'],
  ['bay', 'oak'],
]
const facts = neighbours.flatMap(([a, b]) => [
  `Next to the ${a} stands the ${b}.`,
  `What is next to the ${a}? The ${b}.`,
  `The ${a} has the ${b} as its neighbour.`,
])
const forest = corpusOf(Array.from({ length: 6 }, (_, i) => new Random(i).shuffled(facts)).flat(), 'forest')
/** Small enough for a test. */
const small = { context: 16, batch: 12, vocabularySize: 320, heldOutShare: 0.1, learningRate: 1e-2, threads: 2 }

let folder: string
/** A transformer, trained a little. */
let base: string
/** An n-gram model, which learns such facts at once. */
let photograph: LocalPhotograph
const told: TrainingProgress[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-'))
  base = join(folder, 'base.photo')
  await trainTransformer(forest, base, { ...small, steps: 24 }, { onProgress: progress => told.push(progress) })
  await trainNgram(forest, join(folder, 'ngram.photo'), { order: 8, vocabulary: 'bpe', vocabularySize: 320 })
  photograph = new LocalPhotograph((await openSnapshot(join(folder, 'ngram.photo'))).model, 'forest')
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

async function weightsHash(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(path, 'model.safetensors')))
    .digest('hex')
}

describe('training a transformer', () => {
  it('lowers the loss, tells how it goes on, and cleans up', async () => {
    const { record } = await openSnapshot(base)
    expect(record.history[0]!.heldOut!).toBeGreaterThan(2)
    expect(record.heldOutBits!).toBeLessThan(1.2)
    const last = told.filter(p => p.phase === 'training').at(-1)!
    expect(last).toMatchObject({ step: 24, steps: 24 })
    expect(existsSync(workFolder(base))).toBe(false)
  })

  it('gives the same weights for the same seed, bit for bit, also when it was interrupted on the way', async () => {
    const again = join(folder, 'again.photo')
    const stop = new AbortController()
    const onProgress = (p: TrainingProgress): void => {
      if (p.phase === 'training' && p.step >= 8) stop.abort()
    }
    const first = await trainTransformer(forest, again, { ...small, steps: 24 }, { signal: stop.signal, onProgress })
    expect(first.finished).toBe(false)
    // the best so far is there already, as a photograph
    expect((await openSnapshot(again)).record.settings.stepsDone).toBeLessThan(24)
    const second = await resumeTraining(again)
    expect(second.finished).toBe(true)
    expect(await weightsHash(again)).toBe(await weightsHash(base))
    await expect(resumeTraining(again)).rejects.toMatchObject({ code: 'training-finished' })
  }, 120_000)

  it.runIf(process.platform === 'linux')(
    'is not lost when there is no room for the photograph at the end',
    async () => {
      const path = join(folder, 'no-room.photo')
      const roomFor = (bytes: number | 'unlimited'): void =>
        void spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
      const onProgress = (p: TrainingProgress): void => {
        if (p.phase === 'saving') roomFor(100)
      }
      try {
        const training = trainTransformer(forest, path, { ...small, steps: 24 }, { onProgress })
        await expect(training).rejects.toMatchObject({
          code: 'disk-full',
          message: expect.stringContaining('--resume goes on'),
        })
      } finally {
        roomFor('unlimited')
      }
      expect(existsSync(path)).toBe(false)
      expect((await resumeTraining(path)).finished).toBe(true)
      expect(await weightsHash(path)).toBe(await weightsHash(base))
    },
    120_000,
  )

  it('turns minutes into steps', async () => {
    const path = join(folder, 'minutes.photo')
    const { record } = await trainTransformer(forest, path, { ...small, minutes: 0.02 })
    expect(record.settings.steps as number).toBeGreaterThan(1)
    expect(record.seconds).toBeLessThan(30)
  })

  it('takes one character of text, and refuses none', async () => {
    const { record } = await trainTransformer(corpusOf(['a'], 'one'), join(folder, 'one.photo'), {
      ...small,
      steps: 2,
      threads: 1,
    })
    expect(record.text).toMatchObject({ characters: 1, heldOutCharacters: 0 })
    expect(record.heldOutBits).toBeNull()
    await expect(trainTransformer(corpusOf([''], 'none'), join(folder, 'none.photo'), small)).rejects.toMatchObject({
      code: 'corpus-empty',
    })
  })

  it('refuses what no machine can do, and leaves nothing behind', async () => {
    const path = join(folder, 'huge.photo')
    const train = (options: object): Promise<unknown> =>
      trainTransformer(forest, path, { ...small, steps: 1, ...options })
    await expect(train({ threads: 1000 })).rejects.toMatchObject({ code: 'threads' })
    await expect(train({ context: 1_000_000 })).rejects.toMatchObject({
      code: 'training-too-large',
      message: expect.stringContaining('smaller batch'),
    })
    expect(existsSync(workFolder(path))).toBe(false)
  })

  it.runIf(process.platform === 'linux')('says so where no folder can be made', async () => {
    const refused = { code: 'cannot-write' }
    await expect(trainNgram(forest, '/proc/x/y.photo')).rejects.toMatchObject(refused)
    await expect(trainTransformer(forest, '/proc/x.photo', small)).rejects.toMatchObject(refused)
  })

  it('has nothing to go on with where there was no training', async () => {
    await expect(resumeTraining(join(folder, 'never.photo'))).rejects.toMatchObject({ code: 'nothing-to-resume' })
  })
})

describe('asking', () => {
  it('answers what the text said, and says what it went on with', async () => {
    for (const [a, b] of neighbours) {
      const { answer, completionOf } = await ask(photograph, `What is next to the ${a}?`)
      expect(answer).toMatch(new RegExp(`^(the )?${b}$`, 'i'))
      expect(completionOf).toBe(`What is next to the ${a}?`)
    }
  })

  it('puts a question in the wording that is most usual to it', async () => {
    const { answer, completionOf } = await ask(photograph, 'What stands next to the oak?')
    expect(completionOf).toBe('Next to the oak stands the')
    expect(answer).toBe('elm')
  })

  it('knows ways to say a question as the beginning of a statement', () => {
    expect(waysToAsk('What is next to that oak tree?')).toContain('Next to that oak tree is')
    expect(waysToAsk('Which tree stands next to the oak?')).toContain('The tree that stands next to the oak is')
    expect(waysToAsk('once upon a time')).toEqual(['once upon a time'])
    expect(waysToAsk('?')).toEqual(['?'])
  })

  it('finds what stands near a word, in the text and in the embedding', async () => {
    const { model, neighbours: kept } = await openSnapshot(base)
    const near = nearInText(neighboursFromJson(kept), 'Oak', 4).map(n => n.word)
    expect(near).toEqual(expect.arrayContaining(['elm', 'bay']))
    expect(nearInEmbedding(model as Decoder, neighboursFromJson(kept), 'oak', 3)).toHaveLength(3)
    expect(() => nearInText(neighboursFromJson(kept), 'constructor', 3)).toThrow(
      expect.objectContaining({ code: 'word-unknown' }),
    )
  })

  it('scores text as the sum of what each token was given, and prefers what is true in the text', async () => {
    const sum = async (text: string): Promise<number> =>
      (await photograph.score(text)).reduce((s, t) => s + t.logProbability, 0)
    expect(await sum('Next to the oak stands the elm.')).toBeGreaterThan(await sum('Next to the oak stands the yew.'))
    expect((await photograph.score('Next to')).map(t => t.text).join('')).toBe('Next to')
    const next = await photograph.next('Next to the oak stands the', 3)
    expect(next[0]!.text).toMatch(/^ e/)
  })
})

describe('sampling', () => {
  it('is repeated by its seed, stops at stop strings, and knows its limits', async () => {
    const sample = async (options: object): Promise<string> => {
      let text = ''
      for await (const token of photograph.sample('', { maxTokens: 30, ...options })) text += token.text
      return text
    }
    expect(await sample({ seed: 3, temperature: 2 })).toBe(await sample({ seed: 3, temperature: 2 }))
    expect(await sample({ seed: 3, temperature: 2 })).not.toBe(await sample({ seed: 4, temperature: 2 }))
    expect(await sample({ topK: 1, seed: 1 })).toBe(await sample({ temperature: 0, seed: 2 }))
    const whole = await sample({ temperature: 0 })
    const cut = whole.indexOf('the')
    expect(await sample({ temperature: 0, stop: ['the'] })).toBe(whole.slice(0, cut))
    await expect(sample({ topP: 0 })).rejects.toMatchObject({ code: 'sample-options' })
    await expect(sample({ temperature: -1 })).rejects.toMatchObject({ code: 'sample-options' })
  })
})

describe('fine-tuning', () => {
  it('gets better at the task, and shows what that did to the text it was made from', async () => {
    const from = await openSnapshot(base)
    const pairs = Array.from({ length: 40 }, (_, i) => ({
      prompt: `tree ${neighbours[i % 6]![0]}:`,
      completion: ` ${neighbours[i % 6]![0]!.toUpperCase()}`,
    }))
    const path = join(folder, 'tuned.photo')
    // Threads that are waiting have compiled batches of this shape.
    const settings = { steps: 20, learningRate: 1e-2, batch: small.batch, threads: small.threads }
    const report = await tunePhotograph(from, { kind: 'pairs', pairs }, path, settings)
    expect(report.task.after).toBeLessThan(report.task.before / 2)
    expect(report.original!.after).toBeGreaterThan(0)
    const tuned = await openSnapshot(path)
    expect(tuned.record.parent).toBe(from.record.id)
    // the old one is as it was
    expect((await openSnapshot(base)).record.id).toBe(from.record.id)
  }, 120_000)

  it('takes only tasks that say something, and says which line is wrong', async () => {
    const task = async (content: string | Uint8Array): Promise<unknown> => {
      const path = join(folder, 'task.jsonl')
      await writeFile(path, content)
      return readTask([path])
    }
    expect(await task('{"prompt":"a","completion":"b"}\n\n')).toEqual({
      kind: 'pairs',
      pairs: [{ prompt: 'a', completion: 'b' }],
    })
    expect(await task('{"text":"a"}\n')).toEqual({ kind: 'text', texts: ['a'] })
    await expect(task('{"prompt":"a","completion":"b"}\n{"prompt":"a"}')).rejects.toMatchObject({
      code: 'task-mixed',
      message: expect.stringContaining('line 2'),
    })
    await expect(task('\n')).rejects.toMatchObject({ code: 'corpus-empty' })
    await expect(task(Uint8Array.of(0x7b, 0xff))).rejects.toMatchObject({ code: 'text-not-utf8' })
    const silent = { kind: 'pairs', pairs: [{ prompt: 'a', completion: '' }] } as const
    await expect(tunePhotograph(await openSnapshot(base), silent, join(folder, 's.photo'))).rejects.toMatchObject({
      code: 'task-empty',
    })
  })

  it('is not for n-gram models', async () => {
    const path = join(folder, 'ngram.photo')
    await expect(
      tunePhotograph(await openSnapshot(path), { kind: 'text', texts: ['x'] }, join(folder, 'y.photo')),
    ).rejects.toMatchObject({ code: 'not-tunable' })
  })
})
