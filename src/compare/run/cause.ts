import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CambiumError } from '../../model/error.ts'
import { Random } from '../../model/random.ts'
import type { TokenModel } from '../../photograph/index.ts'
import { grow } from '../../plant/index.ts'
import { type Acceptor, respondingModule } from '../../world/index.ts'
import { type Cost, contestantFor, type Learned, type Nature } from '../contestants/index.ts'
import { machineNature } from '../contestants/machine.ts'
import { logProbabilityOf, samplesOf, validationBits } from '../contestants/tokens.ts'
import type { Measured } from '../measure/measures.ts'
import type { Cell, Finding } from './cell.ts'

/** A folder with a world that reacts, its narration, and questions about both. */
interface Forest {
  readonly inputs: readonly string[]
  readonly world: string
  readonly narration: (options: { years: number; seed: number }) => Iterable<string>
  readonly scene: (scene: object, draw: (words: readonly string[]) => string) => string
  readonly interventions: readonly Intervention[]
  readonly answer: (intervention: Intervention) => boolean
  readonly happens: (intervention: Intervention, output: string) => boolean
  readonly facts: readonly Fact[]
}

interface Intervention {
  readonly question: string
  readonly inputs: readonly string[]
  readonly plant: string
  readonly event: string
  readonly scene: object
  readonly misleading: string | undefined
}

interface Fact {
  readonly question: string
  readonly beginning: string
  readonly right: readonly string[]
  readonly wrong: readonly string[]
}

/** Seasons in which nobody interferes, which the traces show and the narration tells of. */
const traceLength = 12
/** So many runs or paragraphs are shown of each, runs of so many inputs. */
const shown = 5
const shownLength = 6
/** In so many years the narration tells all that it ever tells. */
const longNarration = 1000
/** Wordings of a scene over which a photograph's probabilities are averaged. */
const wordings = 12

/** What somebody brings forth who is asked nothing. */
interface Sample {
  readonly text: string
  /** The world does what it says; of a narration: it has sentences, and each is one that is told. */
  readonly valid: boolean
}

/** Whoever can say what happens, and what the narration says; undefined: has no answer. */
interface Witness {
  readonly predicts: (intervention: Intervention) => boolean | undefined
  /** Which of some continuations it takes for the most probable. */
  readonly completes: (beginning: string, continuations: readonly string[]) => string | undefined
  readonly samples: readonly Sample[]
  readonly cost: Cost
  readonly nature: Nature
}

/**
 * Two kinds of question about the forest: what happens if somebody does what the narration never tells of, and what the
 * narration tells. A plant that acted, a plant that only read traces of what happens when nobody interferes, photographs of
 * the narration.
 */
export async function askForest(
  cell: Cell,
  settings: { forest: string; years: number },
  signal: AbortSignal | undefined,
): Promise<Finding[]> {
  const forest = await openForest(settings.forest)
  const witness = await witnessOf(cell, forest, settings.years, signal)
  const { cost, nature } = witness
  const interventions = forest.interventions.map(intervention => {
    const said = witness.predicts(intervention)
    return { question: intervention.question, said: inWords(said), right: said === forest.answer(intervention) }
  })
  const facts = forest.facts.map(({ question, beginning, right, wrong }) => {
    const said = witness.completes(beginning, [...right, ...wrong])
    return { question, said: said ?? 'no answer', right: said !== undefined && right.includes(said) }
  })
  return [
    { about: 'interventions', measured: measured(interventions), cost, nature },
    { about: 'facts', measured: measured(facts), cost, nature },
    { about: 'samples', measured: { ...measured([]), samples: witness.samples }, cost, nature },
  ]
}

const inWords = (said: boolean | undefined) => (said === undefined ? 'no answer' : said ? 'yes' : 'no')

function measured(answers: readonly { question: string; said: string; right: boolean }[]): Measured {
  return {
    pairs: answers.map(({ right }) => (right ? '1' : '0')).join(''),
    coverage: '',
    rejection: '',
    validity: '',
    novel: 0,
    samples: answers.map(({ question, said, right }) => ({ text: `${question} ${said}`, valid: right })),
    mistakes: { pairs: [], missed: [], accepted: [] },
  }
}

export async function openForest(folder: string): Promise<Forest> {
  const load = (name: string) => import(pathToFileURL(join(folder, name)).href)
  try {
    const [world, narration, questions] = await Promise.all(['world.mjs', 'narration.mjs', 'questions.mjs'].map(load))
    const { interventions, answer, happens, facts } = questions
    const forest = { inputs: world.inputs, world: join(folder, 'world.mjs'), ...narration }
    return { ...forest, interventions, answer, happens, facts }
  } catch (cause) {
    throw new CambiumError(
      'forest-unusable',
      `${folder} is no forest: it needs world.mjs, narration.mjs and questions.mjs (${(cause as Error).message}).`,
      { cause },
    )
  }
}

/** Photographs of the narration ask nobody. */
const nobody: Acceptor = {
  description: { kind: 'function' },
  ask: () => Promise.reject(new Error('nobody is asked')),
  close: async () => {},
}

