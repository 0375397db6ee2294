/** Where an engine gets the time from. Learners never see one. */
export interface Clock {
  /** Milliseconds since 1970, never going backwards within a growth. */
  now(): number
  /** Calls `then` once after `ms` milliseconds. @returns a function that calls it off */
  after(ms: number, then: () => void): () => void
}

// Timers of more than 2^31 - 1 ms fire at once; nobody waits 24 days for one answer.
const longestTimer = 0x7fffffff

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, Math.min(ms, longestTimer))
    return () => clearTimeout(timer)
  },
}
