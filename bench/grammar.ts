/**
 * Grows the nine published languages and prints what it cost, beside the numbers of other tools.
 *
 *     npm run bench:grammar [-- LANGUAGE...]     every set of examples once
 *     npm run bench:grammar -- --seeds 10        every set with other seeds and its examples shuffled
 *     npm run bench:grammar -- --draws 10        other examples of the same languages, drawn in three ways
 *     npm run bench:grammar -- --scale           many examples, long ones, a language of forty constructs
 *
 * `--show` prints grammars, wrong samples and missed tests; `--jobs N` grows several at a time; `--seconds S` of own time
 * and `--questions N` are what each growth is given. CAMBIUM_DATA names the folder of the samples.
 */
import { parseArgs } from 'node:util'
import { growAllApart, type Outcome } from './apart.ts'
import { drawTable } from './grammar-draws.ts'
import { scaleTables } from './grammar-scale.ts'
import { shuffleTable } from './grammar-shuffles.ts'
import { examplesOf, setsOf, testsOf } from './languages/data.ts'
import { worlds } from './languages/published.ts'
import { f1, median } from './measure.ts'
import { quoted, Table } from './table.ts'

/** F1 of TreeVada (2024), Kedavra (2024), Crucio (2026); the fewest questions of the three with the F1 they gave. */
const anchors: Readonly<Record<string, readonly [treevada: string, kedavra: string, crucio: string, fewest: string]>> =
  {
    arith: ['1.000', '1.000', '1.000', '366 (1.00)'],
    fol: ['0.692', '0.808', '1.000', '181668 (1.00)'],
    json: ['0.953', '0.972', '0.983', '20386 (1.00)'],
    lisp: ['0.878', '1.000', '1.000', '2130 (1.00)'],
    mathexpr: ['0.640', '0.825', '0.470', '17621 (0.83)'],
    tinyc: ['0.791', '1.000', '0.347', '19835 (1.00)'],
    turtle: ['0.992', '1.000', '1.000', '4310 (1.00)'],
    while: ['0.794', '1.000', '1.000', '42960 (1.00)'],
    xml: ['0.678', '0.991', '0.998', '56056 (1.00)'],
  }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    draws: { type: 'string' },
    scale: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    questions: { type: 'string', default: '20000' },
  },
})
const unknown = positionals.filter(name => !(name in worlds))
if (unknown.length > 0) {
  console.error(`There is no published language ${unknown.join(', ')}; there are ${Object.keys(worlds).join(', ')}.`)
  process.exit(2)
}
const settings = {
  languages: positionals.length > 0 ? positionals : Object.keys(worlds),
  limits: { seconds: Number(values.seconds), questions: Number(values.questions) },
  jobs: Number(values.jobs),
  show: values.show,
}
export type Settings = typeof settings

if (values.seeds !== undefined) await shuffleTable(settings, Number(values.seeds))
if (values.draws !== undefined) await drawTable(settings, Number(values.draws))
if (values.scale) await scaleTables(settings)
if (values.seeds === undefined && values.draws === undefined && !values.scale) await publishedTable(settings)

/** Every set of examples once, as it is. */
async function publishedTable({ languages, limits, jobs, show }: Settings): Promise<void> {
  const runs = languages.flatMap(language => setsOf(language).map(set => ({ language, set })))
  const table = new Table(
    ...[
      'language:10',
      'set:8',
      'examples',
      'characters',
      'precision',
      'recall',
      'F1:5',
      'refused',
      'learning',
      'verifying',
    ],
    ...['own ms', 'MB:4', 'rules', 'distinct', 'quartiles:13', 'TreeVada', 'Kedavra', 'Crucio', 'fewest questions'],
  )
  console.log(table.head)
  const jobsOf = runs.map(({ language, set }) => ({
    world: { module: './languages/published.ts', name: language },
    examples: examplesOf(language, set),
    tests: testsOf(language),
    limits,
  }))
  const outcomes: Outcome[] = []
  await growAllApart(jobsOf, jobs, (o, i) => {
    const { language, set } = runs[i]!
    const { examples } = jobsOf[i]!
    const head = [language, set, examples.length, examples.join('').length] as const
    if ('failed' in o) return console.log(table.row(...head, o.failed))
    outcomes.push(o)
    console.log(
      table.row(
        ...head,
        ...[o.precision, o.recall, f1(o.precision, o.recall), o.refusal].map(share => share.toFixed(3)),
        o.learning,
        o.verifying,
        Math.round(o.own),
        Math.round(o.memory),
        o.rules,
        o.distinct,
        o.quartiles.join('/'),
        ...anchors[language]!,
      ),
    )
    if (!show) return
    console.log(o.ebnf.replace(/^/gm, '    '))
    for (const text of o.wrong.slice(0, 5)) console.log(`    wrong sample ${quoted(text)}`)
    for (const text of o.missed.slice(0, 5)) console.log(`    missed test ${quoted(text)}`)
  })
  const good = outcomes.filter(o => Math.min(o.precision, o.recall) >= 0.99).length
  const middle = (of: (o: Outcome) => number) => Math.round(median(outcomes.map(of)))
  console.log(
    `\n${good} of ${runs.length} with precision and recall of at least 0.99; in the median ` +
      `${middle(o => o.learning)} questions learning, ${middle(o => o.verifying)} verifying, ${middle(o => o.own)} ms of own time`,
  )
}