async function witnessOf(cell: Cell, forest: Forest, years: number, signal?: AbortSignal): Promise<Witness> {
  const { contestant, seed } = cell
  switch (contestant.kind) {
    case 'plant':
      return machineWitness(cell, forest, 'acts', signal)
    case 'listener':
      return machineWitness(cell, forest, 'reads', signal)
    case 'ngram':
    case 'transformer': {
      const texts = (from: number, count: number) => [...forest.narration({ years: count, seed: from })]
      const held = texts(1_000_000 + seed, 20)
      const validation = held.map(good => ({
        good,
        bad: good.split(' ').toReversed().join(' '),
        edit: 'swap' as const,
      }))
      const spec = { ...contestant, labels: false }
      // There are no sizes at which rates would have been searched for: each is tried here.
      const tried = []
      const rates = contestant.learningRates.length > 0 ? contestant.learningRates : [cell.learningRate]
      for (const rate of contestant.kind === 'transformer' ? rates : [undefined]) {
        const photograph = contestantFor({ contestants: [] }, spec, rate)
        tried.push(await photograph.learn({ examples: texts(seed, years), validation, world: nobody, seed, signal }))
      }
      const bits = ({ nature }: Learned) => Number(nature.settings[validationBits])
      const best = tried.reduce((a, b) => (bits(b) < bits(a) ? b : a)) as Learned & { model: TokenModel }
      const cost = { ...best.cost, seconds: tried.reduce((sum, { cost: { seconds } }) => sum + seconds, 0) }
      return photographWitness({ ...best, cost }, forest, seed)
    }
    default:
      throw new CambiumError('part-unsuitable', `A ${contestant.kind} has no part in questions of cause.`)
  }
}

/** A machine that grew by acting, or from recorded traces alone. It was told no words, and knows nothing of them. */
async function machineWitness(
  cell: Cell,
  forest: Forest,
  way: 'acts' | 'reads',
  signal?: AbortSignal,
): Promise<Witness> {
  const { contestant, seed } = cell
  const began = performance.now()
  const world = respondingModule(forest.world)
  try {
    const waiting = { inputs: Array.from({ length: traceLength }, () => 'wait') }
    const seen = await world.ask(waiting, signal ?? new AbortController().signal)
    const given = way === 'reads' ? { traces: [seen], budget: 0 } : { budget: contestant.questions ?? undefined }
    const plant = await grow({ inputs: forest.inputs, world, blueprint: contestant.blueprint!, seed, signal, ...given })
    const { machine } = plant
    const samples: Sample[] = []
    for (let n = 0; n < shown; n++) {
      const random = new Random(seed + n)
      const inputs = Array.from({ length: shownLength }, () => random.pick(forest.inputs))
      const { outputs } = machine.run(inputs)
      const { outputs: real } = await world.ask({ inputs }, signal ?? new AbortController().signal)
      const text = inputs.map((input, i) => `${input}: ${outputs[i] ?? 'no answer'}`).join('; ')
      samples.push({ text, valid: inputs.every((_, i) => outputs[i] === real[i]) })
    }
    return {
      samples,
      predicts(intervention) {
        const { outputs } = machine.run(intervention.inputs)
        const last = outputs[intervention.inputs.length - 1]
        return last === undefined ? undefined : forest.happens(intervention, last)
      },
      completes: () => undefined,
      cost: {
        examples: way === 'reads' ? 1 : 0,
        questions: plant.experiments.length,
        seconds: (performance.now() - began) / 1000,
      },
      nature: machineNature(plant),
    }
  } finally {
    await world.close()
  }
}

/** A photograph is asked by what it takes for the most probable continuation. */
function photographWitness(learned: Learned & { model: TokenModel }, forest: Forest, seed: number): Witness {
  const { model, cost, nature } = learned
  const log = (text: string) => logProbabilityOf(model, text, true)
  const random = new Random(seed)
  const draw = (words: readonly string[]) => random.pick(words)
  const told = new Set<string>()
  for (const paragraph of forest.narration({ years: longNarration, seed: 1 }))
    for (const sentence of sentencesOf(paragraph)) told.add(sentence)
  return {
    samples: samplesOf(model, shown, seed).map(text => {
      const sentences = sentencesOf(text)
      return { text, valid: sentences.length > 0 && sentences.every(sentence => told.has(sentence)) }
    }),
    predicts(intervention) {
      const { plant, event, scene } = intervention
      const events = eventsOf(forest, intervention)
      const mean = new Map(events.map(name => [name, 0]))
      for (let i = 0; i < wordings; i++) {
        const told = forest.scene(scene, draw)
        const logs = events.map(name => log(`${told} The ${plant} ${name}.`))
        const highest = Math.max(...logs)
        const total = logs.reduce((sum, l) => sum + Math.exp(l - highest), 0)
        for (const [k, name] of events.entries()) mean.set(name, mean.get(name)! + Math.exp(logs[k]! - highest) / total)
      }
      return [...mean].toSorted((a, b) => b[1] - a[1])[0]![0] === event
    },
    completes: (beginning, continuations) =>
      continuations.map(text => ({ text, log: log(`${beginning} ${text}`) })).toSorted((a, b) => b.log - a.log)[0]!
        .text,
    cost,
    nature,
  }
}

/** Whole sentences: one that is cut off at the end is none. */
const sentencesOf = (text: string): string[] => text.match(/[^.]+\./g)?.map(sentence => sentence.trim()) ?? []

/** What the narration tells of a plant, and the event that is asked after. */
function eventsOf(forest: Forest, { plant, event }: Intervention): string[] {
  const events = new Set([event])
  const told = new RegExp(`The ${plant} ((?!has\\b)[a-z ]+)\\.`, 'g')
  for (const paragraph of forest.narration({ years: 10, seed: 1 })) {
    for (const [, name] of paragraph.matchAll(told)) events.add(name!)
  }
  return [...events]
}
