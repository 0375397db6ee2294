import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readStrings } from '../measure.ts'

/** The folder of the published samples. Ends the program with what to do when the environment does not name it. */
function folderOf(language: string): string {
  const data = process.env.CAMBIUM_DATA
  const folder = data === undefined ? undefined : join(data, 'grammar', language)
  if (folder && existsSync(folder)) return folder
  console.error(
    `${folder ? `There is no ${folder}. ` : ''}Set CAMBIUM_DATA to the folder that holds ` +
      'grammar/LANGUAGE/train-r0.jsonl and test.jsonl.',
  )
  process.exit(2)
}

/** The names of the sets of examples of a language: `train-r0` and what else there is. */
export function setsOf(language: string): string[] {
  return readdirSync(folderOf(language))
    .filter(file => /^train-.*\.jsonl$/.test(file))
    .map(file => file.replace('.jsonl', ''))
    .sort()
}

/** A set of examples; the default is the one that everybody measures with. */
export function examplesOf(language: string, set = 'train-r0'): string[] {
  return readStrings(join(folderOf(language), `${set}.jsonl`))
}

/** Valid strings of a language, for recall. */
export function testsOf(language: string): string[] {
  return readStrings(join(folderOf(language), 'test.jsonl'))
}
