import { Random } from '../../model/random.ts'
import { wilsonInterval } from '../../model/wilson.ts'

/** A number with the limits between which the true one lies with 95 % confidence. */
export interface Interval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** Resamplings of a bootstrap. */
const rounds = 1000

/** Outcomes of the same questions, a string of `1` and `0` for each seed. */
export type Outcomes = readonly string[]

/**
 * The share of right answers. Of one seed the interval is Wilson's; of several it is that of a bootstrap over seeds and,
 * within them, questions (Efron 1979), since answers of one seed hang together. Where all or none are right, which a
 * bootstrap takes for certain, Wilson's for one seed.
 */
export function share(outcomes: Outcomes): Interval {
  const all = outcomes.join('')
  const right = ones(all)
  const mean = all.length === 0 ? Number.NaN : right / all.length
  if (outcomes.length < 2 || right === 0 || right === all.length) {
    const length = outcomes[0]?.length ?? 0
    const [low, high] = wilsonInterval(Math.round(mean * length), length)
    return { mean, low, high }
  }
  return { mean, ...bootstrap(resampledShare(outcomes)) }
}

/**
 * How much larger a share is than another of the same questions and seeds; paired, so that questions that are hard for
 * both do not blur it.
 */
export function difference(a: Outcomes, b: Outcomes): Interval {
  const seeds = Math.min(a.length, b.length)
  const paired = a.slice(0, seeds).map((answers, s) => [...answers].map((x, i) => Number(x) - Number(b[s]![i])))
  const differences = Int8Array.from(paired.flat())
  const values = resamplings(paired.map(({ length }) => length)).map(drawn => {
    let sum = 0
    for (let i = 0; i < drawn.length; i++) sum += differences[drawn[i]!]!
    return sum / drawn.length
  })
  return { mean: shareOf(a.slice(0, seeds)) - shareOf(b.slice(0, seeds)), ...limitsOf(values) }
}

const known = new Map<string, readonly Uint32Array[]>()

/**
 * Resamplings of the answers of several seeds, a seed's after the other's: for each of them which answers it draws. What is
 * drawn depends on how many answers there are and on nothing else, and reports compare many of the same.
 */
function resamplings(lengths: readonly number[]): readonly Uint32Array[] {
  const key = lengths.join()
  let drawn = known.get(key)
  if (!drawn) {
    const random = new Random(1)
    const starts = lengths.map((_, s) => lengths.slice(0, s).reduce((sum, length) => sum + length, 0))
    drawn = Array.from({ length: rounds }, () => {
      const places: number[] = []
      for (let s = 0; s < lengths.length; s++) {
        const from = random.below(lengths.length)
        for (let i = 0; i < lengths[from]!; i++) places.push(starts[from]! + random.below(lengths[from]!))
      }
      return Uint32Array.from(places)
    })
    known.set(key, drawn)
  }
  return drawn
}

/** A point of a curve: how much was given, and for each measure that must be met the outcomes by seed. */
export interface CurvePoint {
  /** For each seed what was spent: examples, or examples and questions. */
  readonly spent: readonly number[]
  readonly measures: readonly Outcomes[]
}

/** Where a curve first reaches a level: what was spent there. `undefined`: not within what was measured. */
export interface Reach {
  readonly at: number | undefined
  /** 95 % of the resampled curves reach the level between these. */
  readonly low: number | undefined
  readonly high: number | undefined
}

/** The first point of a curve at which the least of its measures has the level, with a bootstrap over seeds and questions. */
export function reach(points: readonly CurvePoint[], level: number): Reach {
  const resampled = resampledReaches(points, level).map(spent => spent ?? Number.POSITIVE_INFINITY)
  const { low, high } = limitsOf(resampled)
  return { at: reachedAt(points, level), low: finite(low), high: finite(high) }
}

/** What is spent at the first point of a curve at which the least of its measures has the level. */
export function reachedAt(points: readonly CurvePoint[], level: number): number | undefined {
  const point = points.find(({ measures }) => Math.min(...measures.map(shareOf)) >= level)
  return point && mean(point.spent)
}

/**
 * How many times as much one curve has spent as another when each first reaches a level: limits between which 95 % of the
 * ratios of resampled curves lie. A curve that does not reach the level has spent at least what it spent at its last point.
 *
 * @returns `high` is infinite where the first curve may never reach it, `low` zero where the second may not
 */
