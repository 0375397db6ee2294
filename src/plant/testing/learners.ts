import { ask, untilStopped } from '../../growth/ask.ts'
import type { GrammarLearner, GrammarModel, GrammarTask } from '../../learn/grammar/model.ts'
import { charactersOf } from '../../model/grammar/character-class.ts'
import { characters, choice, type Expression, literal, reference, sequence } from '../../model/grammar/grammar.ts'

/** Remembers the examples that the world accepts, and asks about each by itself. */
export function* memorise({ examples, start }: GrammarTask): GrammarLearner {
  const known = new Map(Object.entries((start?.core ?? {}) as Record<string, boolean>))
  const best = () => memory(examples, known)
  return yield* untilStopped(
    (function* (): GrammarLearner {
      for (const text of examples) {
        if (known.has(text)) continue
        const answers: readonly boolean[] = yield* ask([text], 'whether an example is accepted', { best })
        known.set(text, answers[0]!)
      }
      return best()
    })(),
    best,
  )
}

function memory(examples: readonly string[], known: ReadonlyMap<string, boolean>): GrammarModel {
  const accepted = [...known].filter(([, is]) => is).map(([text]) => text)
  return {
    grammar: { start: 'text', rules: [{ name: 'text', expression: choiceOf(accepted.map(literal)) }] },
    core: Object.fromEntries(known),
    evidence: { text: [...known.keys()] },
    report: { uncovered: examples.filter(text => !known.get(text)), overgeneral: [], notes: [] },
  }
}

/**
 * A small learner of regular languages (Angluin 1987, with rows told apart by all suffixes up to a length), which asks
 * many questions in batches of different sizes: enough to be killed in the middle.
 */
export function regular(suffixLength: number, states: number) {
  return function* ({ examples }: GrammarTask): GrammarLearner {
    const alphabet = [...new Set(examples.flatMap(text => [...text]))].sort()
    let found: Automaton = { access: [''], next: [[]], accepting: [false], asked: [] }
    const best = () => model(found, alphabet, examples)
    return yield* untilStopped(
      (function* (): GrammarLearner {
        const suffixes = wordsUpTo(alphabet, suffixLength)
        const rows = new Map<string, string>()
        const asked: string[] = []
        const access = ['']
        for (let at = 0; at < access.length && access.length <= states; at++) {
          const prefixes = [access[at]!, ...alphabet.map(letter => access[at]! + letter)].filter(p => !rows.has(p))
          for (const prefix of prefixes) {
            const questions = suffixes.map(suffix => prefix + suffix)
            const about = `what may follow ${JSON.stringify(prefix)}`
            const answers: readonly boolean[] = yield* ask(questions, about, {
              best,
              figures: { states: access.length },
            })
            asked.push(...questions)
            rows.set(prefix, answers.map(Number).join(''))
          }
          const seen = new Set(access.map(prefix => rows.get(prefix)))
          for (const prefix of prefixes) {
            if (seen.has(rows.get(prefix))) continue
            seen.add(rows.get(prefix))
            access.push(prefix)
          }
        }
        const stateOf = new Map(access.map((prefix, state) => [rows.get(prefix), state]))
        const complete = access.filter(prefix => alphabet.every(letter => rows.has(prefix + letter)))
        found = {
          access: complete,
          next: complete.map(prefix => alphabet.map(letter => stateOf.get(rows.get(prefix + letter))!)),
          accepting: complete.map(prefix => rows.get(prefix)![0] === '1'),
          asked: [...new Set(asked)],
        }
        return best()
      })(),
      best,
    )
  }
}

interface Automaton {
  readonly access: readonly string[]
  readonly next: readonly (readonly number[])[]
  readonly accepting: readonly boolean[]
  readonly asked: readonly string[]
}

function model({ access, next, accepting, asked }: Automaton, alphabet: string[], examples: readonly string[]) {
  const rules = access.map((_, state) => ({
    name: `state${state}`,
    expression: choiceOf([
      ...(next[state] ?? []).flatMap((to, letter) =>
        to < access.length ? [sequence(characters(charactersOf(alphabet[letter]!)), reference(`state${to}`))] : [],
      ),
      ...(accepting[state] ? [literal('')] : []),
    ]),
  }))
  return {
    grammar: { start: 'state0', rules },
    core: null,
    evidence: Object.fromEntries(
      access.map((prefix, s) => [`state${s}`, asked.filter(text => text.startsWith(prefix))]),
    ),
    report: { uncovered: next[0]!.length === 0 ? examples : [], overgeneral: [], notes: [] },
  }
}

function choiceOf(alternatives: readonly Expression[]): Expression {
  return choice(...alternatives)
}

function wordsUpTo(alphabet: readonly string[], length: number): string[] {
  const words = ['']
  for (let from = 0, n = 0; n < length; n++) {
    const to = words.length
    for (; from < to; from++) words.push(...alphabet.map(letter => words[from]! + letter))
  }
  return words
}
