/** The other side of `growApart`: takes a job, grows, measures, and sends the outcome. */
import { innate, without } from '../src/blueprint/blueprint.ts'
import { toEbnf } from '../src/model/grammar/index.ts'
import type { Job, Outcome } from './apart.ts'
import { growInMemory, precision, recall, refusal } from './measure.ts'

process.once('message', async message => {
  const job = message as Job
  const { worlds } = (await import(new URL(job.world.module, import.meta.url).href)) as {
    worlds: Readonly<Record<string, (text: string) => boolean>>
  }
  const world = worlds[job.world.name]!
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
    refusal: near.refusal,
    taken: near.taken.slice(0, 20),
    rules: grammar.rules.length,
    ebnf: toEbnf(grammar),
  }
  process.send!(outcome, () => process.disconnect())
})
