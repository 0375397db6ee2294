import type { CharacterClass } from '../../model/grammar/character-class.ts'
import { hasCharacter } from '../../model/grammar/character-class.ts'
import type { Construct, Hypothesis } from './hypothesis.ts'

/** A node of a parse: a construct over a stretch of the text, with what fills its slots in order. The top node's construct is the number of constructs: a start whose only slot is the root. */
export interface Node {
  readonly construct: number
  readonly start: number
  readonly end: number
  readonly fills: readonly { readonly slot: number; readonly node: Node }[]
}

/** What a state stands before. */
const END = 0
/** One character of a class, then the next state. */
const CHARACTER = 1
/** Any number of characters of a class, then the next state. */
const LOOP = 2
/** One character of a class or none. */
const MAYBE = 3
/** A constituent of a type. */
const SLOT = 4

/**
 * The hypothesis as flat tables. A *type* is a set of slots with equal rows. A state is a dotted production: `kind`, an
 * `argument` (class, type or construct) and implicitly the next state, which is the following number.
 */
export class Tables {
  readonly version: number
  readonly kind: Int32Array
  readonly argument: Int32Array
  /** The item of the construct that a state stands before. */
  readonly itemOf: Int32Array
  readonly constructOf: Int32Array
  /** First state of each construct. */
  readonly startOf: Int32Array
  readonly typeOfSlot: Int32Array
  readonly slotOfState: Int32Array
  readonly typeCount: number
  readonly constructsOf: readonly (readonly number[])[]
  /** The types that a construct belongs to. */
  readonly typesOf: readonly (readonly number[])[]
  readonly nullableType: Uint8Array
  readonly nullableConstruct: Uint8Array
  readonly repeat: Uint8Array
  readonly classes: readonly CharacterClass[]
  /** 129 flags a class: ASCII one by one, then whether it has anything beyond. */
  readonly ascii: Uint8Array
  /** The same layout for the characters a construct can begin with. */
  readonly first: Uint8Array

  constructor(h: Hypothesis) {
    this.version = h.version
    const signatures = new Map<string, number>()
    const members: number[][] = []
    const repeat: number[] = []
    const slotNullable: number[] = []
    this.typeOfSlot = new Int32Array(h.slots.length)
    for (const slot of h.slots) {
      const signature = h.signature(slot)
      let type = signatures.get(signature)
      if (type === undefined) {
        type = members.length
        signatures.set(signature, type)
        members.push([...slot.row].sort((a, b) => a - b))
        repeat.push(slot.repeat ? 1 : 0)
        slotNullable.push(slot.nullable ? 1 : 0)
      }
      this.typeOfSlot[slot.id] = type
    }
    // A -> B | A s A derives B (s B)*: on the left of such a construct B is enough, and one parse is left instead of many
    const leftOf = new Map<number, number>()
    const plainSlot = (c: Construct, i: number) => {
      const slot = c.items.at(i)?.slot
      return slot === undefined || h.slots[slot]!.repeat || h.slots[slot]!.nullable ? -1 : slot
    }
    const typeOfSlot = this.typeOfSlot
    const isBinary = (c: number, type: number) => {
      const first = plainSlot(h.constructs[c]!, 0)
      const last = plainSlot(h.constructs[c]!, -1)
      return first >= 0 && last >= 0 && first !== last && typeOfSlot[first] === type && typeOfSlot[last] === type
    }
    const types = members.length
    for (let type = 0; type < types; type++) {
      const binary = members[type]!.filter(c => isBinary(c, type))
      if (binary.length === 0 || binary.length === members[type]!.length) continue
      const rest = members.length
      members.push(members[type]!.filter(c => !binary.includes(c)))
      repeat.push(0)
      slotNullable.push(0)
      for (const c of binary) leftOf.set(plainSlot(h.constructs[c]!, 0), rest)
    }
    for (const [slot, type] of leftOf) typeOfSlot[slot] = type
    this.typeCount = members.length
    this.constructsOf = members
    const typesOf: number[][] = h.constructs.map(() => [])
    for (let type = 0; type < members.length; type++) for (const c of members[type]!) typesOf[c]!.push(type)
    this.typesOf = [...typesOf, []]
    this.repeat = Uint8Array.from(repeat)
    this.nullableType = Uint8Array.from(slotNullable)

    const classes: CharacterClass[] = []
    const classIds = new Map<string, number>()
    const classId = (c: CharacterClass): number => {
      const key = c.join()
      let id = classIds.get(key)
      if (id === undefined) {
        id = classes.length
        classIds.set(key, id)
        classes.push(c)
      }
      return id
    }
    const kind: number[] = []
    const argument: number[] = []
    const itemOf: number[] = []
    const constructOf: number[] = []
    const slotOfState: number[] = []
    const push = (k: number, a: number, item: number, construct: number, slot = -1) => {
      kind.push(k)
      argument.push(a)
      itemOf.push(item)
      constructOf.push(construct)
      slotOfState.push(slot)
    }
    const start: Construct = { id: h.constructs.length, items: [{ slot: 0 }], seen: [] }
    this.startOf = new Int32Array(h.constructs.length + 1)
    for (const construct of [...h.constructs, start]) {
      this.startOf[construct.id] = kind.length
      construct.items.forEach((item, i) => {
        if (item.slot !== undefined) push(SLOT, this.typeOfSlot[item.slot]!, i, construct.id, item.slot)
        else {
          const id = classId(item.run.characters)
          for (let n = 0; n < item.run.min; n++) push(CHARACTER, id, i, construct.id)
          if (item.run.max === null) push(LOOP, id, i, construct.id)
          else for (let n = item.run.min; n < item.run.max; n++) push(MAYBE, id, i, construct.id)
        }
      })
      push(END, construct.id, construct.items.length, construct.id)
    }
    this.kind = Int32Array.from(kind)
    this.argument = Int32Array.from(argument)
    this.itemOf = Int32Array.from(itemOf)
    this.constructOf = Int32Array.from(constructOf)
    this.slotOfState = Int32Array.from(slotOfState)
    this.classes = classes
    this.ascii = new Uint8Array(classes.length * 129)
    classes.forEach((c, id) => {
      for (const [from, to] of c) {
        for (let p = from; p <= to && p < 128; p++) this.ascii[id * 129 + p] = 1
        if (to >= 128) this.ascii[id * 129 + 128] = 1
      }
    })
    this.nullableConstruct = new Uint8Array(h.constructs.length + 1)
    this.first = new Uint8Array((h.constructs.length + 1) * 129)
    this.#closeUp(h.constructs.length + 1)
  }

