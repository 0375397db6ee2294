import { CambiumError } from '../model/error.ts'

/**
 * A language model that can be asked, wherever it runs. Each thing that it can do is a method that it has or lacks: an
 * n-gram model and a transformer of ours have all, a server of completions most, a chat server can only sample.
 */
export interface Photograph {
  /** How it is called in messages. */
  readonly name: string
  /** How likely each token of a text is, given those before it. The end of the text is not judged. */
  readonly score?: (text: string, signal?: AbortSignal) => Promise<TokenScore[]>
  /** The most probable continuations of a text by one token, most probable first; `count` at most. */
  readonly next?: (prompt: string, count: number, signal?: AbortSignal) => Promise<NextToken[]>
  /** Goes on with a text. Ends at the end marker, at a stop string, or at the limit. */
  readonly sample?: (prompt: string, options: SampleOptions, signal?: AbortSignal) => AsyncIterable<SampledToken>
}

/** A token of a text that was given. */
export interface TokenScore {
  /** What it adds to the text; a character cut in two shows as U+FFFD. */
  readonly text: string
  /** How many bytes of the text it is. */
  readonly byteLength: number
  /** Natural logarithm. */
  readonly logProbability: number
}

/** A token that may come next. `end` says that it is the end of the text. */
export interface NextToken extends TokenScore {
  readonly bytes: Uint8Array
  readonly end: boolean
}

/** A token that was drawn. `text` holds back bytes until they are a character; the end of the text has none. */
export interface SampledToken {
  readonly text: string
  /** The number of the token, where the model is ours. */
  readonly token?: number
  readonly logProbability: number
}

export interface SampleOptions {
  readonly maxTokens: number
  /** 0: always the most probable. 1: as the model says. */
  readonly temperature?: number
  /** Only the so many most probable; 0: all. */
  readonly topK?: number
  /** Only the most probable that together have this share; 1: all. */
  readonly topP?: number
  readonly seed?: number
  /** The text ends before the first of these. */
  readonly stop?: readonly string[]
}

export type Capability = 'score' | 'next' | 'sample'

const needed: Record<Capability, string> = {
  score: 'give log-probabilities of a text',
  next: 'give the distribution over what comes next',
  sample: 'go on with a text',
}

/** The method of a photograph, bound to it. Throws `capability-missing` where it has none: before anything is asked. */
export function capability<C extends Capability>(photograph: Photograph, which: C): NonNullable<Photograph[C]> {
  const method = photograph[which]
  if (method === undefined) {
    const able = (Object.keys(needed) as Capability[]).filter(c => photograph[c] !== undefined).map(c => needed[c])
    throw new CambiumError(
      'capability-missing',
      `${photograph.name} cannot ${needed[which]}, which this needs. It can only ${able.join(' and ')}.`,
    )
  }
  return method.bind(photograph) as NonNullable<Photograph[C]>
}
