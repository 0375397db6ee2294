import type { TokenModel, TokenState } from '../token-model.ts'
import { endOfText, type Tokenizer } from '../tokenizer/tokenizer.ts'
import { normEpsilon, parametersOf, rotaryTables, type TransformerConfig } from './config.ts'

/**
 * A trained transformer that reads one token after the other, in plain loops over typed arrays: no graph, no compilation,
 * the same everywhere. It shares nothing with the arrays that train it but the table of rotary angles, and the tests
 * hold one against the other.
 */
export class Decoder implements TokenModel {
  readonly tokenizer: Tokenizer
  readonly config: TransformerConfig
  /** All weights, see `parametersOf`. */
  readonly parameters: Float32Array
  readonly #views: ReadonlyMap<string, Float32Array>

  constructor(config: TransformerConfig, parameters: Float32Array, tokenizer: Tokenizer) {
    this.config = config
    this.parameters = parameters
    this.tokenizer = tokenizer
    this.#views = new Map(
      parametersOf(config).map(({ name, offset, size }) => [name, parameters.subarray(offset, offset + size)]),
    )
  }

  /** The weights of one name, row after row. */
  weight(name: string): Float32Array {
    return this.#views.get(`${name}.weight`)!
  }

  begin(): DecoderState {
    const state = new DecoderState(this)
    state.push(endOfText)
    return state
  }
}

/**
 * What the model has read: the keys and values of every layer and position, so that a further token costs one step. When
 * the context is full, the older half is forgotten and the rest is read again.
 */
export class DecoderState implements TokenState {
  readonly #model: Decoder
  /** For each layer, position after position, `width` numbers. */
  readonly #keys: Float32Array[]
  readonly #values: Float32Array[]
  /** The tokens whose keys and values are held. */
  #read: number[] = []
  readonly #output: Float32Array
  readonly #result: Float64Array

  constructor(model: Decoder, from?: DecoderState) {
    const { layers, context, width, vocabulary } = model.config
    this.#model = model
    const room = (): Float32Array[] => Array.from({ length: layers }, () => new Float32Array(context * width))
    this.#keys = from ? from.#keys.map(k => k.slice()) : room()
    this.#values = from ? from.#values.map(v => v.slice()) : room()
    this.#read = from ? [...from.#read] : []
    this.#output = from ? from.#output.slice() : new Float32Array(width)
    this.#result = new Float64Array(vocabulary)
  }

  push(token: number): void {
    const { context } = this.#model.config
    if (this.#read.length === context) {
      const kept = this.#read.slice(-Math.floor(context / 2))
      this.#read = []
      for (const old of kept) this.#step(old)
    }
    this.#step(token)
  }

