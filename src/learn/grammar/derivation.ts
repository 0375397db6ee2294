import type { Node } from './chart.ts'
import { type Hypothesis, type Item, root } from './hypothesis.ts'

/**
 * What a parse went through: by it one can tell later, without parsing, that a hypothesis still derives the text. It takes
 * as many steps as the parse has constituents, where an Earley chart has hundreds of items for each.
 */
export class Derivation {
  /** Slot and construct of each constituent. */
  readonly #cells: Int32Array
  /** Constructs with the items that they had, and how often each of their slots was filled. */
  readonly #constructs: { readonly construct: number; readonly items: readonly Item[]; readonly fills: Uint8Array }[] =
    []
  readonly #atRoot: number

  constructor(h: Hypothesis, tree: Node) {
    const cells: number[] = []
    const visit = (node: Node) => {
      for (const { slot, node: inner } of node.fills) {
        cells.push(slot, inner.construct)
        const { items } = h.constructs[inner.construct]!
        const fills = new Uint8Array(items.length)
        for (const fill of inner.fills) {
          const at = items.findIndex(item => item.slot === fill.slot)
          fills[at] = Math.min(2, fills[at]! + 1)
        }
        this.#constructs.push({ construct: inner.construct, items, fills })
        visit(inner)
      }
    }
    visit(tree)
    this.#cells = Int32Array.from(cells)
    this.#atRoot = tree.fills.length
  }

  /** Calls back with the slot and the construct of each constituent. */
  forEachCell(see: (slot: number, construct: number) => void): void {
    for (let i = 0; i < this.#cells.length; i += 2) see(this.#cells[i]!, this.#cells[i + 1]!)
  }

  /** How many constituents it has. */
  get size(): number {
    return this.#constructs.length
  }

  /** Whether a hypothesis derives the text in the same way. */
  holds(h: Hypothesis): boolean {
    const cells = this.#cells
    for (let i = 0; i < cells.length; i += 2) if (!h.slots[cells[i]!]?.row.has(cells[i + 1]!)) return false
    if (!mayHold(h, root, this.#atRoot)) return false
    return this.#constructs.every(({ construct, items, fills }) => {
      if (h.constructs[construct]!.items !== items) return false
      return items.every((item, i) => item.slot === undefined || mayHold(h, item.slot, fills[i]!))
    })
  }
}

/** Whether a slot may be filled so often. */
function mayHold(h: Hypothesis, id: number, times: number): boolean {
  const slot = h.slots[id]!
  return times === 1 || (times === 0 ? slot.nullable : slot.repeat)
}
