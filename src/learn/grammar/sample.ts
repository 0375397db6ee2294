import { characterAt, sizeOf } from '../../model/grammar/character-class.ts'
import type { Random } from '../../model/random.ts'
import type { Node } from './chart.ts'
import { type Run, root, type Slot } from './hypothesis.ts'
import type { Knowledge } from './knowledge.ts'

/** A derivation as a value that can be changed: literal text and filled slots, in order. */
export interface Sample {
  readonly construct: number
  readonly parts: readonly (string | Fill)[]
}

/** What fills one slot: nothing, one constituent, or several in a row. */
export interface Fill {
  readonly slot: number
  readonly samples: readonly Sample[]
}

export const textOf = (sample: Sample): string =>
  sample.parts.map(p => (typeof p === 'string' ? p : textOfFill(p))).join('')

export const textOfFill = (fill: Fill): string => fill.samples.map(textOf).join('')

/** A cell of the matrix slots x constructs as a number. */
export const cellKey = (slot: number, construct: number): number => slot * 1_000_000 + construct

export function forEachFill(fill: Fill, see: (fill: Fill) => void): void {
  see(fill)
  for (const s of fill.samples) for (const p of s.parts) if (typeof p !== 'string') forEachFill(p, see)
}

/** The derivation that a parse found. */
export function sampleOfTree(k: Knowledge, tree: Node, characters: readonly string[]): Fill {
  const h = k.hypothesis
  const convert = (node: Node): Sample => {
    const parts: (string | Fill)[] = []
    let at = node.start
    let next = 0
    const items = h.constructs[node.construct]!.items
    items.forEach((item, i) => {
      if (item.slot !== undefined) {
        const samples: Sample[] = []
        while (next < node.fills.length && node.fills[next]!.slot === item.slot) {
          const child = node.fills[next++]!.node
          samples.push(convert(child))
          at = child.end
        }
        parts.push({ slot: item.slot, samples })
      } else {
        // runs up to the next filled slot, or to the end
        if (i > 0 && items[i - 1]!.run) return
        const to = next < node.fills.length ? node.fills[next]!.node.start : node.end
        const length = items.slice(i).findIndex(it => it.slot !== undefined)
        const runs = length < 0 ? items.slice(i) : items.slice(i, i + length)
        const fixed = runs.every(r => r.run!.max === r.run!.min)
        const end = fixed ? at + runs.reduce((n, r) => n + r.run!.min, 0) : to
        parts.push(characters.slice(at, end).join(''))
        at = end
      }
    })
    return { construct: node.construct, parts }
  }
  return { slot: root, samples: tree.fills.map(f => convert(f.node)) }
}

/** Slots in a random derivation after which it is brought to an end. */
const largestDraw = 60

/** Draws derivations from the hypothesis. */
export class Drawer {
  readonly #k: Knowledge
  readonly #random: Random
  #size = 0

  constructor(k: Knowledge, random: Random) {
    this.#k = k
    this.#random = random
  }

