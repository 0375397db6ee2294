import type { Principles } from '../../blueprint/principles.ts'
import { Sampler, simplify } from '../../model/grammar/index.ts'
import type { Random } from '../../model/random.ts'
import { Automaton, dead } from './automaton.ts'
import { type Habit, habitsOf, ownWays, type Way } from './habits.ts'
import type { Facts, Inquiry } from './inquiry.ts'
import { beyondAscii, digits, type Kind, kindOf, kinds, letters, signs } from './kinds.ts'
import { grammarOfAutomaton, type Transitions } from './regular.ts'

/** When learning an automaton ends whatever it has by then. */
export interface AutomatonLimits {
  readonly states: number
  readonly questions: number
  /** Samples in a row that must be accepted. */
  readonly enough: number
}

const about = 'which texts may follow a prefix'

/** How many texts are traced step by step; the others only where they are not accepted. */
const mostTraced = 60

/** Longer texts are not tested. */
const longestTested = 200

/** The tree of suffixes that tells states apart: at an inner node, whether a prefix followed by the suffix is accepted. */
type Node = Inner | { readonly suffix?: undefined; readonly state: number }
interface Inner {
  readonly suffix: string
  yes: Node
  no: Node
}

/** What was tried at a state, so that it is not tried again. */
interface Trials {
  /** Kinds whose members are asked for one by one. */
  readonly singly: Set<Kind>
  /** Characters with the ways that they were thought to go on. */
  readonly ways: Set<string>
  /** Whether characters of all sorts were tried, as in free text. */
  freeText: boolean
  /** Whether letters were tried where digits stand. */
  letters: boolean
}

/**
 * Learns the finite automaton of a language in which nothing nests. States are the prefixes that the same texts may follow;
 * they are told apart by a tree of suffixes (Kearns and Vazirani 1994) along the examples, and each wrong sample is traced
 * to one transition by bisection (Rivest and Schapire 1993). A character that was not seen at a state leads nowhere unless
 * others of its kind do, or it leads somewhere at other states.
 */
export class AutomatonLearner {
  readonly #a = new Automaton()
  readonly #facts: Facts
  readonly #principles: Principles
  readonly #limits: AutomatonLimits
  readonly #begun: number
  #most: number
  #tree: Node = { suffix: '', yes: { state: dead }, no: { state: dead } }
  /** For each state. */
  #trials: Trials[] = []
  /**
   * How much is tried. At first states are made for examples alone, and what does not lead to one of them leads nowhere;
   * from 1 on they are made for whatever is found; from 2 on characters are tried at all states and not only at such as
   * have something in common with those where they were seen; from 3 on behind all prefixes that lead to a state.
   */
  #effort = 0
  /** Edges that texts go through which must be accepted. */
  readonly #traced = new Set<string>()
  /** Prefixes that were held against the one that stands for their state. */
  readonly #compared = new Set<string>()

  constructor(facts: Facts, principles: Principles, limits: AutomatonLimits) {
    this.#facts = facts
    this.#principles = principles
    this.#limits = limits
    this.#begun = facts.size
    this.#most = limits.questions
  }

