/**
 * What is learned from examples alone, with no world to ask, and prints two tables: small languages from at most 30
 * sentences each, and three languages of the published benchmark from their first 500 test strings.
 *
 *     npm run bench:listen [-- small|large] [LANGUAGE...]
 *
 * `--seeds N` draws the sentences of each small language N times and sums up; `--show` prints every grammar. CAMBIUM_DATA
 * names the folder of the published samples.
 */
import { parseArgs } from 'node:util'
import { innate } from '../src/blueprint/blueprint.ts'
import type { GrammarModel } from '../src/learn/grammar/model.ts'
import { listen } from '../src/learn/listening/listen.ts'
import { toEbnf } from '../src/model/grammar/index.ts'
import { testsOf } from './languages/data.ts'
import { worlds } from './languages/published.ts'
import { wrongTexts } from './listening/judge.ts'
import { sentences, smallLanguages } from './listening/small.ts'
import { precision, recall, Stopwatch } from './measure.ts'
import { quoted, Table } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '1' }, show: { type: 'boolean', default: false } },
})
const parts = ['small', 'large']
const large = ['json', 'lisp', 'turtle']
const chosen = parts.filter(part => positionals.includes(part))
const named = positionals.filter(name => !parts.includes(name))
const unknown = named.filter(name => !(large.includes(name) || smallLanguages.some(language => language.name === name)))
if (unknown.length > 0) {
  const known = [...smallLanguages.map(({ name }) => name), ...large]
  console.error(`There is no language ${unknown.join(', ')} here; there are\n  ${known.join('\n  ')}`)
  process.exit(2)
}
const isWanted = (part: string, name: string) =>
  (chosen.length === 0 || chosen.includes(part)) && (named.length === 0 || named.includes(name))

smallTable()
largeTable()

function smallTable(): void {
  const languages = smallLanguages.filter(({ name }) => isWanted('small', name))
  if (languages.length === 0) return
  const seeds = Number(values.seeds)
  const table = new Table(
    'language:32',
    'seed',
    'sentences',
    'characters',
    'plain bits',
    'grammar',
    'examples',
    's:5',
    'found:7',
  )
  console.log(table.head)
  let [exact, slowest] = [0, 0]
  for (const language of languages) {
    for (let seed = 1; seed <= seeds; seed++) {
      const examples = sentences(language, seed)
      const { model, seconds, bits } = heard(examples)
      const wrong = wrongTexts(model.grammar, language, 2000)
      const found = wrong.length === 0
      exact += Number(found)
      slowest = Math.max(slowest, seconds)
      const size = examples.join('').length
      console.log(
        table.row(
          language.name,
          seed,
          examples.length,
          size,
          ...bits,
          seconds.toFixed(1),
          found ? 'exactly' : 'missed',
        ),
      )
      if (!found)
        console.log(
          `    wrong about ${wrong
            .slice(0, 3)
            .map(text => quoted(text))
            .join(', ')}; found instead:`,
        )
      if (!found || values.show) console.log(toEbnf(model.grammar).trimEnd().replace(/^/gm, '    '))
    }
  }
  console.log(
    `\n${exact} of ${languages.length * seeds} found exactly, the slowest in ${slowest.toFixed(1)} s of own time\n`,
  )
}

function largeTable(): void {
  const languages = large.filter(name => isWanted('large', name))
  if (languages.length === 0) return
  const table = new Table(
    'language',
    'examples',
    'characters',
    'plain bits',
    'grammar',
    'examples',
    's:5',
    'precision',
    'recall',
  )
  console.log(table.head)
  for (const language of languages) {
    const strings = testsOf(language)
    const [experience, held] = [strings.slice(0, 500), strings.slice(500)]
    const { model, seconds, bits } = heard(experience)
    const { precision: share, bad } = precision(model.grammar, worlds[language]!, 1000, 17)
    const { recall: known, missed } = recall(model.grammar, held)
    const size = experience.join('').length
    console.log(table.row(language, 500, size, ...bits, seconds.toFixed(1), ...[share, known].map(x => x.toFixed(3))))
    if (bad.length > 0)
      console.log(
        `    wrong samples ${bad
          .slice(0, 3)
          .map(text => quoted(text))
          .join(', ')}`,
      )
    if (missed.length > 0)
      console.log(
        `    missed tests ${missed
          .slice(0, 3)
          .map(text => quoted(text))
          .join(', ')}`,
      )
    if (values.show) console.log(toEbnf(model.grammar).trimEnd().replace(/^/gm, '    '))
  }
}

/** @returns with the seconds of own time, and the bits of the examples as they are, of the grammar, and of the examples with its help */
function heard(examples: readonly string[]): { model: GrammarModel; seconds: number; bits: number[] } {
  const own = new Stopwatch()
  const learner = listen({ examples, rejected: [], blueprint: innate, seed: 1 })
  let step = learner.next()
  while (!step.done) step = learner.next({ answers: [] })
  const { plain, grammar, experience } = step.value.report.bits!
  return { model: step.value, seconds: own.milliseconds / 1000, bits: [plain, grammar, experience].map(Math.round) }
}
