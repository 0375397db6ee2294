/**
 * Grows languages drawn by chance and counts what must never happen. `npm run bench:random [-- --count 200 --from 1]`;
 * `--seconds S` of own time and `--questions N` are what each may take, `--show` names every language that breaks a promise.
 */
import { parseArgs } from 'node:util'
import { randomLanguage } from './languages/random.ts'
import { sameTexts } from './languages/same-texts.ts'
import { growInMemory, median, precision, recall } from './measure.ts'
import { Table } from './table.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '10' },
    questions: { type: 'string', default: '5000' },
    show: { type: 'boolean', default: false },
  },
})
const limits = { seconds: Number(values.seconds), questions: Number(values.questions) }
const from = Number(values.from)

const table = new Table(
  ...['kind:8', 'languages', 'crashed', 'over time', 'over questions', 'examples missed', 'same language'],
  ...[
    'precision median',
    'worst tenth',
    'recall median',
    'worst tenth',
    'questions median',
    'most',
    'own ms median',
    'most',
  ],
)
console.log(`at most ${limits.questions} questions and ${limits.seconds} s each\n${table.head}`)
for (const simple of [true, false]) {
  const count = { crashed: 0, deadline: 0, budget: 0, uncovered: 0, same: 0 }
  const figures = { precision: [] as number[], recall: [] as number[], questions: [] as number[], own: [] as number[] }
  for (let seed = from; seed < from + Number(values.count); seed++) {
    const language = randomLanguage(seed, simple)
    const say = (what: string) => values.show && console.log(`    ${simple ? 'simple' : 'others'} ${seed}: ${what}`)
    try {
      const grown = growInMemory(language.accepts, { examples: language.examples, seed }, limits)
      const { grammar } = grown.model
      if (grown.stopped) {
        count[grown.stopped]++
        say(grown.stopped)
      }
      const missed = recall(grammar, language.examples).missed
      if (missed.length > 0) {
        count.uncovered++
        say(`misses ${JSON.stringify(missed[0])}`)
      }
      figures.precision.push(precision(grammar, language.accepts, 300, 17).precision)
      figures.recall.push(recall(grammar, language.tests).recall)
      figures.questions.push(grown.learning + grown.verifying)
      figures.own.push(grown.own)
      if (simple && sameTexts(grammar, language.grammar, 7)) count.same++
    } catch (error) {
      count.crashed++
      say((error as Error).stack?.split('\n').slice(0, 2).join(' ') ?? String(error))
    }
  }
  const tenth = (all: readonly number[]) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 10)] ?? 0
  console.log(
    table.row(
      ...[
        simple ? 'simple' : 'others',
        Number(values.count),
        count.crashed,
        count.deadline,
        count.budget,
        count.uncovered,
      ],
      simple ? `${count.same}` : '-',
      ...[figures.precision, figures.recall].flatMap(all => [median(all).toFixed(3), tenth(all).toFixed(3)]),
      ...[figures.questions, figures.own].flatMap(all => [Math.round(median(all)), Math.round(Math.max(...all))]),
    ),
  )
}
