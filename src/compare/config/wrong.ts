import type { z } from 'zod'
import type { WrittenDocument } from '../../blueprint/index.ts'
import { languages } from '../languages/index.ts'
import { contestantKinds, contestantSettings, documentKeys } from './schema.ts'

/** What is told of several wrong things: another version explains all others, a key that nobody knows explains one that is missing. */
export function firstOf(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  return (
    issues.find(({ path }) => path[0] === 'comparison') ??
    issues.find(({ code }) => code === 'unrecognized_keys') ??
    issues[0]!
  )
}

/** What is wrong with a document, for people who write one. */
export function explained(issue: z.core.$ZodIssue, { value }: Pick<WrittenDocument, 'value'>): string {
  const path = issue.path.join('.')
  const keys = issue.path.filter(key => typeof key === 'string')
  const name = (keys[0] === 'contestants' && keys.length > 1 ? keys.slice(1) : keys).join('.')
  const found = valueAt(value, issue.path)
  if (path === '' && (value === null || value === undefined))
    return 'it is empty; it must begin with “comparison: 1”, the version of the format'
  if (path === 'comparison' || (path === '' && (typeof value !== 'object' || Array.isArray(value))))
    return 'it must begin with “comparison: 1”, the version of the format'
  if (issue.code === 'unrecognized_keys') {
    const unknown = `${JSON.stringify(issue.keys[0])} is unknown`
    if (path === '') return `${unknown}; there are ${documentKeys.join(', ')}`
    if (name !== 'contestants') return `${name}: ${unknown}`
    return `${unknown}; a contestant is one of ${contestantKinds.join(', ')}, and may have ${contestantSettings.join(', ')}`
  }
  if (path === 'language') return `language: there are ${Object.keys(languages).join(', ')}, or grammar: FILE`
  if (path.endsWith('.external')) return `external: it is an address and a model: http://localhost:8080/v1#name`
  if (found === undefined) return `${name} is missing`
  return `${name}: ${wrongWith(issue, found)}`
}

/** Where it is. A key that nobody knows is wrong itself, and not what may stand some lines below it. */
export function placeOf(issue: z.core.$ZodIssue, document: Pick<WrittenDocument, 'placeOf'>, text: string): string {
  const place = document.placeOf(issue)
  if (issue.code !== 'unrecognized_keys') return place
  const line = Number(/^line (\d+)/.exec(place)?.[1] ?? 1)
  const above = text.split('\n').slice(0, line)
  const at = above.findLastIndex(written => written.trimStart().startsWith(`${issue.keys[0]}:`))
  return at < 0 || above[line - 1]!.includes(issue.keys[0]!) ? place : `line ${at + 1}`
}

function wrongWith(issue: z.core.$ZodIssue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it should be ${kinds[issue.expected] ?? issue.expected}, and is ${kindOf(found)}`
    case 'too_small':
      if (Array.isArray(found) || found === '') return 'it is empty'
      return `it should be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big':
      if (Array.isArray(found)) return `it has ${found.length} entries; there may be ${issue.maximum}`
      if (typeof found === 'string') return `it has ${found.length} characters; there may be ${issue.maximum}`
      return `it should be at most ${issue.maximum}`
    case 'invalid_value':
      return `it should be ${issue.values.join(' or ')}, and is ${kindOf(found)}`
    default:
      return issue.message
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return kinds.object!
  return typeof value === 'string' ? `“${value.length > 40 ? `${value.slice(0, 40)}…` : value}”` : String(value)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<PropertyKey, unknown>)[key]
  }
  return at
}
