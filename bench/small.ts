/**
 * Grows the small languages and prints a table for each group. `npm run bench:small [-- development|final]
 * [LANGUAGE...]`; `--show` prints each grammar, the first wrong samples, missed test strings and near misses taken;
 * `--seconds S` of own time and `--questions N` are what each growth is given; `--seed N`; `--jobs N` at a time.
 */
import { parseArgs } from 'node:util'
import { growAllApart, type Outcome } from './apart.ts'
import { development, final } from './languages/small/index.ts'
import { testStrings } from './languages/small/language.ts'
import { f1, median } from './measure.ts'
import { quoted, Table } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    show: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    questions: { type: 'string', default: '10000' },
    jobs: { type: 'string', default: '1' },
  },
})
const limits = { seconds: Number(values.seconds), questions: Number(values.questions) }
const groups = { development, final }
const wanted = Object.keys(groups).filter(group => positionals.includes(group))
const named = positionals.filter(name => !(name in groups))
const unknown = named.filter(name => !(name in development || name in final))
if (unknown.length > 0) {
  const known = Object.entries(groups).map(([group, languages]) => `${group}: ${Object.keys(languages).join(' ')}`)
  console.error(`There is no small language ${unknown.join(', ')}. There are\n${known.join('\n')}`)
  process.exit(2)
}

const table = new Table(
  ...[
    'language:14',
    'examples',
    'precision',
    'recall',
    'F1:5',
    'refused',
    'learning',
    'verifying',
    'own ms',
    'MB:4',
    'rules',
    'note',
  ],
)
for (const [group, all] of Object.entries(groups)) {
  if (wanted.length > 0 && !wanted.includes(group)) continue
  const languages = Object.entries(all).filter(([name]) => named.length === 0 || named.includes(name))
  if (languages.length === 0) continue
  console.log(`\n${group}, at most ${limits.questions} questions and ${limits.seconds} s each\n${table.head}`)
  const outcomes: Outcome[] = []
  const jobs = languages.map(([name, language]) => ({
    world: { module: './languages/small/index.ts', name },
    examples: language.examples,
    tests: testStrings(language),
    seed: Number(values.seed),
    limits,
  }))
  await growAllApart(jobs, Number(values.jobs), (o, i) => {
    const [name, language] = languages[i]!
    const head = [name, language.examples.length] as const
    if ('failed' in o) return console.log(table.row(...head, 0, 0, 0, 0, '-', '-', '-', '-', '-', o.failed))
    outcomes.push(o)
    const note = { budget: 'over questions', deadline: 'over time' }[o.stopped!] ?? ''
    console.log(
      table.row(
        ...head,
        o.precision.toFixed(3),
        o.recall.toFixed(3),
        f1(o.precision, o.recall).toFixed(3),
        o.refusal.toFixed(3),
        o.learning,
        o.verifying,
        Math.round(o.own),
        Math.round(o.memory),
        o.rules,
        note,
      ),
    )
    if (!values.show) return
    console.log(o.ebnf.replace(/^/gm, '    '))
    for (const text of o.wrong.slice(0, 5)) console.log(`    wrong sample ${quoted(text)}`)
    for (const text of o.missed.slice(0, 5)) console.log(`    missed test ${quoted(text)}`)
    for (const text of o.taken.slice(0, 5)) console.log(`    takes near miss ${quoted(text)}`)
  })
  // A growth without an outcome counts as nothing found.
  const figures = (of: (o: Outcome) => number) => jobs.map((_, i) => (outcomes[i] ? of(outcomes[i]) : 0))
  const measures = [
    figures(o => o.precision),
    figures(o => o.recall),
    figures(o => f1(o.precision, o.recall)),
    figures(o => o.refusal),
  ]
  const questions = outcomes.map(o => o.learning + o.verifying)
  const row = (name: string, of: (values: readonly number[]) => number) =>
    table.row(name, '', ...measures.map(values => of(values).toFixed(3)))
  console.log(row('median', median))
  console.log(row('worst', all => Math.min(...all)))
  console.log(`${questions.reduce((a, b) => a + b, 0)} questions in all, ${median(questions)} in the median`)
}