  #run(run: Run): string {
    let n = run.min
    while ((run.max === null || n < run.max) && this.#random.below(2) === 1) n++
    let text = ''
    const size = sizeOf(run.characters)
    for (let i = 0; i < n; i++) text += characterAt(run.characters, this.#random.below(size))
    return text
  }

  /** The smallest derivation of a construct. */
  smallest(construct: number): Sample {
    const k = this.#k
    const h = k.hypothesis
    const items = h.constructs[construct]!.items
    if (items.every(i => i.run)) return { construct, parts: [k.shortest(construct) ?? ''] }
    return {
      construct,
      parts: items.map(item => {
        if (item.run) return String.fromCodePoint(item.run.characters[0]![0])
        return this.smallestFill(h.slots[item.slot]!)
      }),
    }
  }

  smallestFill(slot: Slot): Fill {
    if (slot.nullable) return { slot: slot.id, samples: [] }
    const best = this.#k.shortestConstruct(slot)
    return { slot: slot.id, samples: best === undefined ? [] : [this.smallest(best)] }
  }

  /** Every choice with the same probability; below the depth, or in a derivation that is large, only what is smallest. */
  draw(slot: Slot, depth: number): Fill {
    this.#size = 0
    return this.#draw(slot, depth)
  }

  /** The same for one construct. */
  drawOf(construct: number, depth: number): Sample {
    this.#size = 0
    return this.#drawConstruct(construct, depth)
  }

  #draw(slot: Slot, depth: number): Fill {
    const k = this.#k
    if (depth <= 0 || this.#size++ > largestDraw) return this.smallestFill(slot)
    const random = this.#random
    const row = [...slot.row].filter(c => k.shortest(c) !== undefined).sort((a, b) => a - b)
    const samples: Sample[] = []
    let n = slot.nullable ? 0 : 1
    if (slot.nullable && random.below(2) === 1) n = 1
    if (n > 0 && slot.repeat) while (n < 6 && random.below(2) === 1) n++
    for (let i = 0; i < n && row.length > 0; i++) samples.push(this.#drawConstruct(random.pick(row), depth - 1))
    return { slot: slot.id, samples }
  }

  #drawConstruct(construct: number, depth: number): Sample {
    const h = this.#k.hypothesis
    return {
      construct,
      parts: h.constructs[construct]!.items.map(item =>
        item.run ? this.#run(item.run) : this.#draw(h.slots[item.slot]!, depth),
      ),
    }
  }

  /**
   * A derivation that goes through cells which no accepted text has gone through yet, as many as `most`; undefined where
   * none can be reached.
   */
  towards(covered: ReadonlySet<number>, most: number): Fill | undefined {
    const h = this.#k.hypothesis
    const k = this.#k
    const wanted = new Set<number>()
    const distance = h.slots.map(() => Number.POSITIVE_INFINITY)
    const live = h.liveSlots()
    for (const slot of live) {
      for (const c of slot.row) {
        if (!covered.has(cellKey(slot.id, c)) && k.shortest(c) !== undefined) {
          wanted.add(cellKey(slot.id, c))
          distance[slot.id] = 0
        }
      }
    }
    if (wanted.size === 0) return undefined
    const constructDistance = (c: number): number => {
      let best = Number.POSITIVE_INFINITY
      for (const item of h.constructs[c]!.items) {
        if (item.slot !== undefined) best = Math.min(best, distance[item.slot]!)
      }
      return best
    }
    for (let changed = true; changed; ) {
      changed = false
      for (const slot of live) {
        for (const c of slot.row) {
          const d = constructDistance(c) + 1
          if (d < distance[slot.id]!) {
            distance[slot.id] = d
            changed = true
          }
        }
      }
    }
    if (!Number.isFinite(distance[root]!)) return undefined
    let left = most
    const fill = (slot: Slot, depth: number, seek: boolean): Fill => {
      if (left <= 0 || depth <= 0 || !Number.isFinite(distance[slot.id]!)) return this.smallestFill(slot)
      const row = [...slot.row].filter(c => k.shortest(c) !== undefined).sort((a, b) => a - b)
      const fresh = row.filter(c => wanted.has(cellKey(slot.id, c)))
      let choice: number
      if (fresh.length > 0) {
        choice = this.#random.pick(fresh)
        wanted.delete(cellKey(slot.id, choice))
        left--
      } else {
        const best = Math.min(...row.map(constructDistance))
        if (!seek || !Number.isFinite(best)) return this.smallestFill(slot)
        choice = this.#random.pick(row.filter(c => constructDistance(c) === best))
      }
      return { slot: slot.id, samples: [make(choice, depth - 1)] }
    }
    const make = (construct: number, depth: number): Sample => {
      // one slot leads on to what is wanted; the others take it only where it is at hand
      const items = h.constructs[construct]!.items
      const slots = items.flatMap(i => (i.slot !== undefined ? [i.slot] : []))
      const lead = slots.reduce((best, s) => (distance[s]! < distance[best]! ? s : best), slots[0] ?? -1)
      return {
        construct,
        parts: items.map(item =>
          item.run ? this.#run(item.run) : fill(h.slots[item.slot]!, depth, item.slot === lead),
        ),
      }
    }
    return fill(h.slots[root]!, 12, true)
  }
}
