import type { Comparison } from '../config/config.ts'
import { mean, share } from '../measure/statistics.ts'
import type { CellResult } from '../run/cell.ts'
import { budgetOf, budgetOfAblation } from './budgets.ts'
import { distinct, type Group, groupsOf, type MeasureName, measureNames, outcomesOf } from './group.ts'
import { called } from './origin.ts'
import type { Plot, PlotPoint } from './plot.ts'

/** The curves of a comparison. */
export function plotsOf(comparison: Comparison, cells: readonly CellResult[]): Plot[] {
  return [
    ...efficiencyPlots(comparison, cells),
    ...depthPlots(comparison, cells),
    ...adaptationPlots(comparison, cells),
    ...causePlots(comparison, cells),
    ...ablationPlots(comparison, cells),
  ].filter(({ points }) => points.length > 0)
}

/** What each of those that are shown might spend, a line each: it stands beside their curves. */
function budgetsOf({ contestants }: Comparison, groups: readonly Group[]): string[] {
  const shown = new Set(groups.map(({ contestant }) => contestant))
  return contestants.flatMap(spec => {
    const budget = shown.has(spec.name) ? budgetOf(spec) : ''
    return budget === '' ? [] : [`${spec.name}: ${budget}`]
  })
}

function efficiencyPlots(comparison: Comparison, cells: readonly CellResult[]): Plot[] {
  const groups = groupsOf(cells, 'efficiency')
  const common = { subtitle: budgetsOf(comparison, groups), xTitle: 'examples', logarithmic: true }
  const titles: Record<MeasureName, string> = {
    pairs: 'Minimal pairs: the valid text preferred to its near miss',
    validity: 'Validity: what it generates is accepted',
    coverage: 'Coverage: held-out texts accepted, at a threshold set on validation data',
  }
  const single = measureNames.map(measure => ({
    ...common,
    file: `efficiency-${measure}`,
    title: titles[measure],
    yTitle: `share, ${measure}`,
    points: groups.map(group => pointOf(group, group.size, share(outcomesOf(group, measure)))),
  }))
  const least = (group: Group, x: number): PlotPoint => {
    const shares = measureNames.map(measure => share(outcomesOf(group, measure)))
    return pointOf(
      group,
      x,
      shares.reduce((a, b) => (b.mean < a.mean ? b : a)),
    )
  }
  return [
    ...single,
    {
      ...common,
      file: 'efficiency-all',
      title: 'The least of the three measures',
      yTitle: 'share, least of three',
      points: groups.map(group => least(group, group.size)),
    },
    {
      ...common,
      file: 'efficiency-spent',
      title: 'The least of the three measures, questions counted as examples are',
      xTitle: 'examples and questions',
      yTitle: 'share, least of three',
      points: groups.map(group => least(group, group.size + mean(group.findings.map(({ cost }) => cost.questions)))),
    },
  ]
}

const pointOf = (
  { contestant }: Group,
  x: number | string,
  { mean: y, low, high }: { mean: number; low: number; high: number },
): PlotPoint => ({ name: contestant, x, y, low, high })

function depthPlots(comparison: Comparison, cells: readonly CellResult[]): Plot[] {
  const groups = groupsOf(cells, 'generalisation').filter(({ findings }) => findings[0]!.levels)
  return distinct(groups.map(({ which }) => which)).map(which => ({
    file: `beyond-${which}`,
    title: `Beyond the data, ${which}: minimal pairs by depth`,
    subtitle: budgetsOf(
      comparison,
      groups.filter(group => group.which === which),
    ),
    xTitle: 'depth',
    yTitle: 'share, pairs',
    logarithmic: false,
    points: groups
      .filter(group => group.which === which)
      .flatMap(group => {
        const levels = distinct(group.findings[0]!.levels!).sort((a, b) => a - b)
        return levels.map(level => {
          const outcomes = group.findings.map(({ measured, levels: at }) =>
            [...measured.pairs].filter((_, i) => at![i] === level).join(''),
          )
          return pointOf(group, level, share(outcomes))
        })
      }),
  }))
}

function adaptationPlots(comparison: Comparison, cells: readonly CellResult[]): Plot[] {
  const groups = groupsOf(cells, 'adaptation')
  return ['gained', 'kept'].map(what => ({
    file: `adaptation-${what}`,
    title: what === 'gained' ? 'Adaptation: coverage of the new construct' : 'Adaptation: coverage of what stayed',
    subtitle: budgetsOf(comparison, groups),
    xTitle: 'new examples',
    yTitle: 'share, coverage',
    logarithmic: false,
    points: groups
      .filter(({ about }) => about.startsWith(what))
      .map(group => pointOf(group, Number(group.about.split(', ')[1]), share(outcomesOf(group, 'coverage')))),
  }))
}

function causePlots(comparison: Comparison, cells: readonly CellResult[]): Plot[] {
  const groups = groupsOf(cells, 'cause').filter(({ about }) => about !== 'samples')
  return [
    {
      file: 'cause',
      title: 'Cause: what happens if, and what is told',
      subtitle: budgetsOf(comparison, groups),
      xTitle: 'questions',
      yTitle: 'share, right answers',
      logarithmic: false,
      points: groups.map(group => ({
        ...pointOf(
          group,
          group.about === 'interventions' ? 'what happens if I do X' : 'facts of the narration',
          share(outcomesOf(group, 'pairs')),
        ),
        name: called(group.contestant),
      })),
    },
  ]
}

function ablationPlots({ parts }: Comparison, cells: readonly CellResult[]): Plot[] {
  const groups = groupsOf(cells, 'ablation').filter(({ which }) => which === '')
  return [
    {
      file: 'ablation-coverage',
      title: 'Ablation: coverage of held-out texts',
      subtitle: [budgetOfAblation(parts.ablation?.questions)].filter(told => told !== ''),
      xTitle: 'examples',
      yTitle: 'share, coverage',
      logarithmic: true,
      points: groups.map(group => pointOf(group, group.size, share(outcomesOf(group, 'coverage')))),
    },
  ]
}
