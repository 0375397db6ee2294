import type { Learner } from '../growth/protocol.ts'
import type { QuestionKind } from '../growth/question.ts'
import { run } from '../growth/run.ts'
import { learnGrammar } from '../learn/grammar/learn.ts'
import type { GrammarLearner, GrammarModel, GrammarTask } from '../learn/grammar/model.ts'
import { CambiumError } from '../model/error.ts'
import { Sampler } from '../model/grammar/sample.ts'
import { Random } from '../model/random.ts'
import type { Acceptor, Verdict } from '../world/world.ts'
import type { Epoch, EpochResult, Estimate } from './epoch.ts'
import { estimate, estimateSamples } from './estimate.ts'
import type { GrowthLimits } from './options.ts'
import type { Plant } from './plant.ts'
import { experimentsOf, PlantRecord } from './record.ts'

type Membership = QuestionKind<string, Verdict, boolean>

/** What an epoch comes to: a model, and the plant's opinion of it if it got so far. */
interface Grown {
  readonly model: GrammarModel
  readonly estimate: Estimate | null
}

/** How an epoch ended, and how many questions it has cost, those of interrupted runs included. */
export interface EpochRun {
  readonly result: EpochResult
  readonly spent: number
  readonly failure: CambiumError | undefined
}

/** Runs one epoch, or goes on with it where it was interrupted, on the record of its plant. */
export async function runEpoch(
  plant: Plant,
  epoch: Epoch,
  kind: Membership,
  options: GrowthLimits & { readonly world: Acceptor },
): Promise<EpochRun> {
  const { task } = epoch
  const recheck = task.kind === 'recheck'
  const trust = recheck
    ? { since: task.recheckSince!, verifiedSince: task.recheckSince! }
    : { since: 0, verifiedSince: task.recheckSince ?? 0 }
  const record = new PlantRecord(plant.file, kind, epoch.number, { trust, purpose: recheck ? 'recheck' : undefined })
  const { onProgress } = options
  const growth = await run({
    ...options,
    learner: recheck ? checkAgain(plant, epoch, kind) : learnAndEstimate(plant, epoch, options.learn ?? learnGrammar),
    kind,
    record,
    seed: task.seed,
    onProgress: onProgress && (progress => onProgress({ ...progress, epoch })),
  })
  const { failure, counts } = growth
  const result: EpochResult = {
    ended: growth.ended,
    failure: failure ? { code: failure.code, message: failure.message } : null,
    ...growth.model,
    time: Math.round(Date.now()),
  }
  return { result, spent: counts.learning + counts.verifying, failure }
}

/** The learner, and then an estimate of what it learned. */
function* learnAndEstimate(
  plant: Plant,
  { number, task }: Epoch,
  learn: (task: GrammarTask) => GrammarLearner,
): Learner<string, boolean, Grown> {
  const { blueprint, seed, budget } = task
  const heard = plant.examples.filter(example => example.epoch <= number)
  const start = task.start === null ? undefined : resultOf(plant, task.start)
  const learner = learn({
    examples: heard.filter(example => example.valid).map(example => example.text),
    rejected: heard.filter(example => !example.valid).map(example => example.text),
    blueprint,
    seed,
    start: start?.model,
    worldChanged: task.recheckSince !== null,
    budgetHint: budget ?? undefined,
  })
  let stopped = false
  let turn = learner.next()
  while (!turn.done) {
    const { best, ...step } = turn.value
    const reply = yield { ...step, best: best && (() => ({ model: best(), estimate: null })) }
    stopped ||= reply.stop !== undefined
    turn = learner.next(reply)
  }
  const model = turn.value
  if (stopped) return { model, estimate: null }
  // What is known of a grammar stays known while neither it nor the world changes.
  if (start?.estimate && task.recheckSince === null && isSame(start.model.grammar, model.grammar)) {
    return { model, estimate: start.estimate }
  }
  const estimating = estimate(freshSamples(model, seed, number))
  let next = estimating.next()
  while (!next.done) {
    const { best, ...step } = next.value
    next = estimating.next(yield { ...step, best: best && (() => ({ model, estimate: best() })) })
  }
  return { model, estimate: next.value }
}

