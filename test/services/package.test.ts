import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sums } from '../cli.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambium-package-'))
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}')
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', packed[0].filename]
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: process.env.CERTIFICATES }
  execFileSync('npm', install, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(join(folder, 'world.mjs'), sums)
  writeFileSync(join(folder, 'sums.txt'), '1\n1+2\n(1+2)+3\n')
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('the installed command grows and shows a plant', () => {
  const cambium = (...words: string[]) =>
    spawnSync(join(folder, 'node_modules/.bin/cambium'), words, { cwd: folder, encoding: 'utf8' })
  const grown = cambium('grow', '--lines', 'sums.txt', '--accepts-module', 'world.mjs')
  expect(grown.stderr).toBe('')
  expect(grown.status).toBe(0)
  expect(cambium('check', 'sums.plant', '--lines', 'sums.txt').status).toBe(0)
})

it('the installed library grows a plant, and each of its doors opens', () => {
  writeFileSync(
    join(folder, 'program.js'),
    `import { accepts, grow } from 'cambium'
     for (const door of ['grammar', 'machine', 'growth', 'blueprint', 'world', 'plant', 'compare']) await import('cambium/' + door)
     const plant = await grow({ examples: ['1', '1+2'], world: accepts(text => /^[0-9]([+][0-9])*$/.test(text)) })
     const { examplePath } = await import('cambium/compare')
     examplePath('forest')
     console.log(plant.accepts('3+4'), plant.accepts('+'))`,
  )
  expect(execFileSync('node', ['program.js'], { cwd: folder, encoding: 'utf8' })).toBe('true false\n')
})
