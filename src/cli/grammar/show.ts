import { basename } from 'node:path'
import { CambiumError } from '../../model/error.ts'
import type * as Notations from '../../model/grammar/index.ts'
import type { Grammar, RuleNotes } from '../../model/grammar/index.ts'
import type { GrammarPlant } from '../../plant/index.ts'
import { print, printJson } from '../command.ts'
import { reportLines, reportOf } from '../report.ts'

/** Prints a grammar: with the report, or in a notation alone. */
export async function showGrammar(
  plant: GrammarPlant,
  path: string,
  options: { as?: string; json?: boolean },
): Promise<void> {
  const { grammar } = plant
  const notation = await import('../../model/grammar/index.ts')
  const { as } = options
  if (as !== undefined) {
    if (!isNotation(as)) {
      throw new CambiumError(
        'notation-unknown',
        `${as} is for machines. A grammar is written as ${grammarNotations.join(', ')}.`,
      )
    }
    process.stdout.write(notations[as](grammar, nameOf(path), notation, plant.notes))
  } else if (options.json) printJson({ grammar, ...reportOf(plant) })
  else {
    process.stdout.write(notation.toEbnf(grammar, plant.notes))
    print('')
    for (const line of reportLines(plant)) print(line)
  }
}

/** How each notation is written, with the name that some want for a grammar. */
const notations = {
  ebnf: (grammar, _, { toEbnf }, notes) => toEbnf(grammar, notes),
  antlr4: (grammar, name, { toAntlr4 }) =>
    toAntlr4(
      grammar,
      name.replace(/^./, first => first.toUpperCase()),
    ),
  lark: (grammar, _, { toLark }) => toLark(grammar),
  peggy: (grammar, _, { toPeggy }) => toPeggy(grammar),
  'tree-sitter': (grammar, name, { toTreeSitter }) => toTreeSitter(grammar, name),
  gbnf: (grammar, _, { toGbnf }) => toGbnf(grammar),
  bnf: (grammar, _, { toBnf }) => toBnf(grammar),
  json: (grammar, _, { grammarToJson }) => grammarToJson(grammar),
} satisfies Record<
  string,
  (grammar: Grammar, name: string, notation: typeof Notations, notes: Map<string, RuleNotes>) => string
>

export const grammarNotations = Object.keys(notations) as readonly Notation[]

type Notation = keyof typeof notations

const isNotation = (name: string): name is Notation => Object.hasOwn(notations, name)

/** A name for the grammar from the plant's file: `my-json.plant` as `my_json`. */
function nameOf(path: string): string {
  const name = basename(path)
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9_]/g, '_')
  return /^[A-Za-z]/.test(name) ? name : `grown_${name}`
}