  /** Fixpoints: which constructs and types can be empty, and with which characters constructs can begin. */
  #closeUp(constructs: number): void {
    const { kind, argument, first, ascii } = this
    for (let changed = true; changed; ) {
      changed = false
      for (let c = 0; c < constructs; c++) {
        let s = this.startOf[c]!
        for (; ; s++) {
          const k = kind[s]!
          if (k === END) {
            if (!this.nullableConstruct[c]) {
              this.nullableConstruct[c] = 1
              changed = true
            }
            break
          }
          const a = argument[s]!
          if (k === SLOT) {
            for (const d of this.constructsOf[a]!) {
              for (let p = 0; p < 129; p++) {
                if (first[d * 129 + p] && !first[c * 129 + p]) {
                  first[c * 129 + p] = 1
                  changed = true
                }
              }
            }
            if (!this.nullableType[a]) break
          } else {
            for (let p = 0; p < 129; p++) {
              if (ascii[a * 129 + p] && !first[c * 129 + p]) {
                first[c * 129 + p] = 1
                changed = true
              }
            }
            if (k === CHARACTER) break
          }
        }
      }
      for (let t = 0; t < this.typeCount; t++) {
        if (!this.nullableType[t] && this.constructsOf[t]!.some(c => this.nullableConstruct[c])) {
          this.nullableType[t] = 1
          changed = true
        }
      }
    }
  }

  has(classId: number, point: number): boolean {
    if (point < 128) return this.ascii[classId * 129 + point] === 1
    return this.ascii[classId * 129 + 128] === 1 && hasCharacter(this.classes[classId]!, point)
  }
}

let markPool = new Int32Array(1 << 16)
let markStamp = 0

/** What a chart is written into. */
class Columns {
  /** The code points of the text. */
  points = new Int32Array(64)
  state = new Int32Array(1024)
  origin = new Int32Array(1024)
  previous = new Int32Array(1024)
  child = new Int32Array(1024)
  nextWaiting = new Int32Array(1024)
  setStart = new Int32Array(64)
  waiting = new Int32Array(1024)

