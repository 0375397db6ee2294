import type { Comparison, ContestantSpec } from '../config/config.ts'
import { lastQuarterFall } from '../contestants/tokens.ts'
import { byContestant, distinct, type Group } from './group.ts'
import { type Table, whole } from './table.ts'

/** What photographs might spend, what was tried for them, and what was chosen: nobody should be a straw man. */
export function budgetTable({ contestants }: Comparison, groups: readonly Group[], unit = 'examples'): Table {
  return {
    title: 'Budgets and chosen settings',
    columns: ['contestant', unit, 'where', 'tried', 'chosen (first seed)'],
    lines: byContestant(groups).flatMap(({ name, own }) => {
      const spec = contestants.find(contestant => contestant.name === name)
      const tried = spec ? budgetOf(spec) : ''
      if (tried === '') return []
      return [...own]
        .sort((a, b) => a.size - b.size)
        .map(({ size, which, about, findings }, i) => {
          const settings = Object.entries(findings[0]!.nature.settings)
            .filter(([key]) => !endings.includes(key))
            .map(([key, value]) => `${key} ${shown(value)}`)
          return [
            name,
            whole(size),
            [which, about].filter(Boolean).join(', '),
            i === 0 ? tried : '',
            settings.join(', '),
          ]
        })
    }),
  }
}

/** Settings that tell how a training ended, in a table of their own. */
const endings = ['steps of the budget', 'steps done', 'converged', lastQuarterFall]

/** Whether trainings ended because they made no more progress or because their budget was spent, and how flat they were. */
export function trainingTable(groups: readonly Group[], unit = 'examples'): Table {
  const lines = byContestant(groups).flatMap(({ name, own }) =>
    [...own]
      .sort((a, b) => a.size - b.size)
      .flatMap(({ size, which, about, findings }) => {
        const trainings = findings.map(({ nature }) => nature.settings)
        if (trainings[0]!.converged === undefined) return []
        const settled = trainings.filter(({ converged }) => converged === true).length
        return [
          [
            name,
            whole(size),
            [which, about].filter(Boolean).join(', '),
            between(
              trainings.map(settings => settings['steps of the budget']),
              whole,
            ),
            between(
              trainings.map(settings => settings['steps done']),
              whole,
            ),
            `${settled} of ${trainings.length}`,
            between(
              trainings.map(settings => settings[lastQuarterFall]),
              inPercent,
            ),
          ],
        ]
      }),
  )
  return {
    title: 'How the trainings of transformers ended',
    columns: [
      'contestant',
      unit,
      'where',
      'steps of the budget',
      'steps done',
      'ended for want of progress',
      'fall in the last quarter',
    ],
    lines,
    note: 'Over all seeds. The other trainings ended with the budget. The fall: by how much the least loss on the validation texts fell in the last quarter of the steps that were done; near zero, the curve had flattened, under a learning rate that falls to a tenth over the budget.',
  }
}

const inPercent = (share: number) => `${(100 * share).toFixed(1)} %`

/** The least and the most of some numbers. */
function between(numbers: readonly unknown[], told: (n: number) => string): string {
  if (!numbers.every(n => typeof n === 'number')) return '—'
  const ends = distinct([Math.min(...numbers), Math.max(...numbers)].map(told))
  return ends.join(' to ')
}

/** What a contestant may spend and what is tried for it; empty where there is nothing to choose. */
export function budgetOf(spec: ContestantSpec): string {
  switch (spec.kind) {
    case 'ngram':
      return `orders ${spec.orders.join(', ')}; ${spec.vocabularies.join(', ')}; by validation, at every size`
    case 'transformer': {
      const { learningRates, searchedAt } = spec
      const rates =
        spec.labels || learningRates.length === 0
          ? 'the learning rate that was found for the other transformer'
          : learningRates.length === 1
            ? `learning rate ${learningRates[0]}`
            : `learning rates ${learningRates.join(', ')}, by validation${searchedAt.length > 0 ? ` at ${searchedAt.map(whole).join(' and ')} examples, carried over` : ''}`
      return `${rates}; at most ${whole(spec.steps)} steps of about 1,024 tokens, best checkpoint, ended early without progress`
    }
    case 'plant':
      return spec.questions ? `at most ${whole(spec.questions)} questions` : ''
    default:
      return ''
  }
}

const shown = (value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(3)).toString() : String(value))

/** What a plant might ask in an ablation. */
export const budgetOfAblation = (questions: number | undefined): string =>
  questions ? `At most ${whole(questions)} questions a growth.` : ''
