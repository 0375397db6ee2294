import { readFileSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import { type Blueprint, presetNamed, readBlueprint, readDocument } from '../../blueprint/index.ts'
import { CambiumError } from '../../model/error.ts'
import { fromEbnf } from '../../model/grammar/index.ts'
import { type Language, languages } from '../languages/index.ts'
import {
  ableTo,
  type ComparisonDocument,
  type ContestantEntry,
  type ContestantKind,
  contestantKinds,
  documentSchema,
  type PartName,
  withLabels,
} from './schema.ts'
import { explained, firstOf, placeOf } from './wrong.ts'

/** The longest configuration, in UTF-16 units. */
const longestDocument = 65_536

/** A contestant with everything decided. A plain value that survives JSON: together with a task it determines a result. */
export interface ContestantSpec {
  readonly name: string
  readonly kind: ContestantKind
  readonly blueprint: Blueprint | null
  readonly labels: boolean
  readonly seeds: number
  readonly sizes: readonly number[]
  readonly parts: readonly PartName[] | null
  readonly orders: readonly number[]
  readonly vocabularies: readonly ('characters' | 'words' | 'bytes')[]
  readonly preset: 'tiny' | 'small' | 'base'
  readonly steps: number
  readonly context: number
  /** Those that are tried; none for a transformer that takes over what another one of its preset has found. */
  readonly learningRates: readonly number[]
  readonly searchedAt: readonly number[]
  readonly questions: number | null
  readonly silence: 'refused' | 'accepted'
  readonly address: string | null
}

/** A world that is asked from here, as the configuration names it; paths are absolute. */
export interface WorldSpec {
  readonly way: 'accepts' | 'accepts-module' | 'accepts-stream' | 'accepts-url'
  readonly target: string
}

/** A comparison with everything decided. */
export interface Comparison {
  readonly name: string
  /** As it was read: with these two it can be read again, by another process. */
  readonly source: { readonly text: string; readonly path: string; readonly quick: boolean }
  /** An error about a part of the document, with its line. */
  readonly complain: Complain
  /** `line 3, column 5`, of a part of the document. */
  readonly place: (path: readonly PropertyKey[]) => string
  /** What is learned: a language with its definition, or texts and a world. */
  readonly language: Language | null
  readonly grammarFile: string | null
  readonly world: WorldSpec | null
  readonly texts: readonly string[]
  /** Texts to test on, if they are not drawn from the others. */
  readonly heldOut: readonly string[]
  readonly lines: boolean
  readonly seed: number
  readonly sizes: readonly number[]
  readonly test: number
  readonly validation: number
  readonly generated: number
  readonly levels: readonly number[]
  readonly contestants: readonly ContestantSpec[]
  readonly parts: Pick<
    ComparisonDocument,
    'generalisation' | 'impossible' | 'adaptation' | 'transfer' | 'cause' | 'ablation'
  >
}

/** Says what is wrong with a configuration at a path. */
export type Complain = (path: readonly PropertyKey[], wrong: string) => CambiumError

/**
 * Reads a configuration.
 *
 * @param text YAML or JSON
 * @param path its file: for messages, and what its paths are relative to
 * @param quick whether it is cut down to what takes a few minutes
 * @throws CambiumError `comparison-invalid`, with line and column
 */
export function readComparison(text: string, path: string, quick = false): Comparison {
  const invalid = (wrong: string) =>
    new CambiumError('comparison-invalid', `${path} is not a comparison: ${wrong.replace(/\.+$/, '')}.`)
  const document = readDocument(text, { longest: longestDocument, what: 'a comparison', invalid })
  const read = documentSchema.safeParse(document.value)
  if (!read.success) {
    const issue = firstOf(read.error.issues)
    throw invalid(`${placeOf(issue, document, text)}: ${explained(issue, document)}`)
  }
  const complain: Complain = (at, wrong) => invalid(`${document.place(at)}: ${wrong}`)
  const wanted = quick ? cutDown(read.data) : read.data
  return { ...decided(wanted, path, complain), place: at => document.place(at), source: { text, path, quick } }
}

function decided(document: ComparisonDocument, path: string, complain: Complain): Omit<Comparison, 'source' | 'place'> {
  const folder = dirname(path)
  const { language, grammarFile } = languageOf(document, folder, complain)
  const world = worldOf(document, folder, complain)
  if (language === null && world === null && document.cause === undefined && document.ablation?.machine === undefined) {
    throw complain(
      [],
      `it names neither a language (${Object.keys(languages).join(', ')}, or grammar: FILE) nor a world with texts (world: accepts-module: FILE and texts: [FOLDER])`,
    )
  }
  if (language && world) throw complain(['world'], 'there is a language already; a comparison has one or the other')
  if (world && !document.texts) throw complain(['world'], 'a world needs texts that it accepts: texts: [FOLDER]')
  if (document.texts && !world) throw complain(['texts'], 'texts need a world that judges: world: accepts-module: FILE')
  if (document.heldOut && !world)
    throw complain(['heldOut'], 'only texts of a world can be held out; a language draws its own')
  const sizes = [...(document.sizes ?? [])].sort((a, b) => a - b)
  if ((language || world) && sizes.length === 0) throw complain([], 'it names no sizes: sizes: [1, 3, 10, 30]')
  const contestants = document.contestants.map((entry, i) =>
    contestantOf(entry, {
      sizes,
      folder,
      unit: language?.unit ?? 'characters',
      isNarration: language === null && world === null,
      hasSearched: preset =>
        document.contestants.some(
          other => other.transformer === preset && !other.labels && (other.learningRates?.length ?? 0) > 1,
        ),
      complain: (at, wrong) => complain(['contestants', i, ...at], wrong),
    }),
  )
  const names = new Set<string>()
  for (const [i, { name }] of contestants.entries()) {
    if (names.has(name)) {
      throw complain(['contestants', i], `two contestants are called “${name}”; give one another name: name: NAME`)
    }
    names.add(name)
  }
  checkParts(document, language, complain)
  checkTaking(document, contestants, complain)
  const { generalisation, impossible, adaptation, transfer, cause, ablation } = document
  const inFolder = (file: string) => resolve(folder, file)
  return {
    complain,
    name: document.name ?? language?.name ?? basename(path, extname(path)),
    language,
    grammarFile,
    world,
    texts: (document.texts ?? []).map(inFolder),
    heldOut: (document.heldOut ?? []).map(inFolder),
    lines: document.lines,
    seed: document.seed,
    sizes,
    test: document.test,
    validation: document.validation,
    generated: document.generated,
    levels: document.levels,
    contestants,
    parts: {
      generalisation,
      impossible,
      adaptation,
      transfer,
      cause: cause && { ...cause, forest: inFolder(cause.forest) },
      ablation: ablation && {
        ...ablation,
        machine: ablation.machine && { ...ablation.machine, module: inFolder(ablation.machine.module) },
      },
    },
  }
}

/** Small enough for under three minutes on two cores: few sizes, one seed, little training, short tests. */
function cutDown(document: ComparisonDocument): ComparisonDocument {
  const few = (sizes: readonly number[]) => {
    const small = sizes.filter(n => n <= 100)
    return small.length > 0 ? small.slice(-3) : [Math.min(...sizes)]
  }
  const { sizes, contestants, generalisation, impossible, adaptation, transfer, cause, ablation } = document
  const chosen = sizes && few(sizes)
  return {
    ...document,
    sizes: chosen,
    test: Math.min(document.test, 60),
    validation: Math.min(document.validation, 30),
    generated: Math.min(document.generated, 30),
    contestants: contestants
      // What it gets from the plant's answers is told by the n-gram model alone.
      .filter(entry => !(entry.labels && entry.transformer))
      .map(({ searchedAt: _, upTo, sizes: __, ...entry }) => ({
        ...entry,
        seeds: 1,
        upTo: upTo && chosen && Math.max(upTo, chosen[0]!),
        ...(entry.transformer && { steps: Math.min(entry.steps ?? 40, 40), learningRates: [5e-3] }),
        ...(entry.plant && { questions: Math.min(entry.questions ?? 1500, 1500) }),
      })),
    generalisation: generalisation && { ...generalisation, examples: Math.min(generalisation.examples, 30) },
    impossible: impossible && { ...impossible, sizes: chosen!.slice(-1) },
    adaptation: adaptation && { examples: Math.min(adaptation.examples, 30), new: adaptation.new.slice(-1) },
    transfer: transfer && { examples: Math.min(transfer.examples, 30), sizes: few(transfer.sizes).slice(0, 1) },
    cause: cause && { ...cause, years: Math.min(cause.years, 60) },
    ablation: ablation && { ...ablation, sizes: ablation.sizes && few(ablation.sizes).slice(-1), seeds: 1 },
  }
}

function languageOf(
  { language }: ComparisonDocument,
  folder: string,
  complain: Complain,
): { language: Language | null; grammarFile: string | null } {
  if (language === undefined) return { language: null, grammarFile: null }
  if (typeof language === 'string') return { language: languages[language]!, grammarFile: null }
  const file = resolve(folder, language.grammar)
  try {
    const grammar = fromEbnf(readFileSync(file, 'utf8'))
    const name = basename(file, extname(file))
    const own = {
      name,
      about: `The language of ${basename(file)}.`,
      unit: 'characters' as const,
      grammar,
      longest: 200,
    }
    return { language: { ...own, generalisations: [], variants: [] }, grammarFile: file }
  } catch (error) {
    throw complain(['language', 'grammar'], `${language.grammar} cannot be used: ${why(error)}`)
  }
}

function worldOf({ world }: ComparisonDocument, folder: string, complain: Complain): WorldSpec | null {
  if (world === undefined) return null
  const ways = Object.entries(world).filter(([, target]) => target !== undefined)
  if (ways.length !== 1)
    throw complain(['world'], 'a world is asked in one way: accepts, accepts-module, accepts-stream or accepts-url')
  const [way, target] = ways[0] as [WorldSpec['way'], string]
  return { way, target: way === 'accepts-module' ? resolve(folder, target) : target }
}

function contestantOf(
  entry: ContestantEntry,
  around: {
    sizes: readonly number[]
    folder: string
    unit: 'characters' | 'words'
    /** Whether there is nothing to learn but the narration of a forest, which is in words. */
    isNarration: boolean
    hasSearched: (preset: ContestantEntry['transformer']) => boolean
    complain: Complain
  },
): ContestantSpec {
  const { sizes, folder, unit, isNarration, hasSearched, complain } = around
  const kinds = contestantKinds.filter(kind => entry[kind] !== undefined)
  if (kinds.length !== 1) {
    throw complain(
      [],
      `a contestant is one of ${contestantKinds.join(', ')}; ${kinds.length === 0 ? 'this is none' : `this is ${kinds.join(' and ')}`}`,
    )
  }
  const kind = kinds[0]!
  if (entry.labels && kind !== 'ngram' && kind !== 'transformer') {
    throw complain(['labels'], 'only n-gram and transformer photographs can be given the plant’s answers')
  }
  const own = (entry.sizes ?? sizes).filter(n => n <= (entry.upTo ?? Number.POSITIVE_INFINITY))
  const foreign = own.find(n => !sizes.includes(n))
  if (foreign !== undefined)
    throw complain(['sizes'], `${foreign} is none of the comparison's sizes (${sizes.join(', ')})`)
  if (own.length === 0 && sizes.length > 0)
    throw complain([entry.upTo === undefined ? 'sizes' : 'upTo'], 'none of the sizes is left for this contestant')
  const unsearched = (entry.searchedAt ?? []).find(n => !own.includes(n))
  if (unsearched !== undefined)
    throw complain(['searchedAt'], `${unsearched} is none of this contestant's sizes (${own.join(', ')})`)
  const used = {
    orders: ['ngram'],
    vocabularies: ['ngram', 'transformer'],
    steps: ['transformer'],
    context: ['transformer'],
    learningRates: ['transformer'],
    searchedAt: ['transformer'],
    questions: ['plant'],
    silence: ['plant'],
  } as const
  for (const [setting, owners] of Object.entries(used)) {
    if (entry[setting as keyof ContestantEntry] !== undefined && !owners.includes(kind as never))
      throw complain([setting], `${setting} is a setting of ${owners.join(' and ')}, not of ${kind}`)
  }
  const name = entry.name ?? usualName(entry, kind)
  return {
    name,
    kind,
    blueprint: kind === 'plant' || kind === 'listener' ? blueprintOf(entry[kind]!, folder, kind, complain) : null,
    labels: entry.labels,
    seeds: entry.seeds,
    sizes: own,
    parts: entry.parts ?? null,
    orders: entry.orders ?? [2, 3, 4, 5, 6, 8],
    vocabularies: entry.vocabularies ?? (isNarration ? ['words'] : usualVocabularies(kind, unit)),
    preset: entry.transformer ?? 'tiny',
    steps: entry.steps ?? 300,
    context: entry.context ?? 96,
    learningRates: entry.learningRates ?? (hasSearched(entry.transformer) ? [] : [2e-3, 5e-3]),
    searchedAt: entry.searchedAt ?? ends(own),
    questions: entry.questions ?? null,
    silence: entry.silence ?? 'refused',
    address: entry.external ?? null,
  }
}

function usualVocabularies(kind: ContestantKind, unit: 'characters' | 'words'): ContestantSpec['vocabularies'] {
  if (kind === 'transformer') return [unit === 'words' ? 'words' : 'bytes']
  return unit === 'words' ? ['characters', 'words'] : ['characters']
}

const ends = (sizes: readonly number[]) => [...new Set([sizes[0], sizes.at(-1)])].filter(n => n !== undefined)

function usualName(entry: ContestantEntry, kind: ContestantKind): string {
  const labels = entry.labels ? ' with the plant’s answers' : ''
  const names: Record<ContestantKind, string> = {
    plant: entry.plant === 'innate' ? 'plant that asks' : `plant that asks (${entry.plant})`,
    listener: entry.listener === 'innate' ? 'plant that listens' : `plant that listens (${entry.listener})`,
    memoriser: 'memoriser',
    ngram: `n-gram${labels}`,
    transformer: `transformer ${entry.transformer}${labels}`,
    external: `external ${entry.external?.split('#')[1] ?? entry.external}`,
    oracle: 'oracle',
    coin: 'coin',
  }
  return names[kind]
}

function blueprintOf(named: string, folder: string, kind: string, complain: Complain): Blueprint {
  const preset = presetNamed(named)
  if (preset) return preset
  try {
    return readBlueprint(readFileSync(resolve(folder, named), 'utf8'), named)
  } catch (error) {
    throw complain([kind], `the blueprint ${named} is no preset and cannot be read: ${why(error)}`)
  }
}

/** Why a file cannot be used. */
function why(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message
}

/** Nobody is named who would take part in nothing, or in what is not there. */
function checkTaking(document: ComparisonDocument, contestants: readonly ContestantSpec[], complain: Complain): void {
  const isThere = (part: PartName) =>
    part === 'efficiency'
      ? document.language !== undefined || document.world !== undefined
      : document[part] !== undefined
  const there = (Object.keys(ableTo) as PartName[]).filter(isThere)
  for (const [i, { kind, labels, parts }] of contestants.entries()) {
    const can = (part: PartName) => ableTo[part].includes(kind) && (!labels || withLabels.includes(part))
    const kindOf = labels ? `${kind} with labels` : kind
    for (const [k, part] of (parts ?? []).entries()) {
      const at = ['contestants', i, 'parts', k]
      if (!isThere(part)) throw complain(at, `${part} is no part of this comparison; it has ${there.join(', ')}`)
      if (!can(part)) throw complain(at, `a contestant of the kind ${kindOf} has no part in ${part}`)
    }
    // Where there is only an ablation, contestants are nothing to it.
    if (there.length > 0 && !there.some(can))
      throw complain(['contestants', i], `a contestant of the kind ${kindOf} has no part in ${there.join(', ')}`)
  }
}

function checkParts(document: ComparisonDocument, language: Language | null, complain: Complain): void {
  const needed = {
    generalisation: ['generalisations', language?.generalisations],
    impossible: ['impossible variants', language?.variants],
  } as const
  for (const part of ['generalisation', 'impossible'] as const) {
    const wanted = document[part]
    if (!wanted) continue
    const [what, known] = needed[part]
    if (!known || known.length === 0) throw complain([part], `${language?.name ?? 'a world'} has no ${what}`)
    for (const [i, name] of (wanted.only ?? []).entries()) {
      if (!known.some(k => k.name === name)) {
        throw complain([part, 'only', i], `“${name}” is unknown; there are ${known.map(k => k.name).join(', ')}`)
      }
    }
  }
  for (const [i, n] of (document.impossible?.sizes ?? []).entries()) {
    if (!document.sizes?.includes(n))
      throw complain(
        ['impossible', 'sizes', i],
        `${n} is none of the comparison's sizes, so there is no original to compare with`,
      )
  }
  if (document.ablation?.sizes && !language && !document.world)
    throw complain(['ablation', 'sizes'], 'sizes are of examples, and there is no language to draw them from')
  if (document.adaptation && !language?.change)
    throw complain(['adaptation'], `${language?.name ?? 'a world'} has no change defined`)
  if (document.transfer && !language?.relative)
    throw complain(['transfer'], `${language?.name ?? 'a world'} has no related language`)
}
