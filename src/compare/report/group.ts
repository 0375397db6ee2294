import { type CurvePoint, mean, type Outcomes } from '../measure/statistics.ts'
import type { CellResult, Finding } from '../run/cell.ts'

/** The findings of one contestant at one place, a seed each. */
export interface Group {
  readonly contestant: string
  readonly size: number
  readonly which: string
  readonly about: string
  readonly findings: readonly Finding[]
}

/** The three measures by which quality is told, in their order. */
export const measureNames = ['pairs', 'validity', 'coverage'] as const
export type MeasureName = (typeof measureNames)[number]

/** Findings of a part that differ in nothing but the seed, by contestant, size, what and when; seeds in order. */
export function groupsOf(cells: readonly CellResult[], part: CellResult['part']): Group[] {
  const groups = new Map<string, { group: Group; findings: { seed: number; finding: Finding }[] }>()
  for (const { part: of, contestant, size, seed, which = '', findings } of cells) {
    if (of !== part) continue
    for (const finding of findings) {
      const { about } = finding
      const key = JSON.stringify([contestant, size, which, about])
      let entry = groups.get(key)
      if (!entry) groups.set(key, (entry = { group: { contestant, size, which, about, findings: [] }, findings: [] }))
      entry.findings.push({ seed, finding })
    }
  }
  return [...groups.values()].map(({ group, findings }) => ({
    ...group,
    findings: findings.toSorted((a, b) => a.seed - b.seed).map(({ finding }) => finding),
  }))
}

/** The outcomes of one measure, a string a seed. */
export function outcomesOf({ findings }: Group, measure: MeasureName | 'rejection'): Outcomes {
  return findings.map(({ measured }) => measured[measure])
}

/** A contestant's groups as points of a curve, from few examples to many. @param questions whether they count as well */
export function curveOf(groups: readonly Group[], measures: readonly MeasureName[], questions = false): CurvePoint[] {
  return [...groups]
    .sort((a, b) => a.size - b.size)
    .map(group => ({
      spent: group.findings.map(({ cost }) => group.size + (questions ? cost.questions : 0)),
      measures: measures.map(measure => outcomesOf(group, measure)),
    }))
}

/** What was spent at the first point of a curve and at the last. */
export function ends(curve: readonly CurvePoint[]): readonly [number, number] {
  return [mean(curve[0]!.spent), mean(curve.at(-1)!.spent)]
}

/** In the order in which they first come. */
export function distinct<T>(items: Iterable<T>): T[] {
  return [...new Set(items)]
}

/** The groups of each contestant, in the order in which they first come. */
export const byContestant = (groups: readonly Group[]) =>
  distinct(groups.map(({ contestant }) => contestant)).map(name => ({
    name,
    own: groups.filter(({ contestant }) => contestant === name),
  }))
