import { existsSync, readFileSync } from 'node:fs'
import { access, constants, mkdir, rename, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { CambiumError } from '../../model/error.ts'
import type { CellResult } from './cell.ts'

/** Every number of a comparison, with what is needed to get it again. */
export interface Results {
  readonly format: 1
  readonly name: string
  /** The configuration, as it was read. */
  readonly configuration: string
  readonly quick: boolean
  readonly program: string
  readonly machine: { readonly processor: string; readonly cores: number; readonly node: string }
  readonly cells: readonly CellResult[]
  /** Seconds on the clock, of all runs that computed cells. */
  readonly seconds: number
  /** The tables of the report, once all cells are done. */
  readonly summary?: object
}

const file = 'results.json'

// What is not checked here is checked by the key: whoever has it has the rest.
const stored = z.looseObject({
  format: z.literal(1),
  name: z.string(),
  quick: z.boolean(),
  seconds: z.number(),
  cells: z.array(z.looseObject({ key: z.string(), findings: z.array(z.looseObject({})), seconds: z.number() })),
})

/** The finished cells of an earlier run; none where there was none. @throws CambiumError `results-unreadable` */
export function readResults(folder: string): Results | undefined {
  const path = join(folder, file)
  if (!existsSync(path)) return undefined
  try {
    return stored.parse(JSON.parse(readFileSync(path, 'utf8'))) as unknown as Results
  } catch (cause) {
    throw new CambiumError(
      'results-unreadable',
      `${path} cannot be read: it is damaged, or of another version. Move it away, and all is computed anew.`,
      { cause },
    )
  }
}

/** Writes all of it, so that a reader sees the old file or the new one. A line a cell. */
export async function writeResults(folder: string, results: Results): Promise<void> {
  const { cells, ...head } = results
  const lines = cells.map(cell => JSON.stringify(cell)).join(',\n')
  const text = `${JSON.stringify(head).slice(0, -1)},"cells":[\n${lines}\n]}\n`
  await writeText(folder, file, text)
}

/** Makes a folder, if it is not there, and finds out whether files can be written into it. @throws CambiumError `folder-unwritable` */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (cause) {
    throw new CambiumError('folder-unwritable', `${folder} cannot be written: ${(cause as Error).message}.`, { cause })
  }
}

/** @throws CambiumError `folder-unwritable` */
export async function writeText(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
  } catch (cause) {
    throw new CambiumError('folder-unwritable', `${path} cannot be written: ${(cause as Error).message}.`, { cause })
  }
}

export function thisMachine(): Results['machine'] {
  const processors = cpus()
  return { processor: processors[0]?.model ?? 'unknown', cores: processors.length, node: process.version }
}
