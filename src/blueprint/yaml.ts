import { isAlias, isNode, Lexer, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'

/**
 * How deep a document may nest. What people write here nests a few times; a YAML parser that is made to nest thousands of
 * times runs out of stack, and where a regular expression is compiled at that moment, V8 ends the process. (Nesting by
 * indentation alone cannot go deep in a document this short, and is not counted.)
 */
const deepest = 100

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
  const tooDeep = nestedTooDeep(text)
  if (tooDeep !== undefined) {
    const before = text.slice(0, tooDeep).split('\n')
    throw invalid(`line ${before.length}, column ${before.at(-1)!.length + 1}: it is nested too deep`)
  }
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

/** Tokens that stand for nothing in the text: a document begins, a plain scalar begins, a flow collection is given up. */
const unwritten = new Set(['\u0002', '\u001f', '\u0018'])

/**
 * Where a document nests deeper than it may, found by its tokens, before anything calls itself for each level. Brackets nest
 * until they are closed; a dash, a question mark or a colon nests until the line ends or, within brackets, until a comma.
 */
function nestedTooDeep(text: string): number | undefined {
  const open = [0]
  let depth = 0
  let offset = 0
  const end = () => {
    depth -= open.at(-1)!
    open[open.length - 1] = 0
  }
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') {
      open.push(1)
      depth++
    } else if ((token === ']' || token === '}') && open.length > 1) {
      depth -= open.pop()!
    } else if (token === '-' || token === '?' || token === ':') {
      open[open.length - 1]!++
      depth++
    } else if (token === ',' && open.length > 1) {
      end()
    } else if (/^\r?\n/.test(token) && open.length === 1) {
      end()
    }
    if (depth > deepest) return offset
    if (!unwritten.has(token)) offset += token.length
  }
  return undefined
}
