/** How badly a text is predicted. */
export interface Loss {
  /** Mean negative natural logarithm of the probability of a token: what the training makes small. */
  readonly nats: number
  /** Bits a character: what can be compared between vocabularies. */
  readonly bits: number
}

/** What a training tells while it goes on. */
export type TrainingProgress =
  | { readonly phase: 'reading' }
  | { readonly phase: 'counting'; readonly tokens: number }
  | { readonly phase: 'calibrating' }
  | {
      readonly phase: 'training'
      readonly step: number
      readonly steps: number
      /** Of the last batch learned from. */
      readonly training: Loss
      /** Of held-out text at the last measurement; none where nothing is held out. */
      readonly heldOut: Loss | undefined
      readonly tokensPerSecond: number
      readonly secondsLeft: number
    }
  | { readonly phase: 'saving' }
