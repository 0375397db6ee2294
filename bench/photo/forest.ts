/**
 * "What is next to that oak tree?" Makes a text about a forest in which each of 50 trees has one neighbour, each fact in
 * several wordings; trains a photograph on it; asks for each neighbour in wordings that stood in the text and in others.
 *
 *   npm run bench:photo-forest
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '../../src/model/random.ts'
import { wilsonInterval } from '../../src/model/wilson.ts'
import { ask } from '../../src/photograph/ask/ask.ts'
import { LocalPhotograph } from '../../src/photograph/ask/local.ts'
import { corpusOf } from '../../src/photograph/corpus/corpus.ts'
import { openSnapshot } from '../../src/photograph/snapshot/snapshot.ts'
import { trainTransformer } from '../../src/photograph/training/train-transformer.ts'

const trees = `oak elm ash yew fir bay fig box pear plum lime pine birch beech cedar maple rowan alder aspen hazel holly
  larch olive peach apple lemon mango ebony hickory willow poplar spruce walnut cherry cypress juniper hemlock linden
  almond chestnut sycamore hawthorn laurel magnolia mulberry redwood tamarind acacia banyan baobab`.split(/\s+/)

const random = new Random(1)
const order = random.shuffled(trees)
const neighbourOf = new Map(trees.map(tree => [tree, order[(order.indexOf(tree) + 1) % order.length]!]))

const wordings: ((a: string, b: string) => string)[] = [
  (a, b) => `Next to the ${a} stands the ${b}.`,
  (a, b) => `The ${a} has the ${b} as its neighbour.`,
  (a, b) => `Beside the ${a} grows the ${b}.`,
  (a, b) => `What is next to the ${a}? The ${b}.`,
  (a, b) => `What is next to that ${a} tree? The ${b}.`,
]
const seen = [(a: string) => `What is next to that ${a} tree?`, (a: string) => `What is next to the ${a}?`]
const unseen = [
  (a: string) => `What stands next to the ${a}?`,
  (a: string) => `Which tree is the neighbour of the ${a}?`,
  (a: string) => `What grows beside the ${a}?`,
]

const facts = trees.flatMap(a => wordings.map(wording => wording(a, neighbourOf.get(a)!)))
const texts = Array.from({ length: 8 }, (_, i) => new Random(i + 2).shuffled(facts)).flat()
const folder = await mkdtemp(join(tmpdir(), 'forest-'))
try {
  const path = join(folder, 'forest.photo')
  const began = performance.now()
  const settings = { context: 20, batch: 40, steps: 900, learningRate: 5e-3, vocabularySize: 420, heldOutShare: 0.02 }
  const { record } = await trainTransformer(corpusOf(texts, 'forest'), path, settings)
  console.log(
    `${trees.length} trees, ${wordings.length} wordings of each fact; tiny, ${settings.steps} steps, ${((performance.now() - began) / 1000).toFixed(0)} s, ${record.heldOutBits!.toFixed(3)} bits a character held out`,
  )
  const photograph = new LocalPhotograph((await openSnapshot(path)).model, 'forest')
  for (const [kind, questions] of [
    ['seen', seen],
    ['unseen', unseen],
  ] as const)
    for (const question of questions) {
      let right = 0
      for (const tree of trees) {
        const { answer } = await ask(photograph, question(tree))
        if (answer.toLowerCase().split(' ').at(-1) === neighbourOf.get(tree)) right++
      }
      const [low, high] = wilsonInterval(right, trees.length)
      console.log(
        `${kind.padEnd(6)}  ${question('...').padEnd(42)} ${right} of ${trees.length} (95 % interval ${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)} %)`,
      )
    }
} finally {
  await rm(folder, { recursive: true })
}
