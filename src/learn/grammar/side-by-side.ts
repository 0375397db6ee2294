import { root } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'
import { glues } from './sift.ts'

/** So many short examples are put beside one another and themselves. */
const witnesses = 3

/**
 * Settles, before anything else is learned, whether two texts side by side are a text again, as statements are. Then all
 * are rows of what is learned, which is sound whatever it is; and of `; x ;` it is clear that `; x` is nothing that a
 * semicolon ends.
 */
export function* settleSideBySide(k: Knowledge, examples: readonly string[]): Inquiry<void> {
  const { hypothesis: h } = k
  if (!k.principles.repetition || h.top !== root || h.blank) return
  const short = [...new Set(examples)]
    .filter(text => text !== '')
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .slice(0, witnesses)
  const pairs = short.flatMap(a => short.filter(b => !glues(a, b)).map(b => a + b))
  if (short.length < 2 || pairs.length < 2) return
  for (const pair of pairs) if (!(yield* k.facts.ask(pair, 'whether texts may stand side by side'))) return
  const whole = h.addConstruct([], '')
  whole.seen.length = 0
  const top = h.addSlot(whole.id, { left: '', right: '' }, { open: true, repeat: true })
  whole.items = [{ slot: top.id }]
  const start = h.slots[root]!
  start.open = false
  h.admit(start, whole.id, true)
  h.top = top.id
  h.version++
}
