/**
 * Learns Mealy machines and prints what it cost. `npm run bench:machines [-- FOLDER...]` takes folders of `.dot` files;
 * without one, `automata` in the folder that CAMBIUM_DATA names. `--testing` and `--scale` choose the second and third
 * table alone; `--seeds N` (default 20) is for the second.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { innate } from '../src/blueprint/blueprint.ts'
import { type EquivalenceSearch, lsharp } from '../src/learn/machine/lsharp.ts'
import { ObservationTree } from '../src/learn/machine/observation-tree.ts'
import { randomisedWp, randomWalks, usualTesting } from '../src/learn/machine/testing.ts'
import { distinguishingWord } from '../src/model/machine/compare.ts'
import { machineFromDot } from '../src/model/machine/dot.ts'
import { performExperiment } from '../src/model/machine/experiment.ts'
import { MealyMachine } from '../src/model/machine/mealy.ts'
import { minimise } from '../src/model/machine/minimise.ts'
import { Random } from '../src/model/random.ts'

/** AALpy 1.6.1: symbols of KV and of L# with adaptive distinguishing sequences, seconds of L#, measured on a machine like ours. */
const aalpy: Record<string, readonly [kv: number, lsharp: number, seconds: number]> = {
  ActiveMQ__two_client_will_retain: [2522, 1993, 0.12],
  'NSS_3.17.4_server_regular': [298, 304, 0.01],
  'OpenSSL_1.0.2_server_regular': [269, 340, 0.01],
  'RSA_BSAFE_C_4.0.4_server_regular': [325, 370, 0.01],
  TCP_Linux_Client: [2294, 1573, 0.11],
  VerneMQ__two_client_will_retain: [2261, 1862, 0.11],
  emqtt__two_client_will_retain: [2522, 1993, 0.12],
  hbmqtt__two_client_will_retain: [2435, 1921, 0.12],
  'miTLS_0.1.3_server_regular': [363, 401, 0.01],
  mosquitto__two_client_will_retain: [2483, 1995, 0.13],
  tcp_server_ubuntu_trans: [25991, 23784, 12.63],
}

interface Cost {
  resets: number
  symbols: number
  /** Equivalence queries. */
  rounds: number
  /** Milliseconds without those that the machine and the equivalence queries took. */
  own: number
  machine: MealyMachine
}

/** Runs the learner against a machine; the time that answering takes is not its own. */
function learn(truth: MealyMachine, search: EquivalenceSearch, most = Number.POSITIVE_INFINITY): Cost {
  const cost = { resets: 0, symbols: 0, rounds: 0 }
  let foreign = 0
  const timed = <T>(work: () => T): T => {
    const start = performance.now()
    try {
      return work()
    } finally {
      foreign += performance.now() - start
    }
  }
  const start = performance.now()
  const learner = lsharp(new ObservationTree(truth.inputs), (machine, tree) => {
    cost.rounds++
    return search(machine, tree)
  })
  let turn = learner.next()
  while (!turn.done) {
    const { ask } = turn.value
    const answers = timed(() =>
      ask.map(experiment => {
        const k = truth.inputs.length
        let state = 0
        const run = performExperiment(experiment, input => {
          const at = state * k + truth.inputNumber(input)
          state = truth.next[at]!
          return truth.outputs[truth.output[at]!]!
        })
        cost.resets++
        cost.symbols += run.inputs.length
        return run
      }),
    )
    turn = cost.symbols > most ? learner.next({ stop: 'budget' }) : learner.next({ answers })
  }
  perfectTime.use(ms => {
    foreign += ms
  })
  return { ...cost, own: performance.now() - start - foreign, machine: turn.value }
}

/** The time that perfect equivalence answers took since it was last used. */
const perfectTime = {
  spent: 0,
  use(take: (ms: number) => void) {
    take(this.spent)
    this.spent = 0
  },
}

/** Answers equivalence queries with a shortest counterexample. */
function perfect(truth: MealyMachine): EquivalenceSearch {
  // biome-ignore lint/correctness/useYield: a search that need not ask
  return function* (machine) {
    const start = performance.now()
    const word = distinguishingWord(truth, machine)
    perfectTime.spent += performance.now() - start
    return word
  }
}

const isExact = (truth: MealyMachine, { machine }: Pick<Cost, 'machine'>) =>
  machine.complete && machine.size === truth.size && distinguishingWord(truth, machine) === undefined

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

function print(rows: readonly (readonly (string | number)[])[]): void {
  const texts = rows.map(row => row.map(cell => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)))
  const widths = texts[0]!.map((_, column) => Math.max(...texts.map(row => row[column]!.length)))
  for (const row of texts) {
    console.log(row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  '))
  }
  console.log()
}

