import { blankSlate, innate, type Principle, principleNames, without } from '../../blueprint/index.ts'
import type { Comparison, ContestantSpec } from '../config/config.ts'
import { ableTo, type PartName, withLabels } from '../config/schema.ts'
import { validationBits } from '../contestants/tokens.ts'
import type { Cell, CellResult } from './cell.ts'

/** Where learning rates are searched for: one cell each. */
export function searchCells({ contestants }: Comparison): Cell[] {
  return contestants.filter(searches).flatMap(contestant =>
    contestant.searchedAt.flatMap(size =>
      contestant.learningRates.map(learningRate => ({
        part: 'search' as const,
        contestant,
        size,
        seed: 1,
        learningRate,
      })),
    ),
  )
}

const searches = (spec: ContestantSpec) => spec.kind === 'transformer' && !spec.labels && spec.learningRates.length > 1

/** All other cells, those that cost little first. @param found the finished cells of the search */
export function cellsOf(comparison: Comparison, found: readonly CellResult[]): Cell[] {
  const { contestants, parts, language } = comparison
  const cells: Cell[] = []
  const add = (part: PartName, sizes: (spec: ContestantSpec) => readonly number[], which?: string) => {
    for (const contestant of contestants) {
      if (contestant.parts && !contestant.parts.includes(part)) continue
      if (!ableTo[part].includes(contestant.kind) || (contestant.labels && !withLabels.includes(part))) continue
      for (const size of sizes(contestant)) {
        const learningRate = rateFor(comparison, contestant, size, found)
        for (let seed = 1; seed <= contestant.seeds; seed++) {
          cells.push({ part, contestant, size, seed, ...(which && { which }), ...(learningRate && { learningRate }) })
        }
      }
    }
  }
  const { generalisation, impossible, adaptation, transfer, cause } = parts
  const wanted = (only: readonly string[] | undefined) => (name: string) => only === undefined || only.includes(name)
  if (language || comparison.world) add('efficiency', spec => spec.sizes)
  if (generalisation) {
    for (const { name } of language!.generalisations) {
      if (wanted(generalisation.only)(name)) add('generalisation', () => [generalisation.examples], name)
    }
  }
  if (impossible) {
    for (const { name } of language!.variants) {
      if (wanted(impossible.only)(name))
        add('impossible', spec => spec.sizes.filter(n => impossible.sizes.includes(n)), name)
    }
  }
  if (adaptation) add('adaptation', () => [adaptation.examples])
  if (transfer) add('transfer', () => transfer.sizes)
  if (cause) add('cause', () => [cause.years])
  return cells.sort((a, b) => dearness(a) - dearness(b))
}

/** Plants without one principle each, without any, and with all. */
export function ablationCells({ parts, contestants, language, world }: Comparison): Cell[] {
  const ablation = parts.ablation
  if (!ablation) return []
  const { sizes = [], seeds, machine, questions = null } = ablation
  const blueprints = [innate, ...principleNames.map((name: Principle) => without(innate, name)), blankSlate]
  const template = contestants[0]!
  return blueprints.flatMap(blueprint => {
    const name = blueprint === innate ? 'all principles' : blueprint === blankSlate ? 'no principle' : blueprint.name
    const contestant = {
      ...template,
      kind: 'plant' as const,
      name: name.replace('innate, ', ''),
      blueprint,
      labels: false,
      questions,
    }
    const seedNumbers = Array.from({ length: seeds }, (_, i) => i + 1)
    const grammars =
      language || world
        ? sizes.flatMap(size => seedNumbers.map(seed => ({ part: 'ablation' as const, contestant, size, seed })))
        : []
    const machines = machine
      ? seedNumbers.map(seed => ({ part: 'ablation' as const, contestant, size: 0, seed, which: 'machine' }))
      : []
    return [...grammars, ...machines]
  })
}

/** The learning rate that did best on the validation texts at the nearest size at which rates were tried. */
function rateFor(
  { contestants }: Comparison,
  spec: ContestantSpec,
  size: number,
  found: readonly CellResult[],
): number | undefined {
  if (spec.kind !== 'transformer') return undefined
  const borrows = spec.labels || spec.learningRates.length === 0
  const searched = borrows ? contestants.find(other => searches(other) && other.preset === spec.preset) : spec
  const tried = found.filter(({ part, contestant }) => part === 'search' && contestant === searched?.name)
  const distance = (result: CellResult) => Math.abs(Math.log(result.size / size))
  const nearest = Math.min(...tried.map(distance))
  const best = tried.filter(result => distance(result) === nearest).toSorted((a, b) => bitsOf(a) - bitsOf(b))[0]
  return best?.learningRate ?? spec.learningRates[0]
}

const bitsOf = ({ findings }: CellResult) => Number(findings[0]!.nature.settings[validationBits])

const dearness = ({ contestant, part, size }: Cell) =>
  (contestant.kind === 'transformer' ? 1e12 : 0) +
  (part === 'efficiency' ? 0 : 1e9) +
  (contestant.kind === 'plant' ? 10 : 1) * size
