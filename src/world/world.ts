/**
 * What can be asked. A world is transport and nothing else: one question in, one outcome out. It does not cache, count or
 * queue. It throws a `CambiumError` with blame `world` and code `world-failed` when the world itself is broken (the
 * program does not start, the server is gone); growth stops then.
 */
export interface World<Question, Outcome> {
  /** How the world is asked, as it is stored in a plant and shown to people. Holds no secret. */
  readonly description: WorldDescription
  /** `signal` aborts the question: the promise then rejects with the signal's reason, and nothing is left running. */
  ask(question: Question, signal: AbortSignal): Promise<Outcome>
  /** Ends processes, workers and connections. */
  close(): Promise<void>
}

/** `kind` names the way of asking (`function`, `module`, `process`, `stream`, `url`), the rest are its settings. */
export interface WorldDescription {
  readonly kind: string
  readonly [setting: string]: unknown
}

/** What a world that judges texts says of one. A crash (death by a signal) is a find for people who test programs. */
export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'crashed'; readonly signal: string }
  | { readonly kind: 'timed-out' }

/** A world that judges texts: a membership oracle. */
export type Acceptor = World<string, Verdict>
