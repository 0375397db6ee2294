import { readFileSync } from 'node:fs'
import { innate } from '../src/blueprint/blueprint.ts'
import { learnGrammar } from '../src/learn/grammar/learn.ts'
import type { GrammarModel, GrammarTask } from '../src/learn/grammar/model.ts'
import { type Grammar, Parser, Sampler } from '../src/model/grammar/index.ts'
import { Random } from '../src/model/random.ts'

/** The strings of a file with one JSON string a line. */
export function readStrings(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as string)
}

/** When a growth is told to stop. */
export interface Limits {
  /** Of its own, without the world's. */
  readonly seconds: number
  /** While learning and verifying. */
  readonly questions: number
}

/** What a growth in memory cost and gave. */
export interface Growth {
  readonly model: GrammarModel
  readonly learning: number
  readonly verifying: number
  /** Milliseconds, the world's not counted: of the clock or of the processor, whichever is less (see `Stopwatch`). */
  readonly own: number
  /** The limit that it reached, if it did. */
  readonly stopped?: 'budget' | 'deadline'
}

/** Runs the learner against a function, with no engine between the two. */
export function growInMemory(
  world: (text: string) => boolean,
  task: Partial<GrammarTask> & Pick<GrammarTask, 'examples'>,
  limits: Limits = { seconds: Number.POSITIVE_INFINITY, questions: Number.POSITIVE_INFINITY },
): Growth {
  const counts = { learning: 0, verifying: 0 }
  let stopped: Growth['stopped']
  const own = new Stopwatch()
  const learner = learnGrammar({ rejected: [], blueprint: innate, seed: 1, budgetHint: limits.questions, ...task })
  let step = learner.next()
  while (!step.done) {
    const { ask, purpose = 'learning' } = step.value
    if (own.exceeds(limits.seconds * 1000)) stopped = 'deadline'
    if (counts.learning + counts.verifying + ask.length > limits.questions) stopped = 'budget'
    if (stopped) {
      step = learner.next({ stop: stopped })
      continue
    }
    counts[purpose] += ask.length
    const answers = own.without(() => ask.map(world))
    step = learner.next({ answers })
  }
  return { model: step.value, ...counts, own: own.milliseconds, stopped }
}

/**
 * Tells how long something takes on a machine that others use too: on a busy one the clock runs on while the process
 * waits, and on a quiet one the processor's time holds what Node's other threads do meanwhile. The lesser of the two is
 * nearest to the clock on a quiet machine.
 */
export class Stopwatch {
  #clock = -performance.now()
  #processor = -processorTime()
  readonly #others: (() => unknown)[] = []

  /** Whether it has taken longer, what does not count left out only by the clock. Cheap: the clock comes first. */
  exceeds(milliseconds: number): boolean {
    return this.#clock + performance.now() > milliseconds && this.#processor + processorTime() > milliseconds
  }

  /** Milliseconds. What does not count is done again, to see what it takes of the processor. */
  get milliseconds(): number {
    const clock = this.#clock + performance.now()
    const processor = this.#processor + processorTime()
    const before = processorTime()
    for (const work of this.#others) work()
    return Math.min(clock, processor - (processorTime() - before))
  }

  /** Runs something short that does not count and may be done twice. */
  without<T>(work: () => T): T {
    const clock = performance.now()
    try {
      return work()
    } finally {
      this.#clock += clock - performance.now()
      this.#others.push(work)
    }
  }
}

function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Share of samples, drawn as `cambium sample` draws them, that the world accepts. */
export function precision(grammar: Grammar, world: (text: string) => boolean, n: number, seed: number) {
  const sampler = new Sampler(grammar)
  const random = new Random(seed)
  const samples = Array.from({ length: n }, () => sampler.sample(random))
  const bad = samples.filter(text => !world(text)).sort((a, b) => a.length - b.length)
  const lengths = samples.map(text => text.length).sort((a, b) => a - b)
  return {
    precision: 1 - bad.length / n,
    distinct: new Set(samples).size,
    quartiles: [0.25, 0.5, 0.75].map(q => lengths[Math.floor(q * (n - 1))]!),
    bad,
  }
}

/** Share of valid strings that the grammar accepts; 1 of none. */
export function recall(grammar: Grammar, valid: readonly string[]) {
  const parser = new Parser(grammar)
  const missed = valid.filter(text => !parser.accepts(text)).sort((a, b) => a.length - b.length)
  return { recall: valid.length === 0 ? 1 : 1 - missed.length / valid.length, missed }
}

/**
 * Share of near misses that the grammar refuses too: valid strings with one character lost, doubled, swapped with the
 * next or replaced, or one put in, such as the world rejects. Samples alone say little of a language of free text, where
 * a grammar that takes anything draws valid texts nearly always.
 */
export function refusal(grammar: Grammar, world: (text: string) => boolean, valid: readonly string[]) {
  const misses = nearMisses(world, valid, 300)
  const parser = new Parser(grammar)
  const taken = misses.filter(text => parser.accepts(text)).sort((a, b) => a.length - b.length)
  return { refusal: misses.length === 0 ? 1 : 1 - taken.length / misses.length, taken }
}

function nearMisses(world: (text: string) => boolean, valid: readonly string[], n: number): string[] {
  const random = new Random(2027)
  const short = valid.filter(text => text.length > 0 && text.length <= 500)
  if (short.length === 0) return []
  const misses = new Set<string>()
  for (let i = 0; i < 20 * n && misses.size < n; i++) {
    const characters = Array.from(random.pick(short))
    const at = random.below(characters.length)
    const here = characters[at]!
    const other = random.pick(Array.from(random.pick(short)))
    const changes = [[], [here, here], [characters[at + 1] ?? '', here], [other], [other, here]]
    const change = random.below(changes.length)
    characters.splice(at, change === 2 ? 2 : 1, ...changes[change]!)
    const text = characters.join('')
    if (!misses.has(text) && !world(text)) misses.add(text)
  }
  return [...misses]
}

/** Harmonic mean of precision and recall; 0 when both are. */
export function f1(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

/** The middle value; between two, the lower. @param values at least one */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!
}
