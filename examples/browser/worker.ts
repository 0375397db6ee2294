/** Grows a grammar in a worker: the learner asks, the function of the page answers, and nothing leaves the browser. */
import { innate } from 'cambium/blueprint'
import { toEbnf } from 'cambium/grammar'
import { learnGrammar } from 'cambium/learn'

export interface Task {
  readonly examples: readonly string[]
  /** The body of a function of `text` that returns whether it is accepted. */
  readonly judge: string
}

export type Report =
  | { kind: 'growing' | 'grown'; grammar: string; questions: number; about: string }
  | { kind: 'failed'; message: string }

/** Milliseconds between two reports. */
const pause = 100

self.onmessage = ({ data: { examples, judge } }: MessageEvent<Task>) => {
  try {
    const accepts = new Function('text', judge) as (text: string) => unknown
    const known = new Map<string, boolean>()
    const ask = (text: string): boolean => {
      let answer = known.get(text)
      if (answer === undefined) known.set(text, (answer = Boolean(accepts(text))))
      return answer
    }
    const report = (report: Report) => self.postMessage(report)
    const learner = learnGrammar({ examples, rejected: [], blueprint: innate, seed: 1 })
    let last = 0
    let turn = learner.next()
    while (!turn.done) {
      const { ask: questions, about, best } = turn.value
      if (best && performance.now() - last > pause) {
        last = performance.now()
        report({ kind: 'growing', grammar: toEbnf(best().grammar), questions: known.size, about })
      }
      turn = learner.next({ answers: questions.map(ask) })
    }
    report({ kind: 'grown', grammar: toEbnf(turn.value.grammar), questions: known.size, about: '' })
  } catch (error) {
    self.postMessage({ kind: 'failed', message: `The function fails: ${error}` } satisfies Report)
  }
}
