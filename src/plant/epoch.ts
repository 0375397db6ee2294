import { z } from 'zod'
import type { Blueprint } from '../blueprint/blueprint.ts'
import { principlesSchema } from '../blueprint/principles.ts'
import type { TimeoutPolicy } from '../growth/question.ts'
import type { Grammar } from '../model/grammar/grammar.ts'
import type { GivenName } from '../model/grammar/simplify/adopt.ts'
import { isGrammar } from '../model/grammar/validate.ts'
import type { WorldDescription } from '../world/world.ts'
import { damaged, type PlantFile } from './file.ts'

/** What is fixed during an epoch, so that it can be run again against the record. The experience is kept beside it. */
export interface EpochTask {
  /**
   * `growth`: the learner runs. `recheck`: what the model relies on is asked again, and nothing is learned. `listening`:
   * there is no world, and it learns from what it heard alone.
   */
  readonly kind: 'growth' | 'recheck' | 'listening'
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
  /** Where a machine grows: how it may act. */
  readonly acting?: Acting
  /** Where a grammar grows: one that a person wrote, to begin with. */
  readonly from?: Grammar
}

/** How a learner may act on a system. */
export interface Acting {
  /** The inputs that it may give, in the order of the machine. */
  readonly inputs: readonly string[]
  /** What one reset costs, in inputs. */
  readonly resetCost: number
  /** How many tests in a row must agree with the machine before it is believed, for each of its transitions. */
  readonly tests: number
}

/** What an epoch comes to; what else there is depends on the kind of model. A plain value that survives JSON. */
export interface Grown {
  readonly model: unknown
}

/** How an epoch ended. */
export type EpochResult<G extends Grown = Grown> = G & {
  readonly ended: 'finished' | 'budget' | 'deadline' | 'cancelled' | 'failed'
  /** Why the world failed. */
  readonly failure: { readonly code: string; readonly message: string } | null
  /** In milliseconds since 1970. */
  readonly time: number
}

/** An epoch as it is kept. */
export interface Epoch<G extends Grown = Grown> {
  readonly number: number
  readonly task: EpochTask
  /** Null while it grows, or if it was interrupted. */
  readonly result: EpochResult<G> | null
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
  readonly model: 'grammar' | 'machine'
  /** The version of Cambium that made it. */
  readonly program: string
  /** In milliseconds since 1970. */
  readonly created: number
}

/** Something that the plant was given. */
export interface Example {
  /** The text; where a machine grows, a recorded trace: a run as JSON. */
  readonly text: string
  /** False: known to be rejected. */
  readonly valid: boolean
  /** The epoch in which it was given. */
  readonly epoch: number
}

const count = z.int().min(0)

const taskSchema: z.ZodType<EpochTask> = z.object({
  kind: z.enum(['growth', 'recheck', 'listening']),
  program: z.string(),
  blueprint: z.object({ name: z.string(), principles: principlesSchema }),
  seed: z.int(),
  start: count.nullable(),
  recheckSince: count.nullable(),
  budget: count.nullable(),
  acting: z.object({ inputs: z.array(z.string()), resetCost: z.number().min(0), tests: count }).optional(),
  from: z.custom<Grammar>(isGrammar, 'not a grammar').optional(),
})

const endSchema = z.object({
  ended: z.enum(['finished', 'budget', 'deadline', 'cancelled', 'failed']),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
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
  model: z.enum(['grammar', 'machine']),
  program: z.string(),
  created: count,
})

const namesSchema: z.ZodType<readonly GivenName[]> = z.array(
  z.object({
    name: z.string(),
    grammar: z.custom<Grammar>(isGrammar, 'not a grammar'),
    isStart: z.boolean().optional(),
  }),
)

/** @param grown what an epoch may come to @throws CambiumError `plant-damaged` */
export function epochsOf<G extends Grown>(file: PlantFile, grown: z.ZodType<G>): Epoch<G>[] {
  const resultSchema = z.intersection(grown, endSchema) as unknown as z.ZodType<EpochResult<G>>
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

/** The names that a person gave to rules, the newest first. @throws CambiumError `plant-damaged` */
export function namesOf(file: PlantFile): readonly GivenName[] {
  const row = file.rows('fact', ['name', 'value'], 'name = ?', 'names')[0]
  return row === undefined ? [] : read(file, namesSchema, String(row[1]), 'the names of its rules')
}

/** To be used within a write. */
export function insertFact(
  insert: PlantFile['insert'],
  name: 'plant' | 'asked' | 'names',
  value: PlantFact | Asking | readonly GivenName[],
): void {
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
