/**
 * Grafts: texts that the grammar of a plant accepts and that are natural to a photograph. A plant is grown from
 * examples/json with JSON.parse as its world; photographs are made of real JSON, the small files of the packages that are
 * installed here. How probable, a character, do the photographs find held-out files, what the plant draws by itself, and
 * what is drawn from both together? And does the grammar accept it, does JSON.parse?
 *
 *   npm run bench:photo-graft [-- --plant JSON.plant] [--deadline 120] [-n 100] [--steps 400]
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Parser, Recogniser } from '../../src/model/grammar/index.ts'
import { Random } from '../../src/model/random.ts'
import { LocalPhotograph } from '../../src/photograph/ask/local.ts'
import { seeded } from '../../src/photograph/ask/sampling.ts'
import { scoreText } from '../../src/photograph/ask/scores.ts'
import { corpusOf } from '../../src/photograph/corpus/corpus.ts'
import { Graft } from '../../src/photograph/graft/graft.ts'
import { openSnapshot } from '../../src/photograph/snapshot/snapshot.ts'
import { characterCount } from '../../src/photograph/tokenizer/pieces.ts'
import { trainNgram } from '../../src/photograph/training/train-ngram.ts'
import { trainTransformer } from '../../src/photograph/training/train-transformer.ts'
import { GrammarPlant, grow } from '../../src/plant/index.ts'
import { accepts } from '../../src/world/index.ts'
import { Table } from '../table.ts'

const { values } = parseArgs({
  options: {
    plant: { type: 'string' },
    deadline: { type: 'string', default: '120' },
    number: { type: 'string', short: 'n', default: '100' },
    steps: { type: 'string', default: '400' },
  },
})
const number = Number(values.number)
/** The longest file, in characters: as long as a text may become before it is brought to an end. */
const longest = 1200

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const files = new Random(1).shuffled([...new Set(jsonFiles('node_modules'))])
const heldOut = files.slice(0, Math.ceil(files.length / 10))
const learn = files.slice(heldOut.length)
console.log(`${files.length} JSON files of at most ${longest} characters, ${heldOut.length} of them held out`)

const plant = values.plant === undefined ? await grown() : GrammarPlant.open(values.plant)
const parser = new Parser(plant.grammar)
console.log(`the plant: a grammar of ${plant.grammar.rules.length} rules`)
const own = [...plant.sample({ count: number, seed: 1 })]

const folder = await mkdtemp(join(tmpdir(), 'photo-graft-'))
try {
  const table = new Table(
    'photograph:11',
    'texts:18',
    'number',
    'characters',
    'log p a character',
    'grammar',
    'JSON.parse',
    'ms a text',
  )
  console.log(`\n${table.head}`)
  for (const kind of ['n-gram', 'transformer'] as const) {
    const path = join(folder, `${kind}.photo`)
    const corpus = corpusOf(learn, 'JSON files')
    if (kind === 'n-gram') await trainNgram(corpus, path, { vocabulary: 'bpe', vocabularySize: 1024, order: 5 })
    else await trainTransformer(corpus, path, { steps: Number(values.steps), threads: 2 })
    const photograph = new LocalPhotograph((await openSnapshot(path)).model, kind)
    const graft = new Graft(photograph.model, () => new Recogniser(parser))
    const began = performance.now()
    const grafted = Array.from(
      { length: number },
      (_, i) => graft.sample(seeded(i + 1), { maxTokens: longest / 3 }).text,
    )
    const each = (performance.now() - began) / number
    for (const [name, texts] of [
      ['real, held out', heldOut],
      ["plant's own", own],
      ['grafted', grafted],
    ] as const) {
      const characters = texts.reduce((n, text) => n + characterCount(text), 0)
      let nats = 0
      for (const text of texts) nats += (await scoreText(photograph, text)).logProbability
      const share = (accepted: (text: string) => boolean): string =>
        `${((100 * texts.filter(accepted).length) / texts.length).toFixed(0)} %`
      console.log(
        table.row(
          kind,
          name,
          texts.length,
          characters,
          (nats / characters).toFixed(3),
          share(text => parser.accepts(text)),
          share(isJson),
          name === 'grafted' ? each.toFixed(1) : '',
        ),
      )
    }
  }
} finally {
  plant.close()
  await rm(folder, { recursive: true })
}

async function grown(): Promise<GrammarPlant> {
  const examples = readdirSync('examples/json').map(name => readFileSync(join('examples/json', name), 'utf8'))
  return grow({ examples, world: accepts(isJson), deadline: Number(values.deadline) * 1000 })
}

function jsonFiles(under: string): string[] {
  const texts: string[] = []
  for (const entry of readdirSync(under, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!entry.endsWith('.json')) continue
    const path = join(under, entry)
    if (!statSync(path).isFile()) continue
    const text = readFileSync(path, 'utf8')
    if (text.length <= longest && isJson(text)) texts.push(text)
  }
  return texts
}
