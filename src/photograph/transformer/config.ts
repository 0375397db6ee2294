import { CambiumError } from '../../model/error.ts'

/** The measures of a transformer of the Llama family. Heads share nothing: as many key and value heads as query heads. */
export interface TransformerConfig {
  /** Different tokens. */
  readonly vocabulary: number
  /** Tokens that it sees at once. */
  readonly context: number
  /** Numbers that stand for a token between the layers. A multiple of `heads`. */
  readonly width: number
  readonly layers: number
  /** Each of `width / heads` numbers, which must be even: rotary positions turn pairs. */
  readonly heads: number
  /** Numbers inside the feed-forward part of a layer. */
  readonly hidden: number
}

/** The base of the rotary wavelengths (Su et al. 2021). */
export const rotaryBase = 10000
/** Keeps the root mean square from zero. */
export const normEpsilon = 1e-5

export type PresetName = 'tiny' | 'small' | 'base'

/** A size of model with the settings of training that suit it. */
export interface Preset extends Omit<TransformerConfig, 'vocabulary'> {
  /** Tokens of the vocabulary that is trained for it, unless told otherwise. */
  readonly vocabulary: number
  /** Sequences a step, all threads together. */
  readonly batch: number
  readonly learningRate: number
}

/** `tiny` trains in seconds and is for trying things out, `small` in minutes, `base` in hours. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  tiny: { vocabulary: 512, context: 64, width: 64, layers: 2, heads: 2, hidden: 192, batch: 32, learningRate: 3e-3 },
  small: {
    vocabulary: 1024,
    context: 128,
    width: 128,
    layers: 4,
    heads: 4,
    hidden: 384,
    batch: 16,
    learningRate: 2e-3,
  },
  base: { vocabulary: 4096, context: 256, width: 256, layers: 6, heads: 8, hidden: 768, batch: 8, learningRate: 1e-3 },
}

/** A weight of the model: where its numbers stand in the one flat array that holds them all, row after row. */
export interface Parameter {
  readonly name: string
  /** Output by input for a matrix, as PyTorch's linear layers have it. */
  readonly shape: readonly number[]
  readonly offset: number
  readonly size: number
}

/** All weights of a model, under the names that `LlamaForCausalLM` gives them. The output layer is the embedding. */
export function parametersOf(config: TransformerConfig): Parameter[] {
  const { vocabulary, width, layers, hidden } = config
  const shapes: [string, number[]][] = [['model.embed_tokens.weight', [vocabulary, width]]]
  for (let i = 0; i < layers; i++) {
    const layer = `model.layers.${i}`
    shapes.push(
      [`${layer}.input_layernorm.weight`, [width]],
      [`${layer}.self_attn.q_proj.weight`, [width, width]],
      [`${layer}.self_attn.k_proj.weight`, [width, width]],
      [`${layer}.self_attn.v_proj.weight`, [width, width]],
      [`${layer}.self_attn.o_proj.weight`, [width, width]],
      [`${layer}.post_attention_layernorm.weight`, [width]],
      [`${layer}.mlp.gate_proj.weight`, [hidden, width]],
      [`${layer}.mlp.up_proj.weight`, [hidden, width]],
      [`${layer}.mlp.down_proj.weight`, [width, hidden]],
    )
  }
  shapes.push(['model.norm.weight', [width]])
  let offset = 0
  return shapes.map(([name, shape]) => {
    const size = shape.reduce((product, n) => product * n, 1)
    const parameter = { name, shape, offset, size }
    offset += size
    return parameter
  })
}

/** How many numbers the model has. */
export function parameterCount(config: TransformerConfig): number {
  const last = parametersOf(config).at(-1)!
  return last.offset + last.size
}

/**
 * Floating-point operations that a training step must spend on each token: two for each weight of a matrix and for each
 * number of attention over the whole context (masked or not), and twice as many again for the gradient.
 */
export function operationsPerToken(config: TransformerConfig): number {
  const matrices = parametersOf(config).filter(p => p.shape.length === 2)
  const weights = matrices.reduce((n, p) => n + p.size, 0)
  return 3 * 2 * (weights + config.layers * 2 * config.width * config.context)
}

/** Cosines and sines of the rotary angles, position after position. */
export function rotaryTables(
  length: number,
  half: number,
): { cos: Float32Array<ArrayBuffer>; sin: Float32Array<ArrayBuffer> } {
  const cos = new Float32Array(length * half)
  const sin = new Float32Array(length * half)
  for (let position = 0; position < length; position++)
    for (let i = 0; i < half; i++) {
      const angle = position / rotaryBase ** (i / half)
      cos[position * half + i] = Math.cos(angle)
      sin[position * half + i] = Math.sin(angle)
    }
  return { cos, sin }
}

/** The `config.json` that `LlamaForCausalLM` reads. */
export function configToJson(config: TransformerConfig): object {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: config.vocabulary,
    hidden_size: config.width,
    intermediate_size: config.hidden,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.heads,
    head_dim: config.width / config.heads,
    max_position_embeddings: config.context,
    rms_norm_eps: normEpsilon,
    rope_theta: rotaryBase,
    hidden_act: 'silu',
    tie_word_embeddings: true,
    attention_bias: false,
    mlp_bias: false,
    bos_token_id: 0,
    eos_token_id: 0,
    torch_dtype: 'float32',
  }
}

/** Reads what `configToJson` wrote. Throws `config-damaged` where it says anything that this model cannot be. */
export function configFromJson(json: unknown): TransformerConfig {
  const file = json as Record<string, unknown>
  const config = {
    vocabulary: file.vocab_size,
    context: file.max_position_embeddings,
    width: file.hidden_size,
    layers: file.num_hidden_layers,
    heads: file.num_attention_heads,
    hidden: file.intermediate_size,
  } as TransformerConfig
  checkConfig(config)
  const expected = configToJson(config)
  for (const [key, value] of Object.entries(expected))
    if (JSON.stringify(file[key]) !== JSON.stringify(value))
      throw new CambiumError(
        'config-damaged',
        `config.json has ${key}: ${JSON.stringify(file[key])}, not ${JSON.stringify(value)}.`,
      )
  return config
}

/** Throws `config-impossible` where no model can have these measures. */
export function checkConfig(config: TransformerConfig): void {
  for (const [name, value] of Object.entries(config))
    if (!(Number.isInteger(value) && value >= 1 && value <= 1_000_000))
      throw new CambiumError('config-impossible', `A transformer cannot have ${name} ${value}.`)
  const head = config.width / config.heads
  if (!Number.isInteger(head) || head % 2 !== 0)
    throw new CambiumError(
      'config-impossible',
      `A width of ${config.width} does not divide into ${config.heads} heads of an even size.`,
    )
  if (parameterCount(config) > 500_000_000)
    throw new CambiumError('config-impossible', 'A transformer of more than 500 million parameters does not fit here.')
}

/**
 * Throws `training-too-large` where the arrays of a step cannot fit into the 4 GiB that WebAssembly can address.
 * @param rows sequences that one thread learns from at once
 */
export function checkStep({ vocabulary, context, width, layers, heads }: TransformerConfig, rows: number): void {
  // what must be kept for the gradient: attention and some numbers of each layer, and the scores of all tokens
  const bytes = 4 * rows * context * (layers * (heads * context + 4 * width) + vocabulary)
  if (bytes > 2 ** 32)
    throw new CambiumError(
      'training-too-large',
      `A step needs more than ${Math.floor(bytes / 2 ** 30)} GB a thread, and it can have 4: take a smaller batch, context or preset, or more threads.`,
    )
}
