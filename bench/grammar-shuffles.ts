import { Random } from '../src/model/random.ts'
import { growAllApart, type Outcome } from './apart.ts'
import type { Settings } from './grammar.ts'
import { examplesOf, setsOf, testsOf } from './languages/data.ts'
import { median } from './measure.ts'
import { Table } from './table.ts'

/** Every set of examples in `n` runs, each with a seed of its own and the examples shuffled. */
export async function shuffleTable({ languages, limits, jobs }: Settings, n: number): Promise<void> {
  const sets = languages.flatMap(language => setsOf(language).map(set => ({ language, set })))
  const table = new Table(
    ...['language:10', 'set:8', 'precision worst', 'median', 'recall worst', 'median', 'learning most', 'median'],
    ...['verifying most', 'own ms most', 'median', 'MB most', 'runs'],
  )
  console.log(`${n} runs each, other seeds, examples shuffled\n${table.head}`)
  const all: Outcome[] = []
  const runs = sets.flatMap(({ language, set }) =>
    Array.from({ length: n }, (_, k) => ({
      world: { module: './languages/published.ts', name: language },
      examples: new Random(k + 1).shuffled(examplesOf(language, set)),
      tests: testsOf(language),
      seed: k + 1,
      limits,
    })),
  )
  let some: Outcome[] = []
  await growAllApart(runs, jobs, (o, i) => {
    if (!('failed' in o)) some.push(o)
    if ((i + 1) % n !== 0) return
    const { language, set } = sets[Math.floor(i / n)]!
    const figures = (of: (o: Outcome) => number) => some.map(of)
    const worst = (of: (o: Outcome) => number) => Math.min(...figures(of)).toFixed(3)
    const most = (of: (o: Outcome) => number) => Math.round(Math.max(...figures(of)))
    const middle = (of: (o: Outcome) => number) => Math.round(median(figures(of)))
    if (some.length === 0) console.log(table.row(language, set, 'no run ended'))
    else
      console.log(
        table.row(
          ...[language, set, worst(o => o.precision), median(figures(o => o.precision)).toFixed(3)],
          ...[worst(o => o.recall), median(figures(o => o.recall)).toFixed(3)],
          ...[most(o => o.learning), middle(o => o.learning), most(o => o.verifying)],
          ...[most(o => o.own), middle(o => o.own), most(o => o.memory)],
          `${some.length} of ${n}`,
        ),
      )
    all.push(...some)
    some = []
  })
  const hold = (what: (o: Outcome) => boolean) => `${all.filter(what).length} of ${runs.length}`
  const middle = (of: (o: Outcome) => number) => Math.round(median(all.map(of)))
  console.log(`
runs with precision and recall of at least 0.99: ${hold(o => Math.min(o.precision, o.recall) >= 0.99)}
with at most 1,000 questions while learning: ${hold(o => o.learning <= 1000)}; in the median ${middle(o => o.learning)}
with at most 500 while verifying: ${hold(o => o.verifying <= 500)}
with at most one second of own time: ${hold(o => o.own <= 1000)}; in the median ${middle(o => o.own)} ms
with at most 300 MB: ${hold(o => o.memory <= 300)}`)
}
