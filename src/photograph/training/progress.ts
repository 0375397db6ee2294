/** What a training tells while it goes on. */
export type TrainingProgress =
  | { readonly phase: 'reading' }
  | { readonly phase: 'counting'; readonly tokens: number }
  | { readonly phase: 'calibrating' }
  | {
      readonly phase: 'training'
      readonly step: number
      readonly steps: number
      /** Of the text learned from since the last time, in bits a character. */
      readonly trainingBits: number
      /** Of held-out text at the last measurement; none where nothing is held out. */
      readonly heldOutBits: number | undefined
      readonly tokensPerSecond: number
      readonly secondsLeft: number
    }
  | { readonly phase: 'saving' }
