import { lax, numpy as np } from '@jax-js/jax'
import { normEpsilon, parametersOf, rotaryTables, type TransformerConfig } from './config.ts'

/**
 * A decoder-only transformer of the Llama family (Touvron et al. 2023), written as functions of arrays that jax
 * differentiates and compiles: root-mean-square norms before each part (Zhang and Sennrich 2019), rotary positions (Su et
 * al. 2021), gated feed-forward parts (Shazeer 2020), and an output layer that is the embedding itself (Press and Wolf
 * 2017).
 *
 * jax-js counts references: a function uses up each array that it is given, and `.ref` is one more use of it.
 */

/** The weights by name, see `parametersOf`. */
export type Weights = { [name: string]: np.Array }

/** Cuts the flat array of all weights into the arrays of the model. */
export function weightsFrom(config: TransformerConfig, flat: Float32Array): Weights {
  return Object.fromEntries(
    parametersOf(config).map(({ name, shape, offset, size }) => [
      name,
      // a view, which jax copies at once: a copy of ours would be megabytes of garbage at every step
      np.array(flat.subarray(offset, offset + size) as Float32Array<ArrayBuffer>, { shape: [...shape] }),
    ]),
  )
}

/**
 * The sum over all positions of weight times -log p(next token), in nats. Weights that sum to one give the mean.
 *
 * @param embedded batch by context by width, float32: the rows of the embedding for the tokens that are read
 * @param next batch by context, int32: what comes next at each position
 * @param positionWeights batch by context, float32: what each position counts; 0 where there is nothing to learn
 */
export function loss(
  config: TransformerConfig,
  weights: Weights,
  embedded: np.Array,
  next: np.Array,
  positionWeights: np.Array,
): np.Array {
  const scores = logits(config, weights, embedded)
  const largest = lax.stopGradient(np.max(scores.ref, -1, { keepdims: true }))
  const shifted = scores.sub(largest)
  const normaliser = np.log(np.exp(shifted.ref).sum(-1))
  const isNext = np.equal(np.arange(config.vocabulary).astype(np.int32), next.reshape([-1, 1]))
  const chosen = np.where(isNext, shifted, 0).sum(-1)
  return normaliser
    .sub(chosen)
    .mul(positionWeights.reshape([-1]))
    .sum()
}

/**
 * The unnormalised log-probabilities of the next token.
 * @param embedded batch by context by width
 * @returns (batch * context) by vocabulary
 */
export function logits(config: TransformerConfig, weights: Weights, embedded: np.Array): np.Array {
  const [batch, length, width] = embedded.shape as [number, number, number]
  const embedding = weights['model.embed_tokens.weight']!
  const turns = rotations(config, length)
  const mask = np.array(causalMask(length)).reshape([length, length])

  let x = embedded.reshape([batch * length, width])
  for (let i = 0; i < config.layers; i++) {
    const weight = (name: string): np.Array => weights[`model.layers.${i}.${name}.weight`]!
    x = x.ref.add(attention(config, weight, norm(x, weight('input_layernorm')), batch, length, turns, mask))
    x = x.ref.add(feedForward(weight, norm(x, weight('post_attention_layernorm'))))
  }
  turns.cos.dispose()
  turns.sin.dispose()
  mask.dispose()
  return linear(norm(x, weights['model.norm.weight']!), embedding)
}

/** Each position looks at itself and those before it. */
function attention(
  config: TransformerConfig,
  weight: (name: string) => np.Array,
  x: np.Array,
  batch: number,
  length: number,
  turns: Rotations,
  mask: np.Array,
): np.Array {
  const { heads, width } = config
  const size = width / heads
  const split = (y: np.Array): np.Array =>
    np.transpose(y.reshape([batch, length, heads, size]), [0, 2, 1, 3]).reshape([batch * heads, length, size])
  const queries = rotate(split(linear(x.ref, weight('self_attn.q_proj'))), turns)
  const keys = rotate(split(linear(x.ref, weight('self_attn.k_proj'))), turns)
  const values = split(linear(x, weight('self_attn.v_proj')))

  const scores = np
    .matmul(queries, np.transpose(keys, [0, 2, 1]))
    .mul(1 / Math.sqrt(size))
    .add(mask.ref)
  const largest = lax.stopGradient(np.max(scores.ref, -1, { keepdims: true }))
  const powers = np.exp(scores.sub(largest))
  const shares = powers.ref.div(powers.sum(-1, { keepdims: true }))
  const mixed = np.matmul(shares, values).reshape([batch, heads, length, size])
  return linear(np.transpose(mixed, [0, 2, 1, 3]).reshape([batch * length, width]), weight('self_attn.o_proj'))
}

function feedForward(weight: (name: string) => np.Array, x: np.Array): np.Array {
  const gate = linear(x.ref, weight('mlp.gate_proj'))
  const up = linear(x, weight('mlp.up_proj'))
  const open = gate.ref.div(np.exp(gate.mul(-1)).add(1))
  return linear(open.mul(up), weight('mlp.down_proj'))
}

function linear(x: np.Array, weight: np.Array): np.Array {
  return np.matmul(x, np.transpose(weight))
}

function norm(x: np.Array, weight: np.Array): np.Array {
  const scale = np.sqrt(np.square(x.ref).mean(-1, { keepdims: true }).add(normEpsilon))
  return x.div(scale).mul(weight)
}

interface Rotations {
  readonly cos: np.Array
  readonly sin: np.Array
}

/** For each position the cosines by which both halves are multiplied, and the sines that come over from the other half. */
function rotations(config: TransformerConfig, length: number): Rotations {
  const half = config.width / config.heads / 2
  const { cos, sin } = rotaryTables(length, half)
  const rows = np.array(sin).reshape([length, 1, half])
  return { cos: np.array(cos).reshape([length, 1, half]), sin: np.concatenate([rows.ref.mul(-1), rows], 1) }
}

/** Turns the first half of each head's numbers against the second (the order that `LlamaForCausalLM` uses). */
function rotate(x: np.Array, { cos, sin }: Rotations): np.Array {
  const halves = x.reshape([...x.shape.slice(0, -1), 2, x.shape.at(-1)! / 2])
  const across = np.flip(halves.ref, -2).mul(sin.ref)
  return halves.mul(cos.ref).add(across).reshape(x.shape)
}

function causalMask(length: number): Float32Array<ArrayBuffer> {
  const mask = new Float32Array(length * length)
  for (let i = 0; i < length; i++) mask.fill(-1e9, i * length + i + 1, (i + 1) * length)
  return mask
}
