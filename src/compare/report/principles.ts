import type { Comparison } from '../config/config.ts'
import { type CurvePoint, reach, share } from '../measure/statistics.ts'
import type { CellResult } from '../run/cell.ts'
import { budgetTable, trainingTable } from './budgets.ts'
import { byContestant, curveOf, distinct, ends, type Group, groupsOf, measureNames, outcomesOf } from './group.ts'
import { inExamples, inShares, type Table, whole } from './table.ts'

/** What is told of the second row: where the data run out, what is hard, what each can show. */
export function principleTables(comparison: Comparison, cells: readonly CellResult[]): Table[] {
  const learned = [...groupsOf(cells, 'generalisation'), ...groupsOf(cells, 'impossible')]
  return [
    ...generalisationTables(comparison, cells),
    ...impossibleTables(comparison, cells),
    ...natureTables(cells),
    budgetTable(comparison, learned),
    trainingTable(learned),
  ].filter(({ lines }) => lines.length > 0)
}

function generalisationTables({ language, parts }: Comparison, cells: readonly CellResult[]): Table[] {
  const groups = groupsOf(cells, 'generalisation')
  const tables: Table[] = []
  for (const g of language?.generalisations ?? []) {
    const own = groups.filter(({ which }) => which === g.name)
    if (own.length === 0) continue
    tables.push({
      title: `Beyond the data: ${g.name}`,
      columns: ['contestant', 'seeds', 'pairs', 'coverage', 'near misses rejected'],
      lines: own.map(group => [
        group.contestant,
        String(group.findings.length),
        ...(['pairs', 'coverage', 'rejection'] as const).map(m => inShares(share(outcomesOf(group, m)))),
      ]),
      note: `Each was given ${parts.generalisation!.examples} examples: ${g.about}. Nobody got an answer from the world about anything beyond.`,
    })
    if (g.level) tables.push(levelTable(g.name, own))
  }
  return tables
}

/** Pairs that are right, level by level. */
function levelTable(name: string, groups: readonly Group[]): Table {
  const levels = distinct(groups[0]!.findings[0]!.levels ?? []).sort((a, b) => a - b)
  return {
    title: `Beyond the data: ${name}, pairs by depth`,
    columns: ['contestant', ...levels.map(String)],
    lines: groups.map(({ contestant, findings }) => [
      contestant,
      ...levels.map(level => {
        const outcomes = findings.map(({ measured, levels: at }) =>
          [...measured.pairs].filter((_, i) => at![i] === level).join(''),
        )
        return share(outcomes).mean.toFixed(2)
      }),
    ]),
  }
}

function impossibleTables({ language, parts, levels }: Comparison, cells: readonly CellResult[]): Table[] {
  const impossible = groupsOf(cells, 'impossible')
  if (impossible.length === 0) return []
  const sizes = parts.impossible!.sizes
  const original = groupsOf(cells, 'efficiency')
    .filter(({ size }) => sizes.includes(size))
    .map(group => ({ ...group, which: 'original' }))
  const takesPart = new Set(impossible.map(({ contestant }) => contestant))
  const groups = [...original.filter(({ contestant }) => takesPart.has(contestant)), ...impossible]
  const variants = distinct(groups.map(({ which }) => which))
  const level = levels[0]!
  const contestants = distinct(groups.map(({ contestant }) => contestant))
  const own = (contestant: string, variant: string) =>
    groups.filter(group => group.contestant === contestant && group.which === variant)
  return [
    {
      title: 'Impossible languages: what they are',
      columns: ['language', 'what is done', 'in the Chomsky hierarchy'],
      lines: [
        [
          'original',
          language!.about,
          'Context-free, not regular: agreement over relative clauses nested in their middle.',
        ],
        ...language!.variants
          .filter(({ name }) => variants.includes(name))
          .map(({ name, about, hierarchy, possible }) => [possible ? `${name} (possible)` : name, about, hierarchy]),
      ],
    },
    {
      title: `Impossible languages: pairs at ${whole(Math.max(...sizes))} examples, or the most that each was given`,
      columns: ['contestant', ...variants],
      lines: contestants.map(contestant => [
        contestant,
        ...variants.map(variant => {
          const last = own(contestant, variant).toSorted((a, b) => b.size - a.size)[0]
          return last ? `${inShares(share(outcomesOf(last, 'pairs')))} at ${whole(last.size)}` : '—'
        }),
      ]),
    },
    {
      title: `Impossible languages: examples needed for ${level} in pairs`,
      columns: ['contestant', ...variants],
      lines: contestants.map(contestant => [
        contestant,
        ...variants.map(variant => {
          const groups = own(contestant, variant)
          return needed(curveOf(groups, ['pairs']), level)
        }),
      ]),
      note: `Sizes measured: ${sizes.map(whole).join(', ')}.`,
    },
    {
      title: `Impossible languages: examples needed for ${level} in all three measures`,
      columns: ['contestant', ...variants],
      lines: contestants.map(contestant => [
        contestant,
        ...variants.map(variant => {
          const groups = own(contestant, variant)
          return needed(curveOf(groups, measureNames), level)
        }),
      ]),
    },
  ]
}

