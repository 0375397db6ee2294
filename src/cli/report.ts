import type { GrammarPlant, MachinePlant } from '../plant/index.ts'
import { count, grouped, quoted } from './command.ts'
import { machineReportLines, machineReportOf } from './machine/report.ts'

/** What a plant says of itself, for programs. */
export function reportOf(plant: GrammarPlant | MachinePlant): object {
  return plant.kind === 'machine' ? machineReportOf(plant) : grammarReportOf(plant)
}

/** The same for people, a line each. */
export function reportLines(plant: GrammarPlant | MachinePlant): string[] {
  return plant.kind === 'machine' ? machineReportLines(plant) : grammarReportLines(plant)
}

function grammarReportOf(plant: GrammarPlant) {
  const { estimate, coverage, report } = plant
  return {
    plant: plant.path ?? null,
    ended: plant.epochs.findLast(epoch => epoch.result !== null)?.result?.ended ?? null,
    finished: !plant.isUnfinished,
    rules: plant.grammar.rules.length,
    estimate: estimate ?? null,
    bits: report.bits ?? null,
    examples: { covered: coverage.covered, total: coverage.examples, uncovered: report.uncovered },
    questions: plant.spending,
    overgeneral: report.overgeneral,
    notes: report.notes,
    crashes: plant.crashes,
    warnings: warningsOf(plant),
  }
}

/** A world that accepts everything it is asked is suspected to judge nothing from so many texts on. */
const suspicious = 20

/** What makes one doubt that the world was asked the right way. */
function warningsOf(plant: GrammarPlant): string[] {
  const { experiments, examples } = plant
  const verdicts = new Map(experiments.map(({ question, outcome }) => [question, outcome.kind]))
  const timedOut = [...verdicts.values()].filter(kind => kind === 'timed-out').length
  const asked = examples.filter(({ text, valid }) => valid && verdicts.has(text))
  const warnings: string[] = []
  if (asked.length > 0 && asked.every(({ text }) => verdicts.get(text) !== 'accepted')) {
    warnings.push(
      'The world accepts none of the examples that it was asked about. Is it the right program, and does it get the ' +
        'text the way it expects: on standard input, or in a file named by {file}?',
    )
  }
  if (verdicts.size >= suspicious && [...verdicts.values()].every(kind => kind === 'accepted')) {
    warnings.push(
      `The world accepted all ${count(verdicts.size, 'text')} that it was asked about. Does it judge at all?`,
    )
  }
  if (timedOut > 0)
    warnings.push(`On ${count(timedOut, 'text')} the world was not done in time (--timeout gives it more).`)
  return warnings
}

/** Lists longer than this are cut for people; `--json` has all. */
const longestList = 5

function grammarReportLines(plant: GrammarPlant): string[] {
  const { estimate, bits, examples, questions, overgeneral, notes, crashes, warnings } = grammarReportOf(plant)
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const lines: string[] = []
  const add = (name: string, text: string) => lines.push(`${name.padEnd(13)} ${text}`)
  if (bits) {
    add('precision', 'not known: it grew from examples alone, and no world has judged a sample')
    const [plain, own, experience] = [bits.plain, bits.grammar, bits.experience].map(Math.round)
    const heard = count(bits.examples, 'example')
    add(
      'bits',
      `${grouped(own!)} for the grammar, ${grouped(experience!)} for ${heard} with its help (${grouped(plain!)} without)`,
    )
  } else if (estimate === null) add('precision', 'not estimated: it was stopped before it could test itself')
  else if (estimate.samples === 0) add('precision', 'not estimated: its language is empty')
  else {
    const [low, high] = estimate.precision
    add(
      'precision',
      `${percent(estimate.accepted / estimate.samples)} of ${count(estimate.samples, 'fresh sample')} accepted ` +
        `(${percent(low)} to ${percent(high)} with 95 % confidence; ${count(estimate.distinct, 'sample')} distinct)`,
    )
  }
  add('examples', `${grouped(examples.covered)} of ${count(examples.total, 'example')} covered`)
  addList(
    'not covered',
    examples.uncovered.map(text => quoted(text)),
  )
  const { learning, verifying, audited, rechecked } = questions
  const further = [
    audited > 0 ? `${grouped(audited)} asked twice` : '',
    rechecked > 0 ? `${grouped(rechecked)} asked again after a change` : '',
  ]
  add(
    'questions',
    [`${grouped(learning)} learning`, `${grouped(verifying)} verifying`, ...further]
      .filter(part => part !== '')
      .join(', '),
  )
  const open = overgeneral.filter(({ mended }) => !mended)
  addList(
    'too general',
    open.map(({ sample, rule }) => `rule ${rule} also derives ${quoted(sample)}`),
  )
  addList('note', notes)
  addList('warning', warnings)
  addList(
    'crashed',
    crashes.map(({ text, signal }) => `${signal} on ${quoted(text)}`),
  )
  return lines

  function addList(name: string, items: readonly string[]): void {
    for (const item of items.slice(0, longestList)) add(name, item)
    if (items.length > longestList) add('', `and ${items.length - longestList} more (--json lists all)`)
  }
}
