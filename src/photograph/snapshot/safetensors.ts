import { CambiumError } from '../../model/error.ts'

/** Arrays by name, as a safetensors file holds them. */
export interface Tensors {
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly metadata: Readonly<Record<string, string>>
}

export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float32Array | Uint32Array | Uint16Array
}

const types = { F32: Float32Array, U32: Uint32Array, U16: Uint16Array } as const

/**
 * Writes arrays in the safetensors format: the length of a JSON header as 64 bits, the header, the numbers; all little
 * end first, as every processor that runs this has them.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let offset = 0
  for (const [name, { shape, data }] of tensors) {
    const dtype = data instanceof Float32Array ? 'F32' : data instanceof Uint32Array ? 'U32' : 'U16'
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  // the numbers begin at a multiple of eight
  const length = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(8 + length + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.fill(0x20, 8, 8 + length)
  bytes.set(json, 8)
  let at = 8 + length
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

/** Reads a safetensors file. Throws `weights-damaged` for anything that is none, or that has numbers of other types. */
export function decodeSafetensors(bytes: Uint8Array): Tensors {
  const damaged = (what: string, cause?: unknown): CambiumError =>
    new CambiumError('weights-damaged', `The file of weights is damaged: ${what}.`, { cause })
  if (bytes.length < 8) throw damaged('it is too short')
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > bytes.length - 8) throw damaged('its header does not end')
  let header: Record<string, { dtype?: string; shape?: number[]; data_offsets?: number[] }>
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)))
  } catch (cause) {
    throw damaged('its header is not JSON', cause)
  }
  if (typeof header !== 'object' || header === null) throw damaged('its header is no object')
  const tensors = new Map<string, Tensor>()
  const { __metadata__: metadata = {}, ...entries } = header
  for (const [name, entry] of Object.entries(entries)) {
    const [from, to] = entry?.data_offsets ?? []
    const type = types[entry?.dtype as keyof typeof types]
    if (type === undefined) throw damaged(`${name} has numbers of type ${entry?.dtype}`)
    const size = Array.isArray(entry.shape) ? entry.shape.reduce((n, d) => n * d, 1) : Number.NaN
    const fits = Number.isInteger(from) && Number.isInteger(to) && from! >= 0 && to! <= bytes.length - 8 - length
    if (!fits || to! - from! !== size * type.BYTES_PER_ELEMENT) throw damaged(`${name} does not lie in it as it says`)
    // a copy of its own: a slice of a Buffer is none, and numbers must lie at multiples of their size
    const copy = new Uint8Array(bytes.subarray(8 + length + from!, 8 + length + to!))
    tensors.set(name, { shape: entry.shape!, data: new type(copy.buffer) })
  }
  return { tensors, metadata: metadata as Record<string, string> }
}
