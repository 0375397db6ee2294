/**
 * Grows a grammar from the files in examples/json by asking Node's own JSON parser, and shows it. The plant is made in a
 * temporary folder.
 *
 * npm run demo
 * npm run demo -- --deadline 10s
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const cambium = join(here, '../dist/cli/main.js')
const folder = mkdtempSync(join(tmpdir(), 'cambium-demo-'))
const plant = join(folder, 'json.plant')

try {
  run(
    'grow',
    join(here, 'json'),
    '--accepts-module',
    join(here, 'json-world.mjs'),
    '-o',
    plant,
    ...process.argv.slice(2),
  )
  run('show', plant)
  run('sample', plant, '-n', '5')
} finally {
  rmSync(folder, { recursive: true })
}

function run(...words) {
  console.log(`\n$ cambium ${words.join(' ')}`)
  const { status } = spawnSync(process.execPath, [cambium, ...words], { stdio: 'inherit' })
  if (status !== 0) {
    process.exitCode = status ?? 1
    throw new Error(`cambium ${words[0]} ended with status ${status}`)
  }
}
