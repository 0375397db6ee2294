import { CambiumError } from '../../model/error.ts'
import { programVersion } from '../../plant/program.ts'
import type { Comparison } from '../config/config.ts'
import { type Cell, type CellResult, keyOf } from './cell.ts'
import { checkComparison, checkServers } from './check.ts'
import { ablationCells, cellsOf, searchCells } from './plan.ts'
import { makeFolder, type Results, readResults, thisMachine, writeResults } from './results.ts'
import { describe, Workers } from './workers.ts'

export interface RunOptions {
  /** Cells at the same time, each in a process of its own. */
  readonly jobs: number
  /** Stops: finished cells are kept. Not heeded while it is checked whether the comparison can be run. */
  readonly signal?: AbortSignal
  /** Told when that is known, and work begins. */
  readonly onChecked?: () => void
  readonly onProgress?: (progress: RunProgress) => void
  /** Told before they are done again: pieces that an earlier run in the folder did in other circumstances. */
  readonly onStale?: (stale: Stale) => void
}

/** Pieces of work that an earlier run did, but with another program, other settings, or other files. */
export interface Stale {
  readonly cells: number
  /** Whose they are. */
  readonly contestants: readonly string[]
}

export interface RunProgress {
  readonly done: number
  readonly cells: number
  /** What was done last. */
  readonly about: string
  /** Since the start, and what is left by the time that cells took on average. */
  readonly seconds: number
  readonly secondsLeft: number
}

/**
 * Runs a comparison, or its ablation. What an earlier run in the same folder finished is not done again: each cell is kept
 * as soon as it is done, under a key of everything that determines it.
 *
 * @returns all results, and whether it came to the end
 * @throws CambiumError when the configuration cannot be run, the folder holds the results of something else, a world fails, a
 *   contestant fails
 */
export async function runComparison(
  comparison: Comparison,
  folder: string,
  what: 'comparison' | 'ablation',
  { jobs, signal, onChecked, onProgress, onStale }: RunOptions,
): Promise<{ results: Results; finished: boolean }> {
  const before = readResults(folder)
  if (before) refuseOthers(before, comparison, folder, what)
  const known = new Map(before?.cells.map(cell => [cell.key, cell]))
  await checkComparison(comparison, what)
  if (what === 'comparison') {
    const external = cellsOf(comparison, []).filter(({ contestant }) => contestant.kind === 'external')
    const open = external.filter(cell => !known.has(keyOf(comparison, cell)))
    await checkServers(comparison, new Set(open.map(({ contestant }) => contestant)))
  }
  await makeFolder(folder)
  onChecked?.()
  const began = performance.now()
  const places = new Set(before?.cells.map(cell => placeOf(cell, cell.contestant)))
  const kept: CellResult[] = []
  const planned = new Map<string, number>()
  let total = 0
  let finished = 0
  const results = (unclaimed: readonly CellResult[] = []): Results => ({
    format: 1,
    name: comparison.name,
    configuration: comparison.source.text,
    quick: comparison.source.quick,
    program: programVersion,
    machine: thisMachine(),
    seconds:
      (kept.some(({ key }) => known.has(key)) ? before!.seconds : 0) +
      (finished > 0 ? (performance.now() - began) / 1000 : 0),
    // However they were done: the same comparison gives the same file.
    cells: [...kept.toSorted((a, b) => planned.get(a.key)! - planned.get(b.key)!), ...unclaimed],
  })
  const workers = new Workers(comparison, jobs)
  const perform = async (cells: readonly Cell[], further: number) => {
    const byKey = new Map(cells.map(cell => [keyOf(comparison, cell), cell]))
    for (const key of byKey.keys()) planned.set(key, planned.size)
    const open: Cell[] = []
    for (const [key, cell] of byKey) {
      const found = known.get(key) ?? searched(cell, key, kept)
      if (found) kept.push(found)
      else open.push(cell)
    }
    total = kept.length + open.length + further
    const stale = open.filter(cell => places.has(placeOf(cell, cell.contestant.name)))
    const contestants = [...new Set(stale.map(({ contestant }) => contestant.name))]
    if (stale.length > 0) onStale?.({ cells: stale.length, contestants })
    await workers.do(
      open,
      async result => {
        kept.push(result)
        finished++
        const seconds = (performance.now() - began) / 1000
        onProgress?.({
          done: kept.length,
          cells: total,
          about: describe(byKey.get(result.key)!),
          seconds,
          secondsLeft: ((total - kept.length) * seconds) / finished,
        })
        // What an earlier run did and this one has not come to yet is not lost when this one is interrupted.
        const claimed = new Set(kept.map(cell => cell.key))
        const unclaimed = [...known.values()].filter(cell => !claimed.has(cell.key))
        written = written.then(() => writeResults(folder, results(unclaimed)))
        await written
      },
      signal,
    )
  }
  let written = Promise.resolve()
  try {
    if (what === 'ablation') await perform(ablationCells(comparison), 0)
    else {
      const searching = searchCells(comparison)
      await perform(searching, cellsOf(comparison, []).length)
      if (!signal?.aborted) await perform(cellsOf(comparison, kept), 0)
    }
  } finally {
    workers.close()
    await written
  }
  const complete = kept.length >= total && !signal?.aborted
  if (complete) await writeResults(folder, results())
  return { results: results(), finished: complete }
}

/**
 * Results of another kind, name or extent are not added to, and not written over: they may have taken hours.
 * @throws CambiumError `folder-taken`
 */
function refuseOthers(
  { name, quick, cells }: Results,
  comparison: Comparison,
  folder: string,
  what: 'comparison' | 'ablation',
): void {
  const told = (kind: string, of: string, short: boolean) =>
    `${kind === 'ablation' ? 'an ablation' : 'a comparison'} called “${of}”${short ? ', cut down by --quick' : ''}`
  const held = told(cells.some(({ part }) => part === 'ablation') ? 'ablation' : 'comparison', name, quick)
  const wanted = told(what, comparison.name, comparison.source.quick)
  if (held === wanted || cells.length === 0) return
  throw new CambiumError(
    'folder-taken',
    `${folder} holds the results of ${held}; this is ${wanted}, and would take their place. Name another folder with -o, or move the old one away.`,
  )
}

/** Where a cell stands in a comparison, whatever it was done with. */
const placeOf = ({ part, size, seed, which, learningRate }: Omit<Cell, 'contestant'>, contestant: string) =>
  JSON.stringify([part, contestant, size, seed, which, part === 'search' && learningRate])

/** What the search for a learning rate has done already: the same lesson, the same settings. */
function searched(
  { part, contestant, ...cell }: Cell,
  key: string,
  done: readonly CellResult[],
): CellResult | undefined {
  if (part !== 'efficiency') return undefined
  const same = done.find(
    other =>
      other.part === 'search' &&
      other.contestant === contestant.name &&
      other.size === cell.size &&
      other.seed === cell.seed &&
      other.learningRate === cell.learningRate,
  )
  return same && { ...same, part, key }
}
