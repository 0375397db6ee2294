/**
 * What each innate principle is worth: the nine published languages grown with all of them, without each one, and without
 * any. `npm run bench:principles [-- LANGUAGE...]`; `--jobs N` at a time, `--seconds S` of own time and `--questions N` for
 * each growth. A cell is F1, questions, learning and verifying together, and rules of the grammar.
 */
import { parseArgs } from 'node:util'
import { type Principle, principleNames } from '../src/blueprint/principles.ts'
import { growAllApart } from './apart.ts'
import { examplesOf, testsOf } from './languages/data.ts'
import { worlds } from './languages/published.ts'
import { f1 } from './measure.ts'
import { Table } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '30' },
    questions: { type: 'string', default: '10000' },
  },
})
const languages = Object.keys(worlds).filter(name => positionals.length === 0 || positionals.includes(name))
const unknown = positionals.filter(name => !(name in worlds))
if (unknown.length > 0) {
  console.error(`There is no published language ${unknown.join(', ')}; there are ${Object.keys(worlds).join(', ')}.`)
  process.exit(2)
}

const blueprints: readonly { readonly name: string; readonly without: readonly Principle[] }[] = [
  { name: 'all principles', without: [] },
  ...principleNames.map(principle => ({ name: `without ${principle}`, without: [principle] })),
  { name: 'none (blank slate)', without: principleNames },
]
const limits = { seconds: Number(values.seconds), questions: Number(values.questions) }
const jobs = blueprints.flatMap(({ without }) =>
  languages.map(name => ({
    world: { module: './languages/published.ts', name },
    examples: examplesOf(name),
    tests: testsOf(name),
    without,
    limits,
  })),
)

const table = new Table(
  'blueprint:22',
  ...languages.map(name => `${name}:15`),
  'mean F1',
  'questions',
  'rules',
  'against all principles:40',
)
console.log(
  `F1, questions and rules; at most ${limits.questions} questions and ${limits.seconds} s each\n${table.head}`,
)
interface Cell {
  readonly text: string
  readonly f1: number
  readonly questions: number
  readonly rules: number
}
let cells: Cell[] = []
let all: readonly Cell[] | undefined
await growAllApart(jobs, Number(values.jobs), (o, i) => {
  if ('failed' in o) cells.push({ text: o.failed.slice(0, 15), f1: 0, questions: 0, rules: 0 })
  else {
    const questions = o.learning + o.verifying
    const score = f1(o.precision, o.recall)
    const text = `${score.toFixed(3)} ${questions} ${o.rules}${o.stopped ? '!' : ''}`
    cells.push({ text, f1: score, questions, rules: o.rules })
  }
  if (cells.length < languages.length) return
  const sum = (row: readonly Cell[], of: (cell: Cell) => number) => row.reduce((total, cell) => total + of(cell), 0)
  const mean = (row: readonly Cell[]) => sum(row, cell => cell.f1) / row.length
  const questions = (row: readonly Cell[]) => sum(row, cell => cell.questions)
  const rules = (row: readonly Cell[]) => sum(row, cell => cell.rules)
  const signed = (value: string) => (value.startsWith('-') ? value : `+${value}`)
  const change = (of: (row: readonly Cell[]) => number) => signed(String(of(cells) - of(all!)))
  const verdict =
    all === undefined
      ? ''
      : cells.every((cell, k) => cell.text === all![k]!.text)
        ? 'changes nothing'
        : `F1 ${signed((mean(cells) - mean(all)).toFixed(3))}, questions ${change(questions)}, rules ${change(rules)}`
  all ??= cells
  const name = blueprints[Math.floor(i / languages.length)]!.name
  const texts = cells.map(cell => cell.text)
  console.log(table.row(name, ...texts, mean(cells).toFixed(3), questions(cells), rules(cells), verdict))
  cells = []
})
console.log('\n! stopped at a limit')
