import type { Plant } from '../plant/index.ts'
import { count, quoted } from './command.ts'

/** What a plant says of itself, for programs. */
export function reportOf(plant: Plant) {
  const { estimate, coverage, report } = plant
  return {
    plant: plant.path ?? null,
    ended: plant.epochs.findLast(epoch => epoch.result !== null)?.result?.ended ?? null,
    finished: !plant.isUnfinished,
    rules: plant.grammar.rules.length,
    estimate: estimate ?? null,
    examples: { covered: coverage.covered, total: coverage.examples, uncovered: report.uncovered },
    questions: plant.spending,
    overgeneral: report.overgeneral,
    notes: report.notes,
    crashes: plant.crashes,
  }
}

/** Lists longer than this are cut for people; `--json` has all. */
const longestList = 5

/** The same for people, a line each. */
export function reportLines(plant: Plant): string[] {
  const { estimate, examples, questions, overgeneral, notes, crashes } = reportOf(plant)
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const lines: string[] = []
  const add = (name: string, text: string) => lines.push(`${name.padEnd(13)} ${text}`)
  if (estimate === null) add('precision', 'not estimated: it was stopped before it could test itself')
  else if (estimate.samples === 0) add('precision', 'not estimated: its language is empty')
  else {
    const [low, high] = estimate.precision
    add(
      'precision',
      `${percent(estimate.accepted / estimate.samples)} of ${count(estimate.samples, 'fresh sample')} accepted ` +
        `(${percent(low)} to ${percent(high)} with 95 % confidence; ${count(estimate.distinct, 'sample')} distinct)`,
    )
  }
  add('examples', `${examples.covered.toLocaleString('en')} of ${count(examples.total, 'example')} covered`)
  addList(
    'not covered',
    examples.uncovered.map(text => quoted(text)),
  )
  const { learning, verifying, audited, rechecked } = questions
  const further = [
    audited > 0 ? `${audited.toLocaleString('en')} asked twice` : '',
    rechecked > 0 ? `${rechecked.toLocaleString('en')} asked again after a change` : '',
  ]
  add(
    'questions',
    [`${learning.toLocaleString('en')} learning`, `${verifying.toLocaleString('en')} verifying`, ...further]
      .filter(part => part !== '')
      .join(', '),
  )
  const open = overgeneral.filter(({ mended }) => !mended)
  addList(
    'too general',
    open.map(({ sample, rule }) => `rule ${rule} also derives ${quoted(sample)}`),
  )
  addList('note', notes)
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
