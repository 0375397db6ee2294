import type { Inquiry } from './inquiry.ts'
import type { Knowledge } from './knowledge.ts'

/** Signs that people put between two things of one kind, those of one use together. */
const kindsOfSigns: readonly (readonly string[])[] = [
  ['+', '-', '*', '/', '%', '^'],
  ['<', '>', '=', '==', '!=', '<=', '>='],
  ['&', '|', '&&', '||'],
]

/** A sign between two operands, with the blanks beside it. */
const operator = /(?<=[\p{L}\p{N}_)\]}"'])([ \t]*)([-+*/%^<>=!&|]{1,2})([ \t]*)(?=[\p{L}\p{N}_([{"'])/gu

/**
 * Texts with another sign where one stands between two operands: whoever has a plus is likely to have a minus. Each sign is
 * varied the first time that it is seen, spaced as it is there.
 *
 * @param text an accepted text with something new in it, as small as it can be
 * @param varied which signs were varied before, or came of that; is added to
 * @returns those that are accepted and not parsed yet
 */
export function* variations(k: Knowledge, text: string, varied: Set<string>): Inquiry<string[]> {
  const found: string[] = []
  if (!k.principles.categories) return found
  for (const match of text.matchAll(operator)) {
    const [all, before, sign, after] = match as unknown as [string, string, string, string]
    const kind = kindsOfSigns.find(signs => signs.includes(sign))
    if (!kind || varied.has(all)) continue
    for (const other of kind) {
      varied.add(before + other + after)
      const variation = text.slice(0, match.index) + before + other + after + text.slice(match.index + all.length)
      if (k.parses(variation)) continue
      if (yield* k.facts.ask(variation, `whether ${other} may stand where ${sign} stands`)) found.push(variation)
    }
  }
  return found
}
