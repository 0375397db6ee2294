/**
 * What the learner's tuned numbers are worth: each constant of `src/learn/grammar` halved and doubled, in a copy of the
 * sources, on the nine published languages and on some small languages and formats that bring other parts of the learner
 * into play. `npm run bench:constants [-- CONSTANT...]`; `--jobs N` at a time, `--seconds S` of own time and
 * `--questions N` for each growth.
 */
import { fork } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Grown } from './constants-child.ts'
import { Table } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '30' },
    questions: { type: 'string', default: '10000' },
  },
})

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const learner = join('src', 'learn', 'grammar')

interface Constant {
  readonly name: string
  readonly file: string
  readonly value: number
}

/** Numbers with a name in lower case at the top of a file: the others are codes, not choices. */
function constantsIn(file: string): Constant[] {
  const source = readFileSync(join(root, learner, file), 'utf8')
  return [...source.matchAll(/^(?:export )?const ([a-z]\w*) = ([\d._]+)$/gm)]
    .map(([, name, value]) => ({ name: name!, file, value: Number(value!.replaceAll('_', '')) }))
    .filter(({ value }) => value > 0)
}

const files = readdirSync(join(root, learner), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .sort()
const all = files.flatMap(constantsIn)
const unknown = positionals.filter(name => !all.some(constant => constant.name === name))
if (unknown.length > 0) {
  console.error(
    `There is no constant ${unknown.join(', ')}; there are ${[...new Set(all.map(c => c.name))].join(', ')}.`,
  )
  process.exit(2)
}
const chosen = all.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

/** Grows everything with a copy of the sources in which one constant has another value. */
async function grownWith({ name, file, value }: Constant): Promise<readonly Grown[] | string> {
  const folder = mkdtempSync(join(tmpdir(), 'cambium-constants-'))
  try {
    for (const part of ['src', 'bench', 'package.json', 'tsconfig.json'])
      cpSync(join(root, part), join(folder, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const path = join(folder, learner, file)
    const line = new RegExp(`^((?:export )?const ${name} = )[\\d._]+$`, 'm')
    writeFileSync(path, readFileSync(path, 'utf8').replace(line, `$1${value}`))
    return await new Promise(resolve => {
      const child = fork(join(folder, 'bench', 'constants-child.ts'), [values.seconds, values.questions], {
        execArgv: process.execArgv,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      let grown: readonly Grown[] | undefined
      child.on('message', message => {
        grown = message as Grown[]
      })
      child.on('close', code => resolve(grown ?? `ended with ${code}`))
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const table = new Table(
  ...['constant:20', 'file:20', 'value', 'becomes', 'worst precision', 'worst recall', 'mean F1', 'questions'],
  'against as it is:30',
)

interface Summary {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly questions: number
  readonly text: string
}

function summaryOf(grown: readonly Grown[]): Summary {
  return {
    precision: Math.min(...grown.map(g => g.precision)),
    recall: Math.min(...grown.map(g => g.recall)),
    f1: grown.reduce((sum, g) => sum + g.f1, 0) / grown.length,
    questions: grown.reduce((sum, g) => sum + g.questions, 0),
    text: JSON.stringify(grown),
  }
}

const cellsOf = ({ precision, recall, f1, questions }: Summary) =>
  [precision.toFixed(3), recall.toFixed(3), f1.toFixed(3), questions] as const

const asItIs = await grownWith(chosen[0]!)
if (typeof asItIs === 'string') {
  console.error(`Growing with the constants as they are ${asItIs}.`)
  process.exit(1)
}
const base = summaryOf(asItIs)
console.log(`${asItIs.map(({ name }) => name).join(', ')}; at most ${values.questions} questions each\n${table.head}`)
console.log(table.row('all as they are', '', '', '', ...cellsOf(base), ''))

const variants = chosen.flatMap(constant => {
  const isWhole = Number.isInteger(constant.value)
  const half = isWhole ? Math.max(1, Math.round(constant.value / 2)) : constant.value / 2
  return [half, 2 * constant.value].filter(to => to !== constant.value).map(to => ({ constant, to }))
})
const outcomes: Promise<readonly Grown[] | string>[] = []
let next = 0
const start = () => {
  const i = next++
  const variant = variants[i]
  if (variant) outcomes[i] = grownWith({ ...variant.constant, value: variant.to }).finally(start)
}
for (let i = 0; i < Number(values.jobs); i++) start()
let same = 0
for (const [i, { constant, to }] of variants.entries()) {
  const outcome = await outcomes[i]!
  const head = [constant.name, constant.file, constant.value, to] as const
  if (typeof outcome === 'string') {
    console.log(table.row(...head, '-', '-', '-', '-', outcome))
    continue
  }
  const summary = summaryOf(outcome)
  if (summary.text === base.text) {
    same++
    console.log(table.row(...head, ...cellsOf(summary), 'the same'))
    continue
  }
  const worse = outcome.filter((g, k) => g.f1 < asItIs[k]!.f1 - 0.01).map(g => `${g.name} ${g.f1.toFixed(2)}`)
  const better = outcome.filter((g, k) => g.f1 > asItIs[k]!.f1 + 0.01).map(g => `${g.name} ${g.f1.toFixed(2)}`)
  const verdict = [
    ...(worse.length > 0 ? [`worse: ${worse.join(', ')}`] : []),
    ...(better.length > 0 ? [`better: ${better.join(', ')}`] : []),
  ]
  console.log(table.row(...head, ...cellsOf(summary), verdict.join('; ') || 'no F1 by more than .01'))
}
console.log(`\n${same} of ${variants.length} changes change nothing`)