  /** Whether the limits are reached. */
  get #isOver(): boolean {
    return this.#a.states.length > this.#limits.states || this.#facts.size - this.#begun > this.#most
  }

  /**
   * Learns from texts that are accepted until nothing that it tries speaks against what it learned; then tries more.
   * @returns the last automaton that stood the test; what there is at the limits where none did; undefined without examples
   */
  *learn(examples: readonly string[], random: Random): Inquiry<Transitions | undefined> {
    const known = [...examples].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    if (known.length === 0) return undefined
    yield* this.#target('', known[0]!, true)
    let best: Transitions | undefined
    for (this.#effort = 0; this.#effort <= 3; this.#effort++) {
      // the last effort may take as many questions as all before
      if (this.#effort === 3) this.#most = Math.min(this.#most, 2 * (this.#facts.size - this.#begun))
      if (this.#effort === 1) this.#reopen()
      for (;;) {
        yield* this.#settle(known)
        const wrong = this.#isOver ? undefined : yield* this.#test(known, random)
        if (this.#isOver) return best ?? this.#a.transitions()
        if (wrong === undefined) break
        if (this.#a.accepts(wrong)) yield* this.#refute(wrong)
        else known.push(wrong)
      }
      best = this.#a.transitions()
    }
    return best
  }

  /** What led to no state that was known is tried again. */
  #reopen(): void {
    this.#trials = this.#trials.map(noTrials)
    for (const { edges } of this.#a.states) for (const [c, to] of edges) if (to === dead) edges.delete(c)
  }

  /** Traces the texts and explores the states until neither changes anything. */
  *#settle(known: readonly string[]): Inquiry<void> {
    for (let before = ''; before !== this.#print() && !this.#isOver; ) {
      before = this.#print()
      for (const [i, text] of known.entries())
        if (!this.#isOver && (i < mostTraced || !this.#a.accepts(text))) yield* this.#trace(text)
      if (this.#principles.categories)
        for (let q = 0; q < this.#a.states.length && !this.#isOver; q++) yield* this.#explore(q)
      if (!this.#principles.recurrence) continue
      const habits = habitsOf(this.#a)
      for (let q = 0; q < this.#a.states.length && !this.#isOver; q++) {
        yield* this.#borrow(q, habits)
        if (this.#effort >= 3) yield* this.#compare(q, habits)
      }
    }
  }

  #print(): string {
    return this.#a.states.map(s => `${[...s.edges]};${[...s.spread.values()]}`).join('\n')
  }

  *#ask(text: string): Inquiry<boolean> {
    return yield* this.#facts.ask(text, about)
  }

  /** Follows an accepted text: at each step what remains of it must be accepted behind the state. */
  *#trace(text: string): Inquiry<void> {
    const characters = Array.from(text)
    let q = 0
    for (let i = 0; i < characters.length && !this.#isOver; i++) {
      const c = characters[i]!
      const rest = characters.slice(i + 1).join('')
      let next = this.#a.step(q, c)
      if (next === dead || !(yield* this.#ask(this.#a.states[next]!.access + rest))) {
        next = yield* this.#target(this.#a.states[q]!.access + c, rest, true)
        this.#connect(q, c, next)
      }
      this.#traced.add(`${q} ${c}`)
      q = next
    }
  }

  /** An edge of its own; what its kind was thought to do is found out again. */
  #connect(q: number, character: string, to: number): void {
    const { edges, spread } = this.#a.states[q]!
    edges.set(character, to)
    const kind = kindOf(character)
    if (kind === undefined || !spread.has(kind) || spread.get(kind) === to) return
    spread.delete(kind)
    this.#trials[q]!.singly.add(kind)
  }

  /**
   * The state of a prefix that `rest` may follow: one that is known, or a new one, or `dead` where none may be made.
   * @param isTraced it is part of a text that must be accepted
   */
  *#target(prefix: string, rest: string, isTraced = false): Inquiry<number> {
    const mayMake = isTraced || this.#effort > 0
    let node = this.#tree
    let parent: { readonly inner: Inner; readonly side: 'yes' | 'no' } | undefined
    let isLive = false
    while (node.suffix !== undefined) {
      const side: 'yes' | 'no' = (yield* this.#ask(prefix + node.suffix)) ? 'yes' : 'no'
      if (side === 'yes') isLive = true
      parent = { inner: node, side }
      node = node[side]
    }
    const { state } = node
    if (state === dead) {
      if (!mayMake) return dead
      const made: Node = { state: yield* this.#make(prefix, rest) }
      // behind suffixes that are all rejected there are prefixes, too, that nothing may follow
      parent!.inner[parent!.side] = isLive ? made : { suffix: rest, yes: made, no: node }
      return made.state
    }
    const { access, completions } = this.#a.states[state]!
    if (!(yield* this.#ask(access + rest))) return mayMake ? yield* this.#divide(state, prefix, rest, rest) : dead
    for (const w of [...completions])
      if (!(yield* this.#ask(prefix + w))) return mayMake ? yield* this.#divide(state, prefix, rest, w) : dead
    this.#a.remember(state, rest)
    return state
  }

  *#make(access: string, completion: string): Inquiry<number> {
    this.#trials.push(noTrials())
    return this.#a.add(access, yield* this.#ask(access), completion)
  }

  /** A new state for a prefix that was taken for the same as an old one: a suffix may follow one of them alone. */
  *#divide(old: number, prefix: string, rest: string, suffix: string): Inquiry<number> {
    const isNew = yield* this.#ask(prefix + suffix)
    const made = yield* this.#make(prefix, rest)
    const divided = (node: Node): Node => {
      if (node.suffix !== undefined) {
        node.yes = divided(node.yes)
        node.no = divided(node.no)
        return node
      }
      if (node.state !== old) return node
      return isNew
        ? { suffix, yes: { state: made }, no: { state: old } }
        : { suffix, yes: { state: old }, no: { state: made } }
    }
    this.#tree = divided(this.#tree)
    for (const [q, { access, edges, spread }] of this.#a.states.entries()) {
      if (this.#isOver) break
      for (const [c, to] of edges)
        if (to === old && (yield* this.#ask(access + c + suffix)) === isNew) edges.set(c, made)
      for (const [kind, to] of spread) {
        if (to !== old) continue
        const texts = kind.some.map(c => access + c + suffix)
        const sides = yield* this.#facts.askAll(texts, about)
        if (sides.every(side => side === isNew)) spread.set(kind, made)
        else if (sides.includes(isNew)) {
          spread.delete(kind)
          this.#trials[q]!.singly.add(kind)
        }
      }
    }
    return made
  }

  /** Where characters lead that were not seen at a state, but others of their kind. */
  *#explore(q: number): Inquiry<void> {
    const { edges, spread } = this.#a.states[q]!
    const trials = this.#trials[q]!
    const leads = (kind: Kind) => new Set(kind.characters.map(c => this.#a.step(q, c)).filter(to => to !== dead))
    for (const kind of kinds) if (leads(kind).size > 0 || trials.singly.has(kind)) yield* this.#generalise(q, kind)
    if (!trials.letters && leads(digits).size > 0) {
      trials.letters = true
      for (const kind of letters) {
        if (leads(kind).size > 0) continue
        if (yield* this.#try(q, kind.some[0]!, leads(digits))) yield* this.#generalise(q, kind)
      }
    }
    if (trials.freeText || ![...letters, digits].some(kind => spread.get(kind) === q)) return
    trials.freeText = true
    const others = kinds.filter(kind => kind !== beyondAscii && !spread.has(kind)).flatMap(kind => kind.characters)
    yield* this.#loop(
      q,
      [...signs, ...others].filter(c => !edges.has(c)),
    )
    yield* this.#loop(
      q,
      beyondAscii.characters.filter(c => !edges.has(c)),
    )
  }

  /** Where the others of a kind lead, of which some are seen at a state. */
  *#generalise(q: number, kind: Kind): Inquiry<void> {
    const { edges, spread } = this.#a.states[q]!
    const { singly } = this.#trials[q]!
    if (spread.has(kind)) return
    const targets = () => new Set(kind.characters.map(c => edges.get(c) ?? dead).filter(to => to !== dead))
    if (!singly.has(kind)) {
      const seen = kind.characters.filter(c => edges.has(c))
      let live = 0
      for (const c of kind.some) {
        if (!edges.has(c)) yield* this.#try(q, c, targets())
        if (this.#a.step(q, c) !== dead) live++
      }
      const [to, ...more] = targets()
      if (live === kind.some.length && more.length === 0 && seen.every(c => edges.get(c) === to)) {
        spread.set(kind, to!)
        for (const c of kind.characters) edges.delete(c)
        return
      }
      if (kind === beyondAscii || (live === 0 && kind !== digits)) return
      singly.add(kind)
    }
    for (const c of kind.characters) if (!edges.has(c) && !this.#isOver) yield* this.#try(q, c, targets())
  }

  /** Gives a character an edge if it leads to where one of some states could go on. @returns whether it does */
  *#try(q: number, character: string, targets: Iterable<number>): Inquiry<boolean> {
    const { access, edges } = this.#a.states[q]!
    for (const t of targets) {
      for (const w of this.#a.states[t]!.completions.slice(0, 2)) {
        const to = yield* this.#follow(access + character, w)
        if (to === dead) continue
        edges.set(character, to)
        return true
      }
    }
    edges.set(character, dead)
    return false
  }

  /** The state of a prefix if a text may follow it; else `dead`. */
  *#follow(prefix: string, rest: string): Inquiry<number> {
    return (yield* this.#ask(prefix + rest)) ? yield* this.#target(prefix, rest) : dead
  }

  /** Which characters may stand at a state that others lead back to: all in one text first, then by halves. */
  *#loop(q: number, members: readonly string[]): Inquiry<void> {
    if (members.length === 0 || this.#isOver) return
    const { access, completions, edges } = this.#a.states[q]!
    if (yield* this.#areAlike(access, access + members.join(''), completions[0]!)) {
      for (const c of members) edges.set(c, q)
    } else if (members.length === 1) {
      edges.set(members[0]!, yield* this.#follow(access + members[0]!, completions[0]!))
    } else {
      const middle = members.length >> 1
      yield* this.#loop(q, members.slice(0, middle))
      yield* this.#loop(q, members.slice(middle))
    }
  }

  /** Whether a text may follow a prefix, and all that tells the state of another one answers alike behind both. */
  *#areAlike(access: string, prefix: string, rest: string): Inquiry<boolean> {
    if (!(yield* this.#ask(prefix + rest))) return false
    for (let node = this.#tree; node.suffix !== undefined; ) {
      const was: boolean = yield* this.#ask(access + node.suffix)
      if ((yield* this.#ask(prefix + node.suffix)) !== was) return false
      node = was ? node.yes : node.no
    }
    return true
  }

  /**
   * Tries at a state what leads somewhere at others: what occurs twice may be the same. It may lead to the same state, or
   * back to where it began as it does elsewhere, or to where other characters lead from here. Characters that do the same
   * wherever they are known are tried as one.
   */
  *#borrow(q: number, habits: readonly Habit[]): Inquiry<void> {
    const { access, completions, edges } = this.#a.states[q]!
    const tried = this.#trials[q]!.ways
    for (const { members, ways, at } of habits) {
      if (this.#isOver) return
      if (this.#effort < 2 && !at.some(r => r !== q && this.#a.areKin(q, r))) continue
      const [c, ...alike] = members.filter(c => this.#a.step(q, c) === dead)
      if (c === undefined) continue
      for (const way of this.#effort < 2 ? ways : [...ways, ...ownWays(this.#a, q)]) {
        if (tried.has(c + way.id)) continue
        tried.add(c + way.id)
        const rest = restOf(way, completions)
        if (!(yield* this.#ask(access + c + rest))) continue
        for (const other of [c, ...alike]) edges.set(other, yield* this.#follow(access + other, rest))
        break
      }
    }
  }

  /**
   * Tries the same behind other prefixes that lead to a state: one that more may follow than the one that stands for the
   * state is a state of its own.
   */
  *#compare(q: number, habits: readonly Habit[]): Inquiry<void> {
    const { access, completions } = this.#a.states[q]!
    for (let from = 0; from < this.#a.states.length; from++) {
      const group = from === q ? undefined : this.#a.groups(from).find(({ to }) => to === q)
      if (group === undefined) continue
      const character = group.characters.at(-1)!
      const prefix = this.#a.states[from]!.access + character
      if (prefix === access || this.#compared.has(prefix)) continue
      this.#compared.add(prefix)
      const own = ownWays(this.#a, q)
      for (const { members, ways } of habits) {
        if (this.#isOver) return
        const c = members[0]!
        if (this.#a.step(q, c) !== dead) continue
        for (const way of [...ways, ...own]) {
          const rest = c + restOf(way, completions)
          if (!(yield* this.#ask(prefix + rest)) || (yield* this.#ask(access + rest))) continue
          this.#connect(from, character, yield* this.#target(prefix, rest))
          return
        }
      }
    }
  }

  /** A text that speaks against the automaton: one of its samples that is rejected, or a change of an example that is not. */
  *#test(known: readonly string[], random: Random): Inquiry<string | undefined> {
    const isWrong = (text: string, isAccepted: boolean) =>
      text.length <= longestTested && this.#a.accepts(text) !== isAccepted
    const rejected = this.#facts.rejected.find(text => isWrong(text, false))
    if (rejected !== undefined) return rejected
    if (this.#effort > 0) {
      // what else was accepted, as far as it is made of what the examples are made of
      const seen = new Set(known.join(''))
      const isOfExamples = (text: string) => Array.from(text).every(c => seen.has(c) || kindOf(c) !== undefined)
      const missed = this.#facts.accepted.find(text => isWrong(text, true) && isOfExamples(text))
      if (missed !== undefined) return missed
    }
    const grammar = grammarOfAutomaton(this.#a.transitions())
    const sampler = grammar && new Sampler(simplify(grammar))
    for (let turn = 0; turn < this.#limits.enough && !this.#isOver; turn++) {
      const sample = sampler && turn % 2 === 1 ? sampler.sample(random) : this.#a.walk(random)
      if (isWrong(sample, false)) {
        this.#facts.purpose = 'verifying'
        const isFine = yield* this.#facts.ask(sample, 'whether a sample of the automaton is accepted')
        this.#facts.purpose = 'learning'
        if (!isFine) return sample
      }
      if (this.#effort === 0) continue
      const changed = changedText(random, known)
      if (!isWrong(changed, true)) continue
      if (yield* this.#facts.ask(changed, 'whether what the automaton rejects is rejected')) return changed
    }
    return undefined
  }

  /** Finds the transition that is to blame for a text that is accepted wrongly, and corrects it. */
  *#refute(text: string): Inquiry<void> {
    const characters = Array.from(text)
    const path = this.#a.path(text)
    const rest = (i: number) => characters.slice(i).join('')
    let low = 0
    let high = characters.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (yield* this.#ask(this.#a.states[path[middle]!]!.access + rest(middle))) high = middle
      else low = middle
    }
    const [q, to, c] = [path[low]!, path[high]!, characters[low]!]
    const prefix = this.#a.states[q]!.access + c
    const mayDivide = this.#effort > 0 || this.#traced.has(`${q} ${c}`)
    for (const w of mayDivide ? [...this.#a.states[to]!.completions] : []) {
      if (!(yield* this.#ask(prefix + w))) continue
      const found = yield* this.#target(prefix, w, true)
      this.#connect(q, c, found === to ? yield* this.#divide(to, prefix, w, rest(high)) : found)
      return
    }
    this.#connect(q, c, dead)
  }
}

const noTrials = (): Trials => ({ singly: new Set(), ways: new Set(), freeText: false, letters: false })

/** What is asked behind a character: a way to go on from where it may lead. */
const restOf = ({ rest, back }: Way, completions: readonly string[]): string => rest ?? back! + completions[0]!

/** An example with a small change: something left out, doubled, or taken from another. */
function changedText(random: Random, known: readonly string[]): string {
  const text = Array.from(random.pick(known))
  const from = random.below(text.length + 1)
  const to = from + random.below(Math.min(4, text.length - from) + 1)
  const other = Array.from(random.pick(known))
  const start = random.below(other.length + 1)
  const part = other.slice(start, start + 1 + random.below(4))
  switch (random.below(4)) {
    case 0:
      return [...text.slice(0, from), ...text.slice(to)].join('')
    case 1:
      return [...text.slice(0, to), ...text.slice(from)].join('')
    case 2:
      return [...text.slice(0, from), ...part, ...text.slice(to)].join('')
    default:
      return [...text.slice(0, from), ...other.slice(start)].join('')
  }
}
