import { CambiumError } from '../../model/error.ts'
import type { Comparison } from '../config/config.ts'
import { openForest } from './cause.ts'
import { Subjects } from './subjects.ts'

/**
 * Whether a comparison can be run at all: the texts are there and the world accepts them, nothing that is tested on is
 * learned from, every lesson can be filled. Before any work is done.
 *
 * @throws CambiumError with the line of the file
 */
export async function checkComparison(comparison: Comparison): Promise<void> {
  const { complain, parts, sizes, contestants, language, world } = comparison
  const subjects = new Subjects(comparison)
  try {
    if (language || world) {
      const material = await fits(() => subjects.material(), ['test'], complain)
      const largest = Math.max(...contestants.flatMap(spec => spec.sizes), ...(parts.ablation?.sizes ?? []))
      if (largest > 0) await fits(() => material.lesson(largest, 1), ['sizes', sizes.indexOf(largest)], complain)
    }
    const { generalisation, adaptation, transfer, cause } = parts
    for (const g of generalisation ? language!.generalisations : []) {
      if (generalisation!.only && !generalisation!.only.includes(g.name)) continue
      const at = ['generalisation', 'examples']
      await fits(async () => (await subjects.generalisation(g)).lesson(generalisation!.examples, 1), at, complain)
    }
    if (adaptation) {
      const at = ['adaptation', 'examples']
      await fits(async () => (await subjects.material()).lesson(adaptation.examples, 1), at, complain)
      await fits(() => subjects.changed(), ['adaptation'], complain)
    }
    if (transfer) {
      const largest = Math.max(...transfer.sizes)
      await fits(async () => (await subjects.relative()).lesson(largest, 1), ['transfer', 'sizes'], complain)
      const at = ['transfer', 'examples']
      await fits(async () => (await subjects.material()).lesson(transfer.examples, 1), at, complain)
    }
    if (cause) await fits(() => openForest(cause.forest), ['cause', 'forest'], complain)
  } finally {
    await subjects.close().catch(() => {})
  }
}

/** The same error, with the line that it is about. */
async function fits<T>(
  make: () => T | Promise<T>,
  path: readonly PropertyKey[],
  complain: Comparison['complain'],
): Promise<T> {
  try {
    return await make()
  } catch (error) {
    if (!(error instanceof CambiumError) || error.code === 'comparison-invalid' || error.blame === 'world') throw error
    throw complain(path, error.message.replace(/\.$/, ''))
  }
}
