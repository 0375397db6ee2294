import { type CharacterClass, characterAt, hasCharacter, sizeOf } from '../../model/grammar/character-class.ts'

/** The root slot's number. */
export const root = 0

/** A run of characters of one class. A literal character is a class of one, once. `max` null: without end. */
export interface Run {
  readonly characters: CharacterClass
  readonly min: number
  readonly max: number | null
}

/** One place of a construct: a run of characters, or a slot that constructs fill. */
export type Item =
  | { readonly run: Run; readonly slot?: undefined }
  | { readonly slot: number; readonly run?: undefined }

/** One way to build a constituent: the right-hand side of a production. */
export interface Construct {
  readonly id: number
  /** Replaced as a whole, never changed in place. */
  items: readonly Item[]
  /** Members that stood in an accepted text: the surest probes. */
  readonly seen: string[]
}

/**
 * A place that constructs fill. What may fill it is its row of the matrix slots x constructs; slots with equal rows are
 * one nonterminal. Nothing is ever merged: rows that turn out equal are one, and may come apart again.
 */
export interface Slot {
  readonly id: number
  /** The construct that it is a place of; -1 for the root. */
  owner: number
  /** Constructs that fill it. */
  readonly row: Set<number>
  /** Those of the row that were seen or asked for here; the others were taken over from what is alike. */
  readonly sure: Set<number>
  /** Constructs that were tried here and do not fit. */
  readonly refuted: Set<number>
  /** May stay empty. */
  nullable: boolean
  /** May be filled several times in a row. */
  repeat: boolean
  /** An open slot is tried with constructs that are found later; a closed one holds what it came with. */
  open: boolean
  /** A place for white space between tokens. */
  gap: boolean
  /** Was a run of characters: what stands beside the filling is of the same kind as the filling. */
  inRun: boolean
  /** An accepted text around it, less what filled it. */
  home: { readonly left: string; readonly right: string }
}

export function literalItem(character: string): Item {
  const point = character.codePointAt(0)!
  return { run: { characters: [[point, point]], min: 1, max: 1 } }
}

export function isLiteral(item: Item): boolean {
  return item.run !== undefined && item.run.max === 1 && item.run.min === 1 && sizeOf(item.run.characters) === 1
}

/** Some of the sides of something. */
export interface Sides {
  readonly left: boolean
  readonly right: boolean
}

export const nowhere: Sides = { left: false, right: false }

/** Blanks: the construct of all of them, that of those that end no line (the same where none does), and where they stand. */
export interface Blanks {
  readonly construct: number
  readonly inLine: number
  /** They may stand between tokens, and not only around a text. */
  readonly between: boolean
}

/** The learner's idea of the language: constructs, slots, and which construct fits which slot. */
export class Hypothesis {
  readonly constructs: Construct[] = []
  readonly slots: Slot[] = []
  /** The slot that whole texts fill; within the root where blanks may stand around a text. */
  top = root
  /** What is known of blanks; undefined where they are like other characters. */
  blank: Blanks | undefined
  /** Counts changes, so that what is derived from the hypothesis knows when it is stale. */
  version = 0
  #live: readonly Slot[] = []
  #liveVersion = -1

  constructor() {
    this.addSlot(-1, { left: '', right: '' }, { open: true })
  }

  addSlot(
    owner: number,
    home: Slot['home'],
    traits: Partial<Pick<Slot, 'nullable' | 'repeat' | 'open' | 'gap' | 'inRun'>> = {},
  ): Slot {
    const slot: Slot = {
      id: this.slots.length,
      owner,
      row: new Set(),
      sure: new Set(),
      refuted: new Set(),
      nullable: traits.nullable ?? false,
      repeat: traits.repeat ?? false,
      open: traits.open ?? false,
      gap: traits.gap ?? false,
      inRun: traits.inRun ?? false,
      home,
    }
    this.slots.push(slot)
    this.version++
    return slot
  }

  addConstruct(items: readonly Item[], seen: string): Construct {
    const construct: Construct = { id: this.constructs.length, items, seen: [seen] }
    this.constructs.push(construct)
    this.version++
    return construct
  }

  /** Makes of a root that repeats one slot within it that does, so that the root can be filled by what does not. */
  wrapRow(): void {
    const start = this.slots[root]!
    if (!start.repeat) return
    const whole = this.addConstruct([], '')
    whole.seen.length = 0
    const inner = this.addSlot(whole.id, start.home, { open: start.open, repeat: true })
    whole.items = [{ slot: inner.id }]
    for (const construct of start.row) this.admit(inner, construct, start.sure.has(construct))
    for (const construct of start.refuted) inner.refuted.add(construct)
    for (const some of [start.row, start.sure, start.refuted]) some.clear()
    start.repeat = false
    start.open = false
    this.admit(start, whole.id, true)
    if (this.top === root) this.top = inner.id
  }

