import { type Hypothesis, literalItem, root } from './hypothesis.ts'
import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'

/** How many examples, and how many orders of their lines, decide whether a text is lines. */
const witnesses = 3

const about = 'whether a text is lines'

/**
 * Settles, before anything else is learned, whether a text is a row of lines that each stand alone, in any order: then
 * what is learned is what a line is. Lines are the plainest repetition that formats have.
 * @returns what to study: the lines of examples that are nothing but lines, and the other examples
 */
export function* settleLines(k: Knowledge, examples: readonly string[]): Inquiry<readonly string[]> {
  const sorted = [...examples].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const several = sorted.filter(text => /\n[^\n]/.test(text.trim()))
  if (!k.principles.repetition || several.length === 0) return examples
  const end = several.every(text => !/[^\r]\n/.test(text)) ? '\r\n' : '\n'
  const linesOf = (text: string) => [...new Set(text.split(end))].filter(line => line !== '')
  const areLines = function* (text: string): Inquiry<boolean> {
    for (const line of linesOf(text)) if (!(yield* k.facts.ask(line, about))) return false
    return true
  }
  let alone = 0
  const found = new Set<string>()
  for (const text of several.slice(0, witnesses)) {
    if (!(yield* k.facts.ask(text, 'whether an example is accepted')) || !(yield* areLines(text))) continue
    alone++
    for (const line of linesOf(text)) found.add(line)
  }
  if (2 * alone <= Math.min(witnesses, several.length)) return examples
  const lines = [...found].slice(0, 5)
  for (const order of [lines, [...lines].reverse(), [...lines.slice(1), ...lines.slice(0, 1), ...lines]])
    if (!(yield* k.facts.ask(order.join(end), about))) return examples
  const [first, second] = [lines[0]!, lines.at(-1)!]
  const isEnding = yield* k.facts.ask(first + end, about)
  const isEmpty = yield* k.facts.ask(first + end + end + second, about)
  const isLeading = yield* k.facts.ask(end + first, about)
  const isVoid = isLeading && (yield* k.facts.ask('', about))
  k.facts.lineEnd = end
  frame(k.hypothesis, end, { isEnding, isEmpty, isLeading, isVoid })
  const studied: string[] = []
  for (const text of sorted) {
    if (!text.includes(end)) studied.push(text)
    else if (yield* areLines(text)) studied.push(...linesOf(text))
    else studied.push(text)
  }
  return studied
}

/** Puts what a line may be into a row of lines. */
function frame(
  h: Hypothesis,
  end: string,
  may: {
    readonly isEnding: boolean
    readonly isEmpty: boolean
    readonly isLeading: boolean
    readonly isVoid: boolean
  },
): void {
  const made = (member: string) => {
    const construct = h.addConstruct([], member)
    construct.seen.length = 0
    return construct
  }
  const line = made('')
  const top = h.addSlot(line.id, { left: '', right: '' }, { open: true })
  line.items = [{ slot: top.id }]
  const next = made('')
  const rest = h.addSlot(next.id, { left: '', right: '' }, { nullable: may.isEmpty })
  h.admit(rest, line.id, true)
  next.items = [...Array.from(end, literalItem), { slot: rest.id }]
  const whole = made('')
  const first = h.addSlot(whole.id, { left: '', right: '' }, { nullable: may.isVoid })
  h.admit(first, line.id, true)
  const more = h.addSlot(whole.id, { left: '', right: '' }, { nullable: true, repeat: true })
  h.admit(more, next.id, true)
  whole.items = [{ slot: first.id }, { slot: more.id }]
  if (may.isEnding && !may.isEmpty) {
    const last = h.addSlot(whole.id, { left: '', right: '' }, { nullable: true })
    h.admit(last, h.addConstruct(Array.from(end, literalItem), end).id, true)
    whole.items = [...whole.items, { slot: last.id }]
  }
  const start = h.slots[root]!
  start.open = false
  h.admit(start, whole.id, true)
  if (may.isLeading && !may.isVoid) {
    const leading = made('')
    const all = h.addSlot(leading.id, { left: '', right: '' }, { repeat: true })
    h.admit(all, next.id, true)
    leading.items = [{ slot: all.id }]
    h.admit(start, leading.id, true)
  }
  h.top = top.id
  h.version++
}
