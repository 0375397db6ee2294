import { hasCharacter } from '../character-class.ts'
import type { SolidGrammar } from '../form/solid.ts'
import type { Expression } from '../grammar.ts'

/** Reads a text as parsing expression grammars do: the first alternative that matches, repetitions as long as they go. */
export function pegAccepts({ grammar, startIsNullable }: SolidGrammar, text: string): boolean {
  const rules = new Map(grammar.rules.map(rule => [rule.name, rule.expression]))
  const memory = new Map<string, number>()
  const match = (e: Expression, at: number): number => {
    switch (e.kind) {
      case 'literal':
        return text.startsWith(e.text, at) ? at + e.text.length : -1
      case 'characters': {
        const c = text.codePointAt(at)
        return c !== undefined && hasCharacter(e.characters, c) ? at + (c > 0xffff ? 2 : 1) : -1
      }
      case 'reference': {
        const key = `${e.rule} ${at}`
        let found = memory.get(key)
        if (found === undefined) memory.set(key, (found = match(rules.get(e.rule)!, at)))
        return found
      }
      case 'sequence': {
        let end = at
        for (const item of e.items) if ((end = match(item, end)) < 0) return -1
        return end
      }
      case 'choice':
        for (const alternative of e.alternatives) {
          const end = match(alternative, at)
          if (end >= 0) return end
        }
        return -1
      case 'repetition': {
        let end = at
        let rounds = 0
        for (; rounds < (e.max ?? Number.POSITIVE_INFINITY); rounds++) {
          const next = match(e.item, end)
          if (next < 0) break
          end = next
        }
        return rounds >= e.min ? end : -1
      }
    }
  }
  return match({ kind: 'reference', rule: grammar.start }, 0) === text.length || (startIsNullable && text === '')
}
