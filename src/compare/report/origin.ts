import type { Comparison } from '../config/config.ts'
import { mean, share } from '../measure/statistics.ts'
import type { CellResult } from '../run/cell.ts'
import { distinct, groupsOf, measureNames, outcomesOf } from './group.ts'
import { inShares, seconds, type Table, whole } from './table.ts'

/** What is told of the third row: a changed world, a related language, cause. */
export function originTables(comparison: Comparison, cells: readonly CellResult[]): Table[] {
  return [...adaptationTable(comparison, cells), ...transferTable(comparison, cells), ...causeTables(cells)]
}

function adaptationTable({ language, parts }: Comparison, cells: readonly CellResult[]): Table[] {
  const groups = groupsOf(cells, 'adaptation')
  if (groups.length === 0) return []
  const counts = [0, ...parts.adaptation!.new]
  return [
    {
      title: 'Adaptation: the world changes',
      columns: [
        'contestant',
        'new examples',
        'pairs, new construct',
        'coverage, new construct',
        'pairs, what stayed',
        'coverage, what stayed',
        'lost construct rejected',
        'questions',
        'seconds',
      ],
      lines: distinct(groups.map(({ contestant }) => contestant)).flatMap(contestant =>
        counts.map(count => {
          const find = (what: string) =>
            groups.find(group => group.contestant === contestant && group.about === `${what}, ${count}`)!
          const [gained, kept, lost] = [find('gained'), find('kept'), find('lost')]
          const costs = gained.findings.map(({ cost }) => cost)
          return [
            contestant,
            count === 0 ? 'before' : whole(count),
            inShares(share(outcomesOf(gained, 'pairs'))),
            inShares(share(outcomesOf(gained, 'coverage'))),
            inShares(share(outcomesOf(kept, 'pairs'))),
            inShares(share(outcomesOf(kept, 'coverage'))),
            inShares(share(outcomesOf(lost, 'rejection'))),
            whole(mean(costs.map(cost => cost.questions))),
            seconds(mean(costs.map(cost => cost.seconds))),
          ]
        }),
      ),
      note: `Learned from ${whole(parts.adaptation!.examples)} examples; then ${language!.change!.about}. The plant is tended, with what it relies on asked again; photographs are trained on, old text and new (weights of the n-gram model and thresholds by validation texts of the changed language). “Before”: as they were, in the changed world; cost of the first learning.`,
    },
  ]
}

function transferTable({ language, parts }: Comparison, cells: readonly CellResult[]): Table[] {
  const groups = groupsOf(cells, 'transfer')
  if (groups.length === 0) return []
  return [
    {
      title: 'Transfer: a related language',
      columns: ['contestant', 'examples', 'learned', ...measureNames, 'questions', 'seconds'],
      lines: groups
        .toSorted((a, b) => (a.contestant === b.contestant ? a.size - b.size : 0))
        .map(group => {
          const costs = group.findings.map(({ cost }) => cost)
          return [
            group.contestant,
            whole(group.size),
            group.about,
            ...measureNames.map(measure => inShares(share(outcomesOf(group, measure)))),
            whole(mean(costs.map(cost => cost.questions))),
            seconds(mean(costs.map(cost => cost.seconds))),
          ]
        }),
      note: `The other language: ${language!.name}, learned from ${whole(parts.transfer!.examples)} examples. Then ${language!.relative!.name}: ${language!.relative!.about}. Questions and seconds of the second learning.`,
    },
  ]
}

function causeTables(cells: readonly CellResult[]): Table[] {
  const groups = groupsOf(cells, 'cause')
  if (groups.length === 0) return []
  const contestants = distinct(groups.map(({ contestant }) => contestant))
  const find = (contestant: string, about: string) =>
    groups.find(group => group.contestant === contestant && group.about === about)!
  const called = (contestant: string) =>
    ({ 'plant that asks': 'plant that acted', 'plant that listens': 'plant that only read traces' })[contestant] ??
    contestant
  const questions = (about: string): Table => ({
    title: `Cause: ${about}, one by one`,
    columns: ['question', ...contestants.map(called)],
    lines: find(contestants[0]!, about).findings[0]!.measured.samples.map(({ text }, i) => {
      const question = text.slice(0, text.indexOf('?') + 1)
      return [
        question,
        ...contestants.map(contestant => {
          const { text: said, valid } = find(contestant, about).findings[0]!.measured.samples[i]!
          return `${said.slice(said.indexOf('?') + 2)}${valid ? '' : ' (wrong)'}`
        }),
      ]
    }),
    note: 'Of the first seed.',
  })
  return [
    {
      title: 'Cause: what happens if, and what is told',
      columns: [
        'contestant',
        'seeds',
        'what happens if I do X',
        'facts of the narration',
        'questions to the world',
        'seconds',
      ],
      lines: contestants.map(contestant => {
        const [interventions, facts] = [find(contestant, 'interventions'), find(contestant, 'facts')]
        const costs = facts.findings.map(({ cost }) => cost)
        return [
          called(contestant),
          String(facts.findings.length),
          inShares(share(outcomesOf(interventions, 'pairs'))),
          inShares(share(outcomesOf(facts, 'pairs'))),
          whole(mean(costs.map(cost => cost.questions))),
          seconds(mean(costs.map(cost => cost.seconds))),
        ]
      }),
      note: 'A plant of the forest has inputs and outputs and no words: of the narration it knows nothing, and has no answer. Photographs are asked by what they take for the most probable continuation. Who always says no is right as often as the world does not do what was asked.',
    },
    questions('interventions'),
    questions('facts'),
  ]
}

/** Headlines for the table of three rows. */
export function originHeadline(comparison: Comparison, cells: readonly CellResult[]): string[] {
  const told: string[] = []
  const tables = originTables(comparison, cells)
  const adaptation = tables.find(({ title }) => title.startsWith('Adaptation'))
  for (const line of adaptation?.lines ?? []) {
    if (line[1] === 'before') continue
    told.push(
      `adaptation, ${line[0]}, ${line[1]} new examples: new ${line[3]!.split(' ')[0]} covered, old ${line[5]!.split(' ')[0]} covered, lost ${line[6]!.split(' ')[0]} rejected, ${line[8]}`,
    )
  }
  const cause = tables.find(({ title }) => title.startsWith('Cause: what happens'))
  for (const line of cause?.lines ?? []) told.push(`cause, ${line[0]}: interventions ${line[2]}, facts ${line[3]}`)
  const transfer = tables.find(({ title }) => title.startsWith('Transfer'))
  for (const line of transfer?.lines ?? [])
    told.push(
      `transfer, ${line[0]}, ${line[1]} examples, ${line[2]}: pairs ${line[3]!.split(' ')[0]}, coverage ${line[5]!.split(' ')[0]}`,
    )
  return told
}
