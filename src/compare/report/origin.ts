import type { Comparison } from '../config/config.ts'
import { mean, share } from '../measure/statistics.ts'
import type { CellResult } from '../run/cell.ts'
import { budgetTable, trainingTable } from './budgets.ts'
import { distinct, type Group, groupsOf, measureNames, outcomesOf } from './group.ts'
import { inShares, seconds, type Table, whole } from './table.ts'

/** What is told of the third row: a changed world, a related language, cause. */
export function originTables(comparison: Comparison, cells: readonly CellResult[]): Table[] {
  const adapted = groupsOf(cells, 'adaptation').filter(({ about }) => about.startsWith('kept'))
  const learned = [
    ...adapted.map(group => ({ ...group, about: group.about.replace('kept', 'adaptation, new examples') })),
    ...groupsOf(cells, 'transfer'),
  ]
  const told = groupsOf(cells, 'cause')
    .filter(({ about }) => about === 'facts')
    .map(group => ({ ...group, about: 'narration' }))
  return [
    ...adaptationTable(comparison, cells),
    ...transferTable(comparison, cells),
    ...causeTables(cells),
    budgetTable(comparison, learned),
    trainingTable(learned),
    budgetTable(comparison, told, 'years'),
    trainingTable(told, 'years'),
  ].filter(({ lines }) => lines.length > 0)
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

/** What those that grow do in a forest is not to ask and to listen. */
export const called = (contestant: string) =>
  ({ 'plant that asks': 'plant that acted', 'plant that listens': 'plant that only read traces' })[contestant] ??
  contestant

/** Headlines for the table of three rows. */
export function originHeadline({ parts }: Comparison, cells: readonly CellResult[]): string[] {
  const told: string[] = []
  const counts = parts.adaptation?.new ?? []
  const adaptation = groupsOf(cells, 'adaptation')
  for (const contestant of distinct(adaptation.map(group => group.contestant))) {
    const at = (what: string) =>
      counts.map(count =>
        adaptation.find(group => group.contestant === contestant && group.about === `${what}, ${count}`),
      )
    const shares = (what: string, measure: 'coverage' | 'rejection') =>
      inTurn(at(what).map(group => group && mean2(share(outcomesOf(group, measure)).mean)))
    const costs = (of: 'questions' | 'seconds') =>
      at('kept').map(group => group && mean(group.findings.map(({ cost }) => cost[of])))
    told.push(
      `adaptation, ${contestant}, after ${counts.join(', ')} new examples: of the new construct covered ${shares('gained', 'coverage')}, of what stayed ${shares('kept', 'coverage')}, of what was lost rejected ${shares('lost', 'rejection')}; ${inTurn(costs('questions').map(n => n !== undefined && whole(n)))} questions, ${inTurn(costs('seconds').map(s => s !== undefined && seconds(s)))}`,
    )
  }
  const transfer = groupsOf(cells, 'transfer')
  for (const contestant of distinct(transfer.map(group => group.contestant))) {
    const own = transfer.filter(group => group.contestant === contestant)
    for (const size of distinct(own.map(group => group.size))) {
      const [alone, after] = ['from nothing', 'after the other language'].map(about =>
        own.find(group => group.size === size && group.about === about),
      ) as [Group, Group]
      const both = (measure: 'pairs' | 'coverage') =>
        `${measure} ${[alone, after].map(group => mean2(share(outcomesOf(group, measure)).mean)).join(' and ')}`
      told.push(
        `transfer, ${contestant}, ${whole(size)} examples of the related language, from nothing and after the other language: ${both('pairs')}, ${both('coverage')}`,
      )
    }
  }
  const cause = groupsOf(cells, 'cause')
  for (const contestant of distinct(cause.map(group => group.contestant))) {
    const right = (about: string) =>
      inShares(
        share(outcomesOf(cause.find(group => group.contestant === contestant && group.about === about)!, 'pairs')),
      )
    told.push(`cause, ${called(contestant)}: interventions ${right('interventions')}, facts ${right('facts')}`)
  }
  return told
}

const mean2 = (share: number) => share.toFixed(2)
const inTurn = (items: readonly (string | false | undefined)[]) => items.map(item => item || '—').join(', ')
