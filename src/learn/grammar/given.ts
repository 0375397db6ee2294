import { characterAt } from '../../model/grammar/character-class.ts'
import { solidGrammar } from '../../model/grammar/form/solid.ts'
import type { Expression, Grammar, Rule } from '../../model/grammar/grammar.ts'
import { oneCharacter } from '../../model/grammar/lookahead/network.ts'
import { countsWrittenOut } from '../../model/grammar/notation/write.ts'
import { Sampler } from '../../model/grammar/sample.ts'
import { reduced } from '../../model/grammar/simplify/algebra.ts'
import { Hypothesis, type Item, literalItem, root, type Slot } from './hypothesis.ts'

/** A use of a rule in an alternative, or characters. */
type Part = Item | { readonly rule: string; readonly nullable: boolean; readonly repeat: boolean }

/**
 * A grammar that a person wrote as a hypothesis to begin with: a construct for each alternative, an open slot for each use
 * of a rule, so that it is put to the test, and extended, like one that was learned.
 */
export function hypothesisOf(grammar: Grammar): Hypothesis {
  const h = new Hypothesis()
  admitGrammar(h, h.slots[root]!, grammar)
  return h
}

/** Fills a slot with what a grammar derives, a construct for each alternative. */
export function admitGrammar(h: Hypothesis, top: Slot, grammar: Grammar): void {
  const { grammar: solid, startIsNullable } = solidGrammar(grammar)
  const flat = flattened(solid)
  const sampler = new Sampler({
    start: solid.start,
    rules: [...flat].map(([name, { expression }]) => ({ name, expression })),
  })
  const constructs = new Map<string, { id: number; parts: readonly Part[] }[]>()
  const textOf = (part: Part): string => {
    if ('rule' in part) return part.nullable ? '' : sampler.shortest(part.rule)
    return characterAt(part.run!.characters, 0).repeat(part.run!.min)
  }
  for (const [name, { alternatives }] of flat) {
    const own = alternatives.filter(parts => unitOf(parts) === undefined)
    constructs.set(
      name,
      own.map(parts => ({ id: h.addConstruct([], parts.map(textOf).join('')).id, parts })),
    )
  }
  /** The constructs of a rule, and of the rules that it may be as a whole. */
  const rowOf = (name: string, seen = new Set<string>()): number[] => {
    if (seen.has(name)) return []
    seen.add(name)
    const units = flat.get(name)!.alternatives.flatMap(parts => unitOf(parts) ?? [])
    return [...constructs.get(name)!.map(({ id }) => id), ...units.flatMap(unit => rowOf(unit, seen))]
  }
  if (startIsNullable) top.nullable = true
  for (const id of rowOf(solid.start)) h.admit(top, id, false)
  // From the start rule outwards, so that each rule is met within an accepted text.
  const homes = new Map([[solid.start, { left: '', right: '' }]])
  for (const [name, { left, right }] of homes) {
    const units = flat.get(name)!.alternatives.flatMap(parts => unitOf(parts) ?? [])
    for (const unit of units) if (!homes.has(unit)) homes.set(unit, { left, right })
    for (const { id, parts } of constructs.get(name)!) {
      h.constructs[id]!.items = parts.map((part, i): Item => {
        if (!('rule' in part)) return part
        const home = {
          left: left + parts.slice(0, i).map(textOf).join(''),
          right: parts
            .slice(i + 1)
            .map(textOf)
            .join('')
            .concat(right),
        }
        const slot = h.addSlot(id, home, { nullable: part.nullable, repeat: part.repeat, open: true })
        for (const filling of rowOf(part.rule)) h.admit(slot, filling, false)
        if (!homes.has(part.rule)) homes.set(part.rule, home)
        return { slot: slot.id }
      })
    }
  }
}

/** The rule that an alternative is as a whole. */
function unitOf(parts: readonly Part[]): string | undefined {
  const [part] = parts
  return parts.length === 1 && 'rule' in part! && !part.nullable && !part.repeat ? part.rule : undefined
}

/** Rules as alternatives of parts; what stands in brackets becomes a rule of its own. */
function flattened({ rules }: Grammar) {
  const flat = new Map<string, { expression: Expression; alternatives: readonly (readonly Part[])[] }>()
  const open: Rule[] = [...rules]
  let helpers = 0
  const use = (e: Expression): string => {
    if (e.kind === 'reference') return e.rule
    const name = `\0${helpers++}`
    open.push({ name, expression: e })
    return name
  }
  const partsOf = (e: Expression): Part[] => {
    const one = oneCharacter(e)
    if (one) return [{ run: { characters: one, min: 1, max: 1 } }]
    switch (e.kind) {
      case 'literal':
        return [...e.text].map(literalItem)
      case 'sequence':
        return e.items.flatMap(partsOf)
      case 'repetition': {
        const run = oneCharacter(e.item)
        if (run) return [{ run: { characters: run, min: e.min, max: e.max } }]
        return [{ rule: use(e.item), nullable: e.min === 0, repeat: e.max === null }]
      }
      default:
        return [{ rule: use(e), nullable: false, repeat: false }]
    }
  }
  for (let rule = open.shift(); rule; rule = open.shift()) {
    // Characters one by one are a class.
    const e = countsWrittenOut(reduced(rule.expression))
    const alternatives = e.kind === 'choice' ? e.alternatives : [e]
    flat.set(rule.name, { expression: e, alternatives: alternatives.map(partsOf) })
  }
  return flat
}
