/**
 * What pre-training buys and what fine-tuning forgets: one base photograph, tuned for three small tasks, each beside the
 * same model trained from scratch on the task alone, with the same examples and steps. Both may choose among the same
 * learning rates by the tenth of the examples that they do not learn from; what they are measured on, neither has seen.
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
import { encodeTask, type Task, type TuneReport, tunePhotograph } from '../../src/photograph/training/tune.ts'
import { type PresetName, presets } from '../../src/photograph/transformer/config.ts'
import { Decoder } from '../../src/photograph/transformer/decoder.ts'
import { JaxGradients } from '../../src/photograph/transformer/gradients.ts'
import { meanLoss, randomWeights } from '../../src/photograph/transformer/training.ts'
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
  /** Nothing is learned or chosen by these. Of pairs it is counted how many are completed exactly. */
  readonly tests: Task
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
    'rate:6',
    'tests before',
    'tests after',
    'exact:9',
    'base text before',
    'base text after',
  )
  console.log(
    `\nbits a character of tests; tests that are completed exactly; bits of the base's held-out text\n${table.head}`,
  )
  for (const { name, task, tests } of tasks()) {
    const size = task.kind === 'pairs' ? task.pairs.length : task.texts.length
    for (const start of ['tuned', 'scratch'] as const) {
      const from = start === 'tuned' ? base : untaught(base)
      const before = await bitsOf(from, tests)
      const { rate, report, to } = await bestOfRates(from, task, `${name}-${start}`)
      const after = await bitsOf(to, tests)
      const original = start === 'tuned' ? [report.original!.before.toFixed(3), report.original!.after.toFixed(3)] : []
      const cells = [String(rate), before.toFixed(3), after.toFixed(3), await exactly(to, tests), ...original]
      console.log(table.row(name, size, start, ...cells))
    }
  }
} finally {
  await rm(folder, { recursive: true })
}

/** Tunes at several rates and keeps what did best on the part of the task that it did not learn from. */
async function bestOfRates(
  from: Snapshot,
  task: Task,
  name: string,
): Promise<{ rate: number; report: TuneReport; to: Snapshot }> {
  let best: { rate: number; report: TuneReport; to: Snapshot } | undefined
  for (const times of [0.5, 1, 2]) {
    const rate = times * presets[preset].learningRate
    const to = join(folder, `${name}-${times}.photo`)
    const report = await tunePhotograph(from, task, to, { steps: Number(values.steps), learningRate: rate, threads })
    process.stderr.write(`\r${name} at ${rate}: ${report.task.after.toFixed(3)} \n`)
    if (best === undefined || report.task.after < best.report.task.after)
      best = { rate, report, to: await openSnapshot(to) }
  }
  return best!
}

/** The same model with weights that have learned nothing. */
function untaught(from: Snapshot): Snapshot {
  const { config, tokenizer } = decoderOf(from)
  return { ...from, model: new Decoder(config, randomWeights(config, 2), tokenizer) }
}

function decoderOf({ model }: Snapshot): Decoder {
  if (!(model instanceof Decoder)) throw new Error('a transformer was trained')
  return model
}

/** Bits a character of what is to be said. */
async function bitsOf(photograph: Snapshot, tests: Task): Promise<number> {
  const { config, tokenizer, parameters } = decoderOf(photograph)
  const measured = encodeTask(tests, tokenizer, config, { rows: 16, seed: 1, heldOutShare: 0 })
  const nats = await meanLoss(parameters, measured.heldOut, await JaxGradients.open(config))
  return nats / Math.LN2 / measured.charactersPerToken
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
    tests: { kind: 'pairs', pairs: all.slice(0, 100) },
  })
  return [
    pairs('rewriting', rewriting),
    pairs('labelling', labelling),
    {
      name: 'continuation',
      task: { kind: 'text', texts: chapters('1Samuel1:1-26:25') },
      tests: { kind: 'text', texts: chapters('1Samuel27:1-31:13') },
    },
  ]
}

async function exactly({ model }: Snapshot, tests: Task): Promise<string> {
  if (tests.kind === 'text') return ''
  const photograph = new LocalPhotograph(model, 'tuned')
  let right = 0
  for (const { prompt, completion } of tests.pairs) {
    let text = ''
    for await (const token of photograph.sample(prompt, { temperature: 0, maxTokens: 60 })) text += token.text
    if (text === completion) right++
  }
  return `${right} of ${tests.pairs.length}`
}
