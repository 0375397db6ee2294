import { type Grammar, Parser, type Tree } from '../../model/grammar/index.ts'
import type { GrammarPlant, MachinePlant } from '../../plant/index.ts'
import type { RuleEvidence } from './contestant.ts'

/** Rules that are shown with what they rest on, and how much of it for each. */
const shownRules = 5
const shownEach = 2
/** Characters of a text that are shown. */
const longestShown = 160

/** A few rules of a plant that asked, each with questions on whose answers it rests; rather not its examples. */
export function askedEvidence(plant: GrammarPlant): RuleEvidence[] {
  const asked = new Map<string, RuleEvidence['on'][number]>()
  for (const entry of plant.log()) {
    if (entry.kind !== 'step') continue
    for (const { question, outcome } of entry.experiments)
      asked.set(question, { about: entry.step.about, asked: question, answer: outcome.kind })
  }
  const { grammar, evidence } = plant.model
  const given = new Set(plant.examples.map(({ text }) => text))
  return few(grammar, rule => {
    const known = (Object.hasOwn(evidence, rule) ? evidence[rule]! : [])
      .toSorted((a, b) => Number(given.has(a)) - Number(given.has(b)) || shorter(a, b))
      .flatMap(text => asked.get(text) ?? [])
    // Answers to two kinds of question show more than two to one kind.
    const firstOfKind = known.filter(({ about }, i) => known.findIndex(other => other.about === about) === i)
    return [...new Set([...firstOfKind, ...known])]
  })
}

/** A few rules of a grammar that rests on examples alone, each with the shortest that use it; and how many rules any uses. */
export function heardEvidence(
  grammar: Grammar,
  heard: readonly string[],
): { readonly evidence: RuleEvidence[]; readonly used: number } {
  const parser = new Parser(grammar)
  const uses = new Map<string, string[]>()
  for (const text of [...new Set(heard)].sort(shorter)) {
    const tree = parser.parse(text)
    for (const rule of tree ? rulesIn(tree) : []) uses.set(rule, [...(uses.get(rule) ?? []), text])
  }
  const rests = (rule: string) =>
    (uses.get(rule) ?? []).map(text => ({ about: 'nothing: it was heard', asked: text, answer: 'an example' }))
  return { evidence: few(grammar, rests), used: grammar.rules.filter(({ name }) => uses.has(name)).length }
}

/** A few states of a machine, each with the run that led there and one that tells it from another state. */
export function observedEvidence(plant: MachinePlant): RuleEvidence[] {
  return plant.machine.names.slice(0, shownRules).map(name => {
    const { reached, apart } = plant.explain(name)
    const told = apart.slice(0, 1).map(({ from, inputs, here, there }) => ({
      about: `whether it is another state than ${from}`,
      asked: here.inputs.join(', '),
      answer: `${here.outputs.slice(-inputs.length).join(', ')}; behind ${from}: ${there.outputs.slice(-inputs.length).join(', ')}`,
    }))
    const way = { about: 'where it leads', asked: reached.inputs.join(', '), answer: reached.outputs.join(', ') }
    return { rule: name, on: [...(reached.inputs.length > 0 ? [way] : []), ...told].map(shortened) }
  })
}

const shorter = (a: string, b: string) => a.length - b.length || (a < b ? -1 : 1)

/** Rather what no rule before rests on as well: each shows more beside the others. */
function few(grammar: Grammar, rests: (rule: string) => RuleEvidence['on']): RuleEvidence[] {
  const shown = new Set<string>()
  const found: RuleEvidence[] = []
  for (const { name } of grammar.rules) {
    if (found.length === shownRules) break
    const all = rests(name)
    const chosen = [...all.filter(({ asked }) => !shown.has(asked)), ...all].slice(0, shownEach)
    const on = [...new Set(chosen)]
    for (const { asked } of on) shown.add(asked)
    if (on.length > 0) found.push({ rule: name, on: on.map(shortened) })
  }
  return found
}

function shortened(on: RuleEvidence['on'][number]): RuleEvidence['on'][number] {
  const cut = (text: string) => {
    const characters = [...text]
    return characters.length <= longestShown ? text : `${characters.slice(0, longestShown - 1).join('')}…`
  }
  return { ...on, asked: cut(on.asked), answer: cut(on.answer) }
}

function rulesIn(tree: Tree): Set<string> {
  const rules = new Set<string>()
  const open = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    rules.add(node.rule)
    open.push(...node.children)
  }
  return rules
}
