import { type CharacterClass, difference, hasCharacter } from '../../model/grammar/character-class.ts'
import { Random } from '../../model/random.ts'
import { type Hypothesis, type Item, isLiteral, type Run, root, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import { Knowledge } from './knowledge.ts'
import { Drawer, type Fill, type Sample, textOf, textOfFill } from './sample.ts'
import { probes } from './sift.ts'
import { tokenConstruct } from './words.ts'

const about = 'which part of a rejected sample is to blame'

/** What was done about a rejected derivation; undefined if nothing could be done. */
export type Mending = { readonly slot: number; readonly construct: number; readonly what: string } | undefined

/**
 * Finds the cell that is to blame for a rejected derivation and takes back what it said too much. The derivation is made
 * small; then the search goes down to a node whose own place rejects it while the places of its children accept them
 * (counterexample analysis of Rivest and Schapire 1993, carried to trees).
 */
export function* mend(k: Knowledge, rejected: Fill, restudy?: () => Inquiry<void>): Inquiry<Mending> {
  const drawer = new Drawer(k, new Random(1))
  const small = yield* minimise(k, drawer, rejected)
  const h = k.hypothesis
  let slot = h.slots[root]!
  if (small.samples.length !== 1) return yield* tooMany(k, small)
  let node = small.samples[0]!
  for (let down = true; down; ) {
    down = false
    for (const part of node.parts) {
      if (typeof part === 'string') continue
      const inner = h.slots[part.slot]!
      for (const child of part.samples) {
        const text = inner.home.left + textOf(child) + inner.home.right
        if (yield* k.facts.ask(text, about)) continue
        slot = inner
        node = child
        down = true
        break
      }
      if (down) break
      if (part.samples.length > 1) {
        const text = inner.home.left + textOfFill(part) + inner.home.right
        if (!(yield* k.facts.ask(text, about))) return yield* tooMany(k, part)
      }
    }
  }
  return yield* takeBack(k, slot, node, restudy)
}

/** Makes a rejected derivation smaller as long as it stays rejected. */
function* minimise(k: Knowledge, drawer: Drawer, rejected: Fill): Inquiry<Fill> {
  const h = k.hypothesis
  let current = rejected
  const replaceAt = (fill: Fill, path: readonly number[], by: Fill): Fill => {
    if (path.length === 0) return by
    const [i, p, ...rest] = path
    const samples = fill.samples.map((s, si) =>
      si !== i ? s : { ...s, parts: s.parts.map((part, pi) => (pi !== p ? part : replaceAt(part as Fill, rest, by))) },
    )
    return { ...fill, samples }
  }
  const visit = function* (fill: Fill, path: readonly number[]): Inquiry<void> {
    const smallest = drawer.smallestFill(h.slots[fill.slot]!)
    const text = textOfFill(fill)
    const candidates: Fill[] = []
    if (path.length > 0 && textOfFill(smallest) !== text) candidates.push(smallest)
    if (fill.samples.length > 1) for (const s of fill.samples) candidates.push({ ...fill, samples: [s] })
    let now = fill
    for (const by of candidates) {
      const next = replaceAt(current, path, by)
      const whole = textOfFill(next)
      if (whole === textOfFill(current)) continue
      if (k.facts.get(whole) === true) continue
      if (!(yield* k.facts.ask(whole, about))) {
        current = next
        now = by
        break
      }
    }
    if (now === smallest) return
    for (let i = 0; i < now.samples.length; i++) {
      for (let p = 0; p < now.samples[i]!.parts.length; p++) {
        const part = now.samples[i]!.parts[p]!
        if (typeof part !== 'string') yield* visit(part, [...path, i, p])
      }
    }
  }
  yield* visit(current, [])
  return current
}

/** A slot that repeats holds a row of constituents which may each stand alone, but not so together. */
function* tooMany(k: Knowledge, fill: Fill): Inquiry<Mending> {
  const h = k.hypothesis
  const slot = h.slots[fill.slot]!
  const done = (what: string): Mending => ({ slot: slot.id, construct: fill.samples.at(-1)?.construct ?? -1, what })
  if (fill.samples.length === 0) {
    slot.nullable = false
    h.version++
    return done('may not be empty')
  }
  if (
    adopt(k, copy => {
      copy.slots[slot.id]!.repeat = false
      copy.version++
    })
  )
    return done('does not repeat')
  for (const s of [...fill.samples].reverse()) {
    const ok = adopt(k, copy => {
      copy.withdraw(copy.slots[slot.id]!, s.construct)
      copy.slots[slot.id]!.refuted.add(s.construct)
    })
    if (ok) return { slot: slot.id, construct: s.construct, what: 'does not stand beside others' }
  }
  const mayBeEmpty =
    slot.nullable || (yield* k.facts.ask(slot.home.left + slot.home.right, `whether slot ${slot.id} may be empty`))
  if (!mayBeEmpty || !h.constructs[slot.owner]) return undefined
  for (const { construct } of fill.samples) {
    for (const side of [0, 1]) {
      if (adopt(k, copy => setApart(copy, slot.id, construct, side)))
        return { slot: slot.id, construct, what: 'stands once, at the edge' }
    }
  }
  return undefined
}

/** Takes a construct from a slot that repeats and lets it stand once before (0) or behind (1) what the slot holds. */
function setApart(h: Hypothesis, id: number, construct: number, side: number): void {
  const slot = h.slots[id]!
  const owner = h.constructs[slot.owner]!
  const once = h.addSlot(owner.id, slot.home, { nullable: true })
  h.withdraw(slot, construct)
  slot.refuted.add(construct)
  slot.nullable = true
  h.admit(once, construct, true)
  const at = owner.items.findIndex(item => item.slot === id) + side
  owner.items = [...owner.items.slice(0, at), { slot: once.id }, ...owner.items.slice(at)]
  h.version++
}

/** Changes the hypothesis if every accepted text still parses afterwards. */
function adopt(k: Knowledge, change: (copy: Hypothesis) => void): boolean {
  const copy = k.hypothesis.clone()
  change(copy)
  const trial = new Knowledge(copy, k.facts, k.principles)
  for (const text of k.facts.accepted) {
    if (!trial.derives(text) && k.derives(text)) return false
  }
  k.hypothesis = copy
  return true
}

/** The node is rejected in its slot's home, and its children are not in theirs. */
function* takeBack(k: Knowledge, slot: Slot, node: Sample, restudy?: () => Inquiry<void>): Inquiry<Mending> {
  const h = k.hypothesis
  const construct = h.constructs[node.construct]!
  const fills = node.parts.filter((p): p is Fill => typeof p !== 'string')
  const done = (what: string): Mending => ({ slot: slot.id, construct: construct.id, what })
  const plain = k.shortest(construct.id)
  const text = textOf(node)
  if (construct.items.every(i => i.run) && !construct.items.every(isLiteral)) {
    for (const seen of [...construct.seen, plain!]) {
      if (seen === text) continue
      if (yield* k.facts.ask(slot.home.left + seen + slot.home.right, about)) {
        return yield* narrowToken(k, slot, construct.id, seen, text)
      }
    }
  }
  if (plain === undefined || plain === text || !(yield* k.facts.ask(slot.home.left + plain + slot.home.right, about))) {
    h.withdraw(slot, construct.id)
    slot.refuted.add(construct.id)
    // what was taken over together with it is now asked for by itself
    const supported = new Set<number>()
    for (const c of [...slot.row]) {
      const seenHere = k.facts.accepted.some(
        t =>
          t.startsWith(slot.home.left) &&
          t.endsWith(slot.home.right) &&
          t === slot.home.left + (k.shortest(c) ?? '') + slot.home.right,
      )
      if (seenHere) supported.add(c)
    }
    if (slot.open) {
      for (const c of [...slot.row]) {
        if (supported.has(c)) continue
        h.withdraw(slot, c)
        const [probe] = probes(k, slot, c, 1)
        if (probe === undefined || (yield* k.facts.ask(probe, about))) h.admit(slot, c, true)
        else slot.refuted.add(c)
      }
    }
    return done('does not fit')
  }
  // the construct fits with smaller children, and the children fit in smaller places: only together they do not
  for (const fill of fills) {
    const inner = h.slots[fill.slot]!
    for (const child of fill.samples) {
      const alone = { ...node, parts: node.parts.map(p => (p === fill ? smallest(k, inner) : p)) }
      if (textOf(alone) === text) continue
      if (!(yield* k.facts.ask(slot.home.left + textOf(alone) + slot.home.right, about))) continue
      const withdrawn = (s: number, c: number) => (copy: Hypothesis) => {
        copy.withdraw(copy.slots[s]!, c)
        copy.slots[s]!.refuted.add(c)
      }
      if (adopt(k, withdrawn(inner.id, child.construct)))
        return { slot: inner.id, construct: child.construct, what: 'fits nowhere inside' }
      const opposite = oppositeEdge(k, inner, child.construct)
      const turned = (copy: Hypothesis) => {
        withdrawn(inner.id, child.construct)(copy)
        copy.admit(copy.slots[opposite!.id]!, construct.id, false)
      }
      if (opposite && adopt(k, turned)) return { slot: inner.id, construct: child.construct, what: 'binds less' }
      if (adopt(k, withdrawn(slot.id, construct.id))) return done('is not needed there')
      if (
        adopt(k, copy => {
          const twin = split(copy, construct.id)
          const position = construct.items.findIndex(i => i.slot === fill.slot)
          const narrowed = copy.slots[twin.items[position]!.slot!]!
          narrowed.row.delete(child.construct)
          narrowed.refuted.add(child.construct)
          const place = copy.slots[slot.id]!
          place.row.delete(construct.id)
          place.row.add(twin.id)
          copy.version++
        })
      )
        return done('holds less there than elsewhere')
      const edges = [construct.items[0]?.slot, construct.items.at(-1)?.slot].filter(s => s !== undefined)
      const everywhere = [...new Set([inner.id, ...edges])]
      if (
        restudy &&
        (yield* regrown(k, [...everywhere], child.construct, slot.home.left + text + slot.home.right, restudy))
      )
        return { slot: inner.id, construct: child.construct, what: 'stands elsewhere' }
    }
  }
  return undefined
}

/**
 * The slot at the other edge of what stands at an edge of a construct: what was read as `a - (b < c)` may be read as
 * `(a - b) < c` where that slot takes the construct. Undefined where it does already, or was seen not to.
 */
function oppositeEdge(k: Knowledge, inner: Slot, child: number): Slot | undefined {
  const h = k.hypothesis
  const outer = h.constructs[inner.owner]!.items
  const items = h.constructs[child]!.items
  const edge = outer.at(-1)?.slot === inner.id ? items[0] : outer[0]?.slot === inner.id ? items.at(-1) : undefined
  const slot = edge?.slot === undefined ? undefined : h.slots[edge.slot]!
  return slot && !slot.row.has(inner.owner) && !slot.refuted.has(inner.owner) ? slot : undefined
}

/**
 * Takes a construct from slots without which accepted texts parse no more, and studies those again: of operators of
 * which one does not take the other, the order may have been learned the wrong way round.
 * @returns whether all that is accepted parses afterwards, and what was rejected does not
 */
function* regrown(
  k: Knowledge,
  slots: readonly number[],
  construct: number,
  rejected: string,
  restudy: () => Inquiry<void>,
): Inquiry<boolean> {
  const before = k.hypothesis
  const known = k.facts.accepted.filter(t => k.derives(t))
  k.hypothesis = before.clone()
  for (const id of slots) {
    k.hypothesis.withdraw(k.hypothesis.slots[id]!, construct)
    k.hypothesis.slots[id]!.refuted.add(construct)
  }
  k.hypothesis.version++
  yield* restudy()
  if (!k.parses(rejected) && known.every(t => k.derives(t))) return true
  k.hypothesis = before
  return false
}

const smallest = (k: Knowledge, slot: Slot): Fill => new Drawer(k, new Random(1)).smallestFill(slot)

/** A second construct with the same items and its own slots. */
function split(h: Hypothesis, construct: number): { readonly id: number; readonly items: readonly Item[] } {
  const original = h.constructs[construct]!
  const twin = h.addConstruct([], original.seen[0] ?? '')
  twin.seen.length = 0
  twin.seen.push(...original.seen)
  twin.items = original.items.map(item => {
    if (item.slot === undefined) return item
    const s = h.slots[item.slot]!
    const copy = h.addSlot(twin.id, s.home, s)
    for (const c of s.row) copy.row.add(c)
    for (const c of s.refuted) copy.refuted.add(c)
    return { slot: copy.id }
  })
  h.version++
  return twin
}

/** Blocks of characters that are judged together. */
const blocks: readonly (readonly [number, number])[] = [
  [0x80, 0x9f],
  [0xa0, 0x2ff],
  [0x300, 0x2fff],
  [0x3000, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
]

/** Takes from a token the characters or the lengths that a slot does not accept. */
function* narrowToken(k: Knowledge, slot: Slot, construct: number, good: string, bad: string): Inquiry<Mending> {
  const h = k.hypothesis
  const runs = h.constructs[construct]!.items.map(i => i.run!)
  const { left, right } = slot.home
  const accepts = (text: string) => k.facts.ask(left + text + right, about)
  const goodCharacters = Array.from(good)
  const badCharacters = Array.from(bad)
  const place = (runs_: readonly Run[], length: number): number[] => {
    // which run each character of a text of that length belongs to, runs filled from the left as short as possible
    const counts = runs_.map(r => r.min)
    let rest = length - counts.reduce((a, b) => a + b, 0)
    runs_.forEach((r, i) => {
      const more = Math.max(0, Math.min(rest, (r.max ?? Number.POSITIVE_INFINITY) - r.min))
      counts[i]! += more
      rest -= more
    })
    return counts.flatMap((n, i) => new Array<number>(n).fill(i))
  }
  const runOf = place(runs, badCharacters.length)
  const goodRuns = place(runs, goodCharacters.length)
  const safe = runs.map((r, i) => {
    const at = goodRuns.indexOf(i)
    const c = at >= 0 ? goodCharacters[at]! : undefined
    return c !== undefined && hasCharacter(r.characters, c.codePointAt(0)!)
      ? c
      : String.fromCodePoint(r.characters[0]![0])
  })
  const tamed = badCharacters.map((_, p) => safe[runOf[p]!]!)
  const narrowed: Run[] = [...runs]
  if (tamed.join('') !== bad && (yield* accepts(tamed.join('')))) {
    // the length is right: a character is not
    for (let p = 0; p < badCharacters.length; p++) {
      const c = badCharacters[p]!
      const r = runOf[p]!
      if (tamed[p] === c || !hasCharacter(narrowed[r]!.characters, c.codePointAt(0)!)) continue
      const at = (x: string) => [...tamed.slice(0, p), x, ...tamed.slice(p + 1)].join('')
      if (yield* accepts(at(c))) continue
      const point = c.codePointAt(0)!
      let gone: CharacterClass
      const block = blocks.find(([a, b]) => point >= a && point <= b)
      if (block) gone = [block]
      else {
        // its kin is asked for one by one
        const kin = [/[0-9]/, /[a-z]/, /[A-Z]/, /[!-/:-@[-`{-~ ]/].find(x => x.test(c))
        const members: string[] = []
        for (let q = 32; q < 127; q++) {
          const x = String.fromCharCode(q)
          if (kin?.test(x) && hasCharacter(narrowed[r]!.characters, q) && x !== tamed[p]) members.push(x)
        }
        const answers = yield* k.facts.askAll(
          members.map(x => left + at(x) + right),
          about,
        )
        gone = [
          [point, point],
          ...members.filter((_, i) => !answers[i]).map(x => [x.charCodeAt(0), x.charCodeAt(0)] as const),
        ]
      }
      const sorted = [...gone].sort((a, b) => a[0] - b[0])
      narrowed[r] = { ...narrowed[r]!, characters: difference(narrowed[r]!.characters, sorted) }
    }
  } else {
    // the length is not: the longest that is accepted
    let low = goodCharacters.length
    let high = badCharacters.length
    const long = runs.findIndex(r => r.max === null || r.max > r.min)
    if (long < 0 || low === high) return drop(k, slot, construct)
    const stretched = (n: number) =>
      [...goodCharacters, ...new Array<string>(Math.max(0, n - goodCharacters.length)).fill(safe[long]!)].join('')
    if (low > high) {
      narrowed[long] = { ...runs[long]!, min: Math.min(runs[long]!.min + 1, runs[long]!.max ?? runs[long]!.min + 1) }
    } else {
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if (yield* accepts(stretched(middle))) low = middle
        else high = middle
      }
      const others = runs.reduce((n, r, i) => (i === long ? n : n + r.min), 0)
      narrowed[long] = { ...runs[long]!, max: Math.max(runs[long]!.min, low - others) }
    }
  }
  if (narrowed.some(r => r.characters.length === 0)) return drop(k, slot, construct)
  if (JSON.stringify(narrowed) === JSON.stringify(runs)) return undefined
  const token = tokenConstruct(k, narrowed, good)
  const signature = h.signature(slot)
  for (const s of h.liveSlots()) {
    if ((slot.gap || h.signature(s) !== signature) && s !== slot) continue
    h.withdraw(s, construct)
    s.refuted.add(construct)
    h.admit(s, token.id, true)
  }
  return { slot: slot.id, construct, what: 'has fewer characters there' }
}

function drop(k: Knowledge, slot: Slot, construct: number): Mending {
  k.hypothesis.withdraw(slot, construct)
  slot.refuted.add(construct)
  return { slot: slot.id, construct, what: 'does not fit' }
}
