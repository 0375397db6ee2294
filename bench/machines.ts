/**
 * Learns Mealy machines and prints what it cost. `npm run bench:machines [-- FOLDER...]` takes folders of `.dot` files;
 * without one, `automata` in the folder that CAMBIUM_DATA names. Four tables, each alone with `--perfect`, `--scale`,
 * `--testing` (`--seeds N`, 20 unless said otherwise; takes minutes) or `--resets`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { innate } from '../src/blueprint/blueprint.ts'
import { growMachine } from '../src/learn/machine/grow-machine.ts'
import { type EquivalenceSearch, lsharp, type MachineLearner } from '../src/learn/machine/lsharp.ts'
import { ObservationTree } from '../src/learn/machine/observation-tree.ts'
import { longestTest, randomWalks } from '../src/learn/machine/testing.ts'
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
  /** Conjectures that were put to the test. */
  rounds: number
  /** Milliseconds without those that the machine and the equivalence queries took. */
  own: number
  machine: MealyMachine
}

/** What a run has cost by the time at which it first conjectures the exact machine. */
interface UntilExact {
  resets: number
  symbols: number
  /** The most symbols of testing in a row that found nothing although the machine was wrong. */
  inVain: number
}

/** Runs a learner against a machine; the time that answering takes is not its own. */
function learn(
  truth: MealyMachine,
  learner: MachineLearner,
  { most = Number.POSITIVE_INFINITY, stopsWhenExact = false } = {},
): Cost & { untilExact: UntilExact | undefined } {
  const cost = { resets: 0, symbols: 0, rounds: 0 }
  let foreign = 0
  let untilExact: UntilExact | undefined
  let [inVain, testing] = [0, 0]
  let tested: MealyMachine | undefined
  perfectTime.spent = 0
  const start = performance.now()
  let turn = learner.next()
  while (!turn.done) {
    const before = performance.now()
    const { ask, purpose, best } = turn.value
    const isTesting = purpose === 'verifying'
    const machine = isTesting ? best!() : undefined
    if (machine !== tested && machine !== undefined) {
      cost.rounds++
      testing = 0
      tested = machine
      if (untilExact === undefined && isExact(truth, { machine })) {
        untilExact = { resets: cost.resets, symbols: cost.symbols, inVain }
      }
    }
    const sent = cost.symbols
    const answers = ask.map(experiment => {
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
    })
    if (isTesting) testing += cost.symbols - sent
    if (untilExact === undefined) inVain = Math.max(inVain, testing)
    foreign += performance.now() - before
    const isOver = cost.symbols > most || (stopsWhenExact && untilExact !== undefined)
    turn = isOver ? learner.next({ stop: 'budget' }) : learner.next({ answers })
  }
  return { ...cost, own: performance.now() - start - foreign - perfectTime.spent, machine: turn.value, untilExact }
}

/** Milliseconds that perfect equivalence answers took in one run. */
const perfectTime = { spent: 0 }

