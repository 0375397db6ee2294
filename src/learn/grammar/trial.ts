import { Random } from '../../model/random.ts'
import { doubt } from './doubt.ts'
import { type Hypothesis, root, type Slot } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import { Knowledge } from './knowledge.ts'
import { mend } from './mend.ts'
import { Drawer, type Fill, sampleOfTree, textOf, textOfFill } from './sample.ts'

/** How many derivations a change is tried in. */
const trials = 6

/** So many derivations, and one for each new cell, are enough where none is rejected. */
const fewestTrials = 3

/** How many rejected derivations are traced to a cell. */
const mostMended = 4

/** Longer derivations are not tried. */
const longestTrial = 200

/** From so many constructs around a cell on, the way to the root is the shortest. */
const deepestTrial = 3

/**
 * Tries what a change of the hypothesis says beyond the answers that led to it: derivations through its new cells, in
 * random places of the language. One that the world rejects speaks against the change, unless a cell that was taken over
 * by analogy is to blame, or its context is wrong without the change as well.
 * @param text what the change is for
 * @param before the hypothesis without the change
 * @param since how many texts had been rejected before the search for the change
 * @returns how many derivations speak against it
 */
export function* tried(k: Knowledge, text: string, before: Hypothesis, since: number): Inquiry<number> {
  const random = new Random(before.version)
  let against = 0
  let mended = 0
  /** Whether a rejected derivation is no fault of the place: it can be mended without losing what the change is for. */
  const isMended = function* (derivation: Fill): Inquiry<boolean> {
    if (yield* doubt(k, derivation)) return true
    if (mended++ >= mostMended) return false
    const change = k.hypothesis
    k.hypothesis = change.clone()
    if ((yield* mend(k, derivation)) && k.parses(text)) return true
    k.hypothesis = change
    return false
  }
  // what was rejected on the way to it speaks for free
  const old = new Knowledge(before, k.facts, k.principles)
  for (const rejected of k.facts.rejected.slice(since)) {
    if (rejected.length > longestTrial || !k.parses(rejected) || old.parses(rejected)) continue
    // one text may have several derivations, each with a cell of its own to blame
    for (let turn = 0; turn < 3; turn++) {
      const tree = k.tree(rejected)
      if (!tree) break
      if (yield* isMended(sampleOfTree(k, tree, Array.from(rejected)))) continue
      against++
      break
    }
    if (against >= trials) return against
  }
  let held = 0
  let failed = 0
  for (let i = 0; i < trials; i++) {
    const cells = newCells(k.hypothesis, before)
    if (cells.length === 0 || (failed === 0 && held >= Math.max(fewestTrials, cells.length))) break
    const { slot, construct } = cells[i % cells.length]!
    const drawn = through(k, random, slot, construct)
    if (!drawn) continue
    const whole = textOfFill(drawn.whole)
    if (whole.length > longestTrial) continue
    if (yield* k.facts.ask(whole, 'whether a change holds elsewhere')) {
      held++
      continue
    }
    failed++
    if (yield* isMended(drawn.whole)) continue
    // what is wrong without the change as well is no fault of it
    const { left, right } = drawn
    const was = slotBefore(k, before, slot, construct)
    if (was !== undefined && was !== whole.slice(left.length, whole.length - right.length)) {
      if (!(yield* k.facts.ask(left + was + right, 'whether a change holds elsewhere'))) continue
    }
    against++
  }
  return against
}

/** Cells of the matrix that are live and were not there before, the latest constructs first. */
function newCells(h: Hypothesis, before: Hypothesis): { slot: Slot; construct: number }[] {
  const cells: { slot: Slot; construct: number }[] = []
  for (const slot of h.liveSlots()) {
    if (slot.gap) continue
    for (const construct of slot.row) {
      if (!before.slots[slot.id]?.row.has(construct)) cells.push({ slot, construct })
    }
  }
  return cells.sort((a, b) => b.construct - a.construct || a.slot.id - b.slot.id)
}

/** What stood in a slot before the change; undefined where that cannot be told. */
function slotBefore(k: Knowledge, before: Hypothesis, slot: Slot, construct: number): string | undefined {
  if (slot.nullable) return ''
  const old = before.slots[slot.id]
  const row = [...(old ?? slot).row].filter(c => c !== construct)
  return row.flatMap(c => k.shortest(c) ?? []).sort((a, b) => a.length - b.length)[0]
}

/** A derivation of a whole text through a cell, with what stands around the cell; undefined where there is none. */
function through(
  k: Knowledge,
  random: Random,
  slot: Slot,
  construct: number,
): { whole: Fill; left: string; right: string } | undefined {
  const h = k.hypothesis
  const drawer = new Drawer(k, random)
  const live = h.liveSlots()
  const depth = depths(h, live)
  const own = drawer.drawOf(construct, 2)
  const beside = () => (slot.repeat && random.below(2) === 1 ? drawer.draw(slot, 1).samples : [])
  const [ahead, behind] = [beside(), beside()]
  let fill: Fill = { slot: slot.id, samples: [...ahead, own, ...behind] }
  let left = ahead.map(textOf).join('')
  let right = behind.map(textOf).join('')
  let at = slot
  for (let level = 0; at.id !== root; level++) {
    const owner = h.constructs[at.owner]!
    const parents = live.filter(s => s.row.has(owner.id) && Number.isFinite(depth[s.id]!))
    if (parents.length === 0 || level > 40) return undefined
    const nearest = parents.reduce((a, b) => (depth[b.id]! < depth[a.id]! ? b : a))
    const parent = level < deepestTrial ? random.pick(parents) : nearest
    const place = owner.items.findIndex(item => item.slot === at.id)
    const parts = owner.items.map((item, i) => {
      if (i === place) return fill
      if (item.run) return k.shortestItem(item)
      const sibling = h.slots[item.slot]!
      return level < deepestTrial ? drawer.draw(sibling, 1) : drawer.smallestFill(sibling)
    })
    const text = (some: typeof parts) => some.map(p => (typeof p === 'string' ? p : textOfFill(p))).join('')
    left = text(parts.slice(0, place)) + left
    right += text(parts.slice(place + 1))
    fill = { slot: parent.id, samples: [{ construct: owner.id, parts }] }
    at = parent
  }
  return { whole: fill, left, right }
}

/** How many constructs lie between each slot and the root. */
function depths(h: Hypothesis, live: readonly Slot[]): number[] {
  const depth = h.slots.map(() => Number.POSITIVE_INFINITY)
  depth[root] = 0
  for (let changed = true; changed; ) {
    changed = false
    for (const slot of live) {
      for (const c of slot.row) {
        for (const { slot: inner } of h.constructs[c]!.items) {
          if (inner === undefined || depth[inner]! <= depth[slot.id]! + 1) continue
          depth[inner] = depth[slot.id]! + 1
          changed = true
        }
      }
    }
  }
  return depth
}
