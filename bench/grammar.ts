import { join } from 'node:path'
import { worlds as published } from './languages/published.ts'
import { growInMemory, precision, readStrings, recall } from './measure.ts'

/** F1 and fewest questions of the best published tool (TreeVada, Kedavra, Crucio), from the authors' results. */
const anchors: Readonly<Record<string, string>> = {
  arith: '1.000 in 366',
  fol: '1.000 in 181668',
  json: '1.000 in 20386',
  lisp: '1.000 in 2130',
  mathexpr: '0.825 in 17621',
  tinyc: '1.000 in 19835',
  turtle: '1.000 in 4310',
  while: '1.000 in 42960',
  xml: '1.000 in 56056',
}

const data = process.env.CAMBIUM_DATA
if (!data) {
  console.error('Set CAMBIUM_DATA to the folder that holds grammar/LANGUAGE/train-r0.jsonl and test.jsonl.')
  process.exit(2)
}
const [only, seedText = '1', set = 'train-r0'] = process.argv.slice(2)
const seed = Number(seedText)
const languages = only && only !== 'all' ? only.split(',') : Object.keys(published)

console.log(
  'language   examples  chars  precision  recall     F1  learning  verifying  own ms  rules  distinct  lengths      best published (F1, questions)',
)
for (const language of languages) {
  const world = published[language]!
  const folder = join(data, 'grammar', language)
  const examples = readStrings(join(folder, `${set}.jsonl`))
  const grown = growInMemory(world, { examples, seed })
  const p = precision(grown.model.grammar, world, 1000, 17)
  const r = recall(grown.model.grammar, readStrings(join(folder, 'test.jsonl')))
  const f1 = (2 * p.precision * r.recall) / (p.precision + r.recall)
  console.log(
    [
      language.padEnd(10),
      String(examples.length).padStart(8),
      String(examples.reduce((n, e) => n + e.length, 0)).padStart(6),
      p.precision.toFixed(3).padStart(10),
      r.recall.toFixed(3).padStart(7),
      f1.toFixed(3).padStart(6),
      String(grown.learning).padStart(9),
      String(grown.verifying).padStart(10),
      grown.own.toFixed(0).padStart(7),
      String(grown.model.grammar.rules.length).padStart(6),
      String(p.distinct).padStart(9),
      ` ${p.quartiles.join('/').padEnd(11)}`,
      anchors[language] ?? '',
    ].join(' '),
  )
  if (process.env.SHOW) {
    for (const text of p.bad.slice(0, 5)) console.log(`    rejected sample ${JSON.stringify(text.slice(0, 100))}`)
    for (const text of r.missed.slice(0, 5)) console.log(`    missed ${JSON.stringify(text.slice(0, 100))}`)
  }
}
