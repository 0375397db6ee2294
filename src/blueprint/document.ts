import { isAlias, isNode, LineCounter, parseDocument, visit } from 'yaml'
import { z } from 'zod'
import { CambiumError } from '../model/error.ts'
import { type Blueprint, presets } from './blueprint.ts'
import { principleNames, principlesSchema } from './principles.ts'

/** The longest document that is read, in UTF-16 units. */
const longestDocument = 8_192

/**
 * How many signs of nesting a document, or a line of it, may hold. A blueprint nests twice; a YAML parser that is made to
 * nest thousands of times runs out of stack, and where a regular expression is compiled at that moment, V8 ends the
 * process. (Nesting by indentation alone cannot go deep in a document this short.)
 */
const mostBrackets = 100

/** A blueprint as people write it; YAML or JSON. */
const documentSchema = z.strictObject({
  /** The version of the format. */
  blueprint: z.literal(1),
  /** For people. */
  name: z.string().min(1).max(200).default('unnamed'),
  /** A preset that the principles change; without it, what is not named is off. */
  preset: z.enum(presets.map(preset => preset.name) as [string, ...string[]]).default('blank-slate'),
  principles: principlesSchema.partial().default({}),
})

/**
 * Reads a blueprint: the name of a preset, or a document of YAML or JSON.
 *
 * ```yaml
 * blueprint: 1
 * name: no brackets
 * preset: innate
 * principles:
 *   nesting: false
 * ```
 *
 * @param text a preset's name or the text of a document
 * @param source how messages name the document: its file
 * @throws CambiumError `blueprint-invalid`, with line, column and path of what is wrong
 */
export function readBlueprint(text: string, source = 'the blueprint'): Blueprint {
  const preset = presetNamed(text.trim())
  if (preset) return preset
  if (text.length > longestDocument) {
    throw invalid(source, `it has ${text.length} characters; a blueprint has at most ${longestDocument}`)
  }
  const brackets = text.split(/[[{]/).length - 1
  const dashes = Math.max(...text.split('\n').map(line => line.split(/[-?:]\s/).length - 1))
  if (brackets > mostBrackets || dashes > mostBrackets) throw invalid(source, 'it is nested too deep')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core', merge: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `line ${line}, column ${col}`
  }
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault) throw invalid(source, `${at(fault.pos[0])}: ${fault.message}`)
  visit(document, (_, node) => {
    // What refers to itself could be made to grow without end.
    if (isAlias(node)) throw invalid(source, `${at(node.range?.[0] ?? 0)}: a blueprint has no aliases; write it out`)
  })
  const read = documentSchema.safeParse(document.toJS())
  if (!read.success) {
    const issue = read.error.issues[0]!
    throw invalid(source, `${at(offsetOf(document, issue))}: ${explain(issue)}`)
  }
  const { name, preset: base, principles } = read.data
  return { name, principles: { ...presetNamed(base)!.principles, ...principles } }
}

/** A blueprint as a YAML document: every principle named, in a fixed order. `readBlueprint` reads it back. */
export function writeBlueprint({ name, principles }: Blueprint): string {
  const lines = principleNames.map(principle => `  ${principle}: ${principles[principle]}`)
  return `blueprint: 1\nname: ${JSON.stringify(name)}\nprinciples:\n${lines.join('\n')}\n`
}

/** The preset of this name, if there is one. */
export function presetNamed(name: string): Blueprint | undefined {
  return presets.find(preset => preset.name === name)
}

/** Where the node of an issue stands, or the nearest one around it. */
function offsetOf(document: ReturnType<typeof parseDocument>, issue: z.core.$ZodIssue): number {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : [...issue.path]
  for (; path.length > 0; path.pop()) {
    const node = document.getIn(path, true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

function explain(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const known =
      path === 'principles'
        ? `the principles are ${principleNames.join(', ')}`
        : 'a blueprint has blueprint, name, preset and principles'
    return `${path && `${path}: `}${JSON.stringify(issue.keys[0])} is unknown; ${known}`
  }
  if (path === 'blueprint') return 'it must begin with “blueprint: 1”, the version of the format'
  if (path === 'preset') return `preset: must be one of ${presets.map(preset => preset.name).join(', ')}`
  if (path === '') return `it is neither a document nor the name of a preset (${presets.map(p => p.name).join(', ')})`
  return `${path}: ${issue.message}`
}

function invalid(source: string, what: string): CambiumError {
  return new CambiumError('blueprint-invalid', `${source} is not a blueprint: ${what}.`)
}