/** Learns with equivalence queries that are answered with a shortest counterexample. */
function learnPerfectly(truth: MealyMachine, seen: (counterexample: readonly string[]) => void = () => {}): Cost {
  let rounds = 0
  // biome-ignore lint/correctness/useYield: a search that need not ask
  const search: EquivalenceSearch = function* (machine) {
    rounds++
    const start = performance.now()
    const word = distinguishingWord(truth, machine)
    perfectTime.spent += performance.now() - start
    if (word !== undefined) seen(word)
    return word
  }
  return { ...learn(truth, lsharp(new ObservationTree(truth.inputs), search)), rounds }
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
    const runs = Array.from({ length: 5 }, () => learnPerfectly(truth))
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

/** Symbols after which a run of random words that has not found the exact machine is given up. */
const most = 1_000_000
const lengths = [5, 10, 20, 50]
/** Of so many seeds as many must be exact. */
const wanted = (seeds: number) => Math.ceil(0.95 * seeds)

/**
 * What some way of testing costs until the exact machine stands (median), and in all if it stops after as many symbols in vain
 * as are needed for 19 of 20 seeds to be exact. Runs that have not become exact count as endless.
 */
function testingCost(runs: readonly (UntilExact | undefined)[]): { exact: number; all: number } {
  const costs = runs.map(run => run ?? { symbols: Number.POSITIVE_INFINITY, inVain: Number.POSITIVE_INFINITY })
  const exact = median(costs.map(({ symbols }) => symbols))
  const inVain = costs.map(run => run.inVain).sort((a, b) => a - b)
  return { exact, all: exact + inVain[wanted(runs.length) - 1]! }
}

/** The same learner with random words of one length for tests, until it is exact or has given `most` symbols. */
function randomWordsCost(truth: MealyMachine, length: number, seeds: number): { exact: number; all: number } {
  const runs: (UntilExact | undefined)[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const search = randomWalks(new Random(seed), length, { perTransition: 1e6, batch: 8 })
    const learner = lsharp(new ObservationTree(truth.inputs), search)
    runs.push(learn(truth, learner, { most, stopsWhenExact: true }).untilExact)
    if (runs.filter(run => run === undefined).length > seeds / 2) return { exact: Infinity, all: Infinity }
  }
  return testingCost(runs)
}

function testingTable(models: readonly { name: string; truth: MealyMachine }[], seeds: number): void {
  console.log(
    `Testing instead of perfect answers, ${seeds} seeds. Ours, as \`grow\` does it: how often the machine that it ends with is exact,
symbols of a whole run, and symbols until the exact machine stands (medians). Beside it the same learner with random words of a
fixed length instead, until the exact machine stands ("-": not by ${most.toLocaleString('en')} symbols in half of the seeds). At last the
symbols of a whole run (median) if testing ends, for each model, as soon as it may for ${wanted(seeds)} of ${seeds} seeds to be exact: ours, and
the best of the four lengths.`,
  )
  const rows: (string | number)[][] = [
    [
      'model',
      'exact',
      'whole run',
      'until exact',
      ...lengths.map(length => `words of ${length}`),
      'least whole run',
      'of random words',
    ],
  ]
  const won = { exact: 0, untilExact: 0, all: 0 }
  const shown = (symbols: number) => (Number.isFinite(symbols) ? symbols : '-')
  for (const { name, truth } of models) {
    const { inputs } = truth
    const usual = Array.from({ length: seeds }, (_, seed) =>
      learn(truth, growMachine({ inputs, principles: innate.principles, seed: seed + 1 })),
    )
    const ours = testingCost(usual.map(run => run.untilExact))
    const theirs = lengths.map(length => randomWordsCost(truth, length, seeds))
    const exact = usual.filter(run => isExact(truth, run)).length
    const best = {
      exact: Math.min(...theirs.map(cost => cost.exact)),
      all: Math.min(...theirs.map(cost => cost.all)),
    }
    if (exact >= wanted(seeds)) won.exact++
    if (ours.exact < best.exact) won.untilExact++
    if (ours.all < best.all) won.all++
    rows.push([
      name,
      `${exact}/${seeds}`,
      median(usual.map(run => run.symbols)),
      shown(ours.exact),
      ...theirs.map(cost => shown(cost.exact)),
      shown(ours.all),
      shown(best.all),
    ])
    console.error(`${name} done`)
  }
  print(rows)
  console.log(
    `Exact in at least ${wanted(seeds)} of ${seeds}: ${won.exact} of ${models.length} models. Fewer symbols than random words of the best length: ${won.untilExact} of ${models.length}
until exact, ${won.all} of ${models.length} for the least whole run.\n`,
  )
}

/** What the cost of a reset changes. */
function resetTable(models: readonly { name: string; truth: MealyMachine }[]): void {
  const seeds = 10
  console.log(
    `What a reset costs (--reset-cost), in inputs: resets and symbols of a whole run, testing included, how many of all runs end with
the exact machine, and the cost of resets and symbols together, with the setting for that cost and with the others. Geometric means
over the models of medians of ${seeds} seeds.`,
  )
  const costs = [0, 1, 10, 100]
  const runs = costs.map(resetCost =>
    models.map(({ truth }) =>
      Array.from({ length: seeds }, (_, seed) => {
        const { machine, resets, symbols } = learn(
          truth,
          growMachine({ inputs: truth.inputs, principles: innate.principles, seed: seed + 1, resetCost }),
        )
        return { resets, symbols, exact: isExact(truth, { machine }) }
      }),
    ),
  )
  const mean = (setting: number, value: (run: { resets: number; symbols: number }) => number) => {
    const logs = runs[setting]!.map(seeds => Math.log(median(seeds.map(value))))
    return Math.round(Math.exp(logs.reduce((a, b) => a + b) / logs.length))
  }
  const together = (setting: number, cost: number) => mean(setting, ({ resets, symbols }) => cost * resets + symbols)
  const exact = (setting: number) => runs[setting]!.flat().filter(run => run.exact).length
  print([
    ['a reset costs', 'longest test', 'resets', 'symbols', 'exact', 'together', ...costs.map(cost => `as for ${cost}`)],
    ...costs.map((cost, n) => [
      String(cost),
      longestTest(cost),
      mean(n, run => run.resets),
      mean(n, run => run.symbols),
      `${exact(n)}/${runs[n]!.flat().length}`,
      together(n, cost),
      ...costs.map((_, other) => together(other, cost)),
    ]),
  ])
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
    const cost = learnPerfectly(truth, word => {
      longest = Math.max(longest, word.length)
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
  options: {
    perfect: { type: 'boolean' },
    scale: { type: 'boolean' },
    testing: { type: 'boolean' },
    resets: { type: 'boolean' },
    seeds: { type: 'string', default: '20' },
  },
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
const isAll = !values.perfect && !values.scale && !values.testing && !values.resets
if (models.length === 0 && !values.scale) console.log('No models: name a folder of .dot files, or set CAMBIUM_DATA.\n')
if (models.length > 0 && (isAll || values.perfect)) perfectTable(models)
if (isAll || values.scale) scaleTable()
if (models.length > 0 && (isAll || values.resets)) resetTable(models)
if (models.length > 0 && (isAll || values.testing)) testingTable(models, Number(values.seeds))
