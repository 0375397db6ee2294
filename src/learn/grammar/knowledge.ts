import type { Principles } from '../../blueprint/principles.ts'
import {
  type CharacterClass,
  characterAt,
  difference,
  hasCharacter,
  sizeOf,
} from '../../model/grammar/character-class.ts'
import { type Grammar, simplify } from '../../model/grammar/index.ts'
import { Chart, type Node, Tables } from './chart.ts'
import { Derivation } from './derivation.ts'
import { type Construct, type Hypothesis, type Item, isLiteral, type Run, root, type Slot } from './hypothesis.ts'
import type { Facts } from './inquiry.ts'
import { toGrammar } from './render.ts'

/** Characters that stand for a class that was not seen in a text: rather a letter than a sign. */
const usual = ['a', 'A', '1', '0']

/** One character of each category, the most particular first. */
const categories = ['0', '_', '-', 'K', 'k', '7']

const digits: CharacterClass = [[0x30, 0x39]]

/** A text with a gap: what stands left and right of a slot. */
export interface Context {
  readonly left: string
  readonly right: string
}

/** The hypothesis, the answers so far, and what follows from the two without asking. */
export class Knowledge {
  #hypothesis: Hypothesis
  /** Items of charts made so far: a clock that runs alike everywhere. */
  work = 0
  readonly facts: Facts
  /** What it cost to explain each text that was explained by one place, in tokens. */
  readonly explained = new Map<string, number>()
  #tables: Tables | undefined
  #shortest: (string | undefined)[] = []
  #sizes = new Int32Array()
  #shortestVersion = -1
  #contexts: (Context | undefined)[] = []
  #contextsVersion = -1
  #grammar: Grammar | undefined
  #grammarVersion = -1

  /** What the learner may assume. */
  readonly principles: Principles

  constructor(hypothesis: Hypothesis, facts: Facts, principles: Principles) {
    this.#hypothesis = hypothesis
    this.facts = facts
    this.principles = principles
  }

  get hypothesis(): Hypothesis {
    return this.#hypothesis
  }

