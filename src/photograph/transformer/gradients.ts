import { defaultDevice, init, jit, numpy as np, valueAndGrad } from '@jax-js/jax'
import { CambiumError } from '../../model/error.ts'
import type { Batch } from './batches.ts'
import { type Parameter, parametersOf, type TransformerConfig } from './config.ts'
import { logits, loss, type Weights, weightsFrom } from './transformer.ts'

/** Who works out losses and gradients: this thread, or several. */
export interface GradientSource {
  /**
   * The loss of a batch (`Batch.weights` says what each position counts) and its derivative by every weight.
   * @param parameters all weights, see `parametersOf`
   * @param into overwritten with the gradient, in the same order
   */
  gradient(parameters: Float32Array, batch: Batch, into: Float32Array): Promise<number>
  /** The loss alone. */
  loss(parameters: Float32Array, batch: Batch): Promise<number>
  close(): Promise<void>
}

export type Backend = 'wasm' | 'webgpu'

/** Works out gradients with jax-js, on the thread that asks. The door through which all numerical work goes. */
export class JaxGradients implements GradientSource {
  readonly #config: TransformerConfig
  readonly #parameters: readonly Parameter[]
  readonly #valueAndGradient
  readonly #value
  readonly #logits

  private constructor(config: TransformerConfig) {
    this.#config = config
    this.#parameters = parametersOf(config)
    const value = (weights: Weights, embedded: np.Array, next: np.Array, counts: np.Array): np.Array =>
      loss(config, weights, embedded, next, counts)
    this.#value = jit(value)
    this.#valueAndGradient = jit(valueAndGrad(value, { argnums: [0, 1] }))
    this.#logits = jit((weights: Weights, embedded: np.Array) => logits(config, weights, embedded))
  }

  /** Throws `backend-missing` where this machine cannot run the backend. */
  static async open(config: TransformerConfig, backend: Backend = 'wasm'): Promise<JaxGradients> {
    const available = await init(backend)
    if (!available.includes(backend))
      throw new CambiumError('backend-missing', `There is no ${backend} here; the other backend may do.`)
    defaultDevice(backend)
    return new JaxGradients(config)
  }

  async gradient(parameters: Float32Array, batch: Batch, into: Float32Array): Promise<number> {
    const [value, [weights, embedded]] = this.#valueAndGradient(
      weightsFrom(this.#config, parameters),
      this.#embed(parameters, batch),
      this.#positions(batch.next, batch),
      this.#positions(batch.weights, batch),
    )
    for (const { name, offset } of this.#parameters) into.set((await weights[name]!.data()) as Float32Array, offset)
    // the embedding is used twice; what reached its rows as input is added to what reached it as output layer
    const { width } = this.#config
    const rows = (await embedded.data()) as Float32Array
    for (let position = 0; position < batch.tokens.length; position++) {
      const row = batch.tokens[position]! * width
      for (let i = 0; i < width; i++) into[row + i]! += rows[position * width + i]!
    }
    return (await value.data())[0]!
  }

  async loss(parameters: Float32Array, batch: Batch): Promise<number> {
    const value = this.#value(
      weightsFrom(this.#config, parameters),
      this.#embed(parameters, batch),
      this.#positions(batch.next, batch),
      this.#positions(batch.weights, batch),
    )
    return (await value.data())[0]!
  }

  /** The scores of all tokens at each position of a batch: rows * context by vocabulary. */
  async logits(parameters: Float32Array, batch: Pick<Batch, 'tokens' | 'rows'>): Promise<Float32Array> {
    return (await this.#logits(
      weightsFrom(this.#config, parameters),
      this.#embed(parameters, batch),
    ).data()) as Float32Array
  }

  async close(): Promise<void> {}

  #positions(numbers: Int32Array | Float32Array, batch: Batch): np.Array {
    return np.array(numbers as Int32Array<ArrayBuffer>).reshape([batch.rows, numbers.length / batch.rows])
  }

  /** Looks the tokens up in the embedding. The embedding is the first of the parameters. */
  #embed(parameters: Float32Array, { tokens, rows }: Pick<Batch, 'tokens' | 'rows'>): np.Array {
    const { width } = this.#config
    const embedded = new Float32Array(tokens.length * width)
    for (let position = 0; position < tokens.length; position++) {
      const row = tokens[position]! * width
      embedded.set(parameters.subarray(row, row + width), position * width)
    }
    return np.array(embedded).reshape([rows, tokens.length / rows, width])
  }
}
