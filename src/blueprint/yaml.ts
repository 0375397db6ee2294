import { isAlias, isNode, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'

/**
 * How many signs of nesting a document, or a line of it, may hold. What people write here nests a few times; a YAML parser
 * that is made to nest thousands of times runs out of stack, and where a regular expression is compiled at that moment, V8
 * ends the process. (Nesting by indentation alone cannot go deep in a document this short.)
 */
const mostBrackets = 100

/** A document of YAML or JSON that people write, with the places of its parts for messages. */
export interface WrittenDocument {
  readonly value: unknown
  /** `line 3, column 5`, of what is at a path, or of the nearest thing around it. */
  place(path: readonly PropertyKey[]): string
  /** The same of what an issue of validation is about. */
  placeOf(issue: z.core.$ZodIssue): string
}

/**
 * Reads a document.
 *
 * @param longest in UTF-16 units
 * @param invalid makes an error of a sentence on what is wrong, with its place
 * @throws what `invalid` makes
 */
export function readDocument(
  text: string,
  { longest, what, invalid }: { longest: number; what: string; invalid: (wrong: string) => Error },
): WrittenDocument {
  if (text.length > longest) throw invalid(`it has ${text.length} characters; ${what} has at most ${longest}`)
  const brackets = text.split(/[[{]/).length - 1
  const dashes = Math.max(...text.split('\n').map(line => line.split(/[-?:]\s/).length - 1))
  if (brackets > mostBrackets || dashes > mostBrackets) throw invalid('it is nested too deep')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core', merge: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `line ${line}, column ${col}`
  }
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault) throw invalid(`${at(fault.pos[0])}: ${fault.message}`)
  visit(document, (_, node) => {
    // What refers to itself could be made to grow without end.
    if (isAlias(node)) throw invalid(`${at(node.range?.[0] ?? 0)}: ${what} has no aliases; write it out`)
  })
  const place = (path: readonly PropertyKey[]) => {
    for (const rest = [...path]; rest.length > 0; rest.pop()) {
      const node = document.getIn(rest, true)
      if (isNode(node) && node.range) return at(node.range[0])
    }
    return at(0)
  }
  return {
    value: document.toJS(),
    place,
    placeOf: issue => place(issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path),
  }
}
