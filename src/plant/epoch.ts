import { z } from 'zod'
import type { Blueprint } from '../blueprint/blueprint.ts'
import { principlesSchema } from '../blueprint/principles.ts'
import type { TimeoutPolicy } from '../growth/question.ts'
import type { GrammarModel } from '../learn/grammar/model.ts'
import { checkGrammar } from '../model/grammar/validate.ts'
import type { WorldDescription } from '../world/world.ts'
import { damaged, type PlantFile } from './file.ts'

/** What is fixed during an epoch, so that it can be run again against the record. The experience is kept beside it. */
export interface EpochTask {
  /** `growth`: the learner runs. `recheck`: what the model relies on is asked again, and nothing is learned. */
  readonly kind: 'growth' | 'recheck'
  /** The version of Cambium whose learner runs. */
  readonly program: string
  readonly blueprint: Blueprint
  readonly seed: number
  /** The epoch from whose model it starts; null: from nothing. */
  readonly start: number | null
  /** Answers from before this epoch are asked again before the model relies on them; null: the world did not change. */
  readonly recheckSince: number | null
  /** How many questions it may put to the world; null: as many as it wants. */
  readonly budget: number | null
}

/** What a plant thinks of its own grammar. */
export interface Estimate {
  /** Fresh samples of the grammar that were put to the world, how many of them differ, and how many it accepted. */
  readonly samples: number
  readonly distinct: number
  readonly accepted: number
}

/** How an epoch ended. */
export interface EpochResult {
  readonly ended: 'finished' | 'budget' | 'deadline' | 'cancelled' | 'failed'
  /** Why the world failed. */
  readonly failure: { readonly code: string; readonly message: string } | null
  readonly model: GrammarModel
  readonly estimate: Estimate | null
  /** In milliseconds since 1970. */
  readonly time: number
}

/** An epoch as it is kept. */
export interface Epoch {
  readonly number: number
  readonly task: EpochTask
  /** Null while it grows, or if it was interrupted. */
  readonly result: EpochResult | null
}

/** How the world was asked last: enough to ask it again, if the user allows that. */
export interface Asking {
  readonly world: WorldDescription
  readonly onTimeout: TimeoutPolicy
  readonly jobs: number
  /** Milliseconds. */
  readonly timeout: number | null
  /** Questions a second. */
  readonly rate: number | null
}

/** What a plant says of itself in its first row. */
export interface PlantFact {
  /** What kind of model grows here. */
  readonly model: 'grammar'
  /** The version of Cambium that made it. */
  readonly program: string
  /** In milliseconds since 1970. */
  readonly created: number
}

/** An example and what is known of it. */
export interface Example {
  readonly text: string
  /** False: known to be rejected. */
  readonly valid: boolean
  /** The epoch in which it was given. */
  readonly epoch: number
}

const count = z.int().min(0)

const taskSchema: z.ZodType<EpochTask> = z.object({
  kind: z.enum(['growth', 'recheck']),
  program: z.string(),
  blueprint: z.object({ name: z.string(), principles: principlesSchema }),
  seed: z.int(),
  start: count.nullable(),
  recheckSince: count.nullable(),
  budget: count.nullable(),
})

const modelSchema = z.object({
  grammar: z.custom<GrammarModel['grammar']>(isGrammar, 'not a grammar'),
  core: z.unknown(),
  evidence: z.record(z.string(), z.array(z.string())),
  report: z.object({
    uncovered: z.array(z.string()),
    overgeneral: z.array(z.object({ sample: z.string(), rule: z.string(), mended: z.boolean() })),
    notes: z.array(z.string()),
  }),
})

const resultSchema: z.ZodType<EpochResult> = z.object({
  ended: z.enum(['finished', 'budget', 'deadline', 'cancelled', 'failed']),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  model: modelSchema as z.ZodType<GrammarModel>,
  estimate: z.object({ samples: count, distinct: count, accepted: count }).nullable(),
  time: count,
})

const askingSchema: z.ZodType<Asking> = z.object({
  world: z.looseObject({ kind: z.string() }),
  onTimeout: z.enum(['reject', 'accept', 'fail']),
  jobs: z.int().min(1),
  timeout: z.number().positive().nullable(),
  rate: z.number().positive().nullable(),
})

const plantSchema: z.ZodType<PlantFact> = z.object({
  model: z.literal('grammar'),
  program: z.string(),
  created: count,
})

/** @throws CambiumError `plant-damaged` */
export function epochsOf(file: PlantFile): Epoch[] {
  return file.rows('epoch', ['number', 'task', 'result']).map(([number, task, result]) => ({
    number: Number(number),
    task: read(file, taskSchema, String(task), `epoch ${number}`),
    result: result === null ? null : read(file, resultSchema, String(result), `the result of epoch ${number}`),
  }))
}

/** To be used within a write. */
export function insertEpoch(insert: PlantFile['insert'], { number, task, result }: Epoch): void {
  insert('epoch', { number, task: JSON.stringify(task), result: result === null ? null : JSON.stringify(result) })
}

/** In the order in which they were given. @throws CambiumError `plant-damaged` */
export function examplesOf(file: PlantFile): Example[] {
  return file
    .rows('example', ['epoch', 'valid', 'text'])
    .map(([epoch, valid, text]) => ({ epoch: Number(epoch), valid: valid === '1', text: String(text) }))
}

/** To be used within a write. */
export function insertExample(insert: PlantFile['insert'], { epoch, valid, text }: Example): void {
  insert('example', { epoch, valid: valid ? 1 : 0, text })
}

/** @throws CambiumError `plant-damaged` */
export function askingOf(file: PlantFile): Asking {
  return read(file, askingSchema, fact(file, 'asked'), 'how its world is asked')
}

/** @throws CambiumError `plant-damaged` */
export function plantFactOf(file: PlantFile): PlantFact {
  return read(file, plantSchema, fact(file, 'plant'), 'its first row')
}

/** To be used within a write. */
export function insertFact(insert: PlantFile['insert'], name: 'plant' | 'asked', value: PlantFact | Asking): void {
  insert('fact', { name, value: JSON.stringify(value) })
}

function fact(file: PlantFile, name: string): string {
  const row = file.rows('fact', ['name', 'value'], 'name = ?', name)[0]
  if (row === undefined) throw damaged(file.path, `its fact “${name}” is missing`)
  return String(row[1])
}

/** JSON that somebody may have tampered with. */
function read<T>(file: PlantFile, schema: z.ZodType<T>, json: string, what: string): T {
  try {
    return schema.parse(JSON.parse(json))
  } catch (error) {
    // A RangeError too: of a document nested too deep for the call stack.
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined
    const why = issue ? `${issue.message} at ${issue.path.join('.') || 'the top'}` : (error as Error).message
    throw damaged(file.path, `${what} cannot be read (${why})`, error)
  }
}

function isGrammar(value: unknown): boolean {
  const { start, rules } = (value ?? {}) as { start?: unknown; rules?: unknown }
  if (typeof start !== 'string' || !Array.isArray(rules)) return false
  if (!rules.every(rule => typeof rule?.name === 'string' && typeof rule.expression === 'object')) return false
  checkGrammar({ start, rules })
  return true
}
