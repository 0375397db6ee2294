import { expect, it } from 'vitest'
import { Parser } from '../../model/grammar/index.ts'
import { Hypothesis, literalItem, root } from './hypothesis.ts'
import { toGrammar } from './render.ts'

it('fills a root that repeats with what does not, once its row is wrapped', () => {
  const h = new Hypothesis()
  const start = h.slots[root]!
  h.admit(start, h.addConstruct([literalItem('a')], 'a').id, true)
  start.repeat = true
  h.wrapRow()
  h.admit(start, h.addConstruct([literalItem('b')], 'b').id, true)
  const parser = new Parser(toGrammar(Hypothesis.fromJson(JSON.parse(JSON.stringify(h.toJson())))))
  expect(['a', 'aaa', 'b', 'ab', 'bb'].map(text => parser.accepts(text))).toEqual([true, true, true, false, false])
})