const needed = (curve: readonly CurvePoint[], level: number) =>
  curve.length === 0 ? '—' : inExamples(reach(curve, level), ends(curve))

/** Rules and their evidence, against parameters: of the first seed at the largest size. */
function natureTables(cells: readonly CellResult[]): Table[] {
  const efficiency = groupsOf(cells, 'efficiency')
  const cause = groupsOf(cells, 'cause').filter(({ about }) => about === 'interventions')
  const [groups, unit] = efficiency.length > 0 ? [efficiency, 'examples'] : [cause, 'years']
  const largest = byContestant(groups).map(({ name, own }) => {
    const { size, findings } = own.toSorted((a, b) => b.size - a.size)[0]!
    const { nature, cost } = findings[0]!
    return { name, size, ...nature, examples: cost.examples }
  })
  const number = (n: number | undefined) => (n === undefined ? '—' : whole(n))
  return [
    {
      title: 'What each can show for itself',
      columns: ['contestant', unit, 'rules', 'rules with evidence', 'parameters'],
      lines: largest.map(({ name, size, rules, parameters }) => [
        name,
        whole(size),
        number(rules?.count),
        number(rules?.withEvidence),
        number(parameters),
      ]),
      note: `Of the first seed at the largest size. ${unit === 'years' ? 'The rules of a machine are its states. ' : ''}Evidence: answered questions on which a rule rests; of a plant that only listens, examples that use it. A parameter of a photograph rests on the whole of its text.`,
    },
    {
      title: 'Some rules, and what they rest on',
      columns: ['contestant', 'rule', 'to find out', 'asked', 'answer'],
      lines: largest.flatMap(({ name, examples, rules }) => {
        const lines = (rules?.evidence ?? []).flatMap(({ rule, on }) =>
          on.map(({ about, asked, answer }, i) => [i === 0 ? ruleIn(rules!.text, rule) : '', about, asked, answer]),
        )
        const { bits } = rules ?? {}
        if (bits) {
          const inBits = `${whole(bits.grammar)} bits, and ${whole(bits.experience)} for the examples with its help`
          lines.push([
            'all rules',
            'which take the fewest bits',
            `${whole(examples)} examples: ${whole(bits.plain)} bits`,
            inBits,
          ])
        }
        return lines.map((line, i) => [i === 0 ? name : '', ...line])
      }),
      note: `Of the same. ${unit === 'years' ? '' : 'All rules stand with the samples of each contestant. '}Of a plant that is kept in a file, \`cambium explain\` shows all that a rule rests on.`,
    },
  ]
}

/** A rule of a grammar as EBNF writes it; of a machine, which has no such text, its name. */
function ruleIn(text: string, rule: string): string {
  const lines = text.split('\n').filter(line => !line.startsWith('/*'))
  const from = lines.findIndex(
    line => line.startsWith(`${rule} `) && line.slice(rule.length).trimStart().startsWith('::='),
  )
  if (from < 0) return rule
  const end = lines.findIndex((line, i) => i > from && /^\S/.test(line))
  const written = lines
    .slice(from, end < 0 ? undefined : end)
    .join(' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return written.length <= longestRule ? written : `${[...written].slice(0, longestRule - 1).join('')}…`
}

/** Characters of a rule in a table. */
const longestRule = 160

/** Headlines for the table of three rows. */
export function principleHeadline(comparison: Comparison, cells: readonly CellResult[]): string[] {
  const told: string[] = []
  const generalisation = groupsOf(cells, 'generalisation')
  for (const which of distinct(generalisation.map(group => group.which))) {
    const shares = generalisation
      .filter(group => group.which === which)
      .map(group => `${group.contestant} ${share(outcomesOf(group, 'pairs')).mean.toFixed(2)}`)
    told.push(`${which}, pairs: ${shares.join('; ')}`)
  }
  for (const { title, columns, lines } of impossibleTables(comparison, cells).slice(1, 2)) {
    for (const line of lines)
      told.push(
        `${title}, ${line[0]}: ${line
          .slice(1)
          .map((cell, i) => `${columns[i + 1]} ${cell.split(' ')[0]}`)
          .join('; ')}`,
      )
  }
  return told
}
