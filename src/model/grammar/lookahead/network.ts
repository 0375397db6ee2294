import { anyCharacter, type CharacterClass, charactersOf } from '../character-class.ts'
import type { SolidGrammar } from '../form/solid.ts'
import type { Expression } from '../grammar.ts'
import { Alphabet } from '../parse/alphabet.ts'
import { classesOf } from '../parse/tables.ts'

/** A place where a parser must decide between ways to go on. */
export interface Decision {
  readonly rule: string
  readonly expression: Expression
  /** Of a choice, where each alternative begins; of a repetition, where one more round begins. */
  readonly ways: readonly number[]
  /** Where a way ends. */
  readonly join: number
  /** Of a repetition, where it goes on without one more round. */
  readonly out: number | undefined
}

/**
 * A grammar as a network of states: moves over nothing, over characters, over whole rules. Counted repetitions are
 * unfolded, and every expression keeps the states between which it stands.
 */
export class Network {
  readonly alphabet: Alphabet
  /** Moves over nothing. */
  readonly free: number[][] = []
  /** Moves over a character of some groups. */
  readonly reads: [groups: readonly number[], target: number][][] = []
  /** Moves over a rule. */
  readonly calls: [rule: string, target: number][][] = []
  readonly ruleOf: string[] = []
  readonly entry = new Map<string, number>()
  readonly exit = new Map<string, number>()
  /** Where it goes on after each use of a rule. */
  readonly returns = new Map<string, number[]>()
  readonly decisions: Decision[] = []
  /** Groups that cannot be read in a state: what a run of one class leaves must not go on with that class. */
  readonly blocks = new Map<number, readonly number[]>()
  readonly start: string
  readonly startIsNullable: boolean
  /** Where an expression begins and ends, for each time that it is unfolded. */
  readonly #places = new Map<Expression, [from: number, to: number][]>()
  readonly #groups = new Map<CharacterClass, readonly number[]>()

  constructor({ grammar, startIsNullable }: SolidGrammar) {
    this.start = grammar.start
    this.startIsNullable = startIsNullable
    this.alphabet = new Alphabet([...classesOf(grammar), anyCharacter])
    for (const { name } of grammar.rules) {
      this.entry.set(name, this.#state(name))
      this.exit.set(name, this.#state(name))
      this.returns.set(name, [])
    }
    for (const { name, expression } of grammar.rules) {
      this.free[this.#add(expression, this.entry.get(name)!, name)]!.push(this.exit.get(name)!)
    }
  }

  /** Where an expression begins and ends, for each time that it is unfolded. */
  placesOf(e: Expression): readonly [from: number, to: number][] {
    return this.#places.get(e) ?? []
  }

  groupsOf(of: CharacterClass): readonly number[] {
    let found = this.#groups.get(of)
    if (!found) this.#groups.set(of, (found = this.alphabet.groupsOf(of)))
    return found
  }

  #state(rule: string): number {
    this.free.push([])
    this.reads.push([])
    this.calls.push([])
    return this.ruleOf.push(rule) - 1
  }

  #add(e: Expression, from: number, rule: string): number {
    const start = this.#state(rule)
    this.free[from]!.push(start)
    const end = this.#unfold(e, start, rule)
    const places = this.#places.get(e)
    if (places) places.push([start, end])
    else this.#places.set(e, [[start, end]])
    return end
  }

  #unfold(e: Expression, from: number, rule: string): number {
    switch (e.kind) {
      case 'literal': {
        let at = from
        for (const c of e.text) {
          const next = this.#state(rule)
          this.reads[at]!.push([[this.alphabet.groupOf(c.codePointAt(0)!)], next])
          at = next
        }
        return at
      }
      case 'characters': {
        const to = this.#state(rule)
        this.reads[from]!.push([this.groupsOf(e.characters), to])
        return to
      }
      case 'reference': {
        const to = this.#state(rule)
        this.calls[from]!.push([e.rule, to])
        this.returns.get(e.rule)!.push(to)
        return to
      }
      case 'sequence':
        return e.items.reduce((at, item) => this.#add(item, at, rule), from)
      case 'choice': {
        const ways = e.alternatives.map(() => this.#state(rule))
        const join = this.#state(rule)
        e.alternatives.forEach((alternative, i) => {
          this.free[from]!.push(ways[i]!)
          this.free[this.#add(alternative, ways[i]!, rule)]!.push(join)
        })
        this.decisions.push({ rule, expression: e, ways, join, out: undefined })
        return join
      }
      case 'repetition': {
        let at = from
        for (let i = 0; i < e.min; i++) at = this.#add(e.item, at, rule)
        if (e.max === null) {
          const loop = this.#state(rule)
          this.free[at]!.push(loop)
          const round = this.#state(rule)
          const out = this.#state(rule)
          this.free[loop]!.push(round, out)
          this.free[this.#add(e.item, round, rule)]!.push(loop)
          this.decisions.push({ rule, expression: e, ways: [round], join: loop, out })
          const run = oneCharacter(e.item)
          if (run) this.blocks.set(out, this.groupsOf(run))
          return out
        }
        const out = this.#state(rule)
        for (let i = e.min; i < e.max; i++) {
          const round = this.#state(rule)
          this.free[at]!.push(round, out)
          at = this.#add(e.item, round, rule)
          this.decisions.push({ rule, expression: e, ways: [round], join: at, out })
        }
        this.free[at]!.push(out)
        return out
      }
    }
  }
}

/** The class of an expression that reads exactly one character. */
export function oneCharacter(e: Expression): CharacterClass | undefined {
  if (e.kind === 'characters') return e.characters
  return e.kind === 'literal' && [...e.text].length === 1 ? charactersOf(e.text) : undefined
}
