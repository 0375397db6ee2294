import { characterAt, sizeOf } from '../../model/grammar/character-class.ts'
import { Chart, type Node, Tables } from './chart.ts'
import { type Hypothesis, root, type Slot } from './hypothesis.ts'
import type { Facts } from './inquiry.ts'

/** A text with a gap: what stands left and right of a slot. */
export interface Context {
  readonly left: string
  readonly right: string
}

/** The hypothesis, the answers so far, and what follows from the two without asking. */
export class Knowledge {
  hypothesis: Hypothesis
  readonly facts: Facts
  #tables: Tables | undefined
  #shortest: (string | undefined)[] = []
  #shortestVersion = -1
  #contexts: (Context | undefined)[] = []
  #contextsVersion = -1

  constructor(hypothesis: Hypothesis, facts: Facts) {
    this.hypothesis = hypothesis
    this.facts = facts
  }

  get tables(): Tables {
    if (this.#tables?.version !== this.hypothesis.version) this.#tables = new Tables(this.hypothesis)
    return this.#tables!
  }

  parses(text: string): boolean {
    return new Chart(this.tables, text).accepted()
  }

  tree(text: string): Node | undefined {
    return new Chart(this.tables, text).tree()
  }

  /** A shortest member of a construct; undefined if it has none yet. */
  shortest(construct: number): string | undefined {
    const h = this.hypothesis
    if (this.#shortestVersion !== h.version) {
      this.#shortestVersion = h.version
      this.#shortest = h.constructs.map(() => undefined)
      for (let changed = true; changed; ) {
        changed = false
        for (const c of h.constructs) {
          const member = this.#compose(c.id)
          const old = this.#shortest[c.id]
          if (member !== undefined && (old === undefined || member.length < old.length)) {
            this.#shortest[c.id] = member
            changed = true
          }
        }
      }
    }
    return this.#shortest[construct]
  }

  #compose(construct: number): string | undefined {
    const c = this.hypothesis.constructs[construct]!
    if (c.items.every(item => item.run !== undefined)) {
      const byLength = [...c.seen].sort((a, b) => a.length - b.length)
      if (byLength.length > 0) return byLength[0]
    }
    let text = ''
    for (const item of c.items) {
      if (item.run) {
        for (let i = 0; i < item.run.min; i++) text += characterAt(item.run.characters, 0)
      } else {
        const fill = this.#shortestFillNow(this.hypothesis.slots[item.slot]!)
        if (fill === undefined) return undefined
        text += fill
      }
    }
    return text
  }

  #shortestFillNow(slot: Slot): string | undefined {
    if (slot.nullable) return ''
    let best: string | undefined
    for (const d of slot.row) {
      const member = this.#shortest[d]
      if (member !== undefined && (best === undefined || member.length < best.length)) best = member
    }
    return best
  }

  /** A shortest text for a slot. */
  shortestFill(slot: Slot): string {
    this.shortest(0)
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
      if (item.run) for (let i = 0; i < item.run.min; i++) text += characterAt(item.run.characters, 0)
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
      if (item.run) for (let i = 0; i < item.run.min; i++) part += characterAt(item.run.characters, 0)
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
      for (const c of this.variedAround(slot)) {
        if (found.size >= most) break
        const parent = h.slots.find(p => p.row.has(slot.owner) && this.shortestContext(p))
        const outer = parent && this.shortestContext(parent)
        if (outer) add({ left: outer.left + c.left, right: c.right + outer.right })
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

  /** What can stand around a slot within its construct when its siblings are filled otherwise, one at a time. */
  *variedAround(slot: Slot): Generator<Context> {
    const owner = this.hypothesis.constructs[slot.owner]
    if (!owner) return
    const siblings = owner.items.flatMap(i => (i.slot !== undefined && i.slot !== slot.id ? [i.slot] : []))
    for (const sibling of siblings) {
      const s = this.hypothesis.slots[sibling]!
      if (s.gap) continue
      const usual = this.shortestFill(s)
      const others = this.variants(s).filter(m => m !== usual)
      if (s.nullable && usual !== '') others.push('')
      for (const other of others) {
        let left = ''
        let right = ''
        let passed = false
        for (const item of owner.items) {
          if (item.slot === slot.id) {
            passed = true
            continue
          }
          let part = ''
          if (item.run) for (let i = 0; i < item.run.min; i++) part += characterAt(item.run.characters, 0)
          else if (item.slot === sibling) part = other
          else part = this.shortestFill(this.hypothesis.slots[item.slot]!)
          if (passed) right += part
          else left += part
        }
        yield { left, right }
      }
    }
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
