import { CambiumError } from '../../error.ts'
import { productivity } from '../analysis.ts'
import type { CharacterClass } from '../character-class.ts'
import { charactersOf } from '../character-class.ts'
import { choice, type Expression, type Grammar, reference, repetition, sequence } from '../grammar.ts'
import { Alphabet } from './alphabet.ts'
import { type Automaton, automatonOf, mostStates } from './automaton.ts'
import { completes, predicts, shifts, type Tables } from './layout.ts'

/** More entries than this in one table are refused: 256 MB. */
const largestTable = 1 << 26

/** Compiles a grammar that passed `checkGrammar`. @throws CambiumError `grammar-too-large` */
export function compile(grammar: Grammar): Tables {
  const alphabet = new Alphabet(classesOf(grammar))
  const { names, automata, start, nullable, solid } = automataOf(grammar, alphabet)
  // The frame: one rule more, whose automaton reads the start rule once. It marks acceptance and is never completed.
  const all: Automaton[] = [
    ...automata,
    { shifts: [new Map(), new Map()], gotos: [new Map(solid ? [[start, 1]] : []), new Map()], final: [false, false] },
  ]
  const offsets: number[] = []
  let states = 0
  for (const automaton of all) {
    offsets.push(states)
    states += automaton.final.length
  }
  const end = alphabet.size
  const open = end + 1
  const width = open + 1
  if (states > mostStates || states * width > largestTable) {
    throw new CambiumError('grammar-too-large', `the grammar needs a table of ${states} x ${width}; make it smaller`)
  }

  const ruleOf = new Int32Array(states)
  const final = new Uint8Array(states)
  const closed = new Uint8Array(states)
  const shift = new Int32Array(states * width).fill(-1)
  const gotoFrom = new Int32Array(states + 1)
  const gotoRule: number[] = []
  const gotoTarget: number[] = []
  all.forEach((automaton, rule) => {
    const offset = offsets[rule]!
    automaton.final.forEach((isFinal, i) => {
      const s = offset + i
      ruleOf[s] = rule
      final[s] = isFinal ? 1 : 0
      closed[s] = isFinal && automaton.shifts[i]!.size === 0 && automaton.gotos[i]!.size === 0 ? 1 : 0
      for (const [group, target] of automaton.shifts[i]!) shift[s * width + group] = offset + target
      for (const [over, target] of automaton.gotos[i]!) {
        gotoRule.push(over)
        gotoTarget.push(offset + target)
      }
      gotoFrom[s + 1] = gotoRule.length
    })
  })
  const moves = { gotoFrom, gotoRule: Int32Array.from(gotoRule), gotoTarget: Int32Array.from(gotoTarget) }
  const first = Int32Array.from(offsets)
  const core = { first, ruleOf, final, shift, width, end, open, ...moves }
  const { begins, useful } = lookahead(core, offsets.at(-1)! + 1)
  return {
    alphabet,
    names,
    start,
    startNullable: nullable,
    closed,
    begins,
    useful,
    accepting: offsets.at(-1)! + 1,
    ...core,
  }
}

/** Every class and every literal's character, so that the alphabet tells them apart. */
export function classesOf(grammar: Grammar): CharacterClass[] {
  const classes: CharacterClass[] = []
  const singles = new Set<string>()
  const visit = (e: Expression): void => {
    if (e.kind === 'literal') for (const c of e.text) singles.add(c)
    else if (e.kind === 'characters') classes.push(e.characters)
    else if (e.kind === 'sequence') e.items.forEach(visit)
    else if (e.kind === 'choice') e.alternatives.forEach(visit)
    else if (e.kind === 'repetition') visit(e.item)
  }
  for (const rule of grammar.rules) visit(rule.expression)
  return [...classes, ...[...singles].map(charactersOf)]
}

/**
 * The automaton of each rule. Where the subset construction would explode, the parts of the expression become helper
 * rules of their own, and the parser's nondeterminism does the work.
 */
function automataOf(grammar: Grammar, alphabet: Alphabet) {
  const { nullable, solid } = productivity(grammar)
  const rules = grammar.rules.map(rule => ({ name: rule.name as string | undefined, expression: rule.expression }))
  const numbers = new Map(grammar.rules.map((rule, i) => [rule.name, i]))
  const isNullable = rules.map(rule => nullable.has(rule.name!))
  const isSolid = rules.map(rule => solid.has(rule.name!))
  const groups = new Map<CharacterClass, readonly number[]>()
  const symbols = {
    groups(e: Expression & { kind: 'characters' }) {
      let found = groups.get(e.characters)
      if (!found) groups.set(e.characters, (found = alphabet.groupsOf(e.characters)))
      return found
    },
    groupOf: (codePoint: number) => alphabet.groupOf(codePoint),
    rule: (name: string) => numbers.get(name)!,
  }
  const automata: Automaton[] = []
  /** The reference to a new helper rule that stands for a part of an expression. */
  const helper = (part: Expression): Expression => {
    if (part.kind === 'reference' || part.kind === 'characters') return part
    const name = `\0${rules.length}`
    numbers.set(name, rules.length)
    rules.push({ name: undefined, expression: part })
    // Both may be true although one is not: a helper that derives nothing is merely never completed.
    isNullable.push(nullableWithHelpers(part))
    isSolid.push(true)
    return reference(name)
  }
  const nullableWithHelpers = (e: Expression): boolean => {
    if (e.kind === 'reference') return isNullable[numbers.get(e.rule)!]!
    if (e.kind === 'sequence') return e.items.every(nullableWithHelpers)
    if (e.kind === 'choice') return e.alternatives.some(nullableWithHelpers)
    if (e.kind === 'repetition') return e.min === 0 || nullableWithHelpers(e.item)
    return e.kind === 'literal' && e.text === ''
  }
  for (let i = 0; i < rules.length; i++) {
    const { expression } = rules[i]!
    const make = (e: Expression, budget: number) =>
      automatonOf(
        e,
        symbols,
        rule => isSolid[rule]!,
        rule => isNullable[rule]!,
        budget,
      )
    const automaton =
      make(expression, 4 * sizeOfExpression(expression) + 64) ?? make(inParts(expression, helper), mostStates)
    if (!automaton) throw new CambiumError('grammar-too-large', 'a rule unfolds to too many states; split it')
    automata.push(automaton)
  }
  const start = numbers.get(grammar.start)!
  return { names: rules.map(rule => rule.name), automata, start, nullable: isNullable[start]!, solid: isSolid[start]! }
}

