/**
 * Grows formats from at most 20 small examples each, with real parsers as worlds, and measures recall on inputs from
 * elsewhere. `npm run bench:formats [-- FORMAT...]`; `--show` prints each grammar, the first wrong samples and the first
 * missed inputs; `--seconds S` of own time and `--questions N` are what each growth is given.
 */
import { parseArgs } from 'node:util'
import { growAllApart, type Job, type Outcome } from './apart.ts'
import type { Format } from './formats/format.ts'
import { formatNames } from './formats/names.ts'
import { f1, median } from './measure.ts'
import { quoted, Table } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    show: { type: 'boolean', default: false },
    lines: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    questions: { type: 'string', default: '10000' },
  },
})
const unknown = positionals.filter(name => !formatNames.includes(name))
if (unknown.length > 0) {
  console.error(`There is no format ${unknown.join(', ')}; there are ${formatNames.join(', ')}.`)
  process.exit(2)
}

const limits = { seconds: Number(values.seconds), questions: Number(values.questions) }
const chosen = formatNames.filter(name => positionals.length === 0 || positionals.includes(name))
const formats: Format[] = []
const jobs: Job[] = []
const names: string[] = []
for (const name of chosen) {
  const module = `./formats/${name}.ts`
  const { format } = (await import(module)) as { format: Format }
  if (values.lines && !format.lines) continue
  const whole = format.inputs()
  const tests = values.lines ? [...new Set(whole.flatMap(text => text.split(/\r?\n/)))].filter(format.accepts) : whole
  if (tests.length < 100) {
    console.error(`There are only ${tests.length} inputs for ${name}: is all below node_modules? Run npm ci.`)
    process.exit(2)
  }
  formats.push(format)
  names.push(name)
  jobs.push({ world: { module }, examples: values.lines ? format.lines! : format.examples, tests, limits })
}

const table = new Table(
  ...[
    'format:13',
    'parser:18',
    'examples',
    'inputs',
    'precision',
    'recall',
    'F1:5',
    'refused',
    'learning',
    'verifying',
  ],
  ...['own ms', 'MB:4', 'rules', 'the principal thing it got wrong'],
)
console.log(`at most ${limits.questions} questions and ${limits.seconds} s each\n${table.head}`)
const outcomes: Outcome[] = []
await growAllApart(jobs, Number(values.jobs), (o, i) => {
  const { examples, tests } = jobs[i]!
  const head = [names[i]!, formats[i]!.parser, examples.length, tests.length] as const
  if ('failed' in o) return console.log(table.row(...head, ...Array(4).fill('0.000'), ...Array(5).fill('-'), o.failed))
  outcomes.push(o)
  const note = { budget: ' (over questions)', deadline: ' (over time)' }[o.stopped!] ?? ''
  console.log(
    table.row(
      ...[
        ...head,
        o.precision.toFixed(3),
        o.recall.toFixed(3),
        f1(o.precision, o.recall).toFixed(3),
        o.refusal.toFixed(3),
      ],
      ...[o.learning, o.verifying, Math.round(o.own), Math.round(o.memory), o.rules, principalFault(o) + note],
    ),
  )
  if (!values.show) return
  console.log(o.ebnf.replace(/^/gm, '    '))
  for (const text of o.wrong.slice(0, 5)) console.log(`    wrong sample ${quoted(text)}`)
  for (const text of o.missed.slice(0, 5)) console.log(`    missed input ${quoted(text)}`)
})
const middle = (of: (o: Outcome) => number) =>
  median(jobs.map((_, i) => (outcomes[i] ? of(outcomes[i]) : 0))).toFixed(3)
console.log(`\nin the median a precision of ${middle(o => o.precision)} and a recall of ${middle(o => o.recall)}`)
for (const [i, format] of formats.entries()) console.log(`${names[i]}: ${format.source}`)

/** What costs most: inputs that stop to parse at the same character, or wrong samples. */
function principalFault(o: Outcome): string {
  if (o.missed.length === 0 && o.wrong.length === 0) return 'nothing'
  if (1 - o.recall >= 1 - o.precision) {
    const { at, share, example } = o.stop!
    return `misses ${at === '' ? 'what ends there' : JSON.stringify(at)} in ${Math.round(100 * share)} % of what it misses: ${quoted(example, 50)}`
  }
  return `too much: ${quoted(o.wrong[0]!, 50)}`
}
