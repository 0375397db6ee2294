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
  const { low, high } = bootstrap(resampledShare(outcomes))
  return { mean, low, high }
}

/**
 * How much larger a share is than another of the same questions and seeds; paired, so that questions that are hard for
 * both do not blur it.
 */
export function difference(a: Outcomes, b: Outcomes): Interval {
  const seeds = Math.min(a.length, b.length)
  const paired = Array.from({ length: seeds }, (_, s) => [...a[s]!].map((x, i) => Number(x) - Number(b[s]![i])))
  const mean = shareOf(a.slice(0, seeds)) - shareOf(b.slice(0, seeds))
  const { low, high } = bootstrap(random => {
    let sum = 0
    let count = 0
    for (let s = 0; s < seeds; s++) {
      const differences = random.pick(paired)
      for (let i = 0; i < differences.length; i++) sum += random.pick(differences)
      count += differences.length
    }
    return sum / count
  })
  return { mean, low, high }
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
  const { at, resampled } = reaches(points, level)
  const sorted = resampled.map(spent => spent ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  return { at, low: finite(lowOf(sorted)), high: finite(highOf(sorted)) }
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
  const [a, b] = [reaches(theirs, level).resampled, reaches(ours, level).resampled]
  const lows = a.map((spent, i) => (b[i] === undefined ? 0 : (spent ?? last(theirs)) / b[i]))
  const highs = a.map((spent, i) => (spent ?? Number.POSITIVE_INFINITY) / (b[i] ?? last(ours)))
  return { low: lowOf(lows.sort((x, y) => x - y)), high: highOf(highs.sort((x, y) => x - y)) }
}

/** Where a curve first reaches a level, and where resampled ones do. */
function reaches(points: readonly CurvePoint[], level: number) {
  const found = (spent: (p: CurvePoint) => number, shares: (p: CurvePoint) => number[]) => {
    const point = points.find(p => Math.min(...shares(p)) >= level)
    return point && spent(point)
  }
  const resamplers = new Map(points.map(point => [point, point.measures.map(resampledShare)]))
  const resampled = Array.from({ length: rounds }, (_, i) => {
    const random = new Random(i + 1)
    return found(
      p => mean(p.spent.map(() => random.pick(p.spent))),
      p => resamplers.get(p)!.map(resample => resample(random)),
    )
  })
  const at = found(
    p => mean(p.spent),
    p => p.measures.map(shareOf),
  )
  return { at, resampled }
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

function bootstrap(statistic: (random: Random) => number): { low: number; high: number } {
  const random = new Random(1)
  const values = Array.from({ length: rounds }, () => statistic(random)).sort((a, b) => a - b)
  return { low: lowOf(values), high: highOf(values) }
}

/** Of as many sorted values as there are resamplings: what 2.5 % are below, and what 2.5 % are above. */
const lowOf = (sorted: readonly number[]) => sorted[Math.floor(0.025 * rounds)]!
const highOf = (sorted: readonly number[]) => sorted[Math.ceil(0.975 * rounds) - 1]!

/**
 * The share of right answers among as many seeds, drawn with replacement, and of each as many answers. The number of right
 * ones among those is binomial: one random number decides it, not one for each answer.
 */
function resampledShare(outcomes: Outcomes): (random: Random) => number {
  const seeds = outcomes.map(answers => ({
    cumulative: binomial(answers.length, ones(answers) / answers.length),
    length: answers.length,
  }))
  return random => {
    let right = 0
    let all = 0
    for (let s = 0; s < seeds.length; s++) {
      const { cumulative, length } = random.pick(seeds)
      const chance = random.unit()
      let low = 0
      for (let high = length; low < high; ) {
        const middle = (low + high) >> 1
        if (cumulative[middle]! > chance) high = middle
        else low = middle + 1
      }
      right += low
      all += length
    }
    return right / all
  }
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