  /** Takes the code points of a text. @returns how many there are */
  read(text: string): number {
    if (this.points.length < text.length) this.points = new Int32Array(2 * text.length)
    let n = 0
    for (let i = 0; i < text.length; i++) {
      const p = text.codePointAt(i)!
      this.points[n++] = p
      if (p > 0xffff) i++
    }
    return n
  }

  /** Makes room for the sets of `n` characters, nobody waiting in any of them. */
  clear(n: number, types: number): void {
    if (this.setStart.length < n + 2) this.setStart = new Int32Array(2 * (n + 2))
    const cells = (n + 1) * types
    if (this.waiting.length < cells) this.waiting = new Int32Array(2 * cells)
    this.waiting.fill(-1, 0, cells)
  }

  /** Makes room for more items. */
  grow(): void {
    const twice = (a: Int32Array) => {
      const b = new Int32Array(a.length * 2)
      b.set(a)
      return b
    }
    this.state = twice(this.state)
    this.origin = twice(this.origin)
    this.previous = twice(this.previous)
    this.child = twice(this.child)
    this.nextWaiting = twice(this.nextWaiting)
  }
}

/** Most charts are read once and dropped: they are all written into the same columns. */
const shared = new Columns()

/**
 * A chart of one text (Earley 1970, with the treatment of empty constituents of Aycock and Horspool 2002). In
 * `everywhere` mode it looks for every constituent at every position and not only for what the root predicts there. Only
 * such a chart lasts: another is good until the next one is made.
 *
 * An item is a state and an origin; items are kept in flat columns, set by set. `previous` and `child` lead back to the
 * items from which an item came first, so that a tree can be read off.
 */
export class Chart {
  readonly tables: Tables
  /** The code points of the text, and perhaps something after them. */
  readonly points: Int32Array
  /** The number of code points. */
  readonly n: number
  #state: Int32Array
  #origin: Int32Array
  #previous: Int32Array
  #child: Int32Array
  #nextWaiting: Int32Array
  #count = 0
  readonly #columns: Columns
  readonly #setStart: Int32Array
  readonly #waiting: Int32Array
  /** How far a prefix of the text is a prefix of something in the language (not in `everywhere` mode). */
  reached = 0
  readonly #everywhere: boolean

  constructor(tables: Tables, text: string, everywhere = false) {
    this.tables = tables
    this.#everywhere = everywhere
    const columns = everywhere ? new Columns() : shared
    this.n = columns.read(text)
    columns.clear(this.n, tables.typeCount)
    this.points = columns.points
    this.#columns = columns
    this.#state = columns.state
    this.#origin = columns.origin
    this.#previous = columns.previous
    this.#child = columns.child
    this.#nextWaiting = columns.nextWaiting
    this.#setStart = columns.setStart
    this.#waiting = columns.waiting
    this.#run()
  }