  /** Two hypotheses may count their changes alike: nothing that follows from the one holds of the other. */
  set hypothesis(hypothesis: Hypothesis) {
    if (hypothesis === this.#hypothesis) return
    this.#hypothesis = hypothesis
    this.#tables = undefined
    this.#shortestVersion = -1
    this.#contextsVersion = -1
    this.#grammarVersion = -1
  }

  /** Live slots that the same constructs fill, the slot itself among them. */
  alike(slot: Slot): Slot[] {
    const same = (s: Slot) => s.row.size === slot.row.size && [...slot.row].every(c => s.row.has(c))
    return this.hypothesis.liveSlots().filter(s => s === slot || (!s.gap && s.open === slot.open && same(s)))
  }

  /** Whether a construct fills a slot that repeats. */
  isListed(construct: number): boolean {
    return this.hypothesis.slots.some(s => s.repeat && s.row.has(construct))
  }

  /** A character of a run, one that was seen in it if that is known. */
  characterOf(construct: Construct, item: number): string {
    const { characters } = construct.items[item]!.run!
    if (sizeOf(characters) === 1) return characterAt(characters, 0)
    for (const text of construct.seen) {
      for (const c of text) if (hasCharacter(characters, c.codePointAt(0)!)) return c
    }
    return usual.find(c => hasCharacter(characters, c.codePointAt(0)!)) ?? characterAt(characters, 0)
  }

  /** A shortest text for an item, or the given one. */
  shortestItem(item: Item, fill?: string): string {
    if (item.slot !== undefined) return fill ?? this.shortestFill(this.hypothesis.slots[item.slot]!)
    const { characters } = item.run
    const c = sizeOf(characters) > 1 && usual.find(u => hasCharacter(characters, u.codePointAt(0)!))
    return (c || characterAt(characters, 0)).repeat(item.run.min)
  }

  get tables(): Tables {
    if (this.#tables?.version !== this.hypothesis.version) this.#tables = new Tables(this.hypothesis)
    return this.#tables!
  }

  /** The hypothesis as people see it. */
  get grammar(): Grammar {
    if (this.#grammarVersion !== this.hypothesis.version) {
      this.#grammar = simplify(toGrammar(this.hypothesis))
      this.#grammarVersion = this.hypothesis.version
    }
    return this.#grammar!
  }

  parses(text: string): boolean {
    const chart = new Chart(this.tables, text)
    this.work += chart.size + 100
    return chart.accepted()
  }

  /** Whether an accepted text parses: it need not be parsed again as long as its last derivation holds. */
  derives(text: string): boolean {
    const last = this.facts.derivations.get(text)
    if (last?.holds(this.hypothesis)) {
      this.work += last.size
      return true
    }
    const tree = this.tree(text)
    if (tree) this.facts.derivations.set(text, new Derivation(this.hypothesis, tree))
    return tree !== undefined
  }

  tree(text: string): Node | undefined {
    const chart = new Chart(this.tables, text)
    this.work += chart.size + 100
    return chart.tree()
  }

  /** A shortest member of a construct; undefined if it has none yet. */
  shortest(construct: number): string | undefined {
    this.#settleShortest()
    return this.#shortest[construct]
  }

  /** The construct whose shortest member is a shortest fill of a slot; following it down comes to an end. */
  shortestConstruct(slot: Slot): number | undefined {
    this.#settleShortest()
    let best: number | undefined
    for (const d of slot.row) if (this.#shortest[d] !== undefined && this.#precedes(d, best)) best = d
    return best
  }

  /** Shorter, or as short with fewer constructs in it. */
  #precedes(a: number, b: number | undefined): boolean {
    if (b === undefined) return true
    return (
      this.#shortest[a]!.length - this.#shortest[b]!.length < 0 ||
      (this.#shortest[a]!.length === this.#shortest[b]!.length && this.#sizes[a]! < this.#sizes[b]!)
    )
  }

  #settleShortest(): void {
    const h = this.hypothesis
    if (this.#shortestVersion === h.version) return
    this.#shortestVersion = h.version
    this.#shortest = h.constructs.map(() => undefined)
    this.#sizes = new Int32Array(h.constructs.length)
    const runs = h.constructs.map(c =>
      c.items.map((item, i) => (item.run ? this.characterOf(c, i).repeat(item.run.min) : '')),
    )
    const isToken = h.constructs.map(c => c.items.every(item => item.run !== undefined))
    for (let changed = true; changed; ) {
      changed = false
      for (const c of h.constructs) {
        // a token does not change with others
        if (isToken[c.id] && this.#shortest[c.id] !== undefined) continue
        let size = 1
        let text = ''
        for (let i = 0; i < c.items.length; i++) {
          const item = c.items[i]!
          if (item.run) text += runs[c.id]![i]!
          else {
            const slot = h.slots[item.slot]!
            if (slot.nullable) continue
            let best: number | undefined
            for (const d of slot.row) if (this.#shortest[d] !== undefined && this.#precedes(d, best)) best = d
            if (best === undefined) {
              size = -1
              break
            }
            text += this.#shortest[best]!
            size += this.#sizes[best]!
          }
        }
        if (size < 0) continue
        if (isToken[c.id]) {
          for (const seen of c.seen) if (seen.length <= text.length || text === '') text = seen
        }
        const old = this.#shortest[c.id]
        if (
          old === undefined ||
          text.length < old.length ||
          (text.length === old.length && size < this.#sizes[c.id]!)
        ) {
          this.#shortest[c.id] = text
          this.#sizes[c.id] = size
          changed = true
        }
      }
    }
  }

  #shortestFillNow(slot: Slot): string | undefined {
    if (slot.nullable) return ''
    const best = this.shortestConstruct(slot)
    return best === undefined ? undefined : this.#shortest[best]
  }

  /** A shortest text for a slot. */
  shortestFill(slot: Slot): string {
    return this.#shortestFillNow(slot) ?? ''
  }

  /** A shortest text for a slot that may be empty but is not. */
  shortestFilled(slot: Slot): string {
    this.shortest(0)
    let best: string | undefined
    for (const d of slot.row) {
      const member = this.#shortest[d]
      if (member !== undefined && member !== '' && (best === undefined || member.length < best.length)) best = member
    }
    return best ?? ''
  }

  /** Members of a construct, distinct, the shortest first; each differs from it in how one slot is filled. */
  members(construct: number, most: number): string[] {
    const h = this.hypothesis
    const c = h.constructs[construct]!
    const first = this.shortest(construct)
    const found = new Set<string>()
    if (first !== undefined) found.add(first)
    for (const text of c.seen) if (found.size < most) found.add(text)
    const slots = c.items.flatMap(item => (item.slot !== undefined ? [h.slots[item.slot]!] : []))
    for (const varied of slots) {
      if (varied.gap) continue
      for (const d of varied.row) {
        if (found.size >= most) return [...found]
        const member = this.shortest(d)
        if (member === undefined) continue
        found.add(this.fill(construct, slot => (slot === varied ? member : undefined)))
      }
    }
    return [...found]
  }

  /** A member of a construct with given fills, shortest ones where none is given. */
  fill(construct: number, choose: (slot: Slot) => string | undefined): string {
    let text = ''
    for (const item of this.hypothesis.constructs[construct]!.items) {
      if (item.run) text += this.shortestItem(item)
      else {
        const slot = this.hypothesis.slots[item.slot]!
        text += choose(slot) ?? this.shortestFill(slot)
      }
    }
    return text
  }

  /** What stands around a slot in a shortest text of its construct. */
  around(slot: Slot): Context {
    const owner = this.hypothesis.constructs[slot.owner]
    if (!owner) return { left: '', right: '' }
    let left = ''
    let right = ''
    let passed = false
    for (const item of owner.items) {
      if (item.slot === slot.id) {
        passed = true
        continue
      }
      let part = ''
      if (item.run) part = this.shortestItem(item)
      else part = this.shortestFill(this.hypothesis.slots[item.slot]!)
      if (passed) right += part
      else left += part
    }
    return { left, right }
  }

  /** A shortest context of a slot by the hypothesis; undefined if it is not reachable from the root. */
  shortestContext(slot: Slot): Context | undefined {
    const h = this.hypothesis
    if (this.#contextsVersion !== h.version) {
      this.#contextsVersion = h.version
      this.#contexts = h.slots.map(() => undefined)
      this.#contexts[root] = { left: '', right: '' }
      for (let changed = true; changed; ) {
        changed = false
        for (const parent of h.slots) {
          const outer = this.#contexts[parent.id]
          if (!outer) continue
          for (const c of parent.row) {
            for (const item of h.constructs[c]!.items) {
              if (item.slot === undefined) continue
              const inner = this.around(h.slots[item.slot]!)
              const length = outer.left.length + inner.left.length + inner.right.length + outer.right.length
              const old = this.#contexts[item.slot]
              if (!old || length < old.left.length + old.right.length) {
                this.#contexts[item.slot] = { left: outer.left + inner.left, right: inner.right + outer.right }
                changed = true
              }
            }
          }
        }
      }
    }
    return this.#contexts[slot.id]
  }

  /**
   * Contexts of a slot by the hypothesis, distinct, at most `most`: the home, the shortest, then other places of its
   * construct and other fills of its siblings.
   */
  contexts(slot: Slot, most: number): Context[] {
    const h = this.hypothesis
    const found = new Map<string, Context>()
    const add = (c: Context | undefined) => {
      if (c && found.size < most) found.set(`${c.left}\u0000${c.right}`, c)
    }
    const shortest = this.shortestContext(slot)
    add(shortest)
    if (slot.repeat && shortest) {
      const other = this.shortestFilled(slot)
      add({ left: shortest.left + other, right: shortest.right })
      add({ left: shortest.left, right: other + shortest.right })
    }
    if (shortest) {
      const inner = this.around(slot)
      const outer = {
        left: shortest.left.slice(0, shortest.left.length - inner.left.length),
        right: shortest.right.slice(inner.right.length),
      }
      for (const c of this.variedAround(slot)) add({ left: outer.left + c.left, right: c.right + outer.right })
    }
    add(slot.home)
    if (slot.owner >= 0) {
      const inner = this.around(slot)
      for (const parent of h.slots) {
        if (found.size >= most) break
        if (!parent.row.has(slot.owner)) continue
        const outer = this.shortestContext(parent)
        if (!outer) continue
        add({ left: outer.left + inner.left, right: inner.right + outer.right })
        if (!parent.repeat) continue
        const other = this.shortestFilled(parent)
        add({ left: outer.left + other + inner.left, right: inner.right + outer.right })
        add({ left: outer.left + inner.left, right: inner.right + other + outer.right })
      }
    }
    return [...found.values()]
  }

  /** Fills of a slot that differ in kind: the shortest member of each construct, and of a token another one as well. */
  variants(slot: Slot): string[] {
    const fills: string[] = []
    for (const d of slot.row) {
      const member = this.shortest(d)
      if (member === undefined) continue
      const other = this.otherMember(d, member)
      if (other !== undefined) fills.unshift(other)
      fills.push(member)
    }
    return fills
  }

  /**
   * What can stand around a slot within its construct when its siblings are filled otherwise, one at a time: each sibling
   * once, then each a second time.
   */
  *variedAround(slot: Slot): Generator<Context> {
    const owner = this.hypothesis.constructs[slot.owner]
    if (!owner) return
    const at = owner.items.findIndex(i => i.slot === slot.id)
    const parts = owner.items.map(item => this.shortestItem(item))
    const others = owner.items.map((item, i) => {
      if (item.slot === undefined || i === at) return []
      const sibling = this.hypothesis.slots[item.slot]!
      if (sibling.gap) return []
      const filled = this.shortestFilled(sibling)
      const fills = this.variants(sibling)
      if (sibling.repeat) fills.unshift(filled + filled)
      if (sibling.nullable) fills.unshift(filled)
      return [...new Set(fills)].filter(f => f !== parts[i])
    })
    for (let turn = 0; turn < 3; turn++) {
      for (const [i, fills] of others.entries()) {
        if (fills[turn] === undefined) continue
        const varied = parts.map((p, j) => (j === i ? fills[turn]! : p))
        yield { left: varied.slice(0, at).join(''), right: varied.slice(at + 1).join('') }
      }
    }
  }

  /**
   * Members of a token that ask the most of a place: one for each category of characters that its first run has, with one
   * of each that its runs have behind it. Empty for what is no token.
   */
  extremes(construct: number): string[] {
    const { items } = this.hypothesis.constructs[construct]!
    const runs = items.map(item => item.run ?? this.#runOf(this.hypothesis.slots[item.slot]!))
    if (items.length === 0 || items.every(isLiteral) || !runs.every(run => run !== undefined)) return []
    const [run, ...behind] = runs
    const rest = behind
      .map(r => {
        const some = this.kindsOf(r)
        const n = Math.max(r.min, Math.min(r.max ?? some.length, some.length))
        return Array.from({ length: n }, (_, i) => some[i % some.length] ?? characterAt(r.characters, 0)).join('')
      })
      .join('')
    const heads = this.kindsOf(run!)
    if (heads.length === 0) return []
    const more = run!.max === null || run!.max > run!.min ? heads.slice(0, (run!.max ?? 9) - 1) : []
    const all = heads.map(head => head.repeat(Math.max(1, run!.min)) + more.filter(c => c !== head).join('') + rest)
    // of a number within bounds the largest asks the most
    const isBounded = runs.every(r => r.max !== null && difference(r.characters, digits).length === 0)
    const last = (r: Run) => characterAt(r.characters, sizeOf(r.characters) - 1).repeat(r.max ?? 1)
    return isBounded ? [runs.map(last).join(''), ...all] : all
  }

  /** One character of each category that a run has. */
  kindsOf(run: Run): string[] {
    return categories.filter(c => hasCharacter(run.characters, c.codePointAt(0)!))
  }

  /** The run that a slot was before something else was found among its characters. */
  #runOf(slot: Slot): Run | undefined {
    if (!slot.inRun) return undefined
    for (const c of slot.row) {
      const { items } = this.hypothesis.constructs[c]!
      const run = items.length === 1 && !items.every(isLiteral) ? items[0]!.run : undefined
      if (run) return { characters: run.characters, min: slot.nullable ? 0 : 1, max: slot.repeat ? null : 1 }
    }
    return undefined
  }

  /** A member of a token that differs from the given one in its characters, of the same length; undefined if none. */
  otherMember(construct: number, than: string): string | undefined {
    const c = this.hypothesis.constructs[construct]!
    if (!c.items.every(item => item.run !== undefined)) return undefined
    for (const seen of c.seen) if (seen !== than) return seen
    let text = ''
    let differs = false
    const characters = Array.from(than)
    for (const item of c.items) {
      const run = item.run!
      const n = Math.max(run.min, 0)
      for (let i = 0; i < n; i++) {
        const size = sizeOf(run.characters)
        let pick = characterAt(run.characters, size >> 1)
        if (pick === characters[Array.from(text).length] && size > 1) pick = characterAt(run.characters, size - 1)
        text += pick
      }
    }
    differs = text !== than
    return differs ? text : undefined
  }
}
