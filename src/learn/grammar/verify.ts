import { Sampler } from '../../model/grammar/index.ts'
import type { Random } from '../../model/random.ts'
import { doubt } from './doubt.ts'
import { root } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { mend } from './mend.ts'
import { cellKey, Drawer, type Fill, forEachFill, sampleOfTree, textOfFill } from './sample.ts'

/** A sample that the world rejected, and what was done. */
export interface Overgeneral {
  readonly sample: string
  readonly slot: number
  readonly construct: number
  readonly mended: boolean
}

/** Items of charts after which verification ends: a hypothesis that took so much is beyond mending. */
const mostWork = 40_000_000

/** Longer texts are not parsed. */
const longestParsed = 1000

/** Longer texts are not searched for contradictions. */
const longestContradiction = 80

/** Cells that the parses of accepted texts go through. */
function coveredCells(k: Knowledge, into: Set<number>, texts: readonly string[]): void {
  for (const text of texts) {
    if (text.length <= longestParsed && k.derives(text))
      k.facts.derivations.get(text)!.forEachCell((slot, construct) => into.add(cellKey(slot, construct)))
  }
}

function cover(into: Set<number>, fill: Fill): void {
  forEachFill(fill, f => {
    for (const s of f.samples) into.add(cellKey(f.slot, s.construct))
  })
}

/** Whether a sample goes through a cell that is not covered. */
function isNew(covered: ReadonlySet<number>, fill: Fill): boolean {
  let found = false
  forEachFill(fill, f => {
    found ||= f.samples.some(s => !covered.has(cellKey(f.slot, s.construct)))
  })
  return found
}

/**
 * Puts the hypothesis to the test with samples of its own: first such as go through cells that nothing accepted has gone
 * through, then random ones, until `enough` in a row are accepted. Each rejected one is mended; an accepted text that
 * parses no more is studied again by `restudy`.
 */
export function* verify(
  k: Knowledge,
  random: Random,
  limits: {
    readonly enough: number
    readonly repairs: number
    readonly questions: number
    /** So many samples that cannot be mended end the test. */
    readonly unmended: number
  },
  restudy: () => Inquiry<void>,
): Inquiry<Overgeneral[]> {
  const report: Overgeneral[] = []
  let covered = new Set<number>()
  /** Cells of rejected samples: tried, and not again for themselves. */
  const given = new Set<number>()
  let seen = 0
  let version = -1
  let streak = 0
  /** Of texts that had been rejected before, and of samples: neither takes the other's share. */
  const repairs = { known: 0, drawn: 0 }
  let asked = 0
  const unmended = new Set<string>()
  const refresh = () => {
    if (version !== k.hypothesis.version) {
      covered = new Set()
      seen = 0
      version = k.hypothesis.version
    }
    coveredCells(k, covered, k.facts.accepted.slice(seen))
    for (const cell of given) covered.add(cell)
    seen = k.facts.accepted.length
  }
  /** Rejected texts that parse are counterexamples that cost nothing. */
  let refused = 0
  let refusedBy = -1
  const contradiction = (): Fill | undefined => {
    if (repairs.known >= limits.repairs) return undefined
    if (refusedBy !== k.hypothesis.version) {
      refusedBy = k.hypothesis.version
      refused = 0
    }
    const { rejected } = k.facts
    for (; refused < rejected.length; refused++) {
      const text = rejected[refused]!
      if (text.length > longestContradiction || unmended.has(text)) continue
      const tree = k.tree(text)
      if (tree) return sampleOfTree(k, tree, Array.from(text))
    }
    return undefined
  }
  /** Every other sample as `cambium sample` would draw it: from the grammar as people see it. */
  let sampler: Sampler | undefined
  let sampled = -1
  const drawn = (turn: number): Fill | undefined => {
    if (turn % 2 === 0) return undefined
    if (sampled !== k.hypothesis.version) {
      sampler = new Sampler(k.grammar)
      sampled = k.hypothesis.version
    }
    const text = sampler!.sample(random)
    const tree = text.length <= longestParsed ? k.tree(text) : undefined
    return tree && sampleOfTree(k, tree, Array.from(text))
  }
  const begun = k.work
  for (
    let turn = 0;
    unmended.size < limits.unmended &&
    k.work - begun < mostWork &&
    streak < limits.enough &&
    asked < limits.questions &&
    turn < 3 * limits.questions;
    turn++
  ) {
    let sample = contradiction()
    const from = sample ? 'known' : 'drawn'
    if (!sample) {
      refresh()
      const drawer = new Drawer(k, random)
      sample = drawer.towards(covered, 5)
      // a cell may have no way to it that is short enough
      if (!sample || !isNew(covered, sample)) {
        sample = drawn(turn) ?? drawer.draw(k.hypothesis.slots[root]!, 12)
        streak++
      }
      const text = textOfFill(sample)
      if (text.length > 4000) continue
      const known = k.facts.get(text)
      k.facts.purpose = 'verifying'
      if (known === undefined) asked++
      const fine = yield* k.facts.ask(text, 'whether a sample of the grammar is accepted')
      k.facts.purpose = 'learning'
      if (fine) {
        cover(covered, sample)
        seen = Math.max(seen, k.facts.accepted.length)
        continue
      }
      cover(given, sample)
      if (unmended.has(text)) continue
      streak = 0
    }
    const text = textOfFill(sample)
    if (repairs[from] >= limits.repairs) {
      report.push({ sample: text, slot: -1, construct: -1, mended: false })
      unmended.add(text)
      if (++repairs[from] > limits.repairs * 2) break
      continue
    }
    const doubted = yield* doubt(k, sample)
    if (doubted) {
      report.push({ sample: text, ...doubted, mended: true })
      yield* restudy()
      continue
    }
    repairs[from]++
    const mending = yield* mend(k, sample, restudy)
    if (mending) report.push({ sample: text, slot: mending.slot, construct: mending.construct, mended: true })
    else {
      report.push({ sample: text, slot: -1, construct: -1, mended: false })
      unmended.add(text)
    }
    yield* restudy()
  }
  return report
}
