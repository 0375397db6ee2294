import { Random } from '../src/model/random.ts'
import { growAllApart, type Job } from './apart.ts'
import type { Settings } from './grammar.ts'
import { examplesOf, testsOf } from './languages/data.ts'
import { definitions } from './languages/published.ts'
import { constructs } from './languages/recogniser.ts'
import { median } from './measure.ts'
import { Table } from './table.ts'

/** The ways to draw other examples of a language. */
const ways: Readonly<Record<string, (language: string, random: Random) => readonly string[]>> = {
  '70 % of r0': (language, random) => {
    const examples = examplesOf(language)
    return random.shuffled(examples).slice(0, Math.round(0.7 * examples.length))
  },
  '30 tests to 150': (language, random) =>
    random.shuffled(testsOf(language).filter(text => text.length <= 150)).slice(0, 30),
  '100 tests': (language, random) => random.shuffled(testsOf(language)).slice(0, 100),
}

/**
 * `n` draws in each way. Recall counts those tests outside of the draw whose words and constructs the draw shows: the
 * definition's parse of the test takes, of every choice, only alternatives (every word of a choice of words is one, and so
 * is being there or not of what can be repeated or left out) that it takes in the parse of some example of the draw.
 */
export async function drawTable({ languages, limits, jobs }: Settings, n: number): Promise<void> {
  const table = new Table(
    ...[
      'language:10',
      'draw:15',
      'precision worst',
      'median',
      'recall worst',
      'median',
      'of all tests',
      'tests counted',
    ],
    ...['questions most', 'median', 'own ms most', 'runs'],
  )
  console.log(`${n} draws each; recall over the tests whose words and constructs the draw shows\n${table.head}`)
  const rows: { language: string; way: string }[] = []
  const runs: (Job & { unshown: number })[] = []
  for (const language of languages) {
    const definition = definitions[language]!
    const tests = testsOf(language).map(text => ({ text, uses: constructs(definition, text)! }))
    for (const [way, draw] of Object.entries(ways)) {
      rows.push({ language, way })
      for (let k = 1; k <= n; k++) {
        const examples = draw(language, new Random(k))
        const shown = new Set(examples.flatMap(text => [...constructs(definition, text)!]))
        const given = new Set(examples)
        const rest = tests.filter(({ text }) => !given.has(text))
        const [fair, unshown] = [true, false].map(wanted =>
          rest.filter(({ uses }) => [...uses].every(use => shown.has(use)) === wanted).map(({ text }) => text),
        ) as [string[], string[]]
        const world = { module: './languages/published.ts', name: language }
        runs.push({ world, examples, tests: [...fair, ...unshown], seed: k, limits, unshown: unshown.length })
      }
    }
  }
  let some: Draw[] = []
  const all: Draw[] = []
  await growAllApart(runs, jobs, (o, i) => {
    const { tests, unshown } = runs[i]!
    const fair = new Set(tests.slice(0, tests.length - unshown))
    if ('failed' in o) some.push({ failed: o.failed, counted: fair.size })
    else {
      const missed = o.missed.filter(text => fair.has(text)).length
      some.push({
        precision: o.precision,
        recall: fair.size === 0 ? undefined : 1 - missed / fair.size,
        recallOfAll: o.recall,
        questions: o.learning + o.verifying,
        own: o.own,
        counted: fair.size,
      })
    }
    if ((i + 1) % n !== 0) return
    const { language, way } = rows[Math.floor(i / n)]!
    const done = some.filter(run => run.failed === undefined)
    const figures = (of: keyof Draw) => done.map(run => run[of]).filter(value => typeof value === 'number')
    const worst = (of: keyof Draw) => (figures(of).length > 0 ? Math.min(...figures(of)).toFixed(3) : '-')
    const middle = (of: keyof Draw) => (figures(of).length > 0 ? median(figures(of)) : Number.NaN)
    console.log(
      table.row(
        ...[language, way, worst('precision'), middle('precision').toFixed(3)],
        ...[worst('recall'), middle('recall').toFixed(3), middle('recallOfAll').toFixed(3), middle('counted')],
        ...[Math.max(...figures('questions')), middle('questions'), Math.round(Math.max(...figures('own')))],
        `${done.length} of ${n}`,
      ),
    )
    all.push(...some)
    some = []
  })
  const hold = (what: (run: Draw) => boolean) =>
    `${all.filter(run => run.failed === undefined && what(run)).length} of ${all.length}`
  const recalls = all.map(run => run.recall ?? (run.failed === undefined ? undefined : 0)).filter(r => r !== undefined)
  console.log(`
draws with a precision of at least 0.99: ${hold(run => run.precision! >= 0.99)}
with a recall of at least 0.95: ${hold(run => run.recall === undefined || run.recall >= 0.95)}; in the median ${median(recalls).toFixed(3)}
with at most 3,000 questions: ${hold(run => run.questions! <= 3000)}`)
}

interface Draw {
  readonly failed?: string
  readonly counted: number
  readonly precision?: number
  /** Undefined where no test is fair. */
  readonly recall?: number
  readonly recallOfAll?: number
  readonly questions?: number
  readonly own?: number
}
