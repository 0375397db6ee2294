/**
 * A photograph of real English beside the best n-gram model on the same text and, where it is installed, beside PyTorch
 * that trains the same model with the same settings: bits a character of held-out text against text seen.
 *
 *   npm run bench:photo-english [-- TEXT...] [--minutes 20] [--threads 2] [--preset small] [--plot FILE.svg]
 *
 * The text is the New Testament in the King James version (1611), about a million characters, from the Debian package
 * bible-kjv, a chapter a text; every twentieth chapter is held out. Files of one's own can be named instead.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Corpus, corpusOf, openCorpus } from '../../src/photograph/corpus/corpus.ts'
import { Division } from '../../src/photograph/corpus/held-out.ts'
import { NgramCounts } from '../../src/photograph/ngram/counts.ts'
import { KneserNeyModel } from '../../src/photograph/ngram/kneser-ney.ts'
import { openSnapshot } from '../../src/photograph/snapshot/snapshot.ts'
import type { TokenModel } from '../../src/photograph/token-model.ts'
import { characterCount, countPieces, splitPatterns } from '../../src/photograph/tokenizer/pieces.ts'
import { endOfText, Tokenizer } from '../../src/photograph/tokenizer/tokenizer.ts'
import { type Curve, plotCurves } from '../../src/photograph/training/plot.ts'
import { prepareTokens } from '../../src/photograph/training/prepare.ts'
import { trainTransformer } from '../../src/photograph/training/train-transformer.ts'
import { evenStarts } from '../../src/photograph/transformer/batches.ts'
import type { PresetName } from '../../src/photograph/transformer/config.ts'
import { Decoder } from '../../src/photograph/transformer/decoder.ts'
import { trainingSettings } from '../../src/photograph/transformer/training.ts'
import { Table } from '../table.ts'
import { chapters, newTestament } from './bible.ts'
import { howToGetTorch, torchPython, trainInTorch } from './torch.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '20' },
    threads: { type: 'string', default: '2' },
    preset: { type: 'string', default: 'small' },
    plot: { type: 'string' },
  },
})
const threads = Number(values.threads)
const heldOutShare = 0.05

const corpus =
  positionals.length > 0 ? await openCorpus(positionals) : corpusOf(chapters(newTestament), 'bible-kjv, New Testament')
const texts = await divided(corpus)
const heldOutCharacters = texts.heldOut.reduce((n, text) => n + characterCount(text), 0)
console.log(
  `${corpus.sources.map(source => source.name).join(', ')}: ${characters(texts.learn)} characters to learn from, ${heldOutCharacters} held out`,
)

const folder = await mkdtemp(join(tmpdir(), 'photo-english-'))
try {
  const ngram = bestNgram()
  const ngramCurve = curveOf(ngram)

  const path = join(folder, 'english.photo')
  const preset = values.preset as PresetName
  const options = { preset, minutes: Number(values.minutes), threads, seed: 1, heldOutShare }
  const { record } = await trainTransformer(corpus, path, options, {
    onProgress: p => p.phase === 'training' && process.stderr.write(`\r${p.step} of ${p.steps} steps `),
  })
  const { model } = await openSnapshot(path)
  if (!(model instanceof Decoder)) throw new Error('a transformer was trained')
  const { steps, batch, learningRate, seed } = record.settings as Record<string, number>
  const ours = record.history.map(point => ({ characters: point.characters, bits: point.heldOut! }))
  console.log(
    `${preset}, ${record.parameters} parameters, ${steps} steps of ${batch} x ${model.config.context} tokens on ${threads} threads in ${(record.seconds / 60).toFixed(1)} min, seed ${seed}`,
  )

  const table = new Table('characters seen', 'transformer', 'n-gram')
  console.log(`\nheld-out bits a character, in windows of ${model.config.context} tokens\n${table.head}`)
  const places = [...new Set([...ngramCurve, ...ours].map(point => point.characters))].sort((a, b) => a - b)
  const bitsAt = (curve: Curve['points'], place: number): string =>
    curve.find(point => point.characters === place)?.bits.toFixed(3) ?? ''
  for (const place of places) {
    const known = ngramCurve.at(-1)!.characters < place ? ngramCurve.at(-1)!.bits.toFixed(3) : bitsAt(ngramCurve, place)
    console.log(table.row(String(place), bitsAt(ours, place), known))
  }

  const atOnce = bitsOfHeldOut(model)
  const least = (curve: Curve['points']): number => Math.min(...curve.map(point => point.bits))
  console.log(
    `\ntransformer at its best: ${least(ours).toFixed(3)} in windows, ${atOnce.toFixed(3)} with what stands before`,
  )
  console.log(`${ngram.name}: ${ngramCurve.at(-1)!.bits.toFixed(3)} with what stands before`)
  const crossing = ours.find(({ characters: seen, bits }) => bits < bitsAfter(ngramCurve, seen))
  console.log(
    crossing === undefined
      ? 'the curves do not cross: the n-gram model is ahead all the way'
      : `the transformer is ahead from ${crossing.characters} characters seen, ${(crossing.characters / characters(texts.learn)).toFixed(1)} times the text`,
  )
  const perToken = record.text.heldOutTokens / record.text.heldOutCharacters / Math.LN2
  const peer: { characters: number; bits: number }[] = []
  if (torchPython !== undefined) {
    const prepared = join(folder, 'tokens')
    await prepareTokens(corpus, prepared, { kind: 'bpe', size: record.vocabulary.size, heldOutShare })
    const { version, history } = await trainInTorch(
      {
        config: model.config,
        settings: trainingSettings(steps!, learningRate!, seed!),
        rows: batch!,
        threads,
        tokens: join(prepared, 'tokens.u16'),
        heldOut: join(prepared, 'held-out.u16'),
        starts: evenStarts(record.text.heldOutTokens + 1, model.config.context, 16 * batch! * model.config.context),
      },
      ({ step }) => process.stderr.write(`\rPyTorch: ${step} of ${steps} steps `),
    )
    for (const { step, heldOut } of history) {
      const seen = record.history.find(point => point.step === step)!.characters
      peer.push({ characters: seen, bits: heldOut! * perToken })
    }
    console.log(
      `\nPyTorch ${version}: the same model, settings and steps, seed ${seed}, in ${(history.at(-1)!.seconds / 60).toFixed(1)} min`,
    )
    const both = new Table('characters seen', 'transformer', 'PyTorch')
    console.log(both.head)
    for (const { characters: seen, bits } of peer)
      console.log(both.row(String(seen), bitsAt(ours, seen), bits.toFixed(3)))
    console.log(
      `at their best ${least(ours).toFixed(3)} and ${least(peer).toFixed(3)}: ${Math.abs(least(ours) - least(peer)).toFixed(3)} bits apart`,
    )
  } else console.log(howToGetTorch)

  if (values.plot !== undefined) {
    const flat = { characters: ours.at(-1)!.characters, bits: ngramCurve.at(-1)!.bits }
    const curves = [
      { name: `transformer (${preset})`, points: ours },
      { name: ngram.name, points: [...ngramCurve, flat] },
      ...(peer.length > 0 ? [{ name: 'PyTorch', points: peer }] : []),
    ]
    await writeFile(values.plot, await plotCurves('bits a character of held-out text', curves))
  }
} finally {
  await rm(folder, { recursive: true })
}

async function divided(from: Corpus): Promise<{ learn: string[]; heldOut: string[] }> {
  const result = { learn: [''], heldOut: [''] }
  for await (const { text, ends, heldOut } of (await Division.of(from, heldOutShare)).read()) {
    const side = heldOut ? result.heldOut : result.learn
    side.push(side.pop()! + text)
    if (ends) side.push('')
  }
  return { learn: result.learn.filter(text => text !== ''), heldOut: result.heldOut.filter(text => text !== '') }
}

function characters(of: readonly string[]): number {
  return of.reduce((n, text) => n + characterCount(text), 0)
}

interface NgramKind {
  readonly name: string
  readonly tokenizer: Tokenizer
  readonly order: number
}

/** The kind and order that do best on the held-out text itself: an advantage that the transformer does not get. */
function bestNgram(): NgramKind {
  const results: { kind: NgramKind; bits: number }[] = []
  for (const kind of ['characters', 'bpe', 'words'] as const) {
    const counts = new Map<string, number>()
    for (const text of texts.learn) countPieces(text, splitPatterns[kind], counts)
    const tokenizer = Tokenizer.learn(kind, counts, kind === 'bpe' ? 1024 : undefined)
    let best = Infinity
    for (let order = 2, bits = 0; order <= 12 && bits < best; order++) {
      best = bits || best
      const ngram = { name: `n-gram of ${kind}, order ${order}`, tokenizer, order }
      bits = bitsOfHeldOut(ngramOf(ngram, texts.learn))
      results.push({ kind: ngram, bits })
    }
  }
  results.sort((a, b) => a.bits - b.bits)
  for (const { kind, bits } of results) console.log(`${kind.name}: ${bits.toFixed(3)} bits a character`)
  return results[0]!.kind
}