/** Asks again all that the model relies on and that has not been asked since the recheck began. Learns nothing. */
function* checkAgain(plant: Plant, epoch: Epoch, kind: Membership): Learner<string, boolean, Grown> {
  const { model, estimate } = resultOf(plant, epoch.task.start!)
  const grown: Grown = { model, estimate }
  const texts = unconfirmed(plant, epoch, model, kind)
  for (let from = 0; from < texts.length; from += 100) {
    const batch = texts.slice(from, from + 100)
    const about = `whether what it relies on still holds (${from + batch.length} of ${texts.length})`
    const reply = yield { ask: batch, about, purpose: 'verifying', best: () => grown }
    if (reply.stop !== undefined) return grown
  }
  return grown
}

/**
 * What must come after a finished epoch of a recheck, until all that the model relies on has been confirmed: after a
 * growth, whatever its model relies on beyond what was asked again; after questions that were answered differently, a
 * growth from nothing that keeps every answer except those; after the first questions in any case a new verification.
 */
export function followingEpoch(plant: Plant, epoch: Epoch, result: EpochResult, kind: Membership): Epoch | undefined {
  const { task } = epoch
  if (task.recheckSince === null) return undefined
  const number = epoch.number + 1
  const following = (more: Pick<Epoch['task'], 'kind' | 'start'>): Epoch => ({
    number,
    task: { ...task, ...more },
    result: null,
  })
  if (task.kind === 'growth') {
    const open = unconfirmed(plant, { ...epoch, number }, result.model, kind)
    return open.length > 0 ? following({ kind: 'recheck', start: epoch.number }) : undefined
  }
  if (hasChanged(plant, epoch, kind)) return following({ kind: 'growth', start: null })
  return epoch.number === task.recheckSince ? following({ kind: 'growth', start: task.start }) : undefined
}

/** The examples and the evidence of a model that were not asked between the beginning of the recheck and this epoch. */
function unconfirmed(plant: Plant, epoch: Epoch, model: GrammarModel, kind: Membership): string[] {
  const since = epoch.task.recheckSince!
  const confirmed = new Set<string>()
  for (const experiment of experimentsOf(plant.file, kind)) {
    if (experiment.purpose !== 'audit' && experiment.epoch >= since && experiment.epoch < epoch.number) {
      confirmed.add(experiment.question)
    }
  }
  const texts = [...plant.examples.filter(({ epoch }) => epoch <= since).map(({ text }) => text)]
  for (const evidence of Object.values(model.evidence)) texts.push(...evidence)
  return [...new Set(texts)].filter(text => !confirmed.has(text))
}

/** Was something answered otherwise in this epoch than ever before? */
function hasChanged(plant: Plant, epoch: Epoch, kind: Membership): boolean {
  const before = kind.knowledge()
  for (const { question, outcome, purpose, epoch: number } of experimentsOf(plant.file, kind)) {
    if (purpose === 'audit') continue
    const known = before.find(question)
    if (number === epoch.number && known !== undefined && !kind.same(known, outcome, question)) return true
    if (number < epoch.number) before.add(question, outcome)
  }
  return false
}

function resultOf(plant: Plant, number: number): EpochResult {
  const result = plant.epochs.find(epoch => epoch.number === number)?.result
  if (result) return result
  throw new CambiumError('plant-damaged', `Epoch ${number}, from which another one starts, has no model.`)
}

function freshSamples(model: GrammarModel, seed: number, epoch: number): string[] {
  // Not the seed of the learner, whose own samples these must not be.
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ (epoch + 0x5eed))
  try {
    const sampler = new Sampler(model.grammar)
    return Array.from({ length: estimateSamples }, () => sampler.sample(random))
  } catch (error) {
    // A grammar of nothing, from examples that the world rejects.
    if (error instanceof CambiumError && error.code === 'grammar-unproductive') return []
    throw error
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
