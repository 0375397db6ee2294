/** The other side of `constants.ts`, which runs it in a copy of the sources: grows, measures, sends what came of it. */
import { innate } from '../src/blueprint/blueprint.ts'
import { format as json5 } from './formats/json5.ts'
import { examplesOf, testsOf } from './languages/data.ts'
import { worlds } from './languages/published.ts'
import { development } from './languages/small/index.ts'
import { testStrings } from './languages/small/language.ts'
import { f1, growInMemory, precision, recall } from './measure.ts'

/** How one language was grown. */
export interface Grown {
  readonly name: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Learning and verifying. */
  readonly questions: number
}

const [seconds, questions] = process.argv.slice(2).map(Number) as [number, number]
const subjects = [
  ...Object.entries(worlds).map(([name, accepts]) => ({
    name,
    accepts,
    examples: examplesOf(name),
    tests: testsOf(name).slice(0, 300),
  })),
  ...['csv', 'ini', 'lambda', 'chess'].map(name => {
    const { accepts, examples } = development[name]!
    return { name, accepts, examples, tests: testStrings(development[name]!) }
  }),
  { name: 'json5', accepts: json5.accepts, examples: json5.examples, tests: json5.inputs() },
]

const grown = subjects.map(({ name, accepts, examples, tests }): Grown => {
  const { model, learning, verifying } = growInMemory(
    accepts,
    { examples, seed: 1, blueprint: innate },
    { seconds, questions },
  )
  const [p, r] = [precision(model.grammar, accepts, 500, 17).precision, recall(model.grammar, tests).recall]
  return { name, precision: p, recall: r, f1: f1(p, r), questions: learning + verifying }
})
process.send!(grown, () => process.disconnect())