  #add(state: number, origin: number, previous: number, child: number): void {
    const key = state * (this.n + 1) + origin
    if (markPool[key] === markStamp) return
    markPool[key] = markStamp
    let i = this.#count
    if (i === this.#state.length) {
      this.#columns.grow()
      this.#state = this.#columns.state
      this.#origin = this.#columns.origin
      this.#previous = this.#columns.previous
      this.#child = this.#columns.child
      this.#nextWaiting = this.#columns.nextWaiting
    }
    i = this.#count++
    this.#state[i] = state
    this.#origin[i] = origin
    this.#previous[i] = previous
    this.#child[i] = child
  }

  #predict(type: number, at: number): void {
    const { tables: t, points } = this
    const p = at < this.n ? Math.min(points[at]!, 128) : -1
    for (const c of t.constructsOf[type]!) {
      if ((p >= 0 && t.first[c * 129 + p]) || t.nullableConstruct[c]) this.#add(t.startOf[c]!, at, -1, -1)
    }
  }

  #run(): void {
    const { tables: t, points, n } = this
    const need = t.kind.length * (n + 1)
    if (markPool.length < need) {
      markPool = new Int32Array(need * 2)
      markStamp = 0
    }
    if (markStamp > 0x7ffffff0 - n) {
      markPool.fill(0)
      markStamp = 0
    }
    const types = t.typeCount
    const start = t.startOf.length - 1
    for (let at = 0; at <= n; at++) {
      markStamp++
      this.#setStart[at] = this.#count
      if (at > 0) {
        // scan from the set before
        const p = points[at - 1]!
        for (let i = this.#setStart[at - 1]!; i < this.#setStart[at]!; i++) {
          const s = this.#state[i]!
          const k = t.kind[s]!
          if (k === END || k === SLOT) continue
          if (t.has(t.argument[s]!, p)) this.#add(k === LOOP ? s : s + 1, this.#origin[i]!, i, -2)
        }
        if (this.#count > this.#setStart[at]!) this.reached = at
      }
      if (at === 0) this.#add(t.startOf[start]!, 0, -1, -1)
      if (this.#everywhere) {
        for (let type = 0; type < types; type++) this.#predict(type, at)
      }
      for (let i = this.#setStart[at]!; i < this.#count; i++) {
        const s = this.#state[i]!
        const k = t.kind[s]!
        const origin = this.#origin[i]!
        if (k === SLOT) {
          const type = t.argument[s]!
          const w = at * types + type
          if (this.#waiting[w] === -1 && !this.#everywhere) this.#predict(type, at)
          this.#nextWaiting[i] = this.#waiting[w]!
          this.#waiting[w] = i
          if (t.nullableType[type]) this.#add(s + 1, origin, i, -1)
        } else if (k === LOOP || k === MAYBE) {
          this.#add(s + 1, origin, i, -3)
        } else if (k === END && origin < at) {
          // everyone who waited at the origin for a type that the construct belongs to
          for (const type of t.typesOf[t.argument[s]!]!) {
            for (let j = this.#waiting[origin * types + type]!; j !== -1; j = this.#nextWaiting[j]!) {
              const waiting = this.#state[j]!
              this.#add(waiting + 1, this.#origin[j]!, j, i)
              if (t.repeat[type]) this.#add(waiting, this.#origin[j]!, j, i)
            }
          }
        }
      }
      if (this.#count === this.#setStart[at]! && !this.#everywhere) {
        // dead: no item survived this character
        for (let rest = at + 1; rest <= n + 1; rest++) this.#setStart[rest] = this.#count
        return
      }
    }
    this.#setStart[n + 1] = this.#count
  }

  /** How many items it holds: what it took to make it. */
  get size(): number {
    return this.#count
  }

  /** Whether the root derives the whole text. */
  accepted(): boolean {
    return this.#top() >= 0
  }

  /** The completed item of the start over the whole text, or -1. */
  #top(): number {
    const { tables: t, n } = this
    const start = t.startOf.length - 1
    for (let i = this.#setStart[n]!; i < this.#setStart[n + 1]!; i++) {
      const s = this.#state[i]!
      if (t.kind[s] === END && t.argument[s] === start && this.#origin[i] === 0) return i
    }
    return -1
  }

  /** One parse of the whole text, the same each time, as the fills of the root; undefined where there is none. */
  tree(): Node | undefined {
    const top = this.#top()
    return top < 0 ? undefined : this.#node(top, this.n)
  }

  #node(end: number, at: number): Node {
    const { tables: t } = this
    const fills: { slot: number; node: Node }[] = []
    for (let i = end; i !== -1; i = this.#previous[i]!) {
      const child = this.#child[i]!
      if (child >= 0) {
        const waiting = this.#state[this.#previous[i]!]!
        fills.push({ slot: t.slotOfState[waiting]!, node: this.#node(child, this.#setOf(i)) })
      }
    }
    fills.reverse()
    return { construct: t.argument[this.#state[end]!]!, start: this.#origin[end]!, end: at, fills }
  }

  #setOf(item: number): number {
    let low = 0
    let high = this.n
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#setStart[middle]! <= item) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Every constituent found: calls back with construct, start and end. Not the empty ones. */
  forEachConstituent(see: (construct: number, start: number, end: number) => void): void {
    const { tables: t, n } = this
    for (let at = 1; at <= n; at++) {
      for (let i = this.#setStart[at]!; i < this.#setStart[at + 1]!; i++) {
        const s = this.#state[i]!
        if (t.kind[s] === END && this.#origin[i]! < at && t.argument[s]! < t.startOf.length - 1)
          see(t.argument[s]!, this.#origin[i]!, at)
      }
    }
  }

  /** Every item before an end: a state that was reached over `[start, end)`. For searches with a hole. */
  forEachItem(see: (state: number, start: number, end: number) => void): void {
    for (let at = 0; at <= this.n; at++) {
      for (let i = this.#setStart[at]!; i < this.#setStart[at + 1]!; i++) {
        if (this.tables.constructOf[this.#state[i]!]! < this.tables.startOf.length - 1)
          see(this.#state[i]!, this.#origin[i]!, at)
      }
    }
  }
}
