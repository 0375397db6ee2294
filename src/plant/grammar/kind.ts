import { z } from 'zod'
import type { Learner, Reply, Step } from '../../growth/protocol.ts'
import { membership } from '../../growth/question.ts'
import { learnGrammar } from '../../learn/grammar/learn.ts'
import type { GrammarLearner, GrammarModel, GrammarTask } from '../../learn/grammar/model.ts'
import { listen } from '../../learn/listening/listen.ts'
import { CambiumError } from '../../model/error.ts'
import type { Grammar } from '../../model/grammar/grammar.ts'
import { Parser } from '../../model/grammar/parse/parser.ts'
import { Sampler } from '../../model/grammar/sample.ts'
import { isGrammar } from '../../model/grammar/validate.ts'
import { Random } from '../../model/random.ts'
import type { Verdict } from '../../world/world.ts'
import type { Epoch } from '../epoch.ts'
import type { ModelKind } from '../kind.ts'
import type { Plant } from '../plant.ts'
import { type Estimate, estimate, estimateSamples } from './estimate.ts'

/** What an epoch comes to: a model, and the plant's opinion of it if it got so far. */
export interface GrownGrammar {
  readonly model: GrammarModel
  readonly estimate: Estimate | null
}

type Growing = Plant<string, Verdict, boolean, GrownGrammar>
type GrammarEpoch = Epoch<GrownGrammar>

/**
 * Plants in which a grammar grows.
 *
 * A recheck asks again what the model relies on, until all of that has been confirmed: after a growth, whatever its model
 * relies on beyond what was asked again; after questions that were answered differently, a growth from nothing that keeps
 * every answer except those; after the first questions in any case a new verification.
 *
 * One that only listens does so again, to all that it has heard, when what it hears says something new. When it is given a
 * world, it grows from its examples anew.
 *
 * @param learn instead of `learnGrammar`, and of `listen` where there is no world
 */
export function grammarKind(
  learn?: (task: GrammarTask) => GrammarLearner,
): ModelKind<string, Verdict, boolean, GrownGrammar> {
  return {
    name: 'grammar',
    grown: grownSchema,
    questions: ({ onTimeout }) => membership(onTimeout),
    learner: (plant, epoch) => {
      if (epoch.task.kind === 'recheck') return checkAgain(plant, epoch)
      if (epoch.task.kind === 'listening') return listenTo(plant, epoch, learn ?? listen)
      return learnAndEstimate(plant, epoch, learn ?? learnGrammar)
    },
    given: () => [],
    trust: ({ kind, recheckSince }) =>
      kind === 'recheck'
        ? { since: recheckSince!, verifiedSince: recheckSince! }
        : { since: 0, verifiedSince: recheckSince ?? 0 },
    recheck: start => (start === null ? { kind: 'growth', start } : { kind: 'recheck', start }),
    continuation: (last, canAsk) => {
      const { task, result, number } = last
      if (!canAsk) return { kind: 'listening', start: result?.ended === 'finished' ? number : null, recheckSince: null }
      return { kind: 'growth', start: task.kind === 'listening' ? null : number, recheckSince: null }
    },
    following,
  }
}

const count = z.int().min(0)
const bits = z.number().min(0)

const modelSchema = z.object({
  grammar: z.custom<GrammarModel['grammar']>(isGrammar, 'not a grammar'),
  core: z.unknown(),
  evidence: z.record(z.string(), z.array(z.string())),
  report: z.object({
    uncovered: z.array(z.string()),
    overgeneral: z.array(z.object({ sample: z.string(), rule: z.string(), mended: z.boolean() })),
    notes: z.array(z.string()),
    bits: z.object({ examples: count, plain: bits, grammar: bits, experience: bits }).optional(),
  }),
})

const grownSchema: z.ZodType<GrownGrammar> = z.object({
  model: modelSchema as z.ZodType<GrammarModel>,
  estimate: z.object({ samples: count, distinct: count, accepted: count }).nullable(),
})

