import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { CambiumError } from '../../model/error.ts'

/**
 * What is seen of an HTTP response: its `status`, a JSON path into its body (RFC 9535), or what a regular expression finds
 * in it (its first group if it has one).
 */
const viewSchema = z.union([
  z.literal('status'),
  z.strictObject({ json: z.string() }),
  z.strictObject({ regex: z.string() }),
])
const outputSchema = z.union([viewSchema.transform(view => [view]), z.array(viewSchema).min(1)])

const requestSchema = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'not a method')
    .default('GET'),
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).default({}),
  /** Sent as it stands. */
  body: z.string().optional(),
  /** Sent as JSON. */
  json: z.unknown().optional(),
  /** What is seen of the response to this one. */
  output: outputSchema.optional(),
})

const urlMapSchema = z.strictObject({
  inputs: z.record(z.string(), requestSchema),
  /** What is seen of a response; its status unless said otherwise. */
  output: outputSchema.default(['status']),
  /** Brings the system to its initial state, beside forgetting all cookies. Must be answered with 2xx. */
  reset: requestSchema.optional(),
})

const tcpMapSchema = z.strictObject({
  /** Names that are sent by `send`, or each with what is sent. */
  inputs: z.union([z.array(z.string()), z.record(z.string(), z.string())]),
  /** What is sent for an input whose own text is not given; `{input}` stands for its name. */
  send: z.string().default('{input}\n'),
  /** The first that is found in an answer makes the output; `$1` in it stands for its first group. */
  patterns: z.array(z.strictObject({ match: z.string(), output: z.string().default('$&') })).default([]),
  /** Milliseconds of silence that end an answer. */
  quiet: z.number().positive().max(60_000).default(50),
  /** A regular expression that ends an answer at once when it is found in it. */
  until: z.string().optional(),
  /** Whether the server speaks first when it is connected to. */
  greets: z.boolean().default(false),
  /** What is sent to bring the system to its initial state; without it each run has a connection of its own. */
  reset: z.string().optional(),
})

/** How inputs become HTTP requests, and responses outputs. */
export type UrlMap = z.infer<typeof urlMapSchema>
/** How inputs become bytes on a connection, and answers outputs. */
export type TcpMap = z.infer<typeof tcpMapSchema>
export type UrlMapDocument = z.input<typeof urlMapSchema>
export type TcpMapDocument = z.input<typeof tcpMapSchema>
export type Request = UrlMap['inputs'][string]
export type View = UrlMap['output'][number]

/** @param map a file of YAML or JSON, or its content @throws CambiumError `map-malformed`, with the place of what is wrong */
export function readUrlMap(map: string | UrlMapDocument): UrlMap {
  const read = readMap(map, urlMapSchema)
  const views = [...read.output, ...Object.values(read.inputs).flatMap(({ output }) => output ?? [])]
  for (const view of views) if (view !== 'status' && 'regex' in view) checkPattern(view.regex)
  return read
}

/** As `readUrlMap`. */
export function readTcpMap(map: string | TcpMapDocument): TcpMap {
  const read = readMap(map, tcpMapSchema)
  for (const { match } of read.patterns) checkPattern(match)
  if (read.until !== undefined) checkPattern(read.until)
  return read
}

/** The inputs of a map, in its order. */
export function inputsOf(map: UrlMap | TcpMap): string[] {
  return Array.isArray(map.inputs) ? map.inputs : Object.keys(map.inputs)
}

function readMap<T>(map: string | object, schema: z.ZodType<T>): T {
  const source = typeof map === 'string' ? map : 'the map'
  if (typeof map !== 'string') return checked(map, schema, issue => issue, source)
  let text: string
  try {
    text = readFileSync(map, 'utf8')
  } catch (error) {
    throw malformed(source, `it cannot be read (${(error as Error).message})`)
  }
  if (text.length > longestMap) throw malformed(source, `it has ${text.length} characters; the limit is ${longestMap}`)
  const lines = new LineCounter()
  let value: unknown
  let document: ReturnType<typeof parseDocument>
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: false })
    const fault = document.errors[0]
    if (fault) throw malformed(source, `line ${lines.linePos(fault.pos[0]).line}: ${fault.message}`)
    value = document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    if (error instanceof CambiumError) throw error
    throw malformed(source, (error as Error).message)
  }
  const at = (path: readonly PropertyKey[]) => {
    for (let part = [...path]; part.length > 0; part = part.slice(0, -1)) {
      const node = document.getIn(part, true) as { range?: [number] } | undefined
      if (node?.range) return `line ${lines.linePos(node.range[0]).line}: `
    }
    return ''
  }
  return checked(value, schema, (issue, path) => at(path) + issue, source)
}

/** Characters of a map at most. */
const longestMap = 1 << 20

function checked<T>(
  value: unknown,
  schema: z.ZodType<T>,
  place: (issue: string, path: readonly PropertyKey[]) => string,
  source: string,
): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const { path, message } = read.error.issues[0]!
  throw malformed(source, place(`${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`, path))
}

function checkPattern(pattern: string): void {
  try {
    new RegExp(pattern, 'u')
  } catch (error) {
    throw malformed('the map', `${JSON.stringify(pattern)} is no regular expression (${(error as Error).message})`)
  }
}

function malformed(source: string, why: string): CambiumError {
  return new CambiumError('map-malformed', `${source} does not say how inputs are sent: ${why}.`)
}
