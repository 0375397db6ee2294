export { ask, type PhotographAnswer, waysToAsk } from './ask/ask.ts'
export { LocalPhotograph } from './ask/local.ts'
export { type NearWord, nearInEmbedding, nearInText } from './ask/near.ts'
export { type Neighbours, neighboursFromJson } from './ask/neighbours.ts'
export { drawToken } from './ask/sampling.ts'
export { comparePair, type Preference, scoreText, type TextScore } from './ask/scores.ts'
export { type Corpus, corpusOf, openCorpus, readText, type SourceFile } from './corpus/corpus.ts'
export { type ExternalOptions, externalPhotograph } from './external.ts'
export { Graft, type GraftSample, graft } from './graft/graft.ts'
export { NgramCounts, type NgramTrie } from './ngram/counts.ts'
export { KneserNeyModel } from './ngram/kneser-ney.ts'
export {
  type Capability,
  capability,
  type NextToken,
  type Photograph,
  type SampledToken,
  type SampleOptions,
  type TokenScore,
} from './photograph.ts'
export { type PhotographServer, type ServeOptions, servePhotograph } from './serve.ts'
export type { PhotographRecord } from './snapshot/record.ts'
export { besideOf, openSnapshot, readRecord, type Snapshot } from './snapshot/snapshot.ts'
export type { TokenModel, TokenState } from './token-model.ts'
export { Tokenizer, type VocabularyKind } from './tokenizer/tokenizer.ts'
export { tokenizerFromJson, tokenizerToJson } from './tokenizer/tokenizer-json.ts'
export { curvesOf, plotCurves } from './training/plot.ts'
export type { TrainingProgress } from './training/progress.ts'
export { type NgramOptions, trainNgram } from './training/train-ngram.ts'
export {
  resumeTraining,
  type TrainingControl,
  type TransformerOptions,
  trainTransformer,
} from './training/train-transformer.ts'
export { readTask, type Task, type TuneOptions, type TuneReport, tunePhotograph } from './training/tune.ts'
export { type Preset, type PresetName, presets, type TransformerConfig } from './transformer/config.ts'
export { Decoder } from './transformer/decoder.ts'
