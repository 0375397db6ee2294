import type { Comparison } from '../config/config.ts'
import {
  type CurvePoint,
  difference,
  mean,
  reach,
  reachedAt,
  reachRatio,
  share,
  shareOf,
} from '../measure/statistics.ts'
import type { CellResult } from '../run/cell.ts'
import { budgetTable, trainingTable } from './budgets.ts'
import {
  byContestant,
  curveOf,
  ends,
  type Group,
  groupsOf,
  type MeasureName,
  measureNames,
  outcomesOf,
} from './group.ts'
import { inDifferences, inExamples, inShares, seconds, type Table, whole } from './table.ts'

/** What is told of the first row: how much each contestant needs. */
export function efficiencyTables(comparison: Comparison, cells: readonly CellResult[]): Table[] {
  const groups = groupsOf(cells, 'efficiency')
  if (groups.length === 0) return []
  const { levels } = comparison
  return [
    ...levels.map(level => neededTable(groups, level)),
    ...levels.map(level => ratioTable(comparison, groups, level)),
    atLargest(groups),
    pairedTable(comparison, groups),
    budgetTable(comparison, groups),
    trainingTable(groups),
  ]
}

const reached = (curve: readonly CurvePoint[], level: number) => inExamples(reach(curve, level), ends(curve))

const largestOf = (groups: readonly Group[]) => Math.max(...groups.map(group => group.size))

/** Where each measure reaches a level, all three at once, and all three when questions are counted as examples are. */
function neededTable(groups: readonly Group[], level: number): Table {
  const spent = (own: readonly Group[], measures: readonly MeasureName[]) => reached(curveOf(own, measures), level)
  return {
    title: `Examples needed for ${level}`,
    columns: ['contestant', 'seeds', ...measureNames, 'all three', 'all three, examples and questions'],
    lines: byContestant(groups).map(({ name, own }) => {
      const curve = curveOf(own, measureNames, true)
      return [
        name,
        String(own[0]!.findings.length),
        ...measureNames.map(measure => spent(own, [measure])),
        spent(own, measureNames),
        reached(curve, level),
      ]
    }),
    note: 'The first of the measured sizes at which the mean over seeds reaches the level; in brackets what 95 % of resampled curves say (bootstrap over seeds and questions). A language that is known has all three: it prefers valid texts to near misses, says valid ones, and covers those that it has not seen.',
  }
}

/** How often as many examples each contestant needs as the plant that asks. */
export function ratioTable({ contestants }: Comparison, groups: readonly Group[], level: number): Table {
  const plant = contestants.find(({ kind }) => kind === 'plant')?.name
  const own = groups.filter(group => group.contestant === plant)
  const title = `Ratio of examples needed for ${level}, to those of the ${plant ?? 'plant that asks'}`
  const columns = ['contestant', ...measureNames, 'all three', 'all three, examples and questions']
  if (plant === undefined || own.length === 0) return { title, columns, lines: [] }
  const all = { measures: measureNames }
  const kinds = [...measureNames.map(measure => ({ measures: [measure] })), all, { ...all, questions: true }]
  const ours = kinds.map(kind => curveFor(own, kind))
  return {
    title,
    columns,
    lines: byContestant(groups)
      .filter(({ name }) => name !== plant)
      .map(({ name, own: theirs }) => [
        name,
        ...kinds.map((kind, i) => ratioOf(curveFor(theirs, kind), ours[i]!, level)),
      ]),
    note: 'Above 1: the plant needs fewer. “More than” and “less than” where one of the two did not reach the level at the most that it was given; “at most” and “at least” where one reached it at the fewest already. In brackets the limits between which 95 % of the ratios of resampled curves lie; who does not reach the level has spent at least the most that it was given.',
  }
}

interface What {
  readonly measures: readonly MeasureName[]
  readonly questions?: boolean
}

const curveFor = (groups: readonly Group[], { measures, questions }: What) => curveOf(groups, measures, questions)

function ratioOf(theirs: readonly CurvePoint[], ours: readonly CurvePoint[], level: number): string {
  const reached = (curve: readonly CurvePoint[]) => ({ at: reachedAt(curve, level), ends: ends(curve) })
  const told = inRatios(reached(theirs), reached(ours))
  if (told === neither) return told
  const { low, high } = reachRatio(theirs, ours, level)
  const limit = (n: number) => (n === 0 ? 'none' : Number.isFinite(n) ? timesOf(n) : 'no limit')
  return `${told} (${limit(low)} to ${limit(high)})`
}

