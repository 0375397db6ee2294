import type { Comparison } from '../config/config.ts'
import type { CellResult } from '../run/cell.ts'
import { type Results, writeResults, writeText } from '../run/results.ts'
import { ablationTables } from './ablation.ts'
import { plotsOf } from './curves.ts'
import { efficiencyHeadline, efficiencyTables } from './efficiency.ts'
import { distinct } from './group.ts'
import { page } from './html.ts'
import { originHeadline, originTables } from './origin.ts'
import { drawn } from './plot.ts'
import { principleHeadline, principleTables } from './principles.ts'
import { plainTable, seconds, type Table, whole } from './table.ts'

/** All that a comparison comes to, in words and tables. Computed from results alone. */
export interface Summary {
  /** The three rows in which the two kinds differ, each with its tables. */
  readonly rows: readonly { readonly title: string; readonly tables: readonly Table[] }[]
  /** The rows in a few lines each. */
  readonly headline: Table
  readonly notShown: string
}

/** Works out every table of a comparison or an ablation. */
export function summaryOf(comparison: Comparison, results: Results): Summary {
  const cells = inOrder(comparison, results.cells)
  const rows = [
    {
      title: 'Data efficiency',
      tables: efficiencyTables(comparison, cells),
      told: efficiencyHeadline(comparison, cells),
    },
    {
      title: 'Underlying principles',
      tables: principleTables(comparison, cells),
      told: principleHeadline(comparison, cells),
    },
    { title: 'Origin and nature', tables: originTables(comparison, cells), told: originHeadline(comparison, cells) },
    { title: 'What each principle is worth', tables: ablationTables(comparison, cells), told: [] },
  ].filter(({ tables }) => tables.length > 0)
  return {
    rows: rows.map(({ title, tables }) => ({ title, tables })),
    headline: {
      title: 'The three rows',
      columns: ['row', 'what was measured'],
      lines: rows.flatMap(({ title, told }) => told.map((line, i) => [i === 0 ? title : '', line])),
    },
    notShown: notShown(comparison, cells),
  }
}

/** Cells in the order in which the configuration names their contestants, however they were done. */
function inOrder({ contestants }: Comparison, cells: readonly CellResult[]): CellResult[] {
  const place = new Map(contestants.map(({ name }, i) => [name, i]))
  return cells.toSorted((a, b) => (place.get(a.contestant) ?? 0) - (place.get(b.contestant) ?? 0))
}

/** What a reader must not conclude. */
function notShown(comparison: Comparison, cells: readonly CellResult[]): string {
  const { contestants, sizes, parts, language, source } = comparison
  const told: string[] = []
  if (cells.some(({ part }) => part === 'ablation')) {
    told.push(
      'Principles were switched off one by one and all together, not in other combinations; where two can stand in for each other, each alone looks worthless.',
    )
  } else {
    const largest = sizes.at(-1)
    const transformers = contestants.filter(({ kind }) => kind === 'transformer')
    const external = contestants.some(({ kind }) => kind === 'external')
    const missing = [
      !parts.generalisation && 'generalisation beyond the data',
      !parts.impossible && 'impossible languages',
      !parts.adaptation && 'adaptation',
      !parts.transfer && 'transfer',
      !parts.cause && 'cause',
    ].filter(name => name !== false)
    if (source.quick)
      told.push(
        'This is the quick form: few sizes, one seed, little training. It shows how a report looks, and settles nothing.',
      )
    if (language)
      told.push(
        'The language is small and made by a definition; nothing here says how either kind would fare on a natural language. Near misses are one edit away; mistakes of other kinds were not looked for.',
      )
    if (largest)
      told.push(
        `Nothing was measured beyond ${whole(largest)} examples, and for each contestant nothing beyond its own largest size.`,
      )
    for (const { name, steps, preset, seeds } of transformers) {
      told.push(
        `The ${name} is one of the preset ${preset} with at most ${steps} steps and ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}: what a larger one, or more training, would reach was not measured.${unfinished(name, cells)}`,
      )
    }
    if (!external)
      told.push(
        'No large pre-trained model took part: one that has read about the language elsewhere could know it before the first example.',
      )
    if (missing.length > 0) told.push(`Not measured here: ${missing.join(', ')}.`)
    told.push(
      'The plant that asks has a world to ask, which the photographs have not: what a question is worth compared to an example depends on what each costs, and that is for the reader to say.',
    )
  }
  return told.join(' ')
}

/** Where a transformer's training ended because its budget was spent, and not because it made no more progress. */
function unfinished(name: string, cells: readonly CellResult[]): string {
  const own = cells.filter(({ part, contestant }) => (part === 'efficiency' || part === 'cause') && contestant === name)
  const spent = own.filter(({ findings }) => findings[0]!.nature.settings.converged === false)
  if (spent.length === 0) return ''
  const at = distinct(spent.map(({ size }) => size)).sort((a, b) => a - b)
  const [what, units] =
    own[0]!.part === 'efficiency' ? ['trainings for the curves', 'examples'] : ['trainings on the narration', 'years']
  return ` Of its ${own.length} ${what}, ${spent.length} ended with the budget and not for want of progress (at ${at.map(whole).join(', ')} ${units}).`
}

/** The tables as plain text, the three rows at the end. */
export function plainSummary({ rows, headline, notShown }: Summary): string {
  const parts = rows.flatMap(({ title, tables }, i) => [
    `${i + 1}. ${title}\n`,
    ...tables.filter(({ lines }) => lines.length > 0).map(plainTable),
  ])
  if (headline.lines.length > 0) parts.push(plainTable(headline))
  return [...parts, `What was not shown: ${notShown}`].join('\n')
}

/** Writes `report.html` and the plots into the folder, and the tables into `results.json`. @throws CambiumError `folder-unwritable` */
export async function writeReport(
  comparison: Comparison,
  results: Results,
  folder: string,
  command: string,
): Promise<Summary> {
  const summary = summaryOf(comparison, results)
  const plots = []
  const cells = inOrder(comparison, results.cells)
  for (const plot of plotsOf(comparison, cells)) {
    const svg = await drawn(plot)
    await writeText(folder, `${plot.file.replaceAll(' ', '-')}.svg`, svg)
    plots.push({ ...plot, svg })
  }
  await writeResults(folder, { ...results, summary })
  const took = `${seconds(results.seconds)} on ${results.machine.cores} × ${results.machine.processor}, Node ${results.machine.node}`
  await writeText(
    folder,
    'report.html',
    page({ comparison, results: { ...results, cells }, summary, plots, command, took }),
  )
  return summary
}