  /** @param sure it was seen or asked for in this slot */
  admit(slot: Slot, construct: number, sure: boolean): void {
    if (sure) slot.sure.add(construct)
    if (slot.row.has(construct)) return
    slot.row.add(construct)
    this.version++
  }

  withdraw(slot: Slot, construct: number): void {
    slot.sure.delete(construct)
    if (slot.row.delete(construct)) this.version++
  }

  /** Slots with equal rows and traits have equal signatures: they are one nonterminal. */
  signature(slot: Slot): string {
    const row = [...slot.row].sort((a, b) => a - b).join(',')
    return `${slot.nullable ? '?' : ''}${slot.repeat ? '+' : ''}${row}`
  }

  /** Slots that are still reachable from the root, in the order of their numbers. */
  liveSlots(): readonly Slot[] {
    if (this.#liveVersion !== this.version) {
      this.#live = this.#reachable()
      this.#liveVersion = this.version
    }
    return this.#live
  }

  #reachable(): Slot[] {
    const seen = new Set<number>([root])
    const queue = [root]
    const constructs = new Set<number>()
    for (const id of queue) {
      for (const c of this.slots[id]!.row) {
        if (constructs.has(c)) continue
        constructs.add(c)
        for (const item of this.constructs[c]!.items) {
          if (item.slot !== undefined && !seen.has(item.slot)) {
            seen.add(item.slot)
            queue.push(item.slot)
          }
        }
      }
    }
    return [...seen].sort((a, b) => a - b).map(id => this.slots[id]!)
  }

  /** On which sides of a slot stand characters that were a run: they would take what is added to the filling for their own. */
  besideRun(slot: Slot, seen = new Set<number>()): Sides {
    if (slot.inRun) return { left: true, right: true }
    const beside = { left: false, right: false }
    if (slot.owner < 0 || seen.has(slot.owner)) return beside
    seen.add(slot.owner)
    const { items } = this.constructs[slot.owner]!
    const isFirst = items[0]?.slot === slot.id
    const isLast = items.at(-1)?.slot === slot.id
    if (!isFirst && !isLast) return beside
    for (const outer of this.slots) {
      if (!outer.row.has(slot.owner)) continue
      const { left, right } = this.besideRun(outer, seen)
      beside.left ||= isFirst && left
      beside.right ||= isLast && right
    }
    return beside
  }

  /** Constructs around what whole texts are made of: rows of lines, blanks. */
  frame(): Set<number> {
    const found = new Set<number>()
    const queue = [this.slots[this.top]!.owner]
    for (const construct of queue) {
      if (construct < 0 || found.has(construct)) continue
      found.add(construct)
      for (const slot of this.slots) if (slot.row.has(construct)) queue.push(slot.owner)
    }
    return found
  }

  /** A plain value that survives JSON. */
  toJson() {
    return {
      top: this.top,
      blank: this.blank,
      constructs: this.constructs.map(({ items, seen }) => ({ items, seen })),
      slots: this.slots.map(s => ({ ...s, row: [...s.row], sure: [...s.sure], refuted: [...s.refuted] })),
    }
  }

  /** What `toJson` gave. */
  static fromJson(value: ReturnType<Hypothesis['toJson']>): Hypothesis {
    const h = new Hypothesis()
    h.slots.length = 0
    h.top = value.top
    h.blank = value.blank
    value.constructs.forEach((c, id) => {
      h.constructs.push({ id, items: c.items, seen: [...c.seen] })
    })
    for (const s of value.slots)
      h.slots.push({ ...s, row: new Set(s.row), sure: new Set(s.sure), refuted: new Set(s.refuted) })
    h.version++
    return h
  }

  /** A copy that can be changed without the original noticing. */
  clone(): Hypothesis {
    const copy = new Hypothesis()
    copy.slots.length = 0
    copy.top = this.top
    copy.blank = this.blank
    for (const c of this.constructs) copy.constructs.push({ ...c, seen: [...c.seen] })
    for (const s of this.slots)
      copy.slots.push({ ...s, row: new Set(s.row), sure: new Set(s.sure), refuted: new Set(s.refuted) })
    copy.version = this.version + 1
    return copy
  }
}

/** One member of a class to stand for it: what was seen if it is a member, else the first of its largest range. */
export function representative(run: Run, preferred?: string): string {
  if (preferred !== undefined && hasCharacter(run.characters, preferred.codePointAt(0)!)) return preferred
  return characterAt(run.characters, 0)
}
