import type { Results, Summary } from '../src/compare/index.ts'

/** A report that was written: its results, with the tables that follow from them. */
export type Written = Results & { readonly summary: Summary }

/** The tables of one report, and where a cell stands in them. */
class Report {
  readonly #tables: Summary['rows'][number]['tables']

  constructor({ rows }: Summary) {
    this.#tables = rows.flatMap(({ tables }) => tables)
  }

  /** Titles that begin so. */
  titled(beginning: string): string[] {
    return this.#tables.map(({ title }) => title).filter(title => title.startsWith(beginning))
  }

  columnsOf(title: string): readonly string[] {
    return this.#tables.find(table => table.title === title)!.columns
  }

  /** What stands under a column in the line that begins with these words; a dash where there is no such line. */
  cell(title: string, line: readonly string[], column: string): string {
    const { columns, lines } = this.#tables.find(table => table.title === title)!
    return lines.find(cells => line.every((words, i) => cells[i] === words))?.[columns.indexOf(column)] ?? '—'
  }
}

/** A line of the table: what was measured, and what the plant, the n-gram model and the transformer came to. */
type Line = readonly [about: string, plant: string, ngram: string, transformer: string]

const learners = ['plant that asks', 'n-gram', 'transformer tiny'] as const
/** The transformer of the second and third row is another one, and trained for less. */
const beyond = ['plant that asks', 'n-gram', 'transformer beyond'] as const
const each = (names: readonly [string, string, string], of: (name: string) => string): [string, string, string] => [
  of(names[0]),
  of(names[1]),
  of(names[2]),
]

function efficiency(report: Report): Line[] {
  const needed = ['0.9', '0.99'].flatMap(level => {
    const title = `Examples needed for ${level}`
    return ['pairs', 'all three', 'all three, examples and questions'].map(
      (column): Line => [`${title}: ${column}`, ...each(learners, name => report.cell(title, [name], column))],
    )
  })
  const ratios = report.titled('Ratio of examples needed').flatMap(title =>
    ['pairs', 'all three', 'all three, examples and questions'].map((column): Line => {
      const [, ...others] = each(learners, name => report.cell(title, [name], column))
      return [`${title}: ${column}`, '1', ...others]
    }),
  )
  return [...needed, ...ratios]
}

function principles(report: Report): Line[] {
  const beyondData = report
    .titled('Beyond the data')
    .filter(title => !title.endsWith('by depth'))
    .map((title): Line => [`${title}, pairs`, ...each(beyond, name => report.cell(title, [name], 'pairs'))])
  const [impossible] = report.titled('Impossible languages: pairs')
  if (impossible === undefined) return beyondData
  const variants = report.columnsOf(impossible).slice(1)
  return [
    ...beyondData,
    ...variants.map(
      (variant): Line => [
        `Impossible languages, ${variant}: pairs`,
        ...each(beyond, name => report.cell(impossible, [name], variant)),
      ],
    ),
  ]
}

function origin(report: Report): Line[] {
  const lines: Line[] = []
  for (const title of report.titled('Adaptation')) {
    for (const column of ['coverage, new construct', 'coverage, what stayed', 'lost construct rejected', 'seconds'])
      lines.push([
        `Adaptation, 20 new examples: ${column}`,
        ...each(beyond, name => report.cell(title, [name, '20'], column)),
      ])
  }
  for (const title of report.titled('Transfer')) {
    for (const learned of ['from nothing', 'after the other language'])
      lines.push([
        `Transfer, 10 examples, ${learned}: pairs`,
        ...each(beyond, name => report.cell(title, [name, '10', learned], 'pairs')),
      ])
  }
  for (const title of report.titled('Cause: what happens if, ')) {
    for (const column of ['what happens if I do X', 'facts of the narration'])
      lines.push([
        `Cause: ${column}`,
        ...each(['plant that acted', 'n-gram', 'transformer tiny'], name => report.cell(title, [name], column)),
      ])
  }
  return lines
}

/** Reports by the names of their ready comparisons, as a page in which every number is one of theirs. */
export function pageOf(reports: Readonly<Record<string, Written>>): string {
  const made = Object.entries(reports).map(([name, { name: title, seconds, machine }]) => {
    const took = `${Math.round(seconds).toLocaleString('en')} s, ${machine.cores} × ${machine.processor}, Node ${machine.node}`
    return `| [${title}](${name}/report.html) | \`cambium compare --example ${name}\` | ${took} |`
  })
  return [
    '# What the ready comparisons came to',
    '',
    'Of the plant that asks, the n-gram model and the transformer; the reports have the other contestants, the curves and the',
    'budgets. In brackets 95 % limits. Each number stands in the `results.json` beside its report.',
    '',
    '| report | made with | in |',
    '| --- | --- | --- |',
    ...made,
    '',
    '## The three rows',
    '',
    threeRows(Object.values(reports)),
    '## What was not shown',
    '',
    ...notShown(Object.values(reports)),
    '',
  ].join('\n')
}

/** The three rows of some reports. */
function threeRows(reports: readonly Written[]): string {
  const rows = { 'Data efficiency': efficiency, 'Underlying principles': principles, 'Origin and nature': origin }
  const lines = Object.entries(rows).flatMap(([row, linesOf]) =>
    reports
      .filter(({ summary }) => summary.rows.some(({ title }) => title === row))
      .flatMap(({ name, summary }) => linesOf(new Report(summary)).map(line => [row, name, ...line])),
  )
  const shown = lines.map(([row, name, ...cells], i) => [
    lines[i - 1]?.[0] === row ? '' : row!,
    lines[i - 1]?.[0] === row && lines[i - 1]?.[1] === name ? '' : name!,
    ...cells,
  ])
  return [
    '| row | in | what was measured | plant | n-gram | transformer |',
    '| --- | --- | --- | --- | --- | --- |',
    ...shown.map(cells => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n')
}

/** What the reports say was not shown, each sentence once, with those that say it. */
function notShown(reports: readonly Written[]): string[] {
  const said = new Map<string, string[]>()
  for (const { name, summary } of reports) {
    // A sentence about trainings belongs to the one before it, which says whose they are.
    for (const sentence of summary.notShown.split(/(?<=\.) (?!Of its)/))
      said.set(sentence, [...(said.get(sentence) ?? []), name])
  }
  return [...said].map(([sentence, names]) => `- ${names.join(', ')}: ${sentence}`)
}
