import { Random } from '../../model/random.ts'
import { endOfText } from '../tokenizer/tokenizer.ts'

/** Sequences of tokens to learn from. All arrays are rows by context, row after row. */
export interface Batch {
  readonly rows: number
  readonly tokens: Int32Array
  /** What comes after each token. */
  readonly next: Int32Array
  /** What each position counts in the loss; they sum to one over a whole step. */
  readonly weights: Float32Array
}

/** Where batches come from. Batch number `step` is always the same. */
export interface BatchSource {
  batch(step: number): Batch
}

/** A long sequence of tokens that need not be in memory. */
export interface TokenSequence {
  readonly length: number
  /** Copies tokens `start` to `start + into.length - 1`. */
  read(start: number, into: Uint16Array): void
}

/** A sequence that is in memory. */
export function tokenArray(tokens: Uint16Array | readonly number[]): TokenSequence {
  const array = tokens instanceof Uint16Array ? tokens : Uint16Array.from(tokens)
  return { length: array.length, read: (start, into) => into.set(array.subarray(start, start + into.length)) }
}

/** Windows at random places of a text. */
export function randomWindows(text: TokenSequence, rows: number, context: number, seed: number): BatchSource {
  const window = Math.min(context + 1, text.length)
  return {
    batch(step) {
      const random = new Random((seed ^ Math.imul(step + 1, 0x9e3779b1)) | 0)
      return windows(
        text,
        context,
        Array.from({ length: rows }, () => random.below(text.length - window + 1)),
      )
    },
  }
}

/**
 * Windows that lie evenly over a text and do not overlap, for measuring.
 * @param limit tokens at most
 */
export function evenWindows(text: TokenSequence, rows: number, context: number, limit: number): Batch[] {
  const starts = evenStarts(text.length, context, limit)
  const batches: Batch[] = []
  for (let i = 0; i < starts.length; i += rows) batches.push(windows(text, context, starts.slice(i, i + rows)))
  return batches
}

/** Where `evenWindows` begin. @param length of the text, in tokens */
export function evenStarts(length: number, context: number, limit: number): number[] {
  const count = Math.max(1, Math.min(Math.floor((length - 1) / context), Math.ceil(limit / context)))
  return Array.from({ length: count }, (_, i) =>
    Math.floor((i * Math.max(0, length - 1 - context)) / Math.max(1, count - 1)),
  )
}

/** A batch of windows that begin at given places. Where the text is shorter than a window, the rest counts nothing. */
export function windows(text: TokenSequence, context: number, starts: readonly number[]): Batch {
  const rows = starts.length
  const tokens = new Int32Array(rows * context).fill(endOfText)
  const next = new Int32Array(rows * context).fill(endOfText)
  const weights = new Float32Array(rows * context)
  const length = Math.min(context, text.length - 1)
  const read = new Uint16Array(length + 1)
  for (let row = 0; row < rows; row++) {
    text.read(starts[row]!, read)
    tokens.set(read.subarray(0, length), row * context)
    next.set(read.subarray(1), row * context)
    weights.fill(1 / (rows * length), row * context, row * context + length)
  }
  return { rows, tokens, next, weights }
}

/** Something to say after something else; only what is said counts in the loss. */
export interface Example {
  readonly prompt: readonly number[]
  readonly completion: readonly number[]
}

/** One example a row, in an order that is shuffled anew when all had their turn. */
export function shuffledExamples(
  examples: readonly Example[],
  rows: number,
  context: number,
  seed: number,
): BatchSource {
  const orders = new Map<number, readonly number[]>()
  const orderOf = (epoch: number): readonly number[] => {
    let order = orders.get(epoch)
    if (order === undefined) {
      order = new Random((seed ^ Math.imul(epoch + 1, 0x9e3779b1)) | 0).shuffled(examples.map((_, i) => i))
      orders.clear()
      orders.set(epoch, order)
    }
    return order
  }
  return {
    batch(step) {
      const chosen = Array.from({ length: rows }, (_, row) => {
        const i = step * rows + row
        return examples[orderOf(Math.floor(i / examples.length))[i % examples.length]!]!
      })
      return exampleBatch(chosen, context)
    },
  }
}

/** All examples, a few a batch, for measuring. */
export function exampleBatches(examples: readonly Example[], rows: number, context: number): Batch[] {
  const batches: Batch[] = []
  for (let i = 0; i < examples.length; i += rows) batches.push(exampleBatch(examples.slice(i, i + rows), context))
  return batches
}

/** A text before which and after which stands the end marker; cut at the front where it does not fit. */
function exampleBatch(examples: readonly Example[], context: number): Batch {
  const rows = examples.length
  const tokens = new Int32Array(rows * context).fill(endOfText)
  const next = new Int32Array(rows * context).fill(endOfText)
  const weights = new Float32Array(rows * context)
  let counted = 0
  for (let row = 0; row < rows; row++) {
    const { prompt, completion } = examples[row]!
    const sequence = [endOfText, ...prompt, ...completion, endOfText].slice(-(context + 1))
    tokens.set(sequence.slice(0, -1), row * context)
    next.set(sequence.slice(1), row * context)
    const saying = Math.min(completion.length + 1, sequence.length - 1)
    weights.fill(1, row * context + sequence.length - 1 - saying, row * context + sequence.length - 1)
    counted += saying
  }
  for (let i = 0; i < weights.length; i++) weights[i]! /= counted
  return { rows, tokens, next, weights }
}

/** Some rows of a batch; the weights stay as they are, so that losses and gradients of the parts add up. */
export function rowsOf(batch: Batch, from: number, to: number): Batch {
  const context = batch.tokens.length / batch.rows
  return {
    rows: to - from,
    tokens: batch.tokens.slice(from * context, to * context),
    next: batch.next.slice(from * context, to * context),
    weights: batch.weights.slice(from * context, to * context),
  }
}