  logProbabilities(): Float64Array {
    const embedding = this.#model.weight('model.embed_tokens')
    const { width } = this.#model.config
    const result = this.#result
    let largest = -Infinity
    for (let token = 0; token < result.length; token++) {
      const score = dot(embedding, token * width, this.#output, width)
      result[token] = score
      if (score > largest) largest = score
    }
    let sum = 0
    for (let token = 0; token < result.length; token++) sum += Math.exp(result[token]! - largest)
    const normaliser = largest + Math.log(sum)
    for (let token = 0; token < result.length; token++) result[token]! -= normaliser
    return result
  }

  copy(): DecoderState {
    return new DecoderState(this.#model, this)
  }

  /** Reads a token at the next position; leaves what the output layer sees in `#output`. */
  #step(token: number): void {
    const model = this.#model
    const { width, heads, hidden, layers } = model.config
    const position = this.#read.length
    this.#read.push(token)
    const embedding = model.weight('model.embed_tokens')
    const x = embedding.slice(token * width, (token + 1) * width)
    const size = width / heads
    const { cos, sin } = rotaryTablesOf(model.config)
    for (let layer = 0; layer < layers; layer++) {
      const name = (part: string): Float32Array => model.weight(`model.layers.${layer}.${part}`)
      const normed = norm(x, name('input_layernorm'))
      const queries = multiply(name('self_attn.q_proj'), normed)
      const keys = multiply(name('self_attn.k_proj'), normed)
      rotate(queries, size, position, cos, sin)
      rotate(keys, size, position, cos, sin)
      this.#keys[layer]!.set(keys, position * width)
      this.#values[layer]!.set(multiply(name('self_attn.v_proj'), normed), position * width)
      const mixed = new Float32Array(width)
      for (let head = 0; head < heads; head++) this.#attend(layer, head * size, size, queries, position, mixed)
      add(x, multiply(name('self_attn.o_proj'), mixed))

      const again = norm(x, name('post_attention_layernorm'))
      const gate = multiply(name('mlp.gate_proj'), again)
      const up = multiply(name('mlp.up_proj'), again)
      for (let i = 0; i < hidden; i++) gate[i] = (gate[i]! / (1 + Math.exp(-gate[i]!))) * up[i]!
      add(x, multiply(name('mlp.down_proj'), gate))
    }
    this.#output.set(norm(x, model.weight('model.norm')))
  }

  /** One head looks at all positions up to this one. */
  #attend(
    layer: number,
    from: number,
    size: number,
    queries: Float32Array,
    position: number,
    into: Float32Array,
  ): void {
    const { width } = this.#model.config
    const keys = this.#keys[layer]!
    const values = this.#values[layer]!
    const query = queries.subarray(from, from + size)
    const shares = new Float64Array(position + 1)
    let largest = -Infinity
    for (let past = 0; past <= position; past++) {
      shares[past] = dot(keys, past * width + from, query, size) / Math.sqrt(size)
      if (shares[past]! > largest) largest = shares[past]!
    }
    let sum = 0
    for (let past = 0; past <= position; past++) sum += shares[past] = Math.exp(shares[past]! - largest)
    for (let past = 0; past <= position; past++) {
      const share = shares[past]! / sum
      const row = past * width + from
      for (let i = 0; i < size; i++) into[from + i]! += share * values[row + i]!
    }
  }
}

const tables = new WeakMap<TransformerConfig, ReturnType<typeof rotaryTables>>()

function rotaryTablesOf(config: TransformerConfig): ReturnType<typeof rotaryTables> {
  let found = tables.get(config)
  if (found === undefined) tables.set(config, (found = rotaryTables(config.context, config.width / config.heads / 2)))
  return found
}

function rotate(x: Float32Array, size: number, position: number, cos: Float32Array, sin: Float32Array): void {
  const half = size / 2
  for (let head = 0; head < x.length; head += size)
    for (let i = 0; i < half; i++) {
      const first = x[head + i]!
      const second = x[head + half + i]!
      const c = cos[position * half + i]!
      const s = sin[position * half + i]!
      x[head + i] = first * c - second * s
      x[head + half + i] = second * c + first * s
    }
}

function norm(x: Float32Array, weight: Float32Array): Float32Array {
  let squares = 0
  for (let i = 0; i < x.length; i++) squares += x[i]! * x[i]!
  const scale = 1 / Math.sqrt(squares / x.length + normEpsilon)
  const result = new Float32Array(x.length)
  for (let i = 0; i < x.length; i++) result[i] = x[i]! * scale * weight[i]!
  return result
}

/** A matrix, row after row, times a vector. */
function multiply(matrix: Float32Array, x: Float32Array): Float32Array {
  const result = new Float32Array(matrix.length / x.length)
  for (let row = 0; row < result.length; row++) result[row] = dot(matrix, row * x.length, x, x.length)
  return result
}

/** Four sums side by side, which the processor adds up at the same time. */
function dot(a: Float32Array, from: number, b: Float32Array, length: number): number {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let i = 0
  for (; i + 3 < length; i += 4) {
    s0 += a[from + i]! * b[i]!
    s1 += a[from + i + 1]! * b[i + 1]!
    s2 += a[from + i + 2]! * b[i + 2]!
    s3 += a[from + i + 3]! * b[i + 3]!
  }
  for (; i < length; i++) s0 += a[from + i]! * b[i]!
  return s0 + s1 + (s2 + s3)
}

function add(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i]! += y[i]!
}
