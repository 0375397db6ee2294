/**
 * What pre-training buys and what fine-tuning forgets: one base photograph, tuned for three small tasks, each beside the
 * same model trained from scratch on the task alone, with the same examples and steps.
 *
 *   npm run bench:photo-tasks [-- --minutes 5] [--threads 2] [--preset tiny] [--steps 1000]
 *
 * The base learns the New Testament; the tasks are made from the Old, both from the Debian package bible-kjv:
 * a rewriting (capitals and punctuation are given back to a verse), a labelling (the book that a verse is from), and a
 * continuation (a book that tells a story, as text).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Random } from '../../src/model/random.ts'
import { LocalPhotograph } from '../../src/photograph/ask/local.ts'
import { corpusOf } from '../../src/photograph/corpus/corpus.ts'
import { openSnapshot, type Snapshot } from '../../src/photograph/snapshot/snapshot.ts'
import { trainTransformer } from '../../src/photograph/training/train-transformer.ts'
import { type Task, tunePhotograph } from '../../src/photograph/training/tune.ts'
import { type PresetName, presets } from '../../src/photograph/transformer/config.ts'
import { Decoder } from '../../src/photograph/transformer/decoder.ts'
import { randomWeights } from '../../src/photograph/transformer/training.ts'
import { Table } from '../table.ts'
import { chapters, newTestament, verses } from './bible.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    preset: { type: 'string', default: 'tiny' },
    steps: { type: 'string', default: '1000' },
  },
})
const threads = Number(values.threads)
const preset = values.preset as PresetName
const random = new Random(1)

interface Pair {
  readonly prompt: string
  readonly completion: string
}
interface SmallTask {
  readonly name: string
  readonly task: Task
  /** Pairs that nothing is learned from; how many are completed exactly is counted. */
  readonly tests: readonly Pair[]
}

const folder = await mkdtemp(join(tmpdir(), 'photo-tasks-'))
try {
  const path = join(folder, 'base.photo')
  const { record } = await trainTransformer(
    corpusOf(chapters(newTestament), 'bible-kjv, New Testament'),
    path,
    { preset, minutes: Number(values.minutes), threads },
    { onProgress: p => p.phase === 'training' && process.stderr.write(`\r${p.step} of ${p.steps} steps `) },
  )
  const base = await openSnapshot(path)
  console.log(
    `base: ${preset}, ${record.parameters} parameters, ${(record.seconds / 60).toFixed(1)} min, ${record.heldOutBits!.toFixed(3)} bits a character of held-out text`,
  )
  const table = new Table(
    'task:13',
    'examples',
    'model:7',
    'task before',
    'task after',
    'exact',
    'base text before',
    'base text after',
  )
  console.log(`\nbits a character of held-out parts; tests that are completed exactly\n${table.head}`)
  for (const { name, task, tests } of tasks()) {
    const size = task.kind === 'pairs' ? task.pairs.length : task.texts.length
    for (const start of ['tuned', 'scratch'] as const) {
      const to = join(folder, `${name}-${start}.photo`)
      const from = start === 'tuned' ? base : untaught(base)
      const report = await tunePhotograph(from, task, to, {
        steps: Number(values.steps),
        // what has learned nothing yet learns best at the rate of its preset
        learningRate: start === 'tuned' ? undefined : presets[preset].learningRate,
        threads,
      })
      const exact = tests.length === 0 ? '' : `${await exactly(to, tests)} of ${tests.length}`
      const original = start === 'tuned' ? [report.original!.before.toFixed(3), report.original!.after.toFixed(3)] : []
      const bits = [report.task.before.toFixed(3), report.task.after.toFixed(3)]
      console.log(table.row(name, size, start, ...bits, exact, ...original))
    }
  }
} finally {
  await rm(folder, { recursive: true })
}

/** The same model with weights that have learned nothing. */
function untaught(from: Snapshot): Snapshot {
  if (!(from.model instanceof Decoder)) throw new Error('a transformer was trained')
  const { config, tokenizer } = from.model
  return { ...from, model: new Decoder(config, randomWeights(config, 2), tokenizer) }
}

function tasks(): SmallTask[] {
  // both parts of a pair fit into the context of the smallest preset
  const short = (range: string, longest: number): string[] =>
    random.shuffled(verses(range).map(verse => verse.text)).filter(text => text.length <= longest)
  const rewriting = short('Genesis1:1-Malachi4:6', 60)
    .slice(0, 1100)
    .map(text => ({ prompt: `${text.toLowerCase().replace(/[^a-z ]/g, '')}\n`, completion: text }))
  const books = {
    Genesis: 'Genesis1:1-50:26',
    Psalms: 'Psalms1:1-150:6',
    Proverbs: 'Proverbs1:1-31:31',
    Ezekiel: 'Ezekiel1:1-48:35',
  }
  const labelling = random.shuffled(
    Object.entries(books).flatMap(([book, range]) =>
      short(range, 110)
        .slice(0, 150)
        .map(text => ({ prompt: `${text}\n`, completion: book })),
    ),
  )
  const pairs = (name: string, all: readonly Pair[]): SmallTask => ({
    name,
    task: { kind: 'pairs', pairs: all.slice(100) },
    tests: all.slice(0, 100),
  })
  return [
    pairs('rewriting', rewriting),
    pairs('labelling', labelling),
    { name: 'continuation', task: { kind: 'text', texts: chapters('1Samuel1:1-31:13') }, tests: [] },
  ]
}

async function exactly(path: string, tests: readonly Pair[]): Promise<number> {
  const photograph = new LocalPhotograph((await openSnapshot(path)).model, path)
  let right = 0
  for (const { prompt, completion } of tests) {
    let text = ''
    for await (const token of photograph.sample(prompt, { temperature: 0, maxTokens: 60 })) text += token.text
    if (text === completion) right++
  }
  return right
}
