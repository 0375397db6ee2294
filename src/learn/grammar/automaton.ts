import type { Blueprint } from '../../blueprint/blueprint.ts'
import { type CharacterClass, characterClass, union } from '../../model/grammar/character-class.ts'
import { Sampler, simplify } from '../../model/grammar/index.ts'
import type { Random } from '../../model/random.ts'
import type { Facts, Inquiry } from './inquiry.ts'
import { grammarOfAutomaton, type Transitions } from './regular.ts'

/** A class of characters that are taken for alike until an answer tells them apart. */
export interface Kind {
  readonly characters: readonly string[]
  /** Members that stand for the others in questions: the first, the last, one between. */
  readonly some: readonly string[]
}

const range = (from: string, to: string): string[] =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, i) =>
    String.fromCharCode(from.charCodeAt(0) + i),
  )

/** Letters and digits: what people take for one kind. */
export const alphabets: readonly Kind[] = [
  { characters: range('a', 'z'), some: ['a', 'z', 'k'] },
  { characters: range('A', 'Z'), some: ['A', 'Z', 'K'] },
  { characters: range('0', '9'), some: ['0', '9', '3'] },
]

/** Characters that may stand in free text beside letters and digits. */
const signs: readonly string[] = Array.from(' _-.,;:!?\'"`@#$%&*+/\\=<>|~^()[]{}\t')

/** What stands for all characters beyond ASCII. */
export const foreign = ['é', '中']

/** Characters beyond ASCII, without controls and noncharacters. */
const allBeyondAscii: CharacterClass = [
  [0xa0, 0xd7ff],
  [0xe000, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0x10000, 0x1fffd],
]

const beyondAscii: Kind = { characters: foreign, some: foreign }

/** Where nothing is known to go on: every continuation is rejected. */
export const dead = -1

/** What is known of the texts that may follow a prefix. */
interface State {
  /** The shortest prefix that was seen to lead here. */
  readonly access: string
  /** What may follow it, short ones first. */
  readonly completions: string[]
  readonly edges: Map<string, number>
  /** Where all characters of a kind lead that have no edge of their own. */
  readonly spread: Map<Kind, number>
  /** Kinds whose members are asked for one by one. */
  readonly singly: Set<Kind>
  /** Whether characters of all sorts were tried here, as in free text. */
  loops: boolean
  /** Whether letters were tried where digits stand. */
  letters: boolean
  /** Characters that were tried, with the states that they were thought to lead to. */
  readonly tried: Set<string>
}

/** A way to go on behind a character: what may follow the state that it leads to, or what leads back to where it stood. */
interface Way {
  readonly id: string
  readonly rest?: string
  readonly back?: string
}

/** Characters that do the same at all states where they are known. */
interface Habit {
  readonly members: string[]
  readonly ways: readonly Way[]
  /** The states at which they lead somewhere. */
  readonly at: readonly number[]
}

/** The tree of suffixes that tells states apart: at an inner node, whether a prefix followed by the suffix is accepted. */
type Node =
  | { readonly suffix: string; yes: Node; no: Node; readonly state?: undefined }
  | { readonly suffix?: undefined; state: number }

export interface AutomatonLimits {
  readonly states: number
  readonly questions: number
  /** Samples in a row that must be accepted. */
  readonly enough: number
}

const about = 'which texts may follow a prefix'

/** How many texts are traced step by step; the others only where they are not accepted. */
const mostTraced = 60

/** How many completions of a state are kept. */
const mostCompletions = 3

/** Longer texts are not tested. */
const longestTested = 200

/** How long a way back to a state may be to be tried at another one. */
const longestBack = 3

/** Steps after which a random walk takes the shortest way to an end. */
const longestWalk = 16

/**
 * The finite automaton of a language in which nothing nests. States are the prefixes that the same texts may follow;
 * they are told apart by a tree of suffixes (Kearns and Vazirani 1994) along the examples, each wrong sample is traced to
 * one transition by bisection (Rivest and Schapire 1993). A character that was not seen at a state leads nowhere unless it
 * leads there where it was seen, or others of its kind do.
 */
