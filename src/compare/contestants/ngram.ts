import { KneserNeyModel, NgramCounts, Tokenizer, type VocabularyKind } from '../../photograph/index.ts'
import { countPieces, splitPatterns } from '../../photograph/tokenizer/pieces.ts'
import { calibrated } from './calibrate.ts'
import type { Contestant, Learned, LearningTask } from './contestant.ts'
import type { Labels } from './labels.ts'
import { bitsOf, logProbabilityOf, samplesOf, validationBits } from './tokens.ts'

/** What is tried for each lesson; the one that makes the validation texts most probable is taken. */
export interface NgramGrid {
  readonly orders: readonly number[]
  readonly vocabularies: readonly VocabularyKind[]
}

/** How often new texts count where there are older ones beside them. */
const weights = [1, 4, 16, 64]

interface LearnedNgram extends Learned {
  readonly texts: readonly string[]
  readonly model: KneserNeyModel
}

/** An n-gram model (modified Kneser-Ney). Goes on by counting anew: older texts once, newer ones as often as is best. */
export function ngramContestant(grid: NgramGrid, labelsOf?: (task: LearningTask) => Promise<Labels>): Contestant {
  return {
    async learn(task): Promise<LearnedNgram> {
      const labels = await labelsOf?.(task)
      const began = performance.now()
      const older = (task.start as LearnedNgram | undefined)?.texts ?? []
      const texts = [...task.examples, ...(labels?.accepted ?? [])]
      const held = task.validation.map(({ good }) => good)
      let best:
        | { model: KneserNeyModel; bits: number; order: number; vocabulary: VocabularyKind; weight: number }
        | undefined
      for (const vocabulary of grid.vocabularies) {
        for (const order of grid.orders) {
          for (const weight of older.length > 0 ? weights : [1]) {
            const model = counted(texts, vocabulary, order, older, weight)
            const bits = bitsOf(model, held)
            if (best === undefined || bits < best.bits) best = { model, bits, order, vocabulary, weight }
          }
        }
      }
      const { model, bits, order, vocabulary, weight } = best!
      const rejected =
        labels && labels.rejected.length > 0 ? counted(labels.rejected, vocabulary, order, [], 1) : undefined
      const { settings, ...judge } = await calibrated(
        text => logProbabilityOf(model, text),
        task.validation,
        rejected && (text => logProbabilityOf(rejected, text)),
      )
      const parameters = [model, rejected].reduce(
        (sum, m) => sum + (m?.trie.levels.reduce((n, level) => n + level.count.length, 0) ?? 0),
        0,
      )
      return {
        ...judge,
        texts: [...older, ...texts],
        model,
        sample: (count, seed) => samplesOf(model, count, seed),
        cost: {
          examples: task.examples.length,
          questions: labels?.questions ?? 0,
          seconds: (performance.now() - began) / 1000,
        },
        nature: {
          parameters,
          settings: {
            order,
            vocabulary,
            ...(older.length > 0 ? { weight } : {}),
            [validationBits]: bits,
            ...settings,
          },
        },
      }
    },
  }
}

function counted(
  texts: readonly string[],
  vocabulary: VocabularyKind,
  order: number,
  older: readonly string[],
  weight: number,
): KneserNeyModel {
  const pieces = new Map<string, number>()
  for (const text of [...older, ...texts]) countPieces(text, splitPatterns[vocabulary], pieces)
  const tokenizer = Tokenizer.learn(vocabulary, pieces)
  const counts = new NgramCounts(order, tokenizer.size)
  for (const text of older) counts.addText(tokenizer.encode(text))
  for (const text of texts) {
    const tokens = tokenizer.encode(text)
    for (let times = 0; times < weight; times++) counts.addText(tokens)
  }
  return new KneserNeyModel(counts.toTrie(), tokenizer)
}
