import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CambiumError } from '../../model/error.ts'

/** Comparisons that ship with the package. */
const folder = fileURLToPath(new URL('../../../examples/comparisons/', import.meta.url))

/** The names of the ready comparisons. */
export function exampleNames(): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .map(name => name.slice(0, -'.yaml'.length))
}

/** The file of a ready comparison. @throws CambiumError `example-unknown` */
export function examplePath(name: string): string {
  const names = exampleNames()
  if (names.includes(name)) return `${folder}${name}.yaml`
  throw new CambiumError(
    'example-unknown',
    `There is no ready comparison ${JSON.stringify(name)}. There are ${names.join(', ')}.`,
  )
}