/** The learner, and then an estimate of what it learned. */
function* learnAndEstimate(
  plant: Growing,
  epoch: GrammarEpoch,
  learn: (task: GrammarTask) => GrammarLearner,
): Learner<string, boolean, GrownGrammar> {
  const { number, task } = epoch
  const { seed, budget } = task
  const start = task.start === null ? undefined : plant.resultOf(task.start)
  const { model, stopped } = yield* learning(
    learn({
      ...heardBy(plant, epoch),
      start: start?.model ?? (task.from && written(task.from)),
      worldChanged: task.recheckSince !== null,
      budgetHint: budget ?? undefined,
    }),
  )
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

/** The learner, unless the grammar that it learned before says already what it has heard since. No world, no estimate. */
function* listenTo(
  plant: Growing,
  epoch: GrammarEpoch,
  learn: (task: GrammarTask) => GrammarLearner,
): Learner<string, boolean, GrownGrammar> {
  const { start } = epoch.task
  if (start !== null) {
    const { model } = plant.resultOf(start)
    const parser = new Parser(model.grammar)
    const news = plant.examples.filter(example => example.epoch > start && example.epoch <= epoch.number)
    if (news.every(({ text, valid }) => parser.accepts(text) === valid)) return { model, estimate: null }
  }
  const { model } = yield* learning(learn(heardBy(plant, epoch)))
  return { model, estimate: null }
}

/** What a learner is given of what the plant has heard by then. */
function heardBy(plant: Growing, { number, task }: GrammarEpoch): GrammarTask {
  const heard = plant.examples.filter(example => example.epoch <= number)
  return {
    examples: heard.filter(example => example.valid).map(example => example.text),
    rejected: heard.filter(example => !example.valid).map(example => example.text),
    blueprint: task.blueprint,
    seed: task.seed,
  }
}

/** Runs a learner that says nothing of an estimate. @returns also whether it was stopped */
function* learning(
  learner: GrammarLearner,
): Generator<Step<string, GrownGrammar>, { model: GrammarModel; stopped: boolean }, Reply<boolean>> {
  let stopped = false
  let turn = learner.next()
  while (!turn.done) {
    const { best, ...step } = turn.value
    const reply = yield { ...step, best: best && (() => ({ model: best(), estimate: null })) }
    stopped ||= reply.stop !== undefined
    turn = learner.next(reply)
  }
  return { model: turn.value, stopped }
}

/** A grammar that a person wrote, as if it had been learned, on no evidence. */
const written = (grammar: Grammar): GrammarModel => ({
  grammar,
  core: undefined,
  evidence: {},
  report: { uncovered: [], overgeneral: [], notes: [] },
})

/** Asks again all that the model relies on and that has not been asked since the recheck began. Learns nothing. */
function* checkAgain(plant: Growing, epoch: GrammarEpoch): Learner<string, boolean, GrownGrammar> {
  const { model, estimate } = plant.resultOf(epoch.task.start!)
  const grown: GrownGrammar = { model, estimate }
  const texts = unconfirmed(plant, epoch, model)
  for (let from = 0; from < texts.length; from += 100) {
    const batch = texts.slice(from, from + 100)
    const about = `whether what it relies on still holds (${from + batch.length} of ${texts.length})`
    const reply = yield { ask: batch, about, purpose: 'verifying', best: () => grown }
    if (reply.stop !== undefined) return grown
  }
  return grown
}

function following(plant: Growing, epoch: GrammarEpoch, { model }: GrownGrammar): GrammarEpoch | undefined {
  const { task } = epoch
  if (task.recheckSince === null) return undefined
  const number = epoch.number + 1
  const next = (more: Pick<GrammarEpoch['task'], 'kind' | 'start'>): GrammarEpoch => ({
    number,
    task: { ...task, ...more },
    result: null,
  })
  if (task.kind === 'growth') {
    const open = unconfirmed(plant, { ...epoch, number }, model)
    return open.length > 0 ? next({ kind: 'recheck', start: epoch.number }) : undefined
  }
  if (hasChanged(plant, epoch)) return next({ kind: 'growth', start: null })
  return epoch.number === task.recheckSince ? next({ kind: 'growth', start: task.start }) : undefined
}

/** The examples and the evidence of a model that were not asked between the beginning of the recheck and this epoch. */
function unconfirmed(plant: Growing, epoch: GrammarEpoch, model: GrammarModel): string[] {
  const since = epoch.task.recheckSince!
  const confirmed = new Set<string>()
  for (const experiment of plant.experiments) {
    if (experiment.purpose !== 'audit' && experiment.epoch >= since && experiment.epoch < epoch.number) {
      confirmed.add(experiment.question)
    }
  }
  const texts = [...plant.examples.filter(({ epoch }) => epoch <= since).map(({ text }) => text)]
  for (const evidence of Object.values(model.evidence)) texts.push(...evidence)
  return [...new Set(texts)].filter(text => !confirmed.has(text))
}

/** Was something answered otherwise in this epoch than ever before? */
function hasChanged(plant: Growing, epoch: GrammarEpoch): boolean {
  const kind = membership(plant.asking.onTimeout)
  const before = kind.knowledge()
  for (const { question, outcome, purpose, epoch: number } of plant.experiments) {
    if (purpose === 'audit') continue
    const known = before.find(question)
    if (number === epoch.number && known !== undefined && !kind.same(known, outcome, question)) return true
    if (number < epoch.number) before.add(question, outcome)
  }
  return false
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
