import { z } from 'zod'

/** What a photograph says about itself, in `photograph.json`. */
export const recordShape = z.object({
  format: z.literal(1),
  kind: z.enum(['transformer', 'ngram']),
  program: z.string(),
  /** When it was made, ISO 8601. */
  made: z.string(),
  /** How long that took. */
  seconds: z.number(),
  seed: z.number().int(),
  /** What it was made from. */
  sources: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
  /** Characters and tokens, to learn from and held out. */
  text: z.object({
    characters: z.number(),
    tokens: z.number(),
    heldOutCharacters: z.number(),
    heldOutTokens: z.number(),
    heldOutShare: z.number(),
  }),
  vocabulary: z.object({ kind: z.enum(['bpe', 'words', 'characters', 'bytes']), size: z.number().int() }),
  /** Numbers that were learned. */
  parameters: z.number().int(),
  /** Settings of the training, by name. */
  settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  /** Losses on the way: bits a character on text learned from and on held-out text (null where none was held out). */
  history: z.array(
    z.object({ step: z.number(), characters: z.number(), training: z.number(), heldOut: z.number().nullable() }),
  ),
  /** Bits a character of held-out text at the end. */
  heldOutBits: z.number().nullable(),
  /** The photograph that this one was fine-tuned from, by id. */
  parent: z.string().optional(),
  /** SHA-256 of each file. */
  files: z.record(z.string(), z.string()),
  /** SHA-256 of all of the above: the name of this photograph that nothing else has. */
  id: z.string(),
})

export type PhotographRecord = z.infer<typeof recordShape>
