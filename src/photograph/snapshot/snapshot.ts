import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CambiumError } from '../../model/error.ts'
import { NgramCounts, type NgramTrie } from '../ngram/counts.ts'
import { KneserNeyModel } from '../ngram/kneser-ney.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { tokenizerFromJson, tokenizerToJson } from '../tokenizer/tokenizer-json.ts'
import { configFromJson, configToJson, parameterCount, parametersOf } from '../transformer/config.ts'
import { Decoder } from '../transformer/decoder.ts'
import { type PhotographRecord, recordShape } from './record.ts'
import { decodeSafetensors, encodeSafetensors, type Tensor } from './safetensors.ts'

/**
 * A photograph on disk is a folder: `config.json`, `tokenizer.json` and `model.safetensors` as other programs read them,
 * `neighbours.json` (what stands near each word), `held-out.txt` (text to measure on again later), and `photograph.json`,
 * which says how it was made and holds the hashes of the other files and of itself. It is written once and not changed.
 */
export interface Snapshot {
  readonly record: PhotographRecord
  readonly model: Decoder | KneserNeyModel
  /** Text that the model has not learned from. */
  readonly heldOut: string
  /** As `neighbours.json` has it. */
  readonly neighbours: unknown
}

const recordName = 'photograph.json'
const largestFile = 2 ** 31

/** All of a record that is not computed when it is written. */
export type RecordDraft = Omit<PhotographRecord, 'files' | 'id' | 'format'>

/**
 * Writes a photograph. It is complete or not there at all: it is written beside its place and then moved.
 * @param options `replace`: what stands there already goes away
 */
export async function writeSnapshot(
  path: string,
  snapshot: Omit<Snapshot, 'record'> & { record: RecordDraft },
  options: { replace?: boolean } = {},
): Promise<PhotographRecord> {
  refuseToOverwrite(path, options.replace)
  const { model } = snapshot
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)
  const files: Record<string, Uint8Array> = {
    'config.json': json(model instanceof Decoder ? configToJson(model.config) : ngramConfig(model.trie)),
    'tokenizer.json': json(tokenizerToJson(model.tokenizer)),
    'model.safetensors': encodeSafetensors(
      model instanceof Decoder ? transformerTensors(model) : ngramTensors(model.trie),
      model instanceof Decoder ? { format: 'pt' } : {},
    ),
    'neighbours.json': json(snapshot.neighbours),
    'held-out.txt': new TextEncoder().encode(snapshot.heldOut),
  }
  const hashes = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]))
  const content = { format: 1 as const, ...snapshot.record, files: hashes }
  const record = { ...content, id: sha256(JSON.stringify(content)) }
  files[recordName] = json(record)

  const beside = besideOf(path, '.new')
  try {
    await rm(beside, { recursive: true, force: true })
    await makeFolder(beside)
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(beside, name), bytes, { flush: true })
    const old = besideOf(path, '.old')
    if (existsSync(path)) await rename(path, old)
    await rename(beside, path)
    await rm(old, { recursive: true, force: true })
  } catch (cause) {
    await rm(beside, { recursive: true, force: true }).catch(() => {})
    throw diskError(path, cause)
  }
  return record
}

/**
 * Throws `photograph-exists` where something stands at the path. A photograph may be replaced, and nothing else: what stands
 * there goes away as a whole.
 */
export function refuseToOverwrite(path: string, replace = false): void {
  if (!existsSync(path)) return
  if (!existsSync(join(path, recordName)))
    throw new CambiumError('photograph-exists', `${path} is there already and is no photograph. Choose another name.`)
  if (!replace)
    throw new CambiumError('photograph-exists', `${path} is there already. Choose another name, or use --force.`)
}

/** The path of something that lies beside a photograph: its own with an ending. */
export function besideOf(path: string, ending: string): string {
  // joining takes away a slash at the end, which completion in a shell leaves there
  return `${join(path, '.')}${ending}`
}

/**
 * Makes a folder and those above it that are not there. Not by `recursive: true`: with that, Node tries for ever where a
 * file system takes no folders, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  const above = dirname(path)
  if (!existsSync(above)) await makeFolder(above)
  if (!existsSync(path)) await mkdir(path)
}

/** Says of a failure to write what a user can do. */
export function diskError(path: string, cause: unknown): CambiumError {
  if (cause instanceof CambiumError) return cause
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new CambiumError('disk-full', `There is no room on the disk to write ${path}. Nothing there was changed.`, {
      cause,
    })
  return new CambiumError('cannot-write', `${path} cannot be written: ${message}.`, { cause })
}

/** The record alone, checked against itself and the files. Throws as `openSnapshot`. */
export async function readRecord(path: string): Promise<PhotographRecord> {
  return (await readFiles(path)).record
}

/**
 * Opens a photograph. Throws `photograph-missing` where there is none, `photograph-changed` where a file is not what it was when
 * the photograph was made, `photograph-damaged` where it never was a photograph of this program.
 */
export async function openSnapshot(path: string): Promise<Snapshot> {
  const { record, files } = await readFiles(path)
  const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(files.get(name)))
  try {
    const tokenizer = tokenizerFromJson(json('tokenizer.json'))
    const { tensors } = decodeSafetensors(files.get('model.safetensors')!)
    const model =
      record.kind === 'transformer'
        ? transformerFrom(json('config.json'), tensors, tokenizer)
        : new KneserNeyModel(trieFrom(json('config.json'), tensors, tokenizer), tokenizer)
    const heldOut = new TextDecoder('utf-8', { ignoreBOM: true }).decode(files.get('held-out.txt'))
    return { record, model, heldOut, neighbours: json('neighbours.json') }
  } catch (cause) {
    if (cause instanceof CambiumError) throw cause
    throw new CambiumError(
      'photograph-damaged',
      `${path} is not a photograph that can be read: ${(cause as Error).message}.`,
      { cause },
    )
  }
}

