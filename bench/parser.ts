/**
 * How fast texts are read: by a plant's own parser (Earley's algorithm), by the parser that `cambium parser` writes, and by
 * peggy with the grammar that `cambium show --as peggy` prints, all three building their trees of the same text, in one
 * process, in turns; the fastest of some rounds. A megabyte each of JSON (RFC 8259) and of an expression language, by
 * grammars as a person writes them, and of JSON and arithmetic by the grammars that test/grown/grow.ts grew.
 *
 * npm run bench:parser
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import peggy from 'peggy'
import { transformWithOxc } from 'vite'
import {
  engineModules,
  fromEbnf,
  type Grammar,
  Parser,
  parserSource,
  Sampler,
  toPeggy,
} from '../src/model/grammar/index.ts'
import { sampleGrammars } from '../src/model/grammar/testing/grammars.ts'
import { Random } from '../src/model/random.ts'

const size = 1_000_000
const rounds = 3

const grown = (name: string) => fromEbnf(readFileSync(new URL(`../test/grown/${name}.ebnf`, import.meta.url), 'utf8'))

/** A text of about a megabyte: samples put into a list, as each language writes one. */
const languages: readonly [name: string, grammar: Grammar, list: readonly [string, string, string]][] = [
  ['JSON, written', sampleGrammars.json, ['[', ',\n', ']']],
  ['expressions, written', sampleGrammars.expressions, ['f(', ', ', ')']],
  ['JSON, grown', grown('json'), ['[', ',', ']']],
  ['arithmetic, grown', grown('arith'), ['', '+', '']],
]

const folder = mkdtempSync(join(tmpdir(), 'cambium-bench-'))
try {
  console.log(
    'language               characters   plant.parse   generated       peggy   generated / peggy   (million characters a second)',
  )
  for (const [name, grammar, list] of languages) {
    const text = longText(grammar, list)
    const plant = new Parser(grammar)
    const generated = await generatedParser(grammar, name)
    const byPeggy = peggy.generate(toPeggy(grammar))
    const [own, written, other] = fastest([
      () => plant.parse(text),
      () => generated.parse(text),
      () => byPeggy.parse(text),
    ]).map(seconds => text.length / seconds / 1e6)
    console.log(
      [
        name.padEnd(22),
        text.length.toLocaleString('en').padStart(10),
        own!.toFixed(2).padStart(13),
        written!.toFixed(2).padStart(11),
        other!.toFixed(2).padStart(11),
        (written! / other!).toFixed(2).padStart(19),
      ].join(' '),
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function generatedParser(grammar: Grammar, name: string): Promise<{ parse(text: string): unknown }> {
  const engine = engineModules.map(module =>
    readFileSync(new URL(`../src/model/grammar/parse/${module}.ts`, import.meta.url), 'utf8'),
  )
  const { code } = await transformWithOxc(parserSource(grammar, engine), 'parser.ts')
  const file = join(folder, `${name.replace(/\W/g, '-')}.mjs`)
  writeFileSync(file, code)
  return import(pathToFileURL(file).href)
}

function longText(grammar: Grammar, [open, between, close]: readonly [string, string, string]): string {
  const sampler = new Sampler(grammar)
  const random = new Random(1)
  const parser = new Parser(grammar)
  const parts: string[] = []
  let length = 0
  while (length < size) {
    // What contains text of all of Unicode says little about texts that people write.
    const part = sampler
      .sample(random, { maxDepth: 16, maxLength: 2_000 })
      .replace(/[^\t\n\r\x20-\x7e]/g, 'x')
      .trim()
    if (part.length < 20 || !parser.accepts(open + part + close)) continue
    parts.push(part)
    length += part.length + between.length
  }
  return open + parts.join(between) + close
}

/** Seconds of the fastest round of each, in turns, after one round to warm up. */
function fastest(readers: readonly (() => unknown)[]): number[] {
  const best = readers.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round <= rounds; round++) {
    readers.forEach((read, i) => {
      const begun = performance.now()
      if (read() === undefined) throw new Error('a text was rejected')
      if (round > 0) best[i] = Math.min(best[i]!, (performance.now() - begun) / 1_000)
    })
  }
  return best
}