function inParts(e: Expression, helper: (part: Expression) => Expression): Expression {
  if (e.kind === 'sequence') return sequence(...e.items.map(helper))
  if (e.kind === 'choice') return choice(...e.alternatives.map(helper))
  if (e.kind === 'repetition') return repetition(helper(e.item), e.min, e.max)
  return e
}

/** Characters and references in an expression, repetitions unfolded. */
function sizeOfExpression(e: Expression): number {
  if (e.kind === 'literal') return e.text.length
  if (e.kind === 'sequence') return e.items.reduce((n, item) => n + sizeOfExpression(item), 0)
  if (e.kind === 'choice') return e.alternatives.reduce((n, item) => n + sizeOfExpression(item), 0)
  if (e.kind === 'repetition') return Math.min(mostStates, sizeOfExpression(e.item) * Math.max(e.min + 1, e.max ?? 0))
  return 1
}

type Core = Pick<
  Tables,
  'first' | 'ruleOf' | 'final' | 'shift' | 'width' | 'end' | 'open' | 'gotoFrom' | 'gotoRule' | 'gotoTarget'
>

/**
 * With what each rule can begin (FIRST) and what can follow it (FOLLOW), and from that what each state can do before
 * each column. As rules never match empty spans, FIRST is simply what their first state can do.
 * @param accepting the state before which the text may end
 */
function lookahead(core: Core, accepting: number) {
  const { first, ruleOf, final, shift, width, end, open, gotoFrom, gotoRule, gotoTarget } = core
  const states = ruleOf.length
  const begins = new Uint8Array(first.length * width)
  const follows = new Uint8Array(first.length * width)
  const merge = (from: Uint8Array, source: number, into: Uint8Array, target: number): boolean => {
    let changed = false
    for (let c = 0; c < width; c++) {
      if (from[source * width + c] && !into[target * width + c]) {
        into[target * width + c] = 1
        changed = true
      }
    }
    return changed
  }
  for (let rule = 0; rule < first.length; rule++) {
    const s = first[rule]!
    for (let c = 0; c < end; c++) if (shift[s * width + c]! >= 0) begins[rule * width + c] = 1
  }
  for (let changed = true; changed; ) {
    changed = false
    for (let rule = first.length - 1; rule >= 0; rule--) {
      const s = first[rule]!
      for (let g = gotoFrom[s]!; g < gotoFrom[s + 1]!; g++) {
        if (merge(begins, gotoRule[g]!, begins, rule)) changed = true
      }
    }
  }
  /** What can come directly in a state, apart from the end of its rule. */
  const comes = new Uint8Array(states * width)
  for (let s = 0; s < states; s++) {
    for (let c = 0; c < end; c++) if (shift[s * width + c]! >= 0) comes[s * width + c] = 1
    for (let g = gotoFrom[s]!; g < gotoFrom[s + 1]!; g++) merge(begins, gotoRule[g]!, comes, s)
  }
  comes[accepting * width + end] = 1
  for (let changed = true; changed; ) {
    changed = false
    for (let s = 0; s < states; s++) {
      for (let g = gotoFrom[s]!; g < gotoFrom[s + 1]!; g++) {
        const target = gotoTarget[g]!
        if (merge(comes, target, follows, gotoRule[g]!)) changed = true
        if (final[target] && merge(follows, ruleOf[target]!, follows, gotoRule[g]!)) changed = true
      }
    }
  }
  const useful = new Uint8Array(states * width)
  for (let s = 0; s < states; s++) {
    let ever = final[s] ? completes : 0
    for (let c = 0; c < end; c++) if (shift[s * width + c]! >= 0) ever = useful[s * width + c] = shifts | ever
    for (let g = gotoFrom[s]!; g < gotoFrom[s + 1]!; g++) {
      ever |= predicts
      for (let c = 0; c < end; c++) if (begins[gotoRule[g]! * width + c]) useful[s * width + c]! |= predicts
    }
    for (let c = 0; c < open; c++) {
      useful[s * width + c]! &= ~completes
      if (final[s] && follows[ruleOf[s]! * width + c]) useful[s * width + c]! |= completes
    }
    useful[s * width + open] = ever
  }
  // The mark of acceptance is kept where the text may end, so that it can be found there.
  useful[accepting * width + end] = useful[accepting * width + open] = completes
  for (let rule = 0; rule < first.length; rule++) begins[rule * width + open] = 1
  return { begins, useful }
}