async function readFiles(path: string): Promise<{ record: PhotographRecord; files: Map<string, Uint8Array> }> {
  let text: string
  try {
    text = await readFile(join(path, recordName), 'utf8')
  } catch (cause) {
    throw new CambiumError('photograph-missing', `${path} is not a photograph: it has no ${recordName}.`, { cause })
  }
  let parsed: ReturnType<typeof recordShape.safeParse>
  let raw: Record<string, unknown>
  try {
    raw = JSON.parse(text)
    parsed = recordShape.safeParse(raw)
  } catch (cause) {
    throw new CambiumError('photograph-damaged', `${join(path, recordName)} is not JSON.`, { cause })
  }
  if (!parsed.success)
    throw new CambiumError(
      'photograph-damaged',
      `${join(path, recordName)} does not describe a photograph: ${z(parsed.error)}.`,
    )
  const { id, ...content } = raw
  if (sha256(JSON.stringify(content)) !== id) throw changed(path, recordName)
  const files = new Map<string, Uint8Array>()
  for (const name of ['config.json', 'tokenizer.json', 'model.safetensors', 'neighbours.json', 'held-out.txt']) {
    let bytes: Uint8Array
    try {
      if ((await stat(join(path, name))).size > largestFile) throw changed(path, name)
      bytes = await readFile(join(path, name))
    } catch (cause) {
      if (cause instanceof CambiumError) throw cause
      throw new CambiumError(
        'photograph-changed',
        `${path} has lost ${name}: it is not the photograph that was made.`,
        { cause },
      )
    }
    if (sha256(bytes) !== parsed.data.files[name]) throw changed(path, name)
    files.set(name, bytes)
  }
  return { record: parsed.data, files }
}

function changed(path: string, name: string): CambiumError {
  return new CambiumError(
    'photograph-changed',
    `${join(path, name)} is not what it was when the photograph was made. A photograph does not change; make a new one.`,
  )
}

const z = (error: { issues: { path: PropertyKey[]; message: string }[] }): string =>
  `${error.issues[0]!.path.join('.')}: ${error.issues[0]!.message}`

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function transformerTensors(model: Decoder): Map<string, Tensor> {
  return new Map(
    parametersOf(model.config).map(({ name, shape, offset, size }) => [
      name,
      { shape, data: model.parameters.slice(offset, offset + size) },
    ]),
  )
}

function transformerFrom(json: unknown, tensors: ReadonlyMap<string, Tensor>, tokenizer: Tokenizer): Decoder {
  const config = configFromJson(json)
  if (config.vocabulary !== tokenizer.size)
    throw new CambiumError('photograph-damaged', 'The model and the tokenizer have vocabularies of different sizes.')
  const parameters = new Float32Array(parameterCount(config))
  for (const { name, shape, offset } of parametersOf(config)) {
    const tensor = tensors.get(name)
    if (!(tensor?.data instanceof Float32Array) || tensor.shape.join() !== shape.join())
      throw new CambiumError('weights-damaged', `The weights lack ${name} of shape ${shape.join(' x ')}.`)
    parameters.set(tensor.data, offset)
  }
  return new Decoder(config, parameters, tokenizer)
}

function ngramConfig(trie: NgramTrie): object {
  return { model_type: 'kneser-ney', order: trie.order, vocab_size: trie.size, tokens: trie.tokens }
}

function ngramTensors(trie: NgramTrie): Map<string, Tensor> {
  return new Map(
    trie.levels.flatMap(({ symbol, count, start }, i): [string, Tensor][] => [
      [`order.${i + 1}.symbol`, { shape: [symbol.length], data: symbol }],
      [`order.${i + 1}.count`, { shape: [count.length], data: count }],
      [`order.${i + 1}.start`, { shape: [start.length], data: start }],
    ]),
  )
}

/** Checks all that look-ups rely on, so that no file can lead them out of the arrays. */
function trieFrom(json: unknown, tensors: ReadonlyMap<string, Tensor>, tokenizer: Tokenizer): NgramTrie {
  const { order, vocab_size: size, tokens } = json as Record<string, number>
  const damaged = new CambiumError('weights-damaged', 'The n-gram tables do not fit together.')
  new NgramCounts(order!, 1) // refuses an impossible order
  if (size !== tokenizer.size || typeof tokens !== 'number') throw damaged
  const levels = Array.from({ length: order! }, (_, i) => {
    const symbol = tensors.get(`order.${i + 1}.symbol`)?.data
    const count = tensors.get(`order.${i + 1}.count`)?.data
    const start = tensors.get(`order.${i + 1}.start`)?.data
    if (!(symbol instanceof Uint16Array && count instanceof Uint32Array && start instanceof Uint32Array)) throw damaged
    if (symbol.length !== count.length || symbol.some(token => token >= size)) throw damaged
    return { symbol, count, start }
  })
  if (levels[0]!.symbol.length !== size || levels[0]!.symbol.some((token, i) => token !== i)) throw damaged
  for (const [i, { symbol, start }] of levels.entries()) {
    const next = levels[i + 1]
    if (next === undefined) break
    if (start.length !== symbol.length + 1 || start[0] !== 0 || start.at(-1) !== next.symbol.length) throw damaged
    for (let p = 0; p + 1 < start.length; p++) if (start[p + 1]! < start[p]!) throw damaged
  }
  return { order: order!, size, tokens, levels }
}
