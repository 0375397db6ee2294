import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { toEbnf } from '../../model/grammar/index.ts'
import type { Comparison, ContestantSpec, WorldSpec } from '../config/config.ts'
import type { Cost, Nature } from '../contestants/contestant.ts'
import type { Measured } from '../measure/measures.ts'
import { hashOf, programOf } from './program.ts'

/** One piece of work: a contestant learns from one sample and is measured. A plain value. */
export interface Cell {
  readonly part:
    | 'search'
    | 'efficiency'
    | 'generalisation'
    | 'impossible'
    | 'adaptation'
    | 'transfer'
    | 'cause'
    | 'ablation'
  readonly contestant: ContestantSpec
  /** The number of examples. */
  readonly size: number
  readonly seed: number
  /** Which generalisation, which variant. */
  readonly which?: string
  /** Of transformers. */
  readonly learningRate?: number
}

/** What was measured at one moment of a cell. */
export interface Finding {
  /** What was measured when: `gained, after 5 new examples`. Empty where a cell has one moment. */
  readonly about: string
  readonly measured: Measured
  readonly cost: Cost
  readonly nature: Nature
  /** For each pair of the exam its level, where there are levels. */
  readonly levels?: readonly number[]
}

/** A finished cell, as `results.json` holds it. */
export interface CellResult {
  /** Of what determines the findings. */
  readonly key: string
  readonly part: Cell['part']
  readonly contestant: string
  readonly size: number
  readonly seed: number
  readonly which?: string
  readonly learningRate?: number
  readonly findings: readonly Finding[]
  /** Seconds of all of it. */
  readonly seconds: number
}

/** A hash of everything that determines a cell's findings, the program included: what another one found is computed again. */
export function keyOf(comparison: Comparison, cell: Cell): string {
  const { language, world, texts, heldOut, lines, seed, test, validation, generated, parts } = comparison
  const {
    name: _,
    seeds: __,
    sizes: ___,
    searchedAt: ____,
    learningRates,
    parts: ______,
    ...settings
  } = cell.contestant
  const { contestant: ________, ...rest } = cell
  const { contestants } = comparison
  // Who has another's answers depends on how that one may ask; in the forest each rate is tried within the cell.
  const asking = cell.contestant.labels ? contestants.find(({ kind }) => kind === 'plant') : undefined
  const asked = asking && { blueprint: asking.blueprint, questions: asking.questions, silence: asking.silence }
  const tried = cell.part === 'cause' && settings.kind === 'transformer' ? learningRates : undefined
  const part = cell.part in parts ? parts[cell.part as keyof typeof parts] : undefined
  const { sizes: _a, only: _b, seeds: _c, ...own } = (part ?? {}) as Record<string, unknown>
  const defined = language && {
    name: language.name,
    grammar: toEbnf(language.grammar),
    change: language.change && toEbnf(language.change.after),
    relative: language.relative && toEbnf(language.relative.grammar),
    generalisations: language.generalisations.map(g => [g.name, g.about, g.shown]),
    variants: language.variants.map(v => [v.name, v.about]),
  }
  const determined = {
    program: programOf({ kind: cell.contestant.kind, labels: cell.contestant.labels, part: cell.part }),
    defined,
    world: world && watched(world),
    texts,
    heldOut,
    lines,
    seed,
    test,
    validation,
    generated,
    settings,
    asked,
    tried,
    own,
    rest,
  }
  return hashOf(JSON.stringify(determined, (_, value) => (isPath(value) ? fingerprint(value) : value)))
}

/** A world whose command names files by what they are, so that a program that has changed is another one. */
function watched(world: WorldSpec): WorldSpec {
  if (world.way !== 'accepts' && world.way !== 'accepts-stream') return world
  const isFile = (word: string) => statSync(word, { throwIfNoEntry: false })?.isFile()
  const words = world.target.split(/\s+/).map(word => (isFile(word) ? fingerprint(resolve(word)) : word))
  return { ...world, target: words.join(' ') }
}

/** Configurations are read with absolute paths. */
const isPath = (value: unknown): value is string => typeof value === 'string' && value.startsWith('/')

const fingerprints = new Map<string, string>()

/** What a file or folder is: its name and contents, wherever it lies. */
function fingerprint(path: string): string {
  let known = fingerprints.get(path)
  if (known === undefined) {
    const status = statSync(path, { throwIfNoEntry: false })
    const content = status?.isDirectory()
      ? readdirSync(path)
          .filter(name => !name.startsWith('.'))
          .sort()
          .map(name => fingerprint(join(path, name)))
          .join(' ')
      : status?.isFile()
        ? hashOf(readFileSync(path))
        : path
    known = `${basename(path)} ${content}`
    fingerprints.set(path, known)
  }
  return known
}
