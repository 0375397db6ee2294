/**
 * Grows the grammars on which exports and generated parsers are tested, from NAME.txt in this folder (an example a line),
 * by asking the recognisers of bench/languages, and writes them to NAME.ebnf: npx tsx test/grown/grow.ts [NAME...]
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { worlds } from '../../bench/languages/published.ts'
import { accepts, grow } from '../../src/index.ts'
import { toEbnf } from '../../src/model/grammar/index.ts'

const folder = new URL('.', import.meta.url)
const all = readdirSync(folder).flatMap(file => (file.endsWith('.txt') ? [file.slice(0, -4)] : []))
const named = process.argv.slice(2)
for (const name of named.length > 0 ? named : all) {
  const examples = readFileSync(new URL(`${name}.txt`, folder), 'utf8')
    .trimEnd()
    .split('\n')
  const plant = await grow({ examples, world: accepts(worlds[name]!) })
  writeFileSync(new URL(`${name}.ebnf`, folder), toEbnf(plant.grammar))
  console.log(
    `${name}: ${plant.grammar.rules.length} rules, ${plant.estimate?.accepted} of ${plant.estimate?.samples} samples accepted`,
  )
  plant.close()
}
