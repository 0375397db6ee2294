import { Command, Option } from 'commander'
import { CambiumError } from '../../model/error.ts'
import { wilsonInterval } from '../../model/wilson.ts'
import type { Photograph } from '../../photograph/index.ts'
import { whole } from '../arguments.ts'
import { action, print, printJson, quoted, status } from '../command.ts'
import { interruption, modelOption, openPhotograph, photographOf } from './options.ts'

interface Options {
  readonly model?: string
  readonly chat?: boolean
  readonly next?: boolean
  readonly near?: string
  readonly score?: boolean
  readonly pair?: boolean
  readonly pairs?: string
  readonly top: number
}

export function askCommand(): Command {
  return new Command('ask')
    .summary('ask a photograph')
    .description(
      'Asks by completion: a question is turned into the beginning of an answer, and the photograph goes on. Other options ' +
        'ask for what it knows: what comes next, what stands near a word, how probable texts are.',
    )
    .argument('[photo]', 'the folder; with --model the first text')
    .argument('[text...]', 'the question, or the texts')
    .addOption(modelOption())
    .option('--chat', 'the served model has only the chat interface')
    .option('--next', 'what may come next after the text, with probabilities')
    .option('--near <word>', 'what stands near a word in the text it was made from, and in its embedding')
    .option('--score', 'log-probability of each text, and perplexity')
    .option('--pair', 'which of two texts it finds more probable')
    .option('--pairs <file>', 'a file of pairs, good one first: JSON lines ({"good", "bad"}) or tab-separated')
    .addOption(new Option('--top <number>', 'how many to show').argParser(whole(1)).default(10))
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Examples:
  cambium photo ask forest.photo "What is next to that oak tree?"
  cambium photo ask forest.photo --next "Next to the oak stands the"
  cambium photo ask forest.photo --pair "The oaks are tall." "The oaks is tall."`,
    )
    .action(
      action<[string | undefined, string[]], Options>(async ([photo, rest], options) => {
        const where = photographOf(photo, options.model)
        const texts = options.model !== undefined && photo !== undefined ? [photo, ...rest] : rest
        const json = options.json ?? false
        if (options.near !== undefined) return near(where, options.near, options.top, json)
        const photograph = await openPhotograph(where, options.chat)
        const { signal, end } = interruption()
        try {
          if (options.pairs !== undefined)
            return await comparePairs(photograph, await readPairs(options.pairs), json, signal)
          if (texts.length === 0) throw new CambiumError('text-missing', 'Say what to ask.')
          if (options.pair) {
            if (texts.length !== 2) throw new CambiumError('pair-incomplete', '--pair compares two texts.')
            return await comparePairs(photograph, [[texts[0]!, texts[1]!]], json, signal)
          }
          if (options.score) return await score(photograph, texts, json, signal)
          if (options.next) return await next(photograph, texts.join(' '), options.top, json, signal)
          return await question(photograph, texts.join(' '), json, signal)
        } finally {
          end()
        }
      }),
    )
}

async function question(photograph: Photograph, text: string, json: boolean, signal: AbortSignal): Promise<number> {
  const { ask } = await import('../../photograph/index.ts')
  const answer = await ask(photograph, text, {}, signal)
  if (json) printJson(answer)
  else {
    print(answer.answer)
    process.stderr.write(`(it went on with ${quoted(answer.completionOf)})\n`)
  }
  return status.success
}

async function next(
  photograph: Photograph,
  text: string,
  top: number,
  json: boolean,
  signal: AbortSignal,
): Promise<number> {
  const { capability } = await import('../../photograph/index.ts')
  for (const { text: token, end, logProbability } of await capability(photograph, 'next')(text, top, signal)) {
    const probability = Math.exp(logProbability)
    if (json) printJson({ text: token, end, probability, logProbability })
    else print(`${probability.toFixed(4)}  ${end ? '(the end)' : quoted(token)}`)
  }
  return status.success
}

async function score(
  photograph: Photograph,
  texts: readonly string[],
  json: boolean,
  signal: AbortSignal,
): Promise<number> {
  const { scoreText } = await import('../../photograph/index.ts')
  for (const text of texts) {
    const found = await scoreText(photograph, text, signal)
    if (json) {
      printJson({ text, ...found })
      continue
    }
    print(quoted(text))
    print(
      `  log-probability ${found.logProbability.toFixed(3)}, a token ${found.perToken.toFixed(3)}, a character ${found.perCharacter.toFixed(3)}, a byte ${found.perByte.toFixed(3)}`,
    )
    print(`  perplexity ${found.perplexity.toFixed(2)}`)
    print(`  ${found.tokens.map(token => `${quoted(token.text)} ${token.logProbability.toFixed(2)}`).join('  ')}`)
  }
  return status.success
}

async function comparePairs(
  photograph: Photograph,
  pairs: readonly (readonly [string, string])[],
  json: boolean,
  signal: AbortSignal,
): Promise<number> {
  const { comparePair } = await import('../../photograph/index.ts')
  let hits = 0
  for (const [good, bad] of pairs) {
    const { good: g, bad: b, prefersGood } = await comparePair(photograph, good, bad, signal)
    if (prefersGood) hits++
    if (json)
      printJson({ good, bad, prefersGood, goodLogProbability: g.logProbability, badLogProbability: b.logProbability })
    else if (pairs.length === 1)
      print(
        g.logProbability === b.logProbability
          ? `it finds both equally probable: ${g.logProbability.toFixed(3)}`
          : `it prefers ${quoted(prefersGood ? good : bad)}: ${g.logProbability.toFixed(3)} against ${b.logProbability.toFixed(3)}`,
      )
  }
  const share = hits / pairs.length
  const [low, high] = wilsonInterval(hits, pairs.length)
  if (json) printJson({ pairs: pairs.length, preferred: hits, accuracy: share, low, high })
  else if (pairs.length > 1) {
    print(
      `${hits} of ${pairs.length} good ones preferred: ${(100 * share).toFixed(1)} % (95 % interval ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %)`,
    )
  }
  return pairs.length === 1 && hits === 0 ? status.negative : status.success
}

async function readPairs(path: string): Promise<[string, string][]> {
  const { readText } = await import('../../photograph/index.ts')
  const lines = (await readText(path)).split(/\r?\n/).filter(line => line.trim() !== '')
  if (lines.length === 0) throw new CambiumError('pairs-missing', `${path} has no pairs.`)
  return lines.map((line, i) => {
    if (line.trimStart().startsWith('{')) {
      try {
        const { good, bad } = JSON.parse(line)
        if (typeof good === 'string' && typeof bad === 'string') return [good, bad]
      } catch {
        // said below
      }
    }
    const parts = line.split('\t')
    if (parts.length !== 2)
      throw new CambiumError(
        'pair-malformed',
        `${path}, line ${i + 1}, is no pair: it has neither "good" and "bad" nor one tab.`,
      )
    return [parts[0]!, parts[1]!]
  })
}

async function near(path: string, word: string, top: number, json: boolean): Promise<number> {
  const { Decoder, nearInEmbedding, nearInText, neighboursFromJson, openSnapshot } = await import(
    '../../photograph/index.ts'
  )
  if (/^https?:/.test(path))
    throw new CambiumError('capability-missing', 'A served model does not say what stood near a word in its text.')
  const { model, neighbours } = await openSnapshot(path)
  const kept = neighboursFromJson(neighbours)
  const text = nearInText(kept, word, top)
  const embedding = model instanceof Decoder ? nearInEmbedding(model, kept, word, top) : undefined
  if (json) {
    printJson({ word, text, embedding })
    return status.success
  }
  print(`near ${quoted(word)} in the text (how often, and how much more than chance):`)
  for (const { word: other, count, association } of text) print(`  ${other}  ${count}  ${association.toFixed(1)}`)
  if (embedding === undefined) print('an n-gram model has no embedding')
  else {
    print('with a similar embedding (cosine):')
    for (const { word: other, cosine } of embedding) print(`  ${other}  ${cosine.toFixed(3)}`)
  }
  return status.success
}