export function reachRatio(
  theirs: readonly CurvePoint[],
  ours: readonly CurvePoint[],
  level: number,
): { low: number; high: number } {
  const last = (points: readonly CurvePoint[]) => mean(points.at(-1)!.spent)
  const [a, b] = [resampledReaches(theirs, level), resampledReaches(ours, level)]
  const lows = a.map((spent, i) => (b[i] === undefined ? 0 : (spent ?? last(theirs)) / b[i]))
  const highs = a.map((spent, i) => (spent ?? Number.POSITIVE_INFINITY) / (b[i] ?? last(ours)))
  return { low: limitsOf(lows).low, high: limitsOf(highs).high }
}

type Reaches = readonly (number | undefined)[]
const reaches = new WeakMap<readonly CurvePoint[], Map<number, Reaches>>()

/** What resampled curves have spent where each first reaches a level. A curve is compared with many others. */
function resampledReaches(points: readonly CurvePoint[], level: number): Reaches {
  const before = reaches.get(points) ?? new Map<number, Reaches>()
  reaches.set(points, before)
  const found = before.get(level) ?? drawReaches(points, level)
  before.set(level, found)
  return found
}

function drawReaches(points: readonly CurvePoint[], level: number): Reaches {
  const resamplers = points.map(({ measures }) => measures.map(resampledShare))
  return Array.from({ length: rounds }, (_, round) => {
    const random = new Random(round + 1)
    for (const [i, { spent }] of points.entries()) {
      let least = Number.POSITIVE_INFINITY
      for (const resample of resamplers[i]!) least = Math.min(least, resample(random))
      if (least >= level) return mean(spent.map(() => random.pick(spent)))
    }
    return undefined
  })
}

/** Middle of several numbers, and their extremes: for the few seeds of a cost. */
export function spread(numbers: readonly number[]): Interval {
  return { mean: mean(numbers), low: Math.min(...numbers), high: Math.max(...numbers) }
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length
}

/** The share of `1` among all characters. */
export function shareOf(outcomes: Outcomes): number {
  const all = outcomes.join('')
  return all.length === 0 ? Number.NaN : ones(all) / all.length
}

function bootstrap(statistic: (random: Random) => number): Limits {
  const random = new Random(1)
  return limitsOf(Array.from({ length: rounds }, () => statistic(random)))
}

type Limits = Pick<Interval, 'low' | 'high'>

/** Of as many values as there are resamplings: what 2.5 % are below, and what 2.5 % are above. */
function limitsOf(values: readonly number[]): Limits {
  const sorted = Float64Array.from(values).sort()
  return { low: sorted[Math.floor(0.025 * rounds)]!, high: sorted[Math.ceil(0.975 * rounds) - 1]! }
}

/**
 * The share of right answers among as many seeds, drawn with replacement, and of each as many answers. The number of right
 * ones among those is binomial: one random number decides it, not one for each answer.
 */
function resampledShare(outcomes: Outcomes): (random: Random) => number {
  const seeds = outcomes.map(answers => ({ answers: answers.length, drawn: drawnFrom(answers) }))
  return random => {
    let right = 0
    let all = 0
    for (let s = 0; s < seeds.length; s++) {
      const { answers, drawn } = random.pick(seeds)
      right += drawn(random.unit())
      all += answers
    }
    return right / all
  }
}

/** Of as many answers, drawn with replacement, how many are right, by a random number from 0 to 1. */
function drawnFrom(answers: string): (chance: number) => number {
  const n = answers.length
  const cumulative = binomial(n, ones(answers) / n)
  const next = (count: number, chance: number) => {
    while (count < n && cumulative[count]! <= chance) count++
    return count
  }
  // Where to begin counting.
  const steps = 128
  const begin = new Uint32Array(steps)
  for (let i = 1; i < steps; i++) begin[i] = next(begin[i - 1]!, i / steps)
  return chance => next(begin[Math.floor(chance * steps)]!, chance)
}

/** For each count up to `n` the probability of at most so many successes in `n` trials. */
function binomial(n: number, p: number): Float64Array {
  const cumulative = new Float64Array(n + 1)
  let sum = 0
  let logBinomial = 0
  for (let k = 0; k <= n; k++) {
    if (k > 0) logBinomial += Math.log((n - k + 1) / k)
    // Zero times the logarithm of zero is to be zero.
    sum += Math.exp(logBinomial + (k && k * Math.log(p)) + (n - k && (n - k) * Math.log(1 - p)))
    cumulative[k] = sum
  }
  return cumulative
}

function ones(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 49) count++
  return count
}

const finite = (n: number) => (Number.isFinite(n) ? n : undefined)
