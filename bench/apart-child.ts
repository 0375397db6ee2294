/** The other side of `growApart`: takes a job, grows, measures, and sends the outcome. */
import { innate, without } from '../src/blueprint/blueprint.ts'
import { type Grammar, Parser, toEbnf } from '../src/model/grammar/index.ts'
import type { Job, Outcome } from './apart.ts'
import type { Format } from './formats/format.ts'
import { growInMemory, precision, recall, refusal } from './measure.ts'

process.once('message', async message => {
  const job = message as Job
  const world = await worldOf(job.world)
  const grown = growInMemory(
    world,
    { examples: job.examples, seed: job.seed ?? 1, blueprint: without(innate, ...(job.without ?? [])) },
    job.limits,
  )
  const memory = process.resourceUsage().maxRSS / 1024
  const { grammar } = grown.model
  const p = precision(grammar, world, 1000, 17)
  const r = recall(grammar, job.tests)
  const near = refusal(grammar, world, job.tests)
  const outcome: Outcome = {
    learning: grown.learning,
    verifying: grown.verifying,
    own: grown.own,
    memory,
    stopped: grown.stopped,
    precision: p.precision,
    distinct: p.distinct,
    quartiles: p.quartiles,
    wrong: p.bad.slice(0, 20),
    recall: r.recall,
    missed: r.missed,
    stop: commonStop(grammar, r.missed),
    refusal: near.refusal,
    taken: near.taken.slice(0, 20),
    rules: grammar.rules.length,
    ebnf: toEbnf(grammar),
  }
  process.send!(outcome, () => process.disconnect())
})

async function worldOf({ module, name }: Job['world']): Promise<(text: string) => boolean> {
  const exported = (await import(new URL(module, import.meta.url).href)) as {
    readonly worlds: Readonly<Record<string, (text: string) => boolean>>
    readonly format: Format
  }
  return name === undefined ? exported.format.accepts : exported.worlds[name]!
}

/** Where most of the texts stop to be the beginning of a sentence. @param missed shortest first */
function commonStop(grammar: Grammar, missed: readonly string[]): Outcome['stop'] {
  const parser = new Parser(grammar)
  const by = new Map<string, string[]>()
  for (const text of missed.slice(0, 200)) {
    const at = text.slice(parser.prefix(text).length)
    const next = at === '' ? '' : String.fromCodePoint(at.codePointAt(0)!)
    by.set(next, [...(by.get(next) ?? []), text])
  }
  const most = [...by].sort(([, a], [, b]) => b.length - a.length)[0]
  return most && { at: most[0], share: most[1].length / Math.min(missed.length, 200), example: most[1][0]! }
}
