import { Command } from 'commander'
import { CambiumError } from '../model/error.ts'
import type { Repair, Repairer } from '../model/grammar/index.ts'
import type { GrammarPlant } from '../plant/index.ts'
import { action, print, printJson, quoted, status } from './command.ts'
import { longestInput, readStandardInput, readTexts, type Source } from './examples.ts'
import { checkTraces } from './machine/check.ts'

export function checkCommand(): Command {
  return new Command('check')
    .summary('is a text in the language, does a trace fit a machine, and if not, where it goes wrong')
    .description(
      'Says of each text whether the grammar accepts it; of a rejected one where it stops being the beginning of ' +
        'anything valid, what could stand there, and a small repair. Of a machine it says whether recorded traces fit. ' +
        'Without files it reads standard input.',
    )
    .argument('<plant>', 'the file')
    .argument('[files...]', 'files and folders, one text a file; for a machine, files of traces')
    .option('--lines', 'every line is a text; a .jsonl file always holds one JSON string a line')
    .option('--json', 'print one JSON object for each text')
    .addHelpText(
      'after',
      `
The exit status is 0 if all are accepted, else 1.

Examples:
  cambium check json.plant package.json
  cambium check version.plant --lines versions.txt --json
  cambium check turnstile.plant trace.txt
  echo '{"a": ,}' | cambium check json.plant`,
    )
    .action(
      action<[string, string[]], { lines?: boolean }>(async ([path, files], options) => {
        const reading = { lines: options.lines ?? false, longest: longestInput }
        const { openPlant } = await import('../plant/index.ts')
        const plant = openPlant(path)
        try {
          if (plant.kind === 'machine') {
            return (await checkTraces(plant, files, options)) ? status.success : status.negative
          }
          const sources = files.length > 0 ? readTexts(files, reading) : readStandardInput(reading)
          if (sources.length === 0) throw new CambiumError('input-missing', 'There is no text to check.')
          let all = true
          for (const source of sources) {
            const finding = await check(plant, source.text)
            all &&= finding.accepted
            if (options.json) printJson({ input: source.line ?? source.name, file: source.file, ...finding })
            else for (const line of forPeople(source, finding)) print(line)
          }
          return all ? status.success : status.negative
        } finally {
          plant.close()
        }
      }),
    )
}

/** What is found out about one text. */
export type Finding =
  | { readonly accepted: true }
  | {
      readonly accepted: false
      /** Where it stops being the beginning of something valid: UTF-16 units from the start; line and column from 1. */
      readonly offset: number
      readonly line: number
      readonly column: number
      /** What could stand there: ranges of characters, first and last. */
      readonly expected: readonly (readonly [string, string])[]
      /** Whether the text could end there. */
      readonly couldEnd: boolean
      /** The nearest text that is accepted, or a near one; null where the text is too long to look for one. */
      readonly repair: Repair | null
    }

/** Judges one text by the grammar of a plant. */
async function check(plant: GrammarPlant, text: string): Promise<Finding> {
  if (plant.accepts(text)) return { accepted: true }
  const repairer = await repairerOf(plant)
  const { length: offset, next, canEnd } = plant.prefix(text)
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return {
    accepted: false,
    offset,
    line,
    column: [...before.slice(before.lastIndexOf('\n') + 1)].length + 1,
    expected: next.map(([first, last]) => [String.fromCodePoint(first), String.fromCodePoint(last)] as const),
    couldEnd: canEnd,
    repair: repairer.repair(text) ?? null,
  }
}

const repairers = new WeakMap<GrammarPlant, Repairer>()

/** Made for the first rejected text, kept for the others. */
async function repairerOf(plant: GrammarPlant): Promise<Repairer> {
  let found = repairers.get(plant)
  if (!found) {
    const { Repairer } = await import('../model/grammar/index.ts')
    repairers.set(plant, (found = new Repairer(plant.grammar)))
  }
  return found
}

/** Ranges that people are shown of what could stand somewhere. */
const shownRanges = 16

function forPeople(source: Source, finding: Finding): string[] {
  if (finding.accepted) return [`${source.name}: accepted`]
  const { offset, line, column, expected, couldEnd, repair } = finding
  const { text } = source
  const place = source.line === undefined ? `line ${line}, column ${column}` : `column ${column}`
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const before = [...text.slice(Math.max(lineStart, offset - 50), offset)].map(visible).join('')
  const after = [...text.slice(offset, offset + 30).split('\n')[0]!].map(visible).join('')
  const possible = expected.slice(0, shownRanges).map(range)
  if (expected.length > shownRanges) possible.push('...')
  if (couldEnd) possible.push('the end')
  const lines = [
    `${source.name}: rejected at ${place}`,
    `  ${before}${after}`,
    `  ${' '.repeat(before.length)}^ ${offset === text.length ? 'it ends; ' : ''}here could stand ${possible.join(' ') || 'nothing'}`,
  ]
  if (repair) {
    const edits = repair.edits.map(({ offset, removed, inserted }) => {
      const where = `at offset ${offset}`
      if (removed === '') return `insert ${quoted(inserted)} ${where}`
      return inserted === ''
        ? `remove ${quoted(removed)} ${where}`
        : `${quoted(removed)} becomes ${quoted(inserted)} ${where}`
    })
    lines.push(`  repair: ${edits.join(', ')}${repair.isMinimal ? '' : ' (not proven minimal)'}`)
  }
  return lines
}

function range([first, last]: readonly [string, string]): string {
  return first === last ? quoted(first) : `${quoted(first)}-${quoted(last)}`
}

/** Control characters take one place and do nothing. */
const visible = (character: string) => (/\p{Cc}/u.test(character) ? '\u00b7' : character)
