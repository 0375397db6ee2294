/**
 * Puts the command into few files, in dist/cli: most of what it does is over sooner than Node has found and read two
 * hundred modules. What a command imports when it runs stays in files of its own. The library is for other people's
 * bundlers, and is what `tsc` makes of it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const sources = fileURLToPath(new URL('src/', import.meta.url))

/** A module that looks for files beside it looks where `tsc` puts it. */
const whereItWas = {
  name: 'where-it-was',
  transform(code, id) {
    if (!id.startsWith(sources) || !code.includes('import.meta.url')) return
    const compiled = relative(`${sources}cli`, id).split(sep).join('/').replace(/ts$/, 'js')
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(compiled)}, import.meta.url).href`)
  },
}

/** Adds the licences of the packages whose code the files hold. */
const licences = {
  name: 'licences',
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap(file => (file.type === 'chunk' ? file.moduleIds : []))
    const folders = modules.flatMap(id => /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(id)?.[0] ?? [])
    const texts = [...new Set(folders)].sort().map(folder => {
      const { name } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
      const file = readdirSync(folder).find(file => /^licen[cs]e/i.test(file))
      if (file === undefined) throw new Error(`${name} comes without its licence`)
      return `${name}\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`
    })
    this.emitFile({ type: 'asset', fileName: 'LICENCES.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) })
  },
}

const bundle = await rolldown({
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  // The second is what tests call in their own process, the third a process that a comparison starts for its work.
  input: ['src/cli/main.ts', 'src/cli/cambium.ts', 'src/compare/run/worker.ts'],
  platform: 'node',
  // These are large and seldom needed, or hold a binary.
  external: ['@jax-js/jax', '@viz-js/viz', 'json-p3', 'libsql', 'tough-cookie', 'vega', 'vega-lite'],
  plugins: [whereItWas, licences],
})
await bundle.write({ dir: 'dist/cli', cleanDir: true })
