import { Random } from '../src/model/random.ts'
import { growAllApart, type Job } from './apart.ts'
import type { Settings } from './grammar.ts'
import { braces } from './languages/braces.ts'
import { examplesOf, testsOf } from './languages/data.ts'
import { definitions } from './languages/published.ts'
import { constructs } from './languages/recogniser.ts'
import { testStrings } from './languages/small/language.ts'
import { Table } from './table.ts'

type Row = { readonly cells: readonly (string | number)[]; readonly job: Job }

/** How cost grows with the number of examples, with the length of one, and with the language. */
export async function scaleTables({ languages, limits, jobs }: Settings): Promise<void> {
  const of = (language: string, examples: readonly string[]): Job => ({
    world: { module: './languages/published.ts', name: language },
    examples,
    tests: testsOf(language),
    limits,
  })

  const redundant = languages.flatMap(language => {
    const r0 = examplesOf(language)
    const definition = definitions[language]!
    const shown = new Set(r0.flatMap(text => [...constructs(definition, text)!]))
    const more = new Random(1)
      .shuffled(testsOf(language))
      .filter(text => !r0.includes(text) && [...constructs(definition, text)!].every(use => shown.has(use)))
    return [1, 10].map(times => {
      const examples = [...r0, ...more.slice(0, (times - 1) * r0.length)]
      return { cells: [language, `r0 x ${times}`, examples.length], job: of(language, examples) }
    })
  })
  await print('ten times as many examples that show nothing new', redundant, jobs)

  const chosen = ['json', 'lisp', 'tinyc'].filter(language => languages.includes(language))
  const many = chosen.flatMap(language => {
    const tests = new Random(2).shuffled(testsOf(language))
    return [10, 30, 100, 300, 1000].map(n => ({ cells: [language, 'tests', n], job: of(language, tests.slice(0, n)) }))
  })
  await print('up to a thousand examples', many, jobs)

  const long = chosen.flatMap(language =>
    [200, 1000, 5000, 20_000].map(length => {
      const text = joined[language]!(new Random(3).shuffled(testsOf(language)), length)
      return { cells: [language, `${text.length} chars`, 1], job: of(language, [text]) }
    }),
  )
  await print('one long example', long, jobs)

  const world = { module: './languages/braces.ts', name: 'braces' }
  const job = {
    world,
    examples: braces.examples,
    tests: testStrings(braces),
    limits: { seconds: 60, questions: 20_000 },
  }
  await print(
    'a language in the way of C: at most 20,000 questions and a minute of own time',
    [{ cells: ['braces', 'examples', braces.examples.length], job }],
    1,
  )
}

/** One text of about a length out of many, by what the language has for putting texts together. */
const joined: Readonly<Record<string, (texts: readonly string[], length: number) => string>> = {
  json: (texts, length) => `[${upTo(texts, length - 2, 1).join(',')}]`,
  lisp: (texts, length) => `(${upTo(texts, length - 2, 1).join(' ')})`,
  tinyc: (texts, length) => `{${upTo(texts, length - 2, 0).join('')}}`,
}

/** Texts, again and again from the first, as long as they fit. */
function upTo(texts: readonly string[], length: number, between: number): string[] {
  const taken: string[] = []
  let free = length
  for (let i = 0; i < 50 * texts.length; i++) {
    const text = texts[i % texts.length]!
    if (text.length + between > free) continue
    taken.push(text)
    free -= text.length + between
  }
  return taken
}

async function print(title: string, rows: readonly Row[], width: number): Promise<void> {
  const table = new Table(
    ...[
      'language:10',
      'what:12',
      'examples',
      'characters',
      'precision',
      'recall',
      'learning',
      'verifying',
      'own ms',
      'MB:4',
    ],
    ...['rules', 'note'],
  )
  console.log(`\n${title}\n${table.head}`)
  await growAllApart(
    rows.map(row => row.job),
    width,
    (o, i) => {
      const { cells, job } = rows[i]!
      const head = [...cells, job.examples.join('').length]
      if ('failed' in o) return console.log(table.row(...head, ...Array(7).fill('-'), o.failed))
      const note = { budget: 'over questions', deadline: 'over time' }[o.stopped!] ?? ''
      console.log(
        table.row(
          ...[...head, o.precision.toFixed(3), o.recall.toFixed(3), o.learning, o.verifying],
          ...[Math.round(o.own), Math.round(o.memory), o.rules, note],
        ),
      )
    },
  )
}
