import type { Principle, Principles } from './principles.ts'
import { principleNames } from './principles.ts'

/** What a learner is born with: innate principles and no data. A plain value that survives JSON. */
export interface Blueprint {
  /** For people; says nothing to the learner. */
  readonly name: string
  readonly principles: Principles
}

const all = (on: boolean) => Object.fromEntries(principleNames.map(name => [name, on])) as Principles

/** Every principle. */
export const innate: Blueprint = { name: 'innate', principles: all(true) }

/** No principle: whoever grows from it memorises. */
export const blankSlate: Blueprint = { name: 'blank-slate', principles: all(false) }

/** The blueprints that can be called by their names. */
export const presets: readonly Blueprint[] = [innate, blankSlate]

/** The same blueprint with some principles switched off, as an ablation wants it. */
export function without(blueprint: Blueprint, ...principles: readonly Principle[]): Blueprint {
  const off = Object.fromEntries(principles.map(name => [name, false]))
  return {
    name: [blueprint.name, ...principles.map(name => `without ${name}`)].join(', '),
    principles: { ...blueprint.principles, ...off },
  }
}