function perfectTable(models: readonly { name: string; truth: MealyMachine }[]): void {
  console.log(
    'Perfect equivalence answers (a shortest counterexample). Own time: the first run in this process, and the median of five.',
  )
  const rows: (string | number)[][] = [
    [
      'model',
      'states',
      'inputs',
      'exact',
      'resets',
      'symbols',
      'AALpy L#',
      'AALpy KV',
      'equivalence',
      'ms',
      'median ms',
      'AALpy ms',
    ],
  ]
  const sum = { resets: 0, symbols: 0, theirs: 0, kv: 0, own: 0, usual: 0, rounds: 0, theirTime: 0 }
  for (const { name, truth } of models) {
    const runs = Array.from({ length: 5 }, () => learn(truth, perfect(truth)))
    const [first] = runs as [Cost]
    const usual = median(runs.map(run => run.own))
    const [kv, theirs, seconds] = aalpy[name] ?? []
    rows.push([
      name,
      truth.size,
      truth.inputs.length,
      isExact(truth, first) ? 'yes' : 'NO',
      first.resets,
      first.symbols,
      theirs ?? '',
      kv ?? '',
      first.rounds,
      first.own.toFixed(1),
      usual.toFixed(1),
      seconds === undefined ? '' : seconds * 1000,
    ])
    sum.resets += first.resets
    sum.symbols += first.symbols
    sum.rounds += first.rounds
    sum.own += first.own
    sum.usual += usual
    sum.theirs += theirs ?? 0
    sum.kv += kv ?? 0
    sum.theirTime += (seconds ?? 0) * 1000
  }
  rows.push([
    'all',
    '',
    '',
    '',
    sum.resets,
    sum.symbols,
    sum.theirs,
    sum.kv,
    sum.rounds,
    sum.own.toFixed(1),
    sum.usual.toFixed(1),
    sum.theirTime,
  ])
  print(rows)
}

/** Symbols until the exact machine stands, and whether the usual effort of testing ends with it. */
function testingTable(models: readonly { name: string; truth: MealyMachine }[], seeds: number): void {
  const most = 2_000_000
  console.log(
    `Testing instead of perfect answers, ${seeds} seeds: how often the machine that the usual testing ends with is exact, all`,
  )
  console.log(
    'symbols of those runs (median), and symbols until the exact machine stands (median; "-": not by 2,000,000 in half of the',
  )
  console.log('seeds) for it and for random words of fixed length with the same learner.')
  const lengths = [5, 10, 20, 50]
  const rows: (string | number)[][] = [
    ['model', 'exact', 'symbols in all', 'until exact', ...lengths.map(length => `words of ${length}`)],
  ]
  for (const { name, truth } of models) {
    const usual = Array.from({ length: seeds }, (_, seed) => learn(truth, randomisedWp(new Random(seed + 1)), most))
    const untilExact = (search: (random: Random) => EquivalenceSearch, count: number) => {
      const costs = Array.from({ length: count }, (_, seed) => {
        const inner = search(new Random(seed + 1))
        const run = learn(
          truth,
          function* (machine, tree) {
            return machine.size === truth.size && distinguishingWord(truth, machine) === undefined
              ? undefined
              : yield* inner(machine, tree)
          },
          most,
        )
        return isExact(truth, run) ? run.symbols : Number.POSITIVE_INFINITY
      })
      const middle = median(costs)
      return Number.isFinite(middle) ? middle : '-'
    }
    const endless = { ...usualTesting, perTransition: 100_000 }
    rows.push([
      name,
      `${usual.filter(run => isExact(truth, run)).length}/${seeds}`,
      median(usual.map(run => run.symbols)),
      untilExact(random => randomisedWp(random, endless, innate.principles), seeds),
      ...lengths.map(length => untilExact(random => randomWalks(random, length, endless), Math.min(seeds, 5))),
    ])
    console.error(`${name} done`)
  }
  print(rows)
}

function scaleTable(): void {
  console.log('Random machines, 10 inputs, 5 outputs, perfect equivalence answers.')
  const rows: (string | number)[][] = [
    [
      'states',
      'exact',
      'resets',
      'symbols',
      'equivalence',
      'own seconds',
      'microseconds per state, input and bit',
      'memory MB',
    ],
  ]
  for (const size of [100, 300, 1000]) {
    const random = new Random(size)
    const k = 10
    const outputs = Array.from({ length: 5 }, (_, o) => `o${o}`)
    const truth = minimise(
      new MealyMachine({
        inputs: Array.from({ length: k }, (_, i) => `i${i}`),
        outputs,
        next: Int32Array.from({ length: size * k }, () => random.below(size)),
        output: Int32Array.from({ length: size * k }, () => random.below(outputs.length)),
      }),
    )
    let longest = 2
    const search = perfect(truth)
    const cost = learn(truth, function* (machine, tree) {
      const word = yield* search(machine, tree)
      if (word !== undefined && word !== 'stopped') longest = Math.max(longest, word.length)
      return word
    })
    const unit = truth.size * k * Math.log2(longest)
    rows.push([
      truth.size,
      isExact(truth, cost) ? 'yes' : 'NO',
      cost.resets,
      cost.symbols,
      cost.rounds,
      (cost.own / 1000).toFixed(2),
      ((cost.own * 1000) / unit).toFixed(0),
      Math.round(process.memoryUsage().rss / 1e6),
    ])
  }
  print(rows)
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { testing: { type: 'boolean' }, scale: { type: 'boolean' }, seeds: { type: 'string', default: '20' } },
})
const folders =
  positionals.length > 0 ? positionals : process.env.CAMBIUM_DATA ? [join(process.env.CAMBIUM_DATA, 'automata')] : []
const models = folders.flatMap(folder =>
  readdirSync(folder)
    .filter(file => file.endsWith('.dot'))
    .map(file => ({
      name: file.slice(0, -4),
      truth: minimise(machineFromDot(readFileSync(join(folder, file), 'utf8'), { complete: '-' })),
    })),
)
if (models.length === 0 && !values.scale) console.log('No models: name a folder of .dot files, or set CAMBIUM_DATA.\n')
const everything = !values.testing && !values.scale
if (models.length > 0 && everything) perfectTable(models)
if (everything || values.scale) scaleTable()
if (models.length > 0 && (everything || values.testing)) testingTable(models, Number(values.seeds))
