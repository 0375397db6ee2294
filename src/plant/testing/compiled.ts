import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** As deep in the project as src/plant, whose modules look for package.json from where they are. */
const folder = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url))

/**
 * Makes one file of a program that a test starts again and again: it begins in a fraction of the time that it takes to turn
 * the sources into JavaScript each time.
 * @param program its source file
 * @returns the file, to be removed after the tests
 */
export async function compiled(program: string): Promise<string> {
  const bundle = await rolldown({ cwd: dirname(program), input: program, platform: 'node', external: ['libsql'] })
  const file = join(folder, `${basename(program, '.ts')}-${process.pid}.mjs`)
  await bundle.write({ file, codeSplitting: false })
  await bundle.close()
  return file
}