interface Reached {
  readonly at: number | undefined
  readonly ends: readonly [smallest: number, largest: number]
}

const neither = 'neither reached it'
const timesOf = (n: number) => (n < 10 ? n.toPrecision(2) : whole(n))

function inRatios(theirs: Reached, ours: Reached): string {
  const times = (n: number) => `${timesOf(n)} times`
  if (theirs.at === undefined && ours.at === undefined) return neither
  if (theirs.at === undefined) return `more than ${times(theirs.ends[1] / ours.at!)}`
  if (ours.at === undefined) return `less than ${times(theirs.at / ours.ends[1])}`
  // Who was not given fewer might have done with fewer.
  const isUpper = ({ at, ends }: Reached) => at === ends[0] && at > 1
  const ratio = times(theirs.at / ours.at)
  if (isUpper(theirs)) return isUpper(ours) ? 'both at the fewest' : `at most ${ratio}`
  return isUpper(ours) ? `at least ${ratio}` : ratio
}

/** All measures at the most that each was given. */
function atLargest(groups: readonly Group[]): Table {
  return {
    title: 'At the largest size that each was given',
    columns: [
      'contestant',
      'examples',
      'questions',
      ...measureNames,
      'near misses rejected',
      'valid and new',
      'learning',
    ],
    lines: byContestant(groups).map(({ name, own }) => {
      const last = own.find(group => group.size === largestOf(own))!
      const costs = last.findings.map(({ cost }) => cost)
      const generated = last.findings[0]!.measured.validity.length
      return [
        name,
        whole(last.size),
        whole(mean(costs.map(cost => cost.questions))),
        ...measureNames.map(measure => inShares(share(outcomesOf(last, measure)))),
        inShares(share(outcomesOf(last, 'rejection'))),
        (mean(last.findings.map(({ measured }) => measured.novel)) / generated).toFixed(2),
        seconds(mean(costs.map(cost => cost.seconds))),
      ]
    }),
    note: 'Coverage without rejection is for the asking: who accepts everything covers everything. “Valid and new”: the share of generated texts that are valid, different, and none of the examples; a memoriser only repeats.',
  }
}

/** The plant that asks against each other contestant on the same questions. */
function pairedTable({ contestants }: Comparison, groups: readonly Group[]): Table {
  const plant = contestants.find(({ kind }) => kind === 'plant')?.name
  const lines: string[][] = []
  for (const { name, own } of byContestant(groups)) {
    if (name === plant) continue
    for (const group of own.toSorted((a, b) => a.size - b.size)) {
      const ours = groups.find(other => other.contestant === plant && other.size === group.size)
      if (!ours) continue
      const compared = (measure: 'pairs' | 'coverage') =>
        inDifferences(difference(outcomesOf(ours, measure), outcomesOf(group, measure)))
      lines.push([name, whole(group.size), compared('pairs'), compared('coverage')])
    }
  }
  return {
    title: `Paired: the ${plant ?? 'plant'} minus each other contestant`,
    columns: ['contestant', 'examples', 'pairs', 'coverage'],
    lines,
    note: 'The same lessons and the same questions. Above zero: the plant is better; an interval that holds zero settles nothing.',
  }
}

/** Headlines for the table of three rows. */
export function efficiencyHeadline(comparison: Comparison, cells: readonly CellResult[]): string[] {
  const groups = groupsOf(cells, 'efficiency')
  if (groups.length === 0) return []
  const level = comparison.levels[0]!
  const plant = comparison.contestants.find(({ kind }) => kind === 'plant')?.name
  const own = groups.filter(group => group.contestant === plant)
  if (own.length === 0) return []
  const [ours, oursByPairs] = [curveOf(own, measureNames), curveOf(own, ['pairs'])]
  const asMany = (ratio: string) => (ratio === neither ? ratio : `${ratio} as many examples`)
  return [
    `${plant}: all three measures at ${level} from ${reached(ours, level)} examples, ${reached(curveOf(own, measureNames, true), level)} examples and questions`,
    ...byContestant(groups)
      .filter(({ name }) => name !== plant)
      .map(({ name, own: theirs }) => {
        const [all, pairs] = [
          ratioOf(curveOf(theirs, measureNames), ours, level),
          ratioOf(curveOf(theirs, ['pairs']), oursByPairs, level),
        ]
        const best = Math.max(...theirs.map(group => shareOf(outcomesOf(group, 'pairs'))))
        return `${name}: for all three ${asMany(all)}, for pairs alone ${asMany(pairs)} (best share of pairs ${best.toFixed(2)})`
      }),
  ]
}
