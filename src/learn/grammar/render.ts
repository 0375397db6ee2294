import { sizeOf } from '../../model/grammar/character-class.ts'
import {
  characters,
  choice,
  type Expression,
  type Grammar,
  literal,
  type Rule,
  reference,
  repetition,
  sequence,
} from '../../model/grammar/grammar.ts'
import { type Hypothesis, type Item, type Run, root } from './hypothesis.ts'

/**
 * The hypothesis as a grammar: a rule for each set of slots with equal rows, and one for each construct that several of
 * them share. `A -> B | A s A` becomes `B (s B)*`, which derives the same.
 */
export function toGrammar(h: Hypothesis): Grammar {
  const fruitful = productive(h)
  const rowOf = (slot: number) => [...h.slots[slot]!.row].filter(c => fruitful.has(c)).sort((a, b) => a - b)
  const live = h.liveSlots().filter(slot => slot.id === root || rowOf(slot.id).length > 0)
  const names = new Map<string, string>()
  const rowKey = (slot: number) => rowOf(slot).join(',')
  const uses = new Map<number, number>()
  const rows = new Map<string, readonly number[]>()
  for (const slot of live) {
    const key = rowKey(slot.id)
    if (names.has(key)) continue
    names.set(key, names.size === 0 ? 'start' : `row${names.size}`)
    rows.set(key, rowOf(slot.id))
  }
  // the start is named elsewhere only if something within it is the same again
  const isStartWithin = live.some(slot => slot.id !== root && names.get(rowKey(slot.id)) === 'start')
  /** Constructs as rows that hold some of them, the largest first, and the rest one by one. */
  const inRows = (constructs: readonly number[], but: string) => {
    let own = [...constructs]
    const held: string[] = []
    const smaller = [...rows].filter(([key, row]) => key !== but && row.length > 1 && row.length <= constructs.length)
    for (const [key, row] of smaller.sort(([, a], [, b]) => b.length - a.length)) {
      if ((names.get(key) === 'start' && !isStartWithin) || !row.every(c => own.includes(c))) continue
      held.push(key)
      own = own.filter(c => !row.includes(c))
    }
    return { held, own }
  }
  for (const [key, row] of rows) for (const c of inRows(row, key).own) uses.set(c, (uses.get(c) ?? 0) + 1)
  const ofSlot = (id: number): Expression => {
    const slot = h.slots[id]!
    const row = reference(names.get(rowKey(id))!)
    if (slot.repeat) return repetition(row, slot.nullable ? 0 : 1, null)
    return slot.nullable ? repetition(row, 0, 1) : row
  }
  const ofItems = (items: readonly Item[]): Expression[] => {
    const parts: Expression[] = []
    let text = ''
    const flush = () => {
      if (text !== '') parts.push(literal(text))
      text = ''
    }
    for (const item of items) {
      if (item.slot !== undefined) {
        flush()
        if (rowOf(item.slot).length > 0) parts.push(ofSlot(item.slot))
      } else if (item.run.min === 1 && item.run.max === 1 && sizeOf(item.run.characters) === 1) {
        text += String.fromCodePoint(item.run.characters[0]![0])
      } else {
        flush()
        parts.push(ofRun(item.run))
      }
    }
    flush()
    return parts
  }
  const shared = new Map<number, string>()
  const rules: Rule[] = []
  const ofConstruct = (id: number): Expression => {
    const items = h.constructs[id]!.items
    if ((uses.get(id) ?? 0) < 2 || items.every(i => i.run && i.run.max === 1 && sizeOf(i.run.characters) === 1))
      return sequence(...ofItems(items))
    if (!shared.has(id)) shared.set(id, `construct${id}`)
    return reference(shared.get(id)!)
  }
  const ofRow = (row: readonly number[], key: string): Expression => {
    const { held, own } = inRows(row, key)
    return choice(...held.map(k => reference(names.get(k)!)), ...own.map(ofConstruct))
  }
  const done = new Set<string>()
  for (const slot of live) {
    const key = rowKey(slot.id)
    if (done.has(key)) continue
    done.add(key)
    const row = rowOf(slot.id)
    const isBinary = (c: number) => {
      const items = h.constructs[c]!.items
      const first = items[0]?.slot
      const last = items.at(-1)?.slot
      if (first === undefined || last === undefined || first === last) return false
      return [first, last].every(s => rowKey(s) === key && !h.slots[s]!.repeat && !h.slots[s]!.nullable)
    }
    const binary = row.filter(isBinary)
    const rest = row.filter(c => !binary.includes(c))
    const name = names.get(key)!
    if (binary.length === 0 || rest.length === 0) {
      rules.push({ name, expression: ofRow(row, key) })
      continue
    }
    const operand = `${name}operand`
    const middles = binary.map(c => sequence(...ofItems(h.constructs[c]!.items.slice(1, -1))))
    rules.push({
      name,
      expression: sequence(reference(operand), repetition(sequence(choice(...middles), reference(operand)), 0, null)),
    })
    rules.push({ name: operand, expression: ofRow(rest, key) })
  }
  for (const [id, name] of shared) {
    rules.push({ name, expression: sequence(...ofItems(h.constructs[id]!.items)) })
  }
  const rootSlot = h.slots[root]!
  if (rowOf(root).length === 0) return { start: 'start', rules: [{ name: 'start', expression: sequence() }] }
  if (!rootSlot.nullable && !rootSlot.repeat) return { start: 'start', rules }
  return { start: 'text', rules: [{ name: 'text', expression: ofSlot(root) }, ...rules] }
}

/** A run as an expression. */
export function ofRun({ characters: of, min, max }: Run): Expression {
  const one = sizeOf(of) === 1 ? literal(String.fromCodePoint(of[0]![0])) : characters(of)
  return min === 1 && max === 1 ? one : repetition(one, min, max)
}

/** Constructs that derive some text. */
function productive(h: Hypothesis): Set<number> {
  const found = new Set<number>()
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const c of h.constructs) {
      const fine = c.items.every(item => {
        if (item.slot === undefined) return true
        const slot = h.slots[item.slot]!
        return slot.nullable || [...slot.row].some(d => found.has(d))
      })
      if (fine) found.add(c.id)
    }
  }
  return found
}