export class Automaton {
  readonly #states: State[] = []
  readonly #facts: Facts
  readonly #principles: Blueprint['principles']
  readonly #limits: AutomatonLimits
  #tree: Node = { suffix: '', yes: { state: dead }, no: { state: dead } }
  readonly #begun: number
  #most: number
  /**
   * How much is tried. At first states are made for examples alone, and what does not lead to one of them leads nowhere;
   * from 1 on they are made for whatever is found; from 2 on characters are tried at all states and not only at such as
   * have something in common with those where they were seen; from 3 on behind all prefixes that lead to a state.
   */
  #effort = 0
  /** Edges that texts go through which must be accepted. */
  readonly #traced = new Set<string>()
  readonly #compared = new Set<string>()

  constructor(facts: Facts, principles: Blueprint['principles'], limits: AutomatonLimits) {
    this.#facts = facts
    this.#principles = principles
    this.#limits = limits
    this.#begun = facts.size
    this.#most = limits.questions
  }

  /** Whether the limits are reached. */
  get #isOver(): boolean {
    return this.#states.length > this.#limits.states || this.#facts.size - this.#begun > this.#most
  }

  /** Whether a state is one in which a text may end. */
  isFinal(state: number): boolean {
    return this.#facts.get(this.#states[state]!.access) === true
  }

  /** Where a character leads; `dead` if nowhere, or nowhere known. */
  step(state: number, character: string): number {
    const s = this.#states[state]!
    const own = s.edges.get(character)
    if (own !== undefined) return own
    const kind = kindOf(character)
    return (kind && s.spread.get(kind)) ?? dead
  }

  accepts(text: string): boolean {
    let q = 0
    for (const c of text) {
      q = this.step(q, c)
      if (q === dead) return false
    }
    return this.isFinal(q)
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
      const asked = this.#facts.size - this.#begun
      this.#most = this.#effort < 3 ? this.#limits.questions : Math.min(this.#limits.questions, 2 * asked)
      for (let wrong: string | undefined = ''; wrong !== undefined; ) {
        yield* this.#settle(known)
        if (this.#isOver) return best ?? this.#transitions()
        wrong = yield* this.#test(known, random)
        if (this.#isOver) return best ?? this.#transitions()
        if (wrong === undefined) break
        if (this.accepts(wrong)) yield* this.#refute(wrong)
        else known.push(wrong)
      }
      best = this.#transitions()
      if (this.#effort === 0) this.#reopen()
    }
    return best
  }

  /** What led to no state that was known is tried again. */
  #reopen(): void {
    for (const s of this.#states) {
      for (const [c, to] of s.edges) if (to === dead) s.edges.delete(c)
      s.tried.clear()
      s.singly.clear()
      s.loops = false
      s.letters = false
    }
  }

  /** Traces the texts and explores the states until neither changes anything. */
  *#settle(known: readonly string[]): Inquiry<void> {
    for (let before = ''; before !== this.#print() && !this.#isOver; ) {
      before = this.#print()
      for (const [i, text] of known.entries()) {
        if (this.#isOver) return
        if (i < mostTraced || !this.accepts(text)) yield* this.#trace(text)
      }
      for (let q = 0; q < this.#states.length && !this.#isOver; q++) yield* this.#explore(q)
      if (!this.#principles.recurrence) continue
      const habits = this.#habits()
      for (let q = 0; q < this.#states.length && !this.#isOver; q++) {
        yield* this.#borrow(q, habits)
        if (this.#effort >= 3) yield* this.#compare(q, habits)
      }
    }
  }

  #print(): string {
    return this.#states.map(s => `${[...s.edges]};${[...s.spread.values()]}`).join('\n')
  }

  *#ask(text: string): Inquiry<boolean> {
    return yield* this.#facts.ask(text, about)
  }

  /** Follows an accepted text: at each step what remains of it must be accepted behind the state. */
  *#trace(text: string): Inquiry<void> {
    const characters = Array.from(text)
    let q = 0
    for (let i = 0; i < characters.length; i++) {
      const c = characters[i]!
      const rest = characters.slice(i + 1).join('')
      const prefix = this.#states[q]!.access + c
      let next = this.step(q, c)
      if (next === dead) {
        // what leads on here does so from another prefix, but not from the one that stands for the state
        if (!(yield* this.#ask(prefix + rest))) return
        next = yield* this.#target(prefix, rest, true)
        this.#connect(q, c, next)
      } else if (!(yield* this.#ask(this.#states[next]!.access + rest))) {
        next = yield* this.#divide(next, prefix, rest, rest, true)
        this.#connect(q, c, next)
      }
      this.#traced.add(`${q} ${c}`)
      q = next
    }
  }

  /** An edge of its own; what its kind was thought to do is found out again. */
  #connect(q: number, character: string, to: number): void {
    const s = this.#states[q]!
    s.edges.set(character, to)
    const kind = kindOf(character)
    if (kind && s.spread.has(kind) && s.spread.get(kind) !== to) {
      s.spread.delete(kind)
      s.singly.add(kind)
    }
  }

  /**
   * The state of a prefix that `rest` may follow: one that is known, or a new one, or `dead` where none may be made.
   * @param isTraced it is part of a text that must be accepted
   */
  *#target(prefix: string, rest: string, isTraced = false): Inquiry<number> {
    const isFixed = !isTraced && this.#effort === 0
    let node = this.#tree
    let parent: { node: Node & { suffix: string }; side: 'yes' | 'no' } | undefined
    let live = false
    while (node.suffix !== undefined) {
      const side = (yield* this.#ask(prefix + node.suffix)) ? 'yes' : 'no'
      if (side === 'yes') live = true
      parent = { node: node as Node & { suffix: string }, side }
      node = node[side]
    }
    const { state } = node
    if (state === dead) {
      if (isFixed) return dead
      const made = this.#make(prefix, rest)
      const leaf: Node = { state: made }
      const at = parent!.node as { yes: Node; no: Node }
      at[parent!.side] = live ? leaf : { suffix: rest, yes: leaf, no: { state: dead } }
      return made
    }
    const q = this.#states[state]!
    if (!(yield* this.#ask(q.access + rest)))
      return isFixed ? dead : yield* this.#divide(state, prefix, rest, rest, true)
    for (const w of [...q.completions])
      if (!(yield* this.#ask(prefix + w))) return isFixed ? dead : yield* this.#divide(state, prefix, rest, w, false)
    remember(q, rest)
    return state
  }

  #make(access: string, completion: string): number {
    this.#states.push({
      access,
      completions: [completion],
      edges: new Map(),
      spread: new Map(),
      singly: new Set(),
      loops: false,
      letters: false,
      tried: new Set(),
    })
    return this.#states.length - 1
  }

  /**
   * Tells a new state from one that it was taken for.
   * @param isNew whether the suffix may follow the new state, or else the old one
   * @returns the new state
   */
  *#divide(old: number, prefix: string, rest: string, suffix: string, isNew: boolean): Inquiry<number> {
    const made = this.#make(prefix, rest)
    const split = (node: Node): Node => {
      if (node.suffix !== undefined) {
        const inner = node as { yes: Node; no: Node }
        inner.yes = split(inner.yes)
        inner.no = split(inner.no)
        return node
      }
      if (node.state !== old) return node
      const [yes, no] = isNew ? [made, old] : [old, made]
      return { suffix, yes: { state: yes }, no: { state: no } }
    }
    this.#tree = split(this.#tree)
    for (const s of this.#states) {
      for (const [c, to] of s.edges) {
        if (to !== old) continue
        if ((yield* this.#ask(s.access + c + suffix)) === isNew) s.edges.set(c, made)
      }
      for (const [kind, to] of s.spread) {
        if (to !== old) continue
        const sides = yield* this.#facts.askAll(
          kind.some.map(c => s.access + c + suffix),
          about,
        )
        if (sides.every(side => side === isNew)) s.spread.set(kind, made)
        else if (sides.some(side => side === isNew)) {
          s.spread.delete(kind)
          s.singly.add(kind)
        }
      }
      if (this.#isOver) break
    }
    return made
  }

  /** Where characters lead that were not seen at a state. */
  *#explore(q: number): Inquiry<void> {
    const s = this.#states[q]!
    for (const kind of this.#principles.categories ? [...alphabets, beyondAscii] : []) {
      const own = kind.characters.filter(c => (s.edges.get(c) ?? dead) !== dead)
      if (own.length > 0 || s.singly.has(kind)) yield* this.#generalise(q, kind)
    }
    if (!s.letters && alphabets[2]!.characters.some(c => this.step(q, c) !== dead)) {
      s.letters = true
      const targets = [...new Set(alphabets[2]!.characters.map(c => this.step(q, c)).filter(t => t !== dead))]
      for (const kind of alphabets.slice(0, 2)) {
        if (this.step(q, kind.some[0]!) === dead && (yield* this.#try(q, kind.some[0]!, targets)))
          yield* this.#generalise(q, kind)
      }
    }
    if (!s.loops && alphabets.some(kind => s.spread.get(kind) === q)) {
      s.loops = true
      yield* this.#loop(q, [
        ...signs.filter(c => !s.edges.has(c)),
        ...alphabets.filter(k => !s.spread.has(k)).flatMap(k => k.characters.filter(c => !s.edges.has(c))),
      ])
      yield* this.#loop(
        q,
        foreign.filter(c => !s.edges.has(c)),
      )
    }
  }

  /** Where the others of a kind lead, of which some are seen at a state. */
  *#generalise(q: number, kind: Kind): Inquiry<void> {
    const s = this.#states[q]!
    if (s.spread.has(kind)) return
    const seen = kind.characters.filter(c => s.edges.has(c))
    const targets = () => [...new Set(kind.characters.map(c => s.edges.get(c) ?? dead))].filter(t => t !== dead)
    if (!s.singly.has(kind)) {
      let live = 0
      for (const c of kind.some) {
        if (!s.edges.has(c)) yield* this.#try(q, c, targets())
        if ((s.edges.get(c) ?? dead) !== dead) live++
      }
      const one = targets()
      if (live === kind.some.length && one.length === 1 && seen.every(c => s.edges.get(c) === one[0])) {
        s.spread.set(kind, one[0]!)
        for (const c of kind.characters) s.edges.delete(c)
        return
      }
      if (live === 0 && kind !== alphabets[2]) return
      if (kind === beyondAscii) return
      s.singly.add(kind)
    }
    for (const c of kind.characters) {
      if (this.#isOver) return
      if (!s.edges.has(c)) yield* this.#try(q, c, targets())
    }
  }

  /** Gives a character an edge if it leads to where one of some states could go on. */
  *#try(q: number, character: string, targets: readonly number[]): Inquiry<boolean> {
    const s = this.#states[q]!
    const prefix = s.access + character
    for (const t of targets) {
      for (const w of this.#states[t]!.completions.slice(0, 2)) {
        if (!(yield* this.#ask(prefix + w))) continue
        const to = yield* this.#target(prefix, w)
        if (to === dead) continue
        s.edges.set(character, to)
        return true
      }
    }
    s.edges.set(character, dead)
    return false
  }

  /** Which characters may stand at a state that letters lead back to: all in one text first, then by halves. */
  *#loop(q: number, members: readonly string[]): Inquiry<void> {
    if (members.length === 0 || this.#isOver) return
    const s = this.#states[q]!
    const together = members.join('')
    const isAlike = function* (this: Automaton): Inquiry<boolean> {
      if (!(yield* this.#ask(s.access + together + s.completions[0]!))) return false
      for (let node = this.#tree; node.suffix !== undefined; ) {
        const was = yield* this.#ask(s.access + node.suffix)
        if ((yield* this.#ask(s.access + together + node.suffix)) !== was) return false
        node = was ? node.yes : node.no
      }
      return true
    }
    if (yield* isAlike.call(this)) {
      for (const c of members) s.edges.set(c, q)
      return
    }
    if (members.length === 1) {
      const c = members[0]!
      if (yield* this.#ask(s.access + c + s.completions[0]!))
        s.edges.set(c, yield* this.#target(s.access + c, s.completions[0]!))
      return
    }
    const middle = members.length >> 1
    yield* this.#loop(q, members.slice(0, middle))
    yield* this.#loop(q, members.slice(middle))
  }

  /**
   * Tries at a state what leads somewhere at others: what occurs twice may be the same. It may lead to the same state, or
   * back to where it began as it does elsewhere, or to where other characters lead from here. Characters that do the same wherever they are known are tried as one.
   */
  *#borrow(q: number, habits: readonly Habit[]): Inquiry<void> {
    const s = this.#states[q]!
    for (const { members, ways, at } of habits) {
      if (this.#isOver) return
      if (this.#effort < 2 && !at.some(r => r !== q && this.#isKin(q, r))) continue
      const open = members.filter(c => this.step(q, c) === dead)
      const c = open[0]
      if (c === undefined) continue
      for (const way of this.#effort < 2 ? ways : [...ways, ...this.#ownWays(q)]) {
        const w = way.rest ?? way.back + s.completions[0]!
        const key = `${c}${way.rest === undefined ? '<' : '>'}${way.id}`
        if (s.tried.has(key)) continue
        s.tried.add(key)
        if (!(yield* this.#ask(s.access + c + w))) continue
        s.edges.set(c, yield* this.#target(s.access + c, w))
        for (const other of open.slice(1))
          if (yield* this.#ask(s.access + other + w)) s.edges.set(other, yield* this.#target(s.access + other, w))
        break
      }
    }
  }

  /** Where other characters lead from a state. */
  #ownWays(q: number): Way[] {
    const counts = new Map<number, number>()
    for (const { characters, to } of this.#groups(q)) counts.set(to, (counts.get(to) ?? 0) + characters.length)
    const targets = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 2)
    return targets.map(([to]) => ({ id: String(to), rest: this.#states[to]!.completions[0]! }))
  }

  /**
   * Tries the same behind other prefixes that lead to a state: one that more may follow than the one that stands for the
   * state is a state of its own.
   */
  *#compare(q: number, habits: readonly Habit[]): Inquiry<void> {
    const s = this.#states[q]!
    const others: { readonly from: number; readonly character: string }[] = []
    this.#states.forEach((_, from) => {
      const group = from === q ? undefined : this.#groups(from).find(g => g.to === q)
      if (group) others.push({ from, character: group.characters.at(-1)! })
    })
    for (const { from, character } of others) {
      const prefix = this.#states[from]!.access + character
      if (prefix === s.access || this.step(from, character) !== q) continue
      if (this.#compared.has(prefix)) continue
      this.#compared.add(prefix)
      const own = this.#ownWays(q)
      for (const { members, ways } of habits) {
        if (this.#isOver) return
        const c = members[0]!
        if (this.step(q, c) !== dead) continue
        for (const way of [...ways, ...own]) {
          const w = c + (way.rest ?? way.back + s.completions[0]!)
          if (!(yield* this.#ask(prefix + w)) || (yield* this.#ask(s.access + w))) continue
          this.#connect(from, character, yield* this.#divide(q, prefix, w, w, true))
          return
        }
      }
    }
  }

  /** What characters do at the states where they lead somewhere, with the likeliest ways to go on first. */
  #habits(): Habit[] {
    const edges = new Map<string, Map<number, number>>()
    const note = (c: string, from: number, to: number) => {
      const way = edges.get(c) ?? new Map<number, number>()
      edges.set(c, way.set(from, to))
    }
    this.#states.forEach((r, from) => {
      for (const [c, to] of r.edges) if (to !== dead) note(c, from, to)
      for (const [kind, to] of r.spread) note(kind.some[2] ?? kind.some[0]!, from, to)
    })
    const habits = new Map<string, Habit>()
    const paths = new Map<string, string | undefined>()
    for (const [c, way] of edges) {
      const key = [...way].join(';')
      const known = habits.get(key)
      if (known) {
        known.members.push(c)
        continue
      }
      const counts = new Map<number, number>()
      for (const to of way.values()) counts.set(to, (counts.get(to) ?? 0) + 1)
      const targets = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3)
      const ways: Way[] = targets.map(([to]) => ({ id: String(to), rest: this.#states[to]!.completions[0]! }))
      const backs = new Set<string>()
      for (const [from, to] of way) {
        const pair = `${to},${from}`
        if (!paths.has(pair)) paths.set(pair, this.#path(to, from))
        const back = paths.get(pair)
        if (back !== undefined) backs.add(back)
      }
      for (const back of [...backs].sort((a, b) => a.length - b.length).slice(0, 2)) ways.push({ id: back, back })
      habits.set(key, { members: [c], ways, at: [...way.keys()] })
    }
    return [...habits.values()]
  }

  /** A shortest text that leads from a state to another; undefined where none is known. */
  #path(from: number, to: number): string | undefined {
    const came = new Map<number, { text: string }>([[from, { text: '' }]])
    for (const [q, { text }] of came) {
      if (q === to) return text
      if (text.length >= longestBack) continue
      for (const g of this.#groups(q)) if (!came.has(g.to)) came.set(g.to, { text: text + g.characters[0]! })
    }
    return undefined
  }

  /** Whether two states have something in common: a character that leads both to the same state, or that texts end there. */
  #isKin(a: number, b: number): boolean {
    if (this.isFinal(a) && this.isFinal(b)) return true
    for (const [c, to] of this.#states[a]!.edges) if (to !== dead && this.step(b, c) === to) return true
    for (const [kind, to] of this.#states[a]!.spread) if (kind.some.some(c => this.step(b, c) === to)) return true
    return false
  }

  /** A text that speaks against the automaton: one of its samples that is rejected, or a change of an example that is not. */
  *#test(known: readonly string[], random: Random): Inquiry<string | undefined> {
    for (const text of this.#facts.rejected) if (text.length <= longestTested && this.accepts(text)) return text
    if (this.#effort > 0) {
      // what else was accepted, as far as it is made of what the examples are made of
      const seen = new Set(known.join(''))
      const isOfExamples = (text: string) => Array.from(text).every(c => seen.has(c) || kindOf(c) !== undefined)
      for (const text of this.#facts.accepted) {
        if (text.length > longestTested || known.includes(text) || this.accepts(text)) continue
        if (isOfExamples(text)) return text
      }
    }
    const grammar = grammarOfAutomaton(this.#transitions())
    const sampler = grammar && new Sampler(simplify(grammar))
    for (let turn = 0; turn < this.#limits.enough; turn++) {
      if (this.#isOver) return undefined
      const sample = sampler && turn % 2 === 1 ? sampler.sample(random) : this.#walk(random)
      if (sample.length <= longestTested && this.accepts(sample)) {
        this.#facts.purpose = 'verifying'
        const fine = yield* this.#facts.ask(sample, 'whether a sample of the automaton is accepted')
        this.#facts.purpose = 'learning'
        if (!fine) return sample
      }
      if (this.#effort === 0) continue
      const changed = changedText(random, known)
      if (changed.length > longestTested || this.accepts(changed)) continue
      if (yield* this.#facts.ask(changed, 'whether what the automaton rejects is rejected')) return changed
    }
    return undefined
  }

  #transitions(): Transitions {
    return this.#states.map((_, q) => ({
      isFinal: this.isFinal(q),
      edges: this.#groups(q).map(({ characters, to }) => ({ characters: classOf(characters), to })),
    }))
  }

  /** A random text of the automaton: every group of characters with the same target with the same probability. */
  #walk(random: Random): string {
    const nearest = this.#distances()
    let text = ''
    for (let q = 0, n = 0; ; n++) {
      const groups = this.#groups(q)
      const isLong = n >= longestWalk
      if (this.isFinal(q) && (groups.length === 0 || isLong || random.below(groups.length + 1) === 0)) return text
      const best = Math.min(...groups.map(g => nearest[g.to]!))
      if (!Number.isFinite(best)) return text
      const { characters, to } = random.pick(isLong ? groups.filter(g => nearest[g.to] === best) : groups)
      text += random.pick(characters)
      q = to
    }
  }

  /** How many steps each state is from an end. */
  #distances(): number[] {
    const distance = this.#states.map((_, q) => (this.isFinal(q) ? 0 : Number.POSITIVE_INFINITY))
    for (let changed = true; changed; ) {
      changed = false
      for (let q = 0; q < this.#states.length; q++) {
        for (const { to } of this.#groups(q)) {
          if (distance[to]! + 1 < distance[q]!) {
            distance[q] = distance[to]! + 1
            changed = true
          }
        }
      }
    }
    return distance
  }

  /** The edges of a state as groups of characters that lead to the same state. */
  #groups(q: number): { characters: string[]; to: number }[] {
    const s = this.#states[q]!
    const found = new Map<string, { characters: string[]; to: number }>()
    const add = (sort: string, c: string, to: number) => {
      if (to === dead) return
      const key = `${to} ${sort}`
      const group = found.get(key) ?? { characters: [], to }
      group.characters.push(c)
      found.set(key, group)
    }
    for (const [c, to] of s.edges)
      add(kindOf(c) ? String([...alphabets, beyondAscii].indexOf(kindOf(c)!)) : 'sign', c, to)
    for (const [kind, to] of s.spread)
      for (const c of kind.characters)
        if (!s.edges.has(c)) add(String([...alphabets, beyondAscii].indexOf(kind)), c, to)
    return [...found.values()]
  }

  /** Finds the transition that is to blame for an accepted text that the world rejects, and corrects it. */
  *#refute(text: string): Inquiry<void> {
    const characters = Array.from(text)
    const path = [0]
    for (const c of characters) path.push(this.step(path.at(-1)!, c))
    const rest = (i: number) => characters.slice(i).join('')
    let low = 0
    let high = characters.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (yield* this.#ask(this.#states[path[middle]!]!.access + rest(middle))) high = middle
      else low = middle
    }
    const q = path[low]!
    const c = characters[low]!
    const to = path[low + 1]!
    const prefix = this.#states[q]!.access + c
    const mayDivide = this.#effort > 0 || this.#traced.has(`${q} ${c}`)
    for (const w of mayDivide ? [...this.#states[to]!.completions] : []) {
      if (!(yield* this.#ask(prefix + w))) continue
      this.#connect(q, c, yield* this.#divide(to, prefix, w, rest(low + 1), false))
      return
    }
    this.#connect(q, c, dead)
  }
}

function kindOf(character: string): Kind | undefined {
  const point = character.codePointAt(0)!
  if (point >= 97 && point <= 122) return alphabets[0]
  if (point >= 65 && point <= 90) return alphabets[1]
  if (point >= 48 && point <= 57) return alphabets[2]
  return point >= 0xa0 ? beyondAscii : undefined
}

function remember(state: State, completion: string): void {
  if (state.completions.includes(completion)) return
  state.completions.push(completion)
  state.completions.sort((a, b) => a.length - b.length)
  state.completions.length = Math.min(state.completions.length, mostCompletions)
}

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

/** The class of characters, with all beyond ASCII for those that stand for them. */
function classOf(some: readonly string[]): CharacterClass {
  const known = some.filter(c => kindOf(c) !== beyondAscii)
  const own = characterClass(known.map(c => [c.codePointAt(0)!, c.codePointAt(0)!]))
  if (foreign.every(c => some.includes(c))) return union(own, allBeyondAscii)
  return union(
    own,
    characterClass(some.filter(c => !known.includes(c)).map(c => [c.codePointAt(0)!, c.codePointAt(0)!])),
  )
}