function ngramOf({ tokenizer, order }: NgramKind, learn: readonly string[]): KneserNeyModel {
  const counts = new NgramCounts(order, tokenizer.size)
  for (const text of learn) counts.addText(tokenizer.encode(text))
  return new KneserNeyModel(counts.toTrie(), tokenizer)
}

/** How well an n-gram model does that has seen only the first texts. */
function curveOf(kind: NgramKind): { characters: number; bits: number }[] {
  return [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1].map(share => {
    const learn = texts.learn.slice(0, Math.max(1, Math.round(share * texts.learn.length)))
    return { characters: characters(learn), bits: bitsOfHeldOut(ngramOf(kind, learn)) }
  })
}

/** The bits of the curve at a place: of the last point that is not beyond it; before the first there is nothing to beat. */
function bitsAfter(curve: Curve['points'], place: number): number {
  return curve.findLast(point => point.characters <= place)?.bits ?? -Infinity
}

/** Bits a character of the held-out texts and their ends, each read from its beginning. */
function bitsOfHeldOut(model: TokenModel): number {
  let nats = 0
  for (const text of texts.heldOut) {
    const state = model.begin()
    for (const token of [...model.tokenizer.encode(text), endOfText]) {
      nats -= state.logProbabilities()[token]!
      state.push(token)
    }
  }
  return nats / Math.LN2 / heldOutCharacters
}
