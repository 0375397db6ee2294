import { z } from 'zod'
import { languages } from '../languages/index.ts'

const size = z.int().min(1).max(1_000_000)
const sizes = z
  .array(size)
  .min(1)
  .max(20)
  .refine(all => new Set(all).size === all.length, { error: 'one of them stands there twice' })
const file = z.string().min(1)

/** The parts of a comparison that a contestant can take part in. */
export const partNames = ['efficiency', 'generalisation', 'impossible', 'adaptation', 'transfer', 'cause'] as const
export type PartName = (typeof partNames)[number]

/** The kinds of contestants, each the key by which a configuration names it. */
export const contestantKinds = [
  'plant',
  'listener',
  'memoriser',
  'ngram',
  'transformer',
  'external',
  'oracle',
  'coin',
] as const
export type ContestantKind = (typeof contestantKinds)[number]

/** Contestants that can take part in what is not for everybody. */
export const ableTo: Readonly<Record<PartName, readonly ContestantKind[]>> = {
  efficiency: contestantKinds,
  generalisation: contestantKinds,
  impossible: contestantKinds,
  adaptation: ['plant', 'listener', 'memoriser', 'ngram', 'transformer'],
  transfer: ['plant', 'ngram', 'transformer'],
  cause: ['plant', 'listener', 'ngram', 'transformer'],
}

/** Parts in which photographs can have the plant's answers. */
export const withLabels: readonly PartName[] = ['efficiency', 'generalisation', 'impossible']

/** A transformer is trained for so many passes over its texts at most; but not for fewer steps than these. */
export const mostPasses = 50
export const fewestSteps = 120

/** Who takes part: exactly one kind, and how. */
const contestantSchema = z.strictObject({
  /** A plant that asks, by its blueprint: `innate`, `blank-slate`, or a file. */
  plant: file.optional(),
  /** A plant that only listens. */
  listener: file.optional(),
  memoriser: z.literal(true).optional(),
  ngram: z.literal(true).optional(),
  transformer: z.enum(['tiny', 'small', 'base']).optional(),
  /** `http://localhost:8080/v1#name`. */
  external: z.url({ protocol: /^https?$/ }).optional(),
  oracle: z.literal(true).optional(),
  coin: z.literal(true).optional(),
  /** A photograph that gets the answers that the plant got, too. */
  labels: z.boolean().default(false),
  /** How it is called in the report. */
  name: z.string().min(1).max(60).optional(),
  /** How many times it learns, each time from another sample. */
  seeds: z.int().min(1).max(20).default(3),
  /** The largest of the sizes that it is given. */
  upTo: size.optional(),
  /** The sizes that it is given, if not all up to `upTo`. */
  sizes: sizes.optional(),
  /** The parts that it takes part in; all unless named. */
  parts: z.array(z.enum(partNames)).min(1).optional(),
  /** n-grams: the orders and vocabularies that are tried; transformers: the vocabulary. */
  orders: z.array(z.int().min(1).max(12)).min(1).optional(),
  vocabularies: z
    .array(z.enum(['characters', 'words', 'bytes']))
    .min(1)
    .optional(),
  /** Transformers: steps of about 1,024 tokens at most (fewer where that is more than 50 passes), tokens seen at once, learning rates that are tried. */
  steps: z.int().min(1).max(1_000_000).optional(),
  context: z.int().min(16).max(1024).optional(),
  learningRates: z.array(z.number().positive().max(1)).min(1).optional(),
  /** The sizes at which the learning rates are tried; the better one is carried over to the sizes near it. */
  searchedAt: sizes.optional(),
  /** Plants that ask: how they take a question that is not answered, because it is beyond the range of a generalisation. */
  silence: z.enum(['refused', 'accepted']).optional(),
  /** Plants that ask: questions at most. */
  questions: z.int().min(1).optional(),
})
export type ContestantEntry = z.infer<typeof contestantSchema>

/** What a contestant may have beside its kind. */
export const contestantSettings = Object.keys(contestantSchema.shape).filter(
  key => !(contestantKinds as readonly string[]).includes(key),
)

const worldSchema = z.strictObject({
  'accepts-module': file.optional(),
  accepts: z.string().min(1).optional(),
  'accepts-stream': z.string().min(1).optional(),
  'accepts-url': z.url().optional(),
})

/** A comparison as people write it. */
export const documentSchema = z.strictObject({
  /** The version of the format. */
  comparison: z.literal(1),
  name: z.string().min(1).max(200).optional(),
  /** A language with a definition: one that ships, or a file of EBNF. */
  language: z
    .union([z.enum(Object.keys(languages) as [string, ...string[]]), z.strictObject({ grammar: file })])
    .optional(),
  /** Or a world of the user's, with texts that it accepts. */
  world: worldSchema.optional(),
  texts: z.array(file).min(1).optional(),
  /** Texts to test on; without them some of the others are held out. */
  heldOut: z.array(file).min(1).optional(),
  lines: z.boolean().default(false),
  seed: z.int().min(0).max(2_147_483_647).default(1),
  /** Numbers of examples. */
  sizes: sizes.optional(),
  /** Held-out texts, texts for validation, texts to generate. */
  test: z.int().min(1).max(10_000).default(200),
  validation: z.int().min(1).max(10_000).default(60),
  generated: z.int().min(1).max(10_000).default(100),
  contestants: z.array(contestantSchema).min(1),
  /** The levels whose first reaching is told. */
  levels: z.array(z.number().gt(0).max(1)).min(1).default([0.9, 0.99]),
  generalisation: z.strictObject({ only: z.array(z.string()).optional(), examples: size }).optional(),
  impossible: z.strictObject({ only: z.array(z.string()).optional(), sizes }).optional(),
  adaptation: z.strictObject({ examples: size, new: sizes }).optional(),
  transfer: z.strictObject({ examples: size, sizes }).optional(),
  cause: z.strictObject({ forest: file, years: size }).optional(),
  /** For `cambium ablate`: how many examples the plants are given, how often each grows, and the machine. */
  ablation: z
    .strictObject({
      sizes: sizes.optional(),
      seeds: z.int().min(1).max(20).default(3),
      machine: z.strictObject({ module: file, inputs: z.array(z.string()).min(1), questions: size }).optional(),
      questions: z.int().min(1).optional(),
    })
    .optional(),
})
/** What a comparison may have. */
export const documentKeys = Object.keys(documentSchema.shape)
export type ComparisonDocument = z.infer<typeof documentSchema>
