import type { Comparison } from '../config/config.ts'
import { difference, mean, reach, share } from '../measure/statistics.ts'
import type { CellResult } from '../run/cell.ts'
import { budgetOfAblation } from './budgets.ts'
import { curveOf, distinct, ends, groupsOf, type MeasureName, measureNames, outcomesOf } from './group.ts'
import { inDifferences, inExamples, inShares, seconds, type Table, whole } from './table.ts'

/** What each innate principle is worth: in examples, questions and quality. */
export function ablationTables({ levels, parts }: Comparison, cells: readonly CellResult[]): Table[] {
  const all = groupsOf(cells, 'ablation')
  const tables: Table[] = []
  const grammars = all.filter(({ which }) => which === '')
  const full = (size: number) => grammars.find(group => group.contestant === 'all principles' && group.size === size)!
  if (grammars.length > 0) {
    const level = levels[0]!
    tables.push({
      title: `What each principle is worth: examples needed for ${level}`,
      columns: ['blueprint', ...measureNames, 'all three'],
      lines: distinct(grammars.map(({ contestant }) => contestant)).map(name => {
        const own = grammars.filter(({ contestant }) => contestant === name)
        const needed = (measures: readonly MeasureName[]) => {
          const curve = curveOf(own, measures)
          return inExamples(reach(curve, level), ends(curve))
        }
        return [name, ...measureNames.map(measure => needed([measure])), needed(measureNames)]
      }),
      note: `Sizes measured: ${distinct(grammars.map(({ size }) => size))
        .sort((a, b) => a - b)
        .map(whole)
        .join(', ')}. ${budgetOfAblation(parts.ablation?.questions)}`,
    })
    tables.push({
      title: 'What each principle is worth: quality and questions',
      columns: [
        'blueprint',
        'examples',
        ...measureNames,
        'near misses rejected',
        'coverage lost',
        'questions',
        'rules',
        'seconds',
      ],
      lines: grammars
        .toSorted((a, b) => a.size - b.size || allFirst(a, b))
        .map(group => {
          const { contestant, size, findings } = group
          const lost =
            contestant === 'all principles'
              ? ''
              : inDifferences(difference(outcomesOf(full(size), 'coverage'), outcomesOf(group, 'coverage')))
          return [
            contestant,
            whole(size),
            ...measureNames.map(measure => inShares(share(outcomesOf(group, measure)))),
            inShares(share(outcomesOf(group, 'rejection'))),
            lost,
            whole(mean(findings.map(({ cost }) => cost.questions))),
            whole(mean(findings.map(({ nature }) => nature.rules?.count ?? 0))),
            seconds(mean(findings.map(({ cost }) => cost.seconds))),
          ]
        }),
      note: '“Coverage lost”: coverage with all principles minus coverage without this one, on the same texts.',
    })
  }
  const machines = all.filter(({ which }) => which === 'machine')
  if (machines.length > 0) {
    tables.push({
      title: 'What each principle is worth: a machine',
      columns: ['blueprint', 'seeds', 'runs foretold', 'states', 'experiments', 'inputs given', 'seconds'],
      lines: machines.toSorted(allFirst).map(group => {
        const { contestant, findings } = group
        return [
          contestant,
          String(findings.length),
          inShares(share(outcomesOf(group, 'pairs'))),
          whole(mean(findings.map(({ nature }) => nature.rules!.count))),
          whole(mean(findings.map(({ cost }) => cost.questions))),
          whole(mean(findings.map(({ nature }) => Number(nature.settings['inputs given'])))),
          seconds(mean(findings.map(({ cost }) => cost.seconds))),
        ]
      }),
      note: `The share of random runs of the system that the machine foretells from the first output to the last. ${budgetOfAblation(parts.ablation?.machine?.questions)}`,
    })
  }
  return tables
}

/** All principles at once, then each that is missing, in whatever order they were measured. */
const allFirst = (a: { readonly contestant: string }, b: { readonly contestant: string }) => {
  const isAll = (c: string) => Number(c === 'all principles')
  return (
    isAll(b.contestant) - isAll(a.contestant) ||
    (a.contestant < b.contestant ? -1 : Number(a.contestant !== b.contestant))
  )
}
