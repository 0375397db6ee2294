import { z } from 'zod'
import { CambiumError } from '../model/error.ts'
import { type Blueprint, presets } from './blueprint.ts'
import { principleNames, principlesSchema } from './principles.ts'
import { readDocument } from './yaml.ts'

/** The longest document that is read, in UTF-16 units. */
const longestDocument = 8_192

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
  const document = readDocument(text, {
    longest: longestDocument,
    what: 'a blueprint',
    invalid: wrong => invalid(source, wrong),
  })
  const read = documentSchema.safeParse(document.value)
  if (!read.success) {
    const issue = read.error.issues[0]!
    throw invalid(source, `${document.placeOf(issue)}: ${explain(issue)}`)
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
