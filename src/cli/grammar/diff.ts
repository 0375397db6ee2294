import { CambiumError } from '../../model/error.ts'
import type { Difference, Judge } from '../../model/grammar/index.ts'
import type { GrammarPlant } from '../../plant/index.ts'
import { type CommonOptions, print, printJson, quoted, status } from '../command.ts'
import type { WorldOptions } from '../world-options.ts'
import { worldBeside } from './world-beside.ts'

export interface DiffOptions extends CommonOptions, WorldOptions {
  readonly seed: number
  readonly trust?: boolean
}

/** Says what one of two grammars, or of a grammar and a world, accepts and the other does not. @returns the exit status */
export async function diffGrammars(
  [plant, name]: readonly [GrammarPlant, string],
  other: readonly [GrammarPlant, string] | undefined,
  options: DiffOptions,
): Promise<number> {
  const sides = other ? await twoPlants(plant, other[0], options) : await plantAndWorld(plant, options)
  const names = [name, other?.[1] ?? 'the world'] as const
  if (options.json) printJson({ first: names[0], second: names[1], onlyFirst: sides[0], onlySecond: sides[1] })
  else for (const line of forPeople(names, sides)) print(line)
  return sides.every(side => side.length === 0) ? status.success : status.negative
}

/** What the first accepts and the second does not, and the other way round. */
type Sides = readonly [readonly Difference[], readonly Difference[]]

async function twoPlants(plant: GrammarPlant, other: GrammarPlant, { seed }: DiffOptions): Promise<Sides> {
  const { acceptedHereOnly } = await import('../../model/grammar/index.ts')
  const { Random } = await import('../../model/random.ts')
  const judge =
    (by: GrammarPlant): Judge =>
    async texts =>
      texts.map(text => by.accepts(text))
  return [
    await acceptedHereOnly(plant.grammar, judge(other), new Random(seed)),
    await acceptedHereOnly(other.grammar, judge(plant), new Random(seed)),
  ]
}

async function plantAndWorld(plant: GrammarPlant, options: DiffOptions): Promise<Sides> {
  const beside = await worldBeside(plant, options)
  if (!beside) {
    throw new CambiumError('world-missing', 'Name a second plant, or a world, for example with --accepts COMMAND.')
  }
  try {
    const { acceptedHereOnly, acceptedThereOnly } = await import('../../model/grammar/index.ts')
    const { Random } = await import('../../model/random.ts')
    return [
      await acceptedHereOnly(plant.grammar, beside.judge, new Random(options.seed)),
      await acceptedThereOnly(plant.grammar, beside.judge, new Random(options.seed)),
    ]
  } finally {
    await beside.world.close()
  }
}

/** Texts that people are shown of each rule. */
const mostShown = 8

function forPeople([first, second]: readonly [string, string], [a, b]: Sides): string[] {
  const side = (one: string, other: string, differences: readonly Difference[]) =>
    differences.length === 0
      ? []
      : [
          `${one} accepts, ${other} does not:`,
          ...differences.map(({ rule, witnesses }) => {
            const shown = witnesses.slice(0, mostShown).map(text => quoted(text))
            const more = witnesses.length - shown.length
            return `  ${rule}: ${shown.join('  ')}${more > 0 ? `  and ${more} more (--json lists all)` : ''}`
          }),
        ]
  const lines = [...side(first, second, a), ...side(second, first, b)]
  return lines.length === 0 ? ['no difference found'] : lines
}
