import { expect, test } from 'vitest'
import { innate } from '../../blueprint/blueprint.ts'
import { fromEbnf, Sampler } from '../../model/grammar/index.ts'
import { Random } from '../../model/random.ts'
import { hypothesisOf } from './given.ts'
import { Hypothesis, literalItem, root } from './hypothesis.ts'
import { Facts } from './inquiry.ts'
import { Knowledge } from './knowledge.ts'

const grammar = fromEbnf(`
  start ::= sum
  sum ::= term | sum "+" term
  term ::= [0-9]+ | "(" sum ")" | "f" "(" list? ")"
  list ::= sum ("," sum)*`)

test('a derivation holds as long as nothing that it goes through is taken away, and then the text is parsed anew', () => {
  const sampler = new Sampler(grammar)
  const random = new Random(1)
  const texts = [...new Set(Array.from({ length: 80 }, () => sampler.sample(random)))].filter(text => text.length <= 60)
  const known = new Knowledge(hypothesisOf(grammar), new Facts(), innate.principles)
  for (const text of texts) expect(known.derives(text), text).toBe(true)

  const answers = { kept: 0, lost: 0 }
  for (const { id, row } of known.hypothesis.liveSlots()) {
    for (const construct of row) {
      const changed = known.hypothesis.clone()
      changed.withdraw(changed.slots[id]!, construct)
      const k = new Knowledge(changed, known.facts, innate.principles)
      for (const text of texts) {
        const parses = k.parses(text)
        answers[parses ? 'kept' : 'lost']++
        expect(k.derives(text), `${text} without ${construct} in ${id}`).toBe(parses)
      }
    }
  }
  expect(answers.kept).toBeGreaterThan(100)
  expect(answers.lost).toBeGreaterThan(100)
})

test('a derivation holds no longer where items are replaced, or a slot may not be empty or not repeat any more', () => {
  const h = new Hypothesis()
  const brackets = h.addConstruct([], '[]')
  const inner = h.addSlot(brackets.id, { left: '[', right: ']' }, { nullable: true, repeat: true })
  brackets.items = [literalItem('['), { slot: inner.id }, literalItem(']')]
  h.admit(h.slots[root]!, brackets.id, true)
  h.admit(inner, h.addConstruct([literalItem('a')], 'a').id, true)
  const texts = ['[]', '[a]', '[aa]']
  const known = new Knowledge(h, new Facts(), innate.principles)
  const derived = (change: (copy: Hypothesis) => void) => {
    const copy = h.clone()
    change(copy)
    copy.version++
    const k = new Knowledge(copy, known.facts, innate.principles)
    return texts.filter(text => k.derives(text))
  }
  expect(texts.filter(text => known.derives(text))).toEqual(texts)
  expect(derived(copy => (copy.slots[inner.id]!.nullable = false))).toEqual(['[a]', '[aa]'])
  for (const text of texts) known.derives(text)
  expect(derived(copy => (copy.slots[inner.id]!.repeat = false))).toEqual(['[]', '[a]'])
  for (const text of texts) known.derives(text)
  expect(derived(copy => (copy.constructs[brackets.id]!.items = [{ slot: inner.id }]))).toEqual([])
})
