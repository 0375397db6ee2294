import { CambiumError } from '../../model/error.ts'
import type { Difference, Differences } from '../../model/grammar/index.ts'
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
  const [onlyFirst, onlySecond] = sides.map(side => side.byRule)
  const provenUpTo = Math.min(...sides.map(side => side.provenUpTo))
  if (options.json) {
    const proven = provenUpTo === Number.POSITIVE_INFINITY ? 'all' : provenUpTo < 0 ? null : provenUpTo
    printJson({ first: names[0], second: names[1], onlyFirst, onlySecond, provenUpTo: proven })
  } else for (const line of forPeople(names, [onlyFirst!, onlySecond!], provenUpTo)) print(line)
  return onlyFirst!.length + onlySecond!.length === 0 ? status.success : status.negative
}

/** What the first accepts and the second does not, and the other way round. */
type Sides = readonly [Differences, Differences]

async function twoPlants({ grammar }: GrammarPlant, other: GrammarPlant, { seed }: DiffOptions): Promise<Sides> {
  const { acceptedHereOnly } = await import('../../model/grammar/index.ts')
  const { Random } = await import('../../model/random.ts')
  return [
    await acceptedHereOnly(grammar, other.grammar, new Random(seed)),
    await acceptedHereOnly(other.grammar, grammar, new Random(seed)),
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

/** @param provenUpTo texts of how many characters were all looked at; negative: a world was asked, of which nothing is proven */
function forPeople(
  [first, second]: readonly [string, string],
  [a, b]: readonly [readonly Difference[], readonly Difference[]],
  provenUpTo: number,
): string[] {
  const isProof = provenUpTo >= 0
  const side = (one: string, other: string, differences: readonly Difference[]) =>
    differences.length === 0
      ? []
      : [
          `${one} accepts, ${other} does not:`,
          ...differences.map(({ rule, witnesses, isShortest }) => {
            const note = isProof && !isShortest ? '  (not proven shortest)' : ''
            return `  ${rule}: ${witnesses.map(text => quoted(text)).join('  ')}${note}`
          }),
        ]
  const lines = [...side(first, second, a), ...side(second, first, b)]
  if (lines.length > 0) return isProof ? lines : [...lines, 'A world can only be asked: shorter texts may differ, too.']
  if (!isProof) return ['no difference found']
  const what = provenUpTo === Number.POSITIVE_INFINITY ? 'all texts' : `texts of up to ${provenUpTo} characters`
  return [`no difference found, which is proven for ${what}`]
}
