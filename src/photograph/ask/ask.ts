import { capability, type Photograph } from '../photograph.ts'
import { scoreText } from './scores.ts'

/** What a photograph says to a question. */
export interface PhotographAnswer {
  /** The text that it was asked to go on with: a photograph can do nothing else. */
  readonly completionOf: string
  readonly answer: string
  /** The other ways to put the question, with how usual each is to the photograph (mean log-probability a byte). */
  readonly considered: readonly { readonly prompt: string; readonly perByte: number }[]
}

/**
 * Asks by completion. A question is put in several ways (as it is, and as the beginnings of statements that would answer
 * it); the photograph is given the one that is most usual to it, and goes on with what it finds most probable up to the
 * end of the sentence. What is no question is completed as it stands.
 */
export async function ask(
  photograph: Photograph,
  question: string,
  options: { maxTokens?: number } = {},
  signal?: AbortSignal,
): Promise<PhotographAnswer> {
  const sample = capability(photograph, 'sample')
  const prompts = waysToAsk(question)
  const considered: { prompt: string; perByte: number }[] = []
  if (prompts.length > 1 && photograph.score !== undefined)
    for (const prompt of prompts)
      considered.push({ prompt, perByte: (await scoreText(photograph, prompt, signal)).perByte })
  considered.sort((a, b) => b.perByte - a.perByte)
  const completionOf = considered[0]?.prompt ?? prompts[0]!
  let text = ''
  for await (const token of sample(
    completionOf,
    { maxTokens: options.maxTokens ?? 64, temperature: 0, stop: ['\n\n'] },
    signal,
  )) {
    text += token.text
    if (sentenceEnd.test(text)) break
  }
  const answer = text.trimStart().split(sentenceEnd)[0]!.split('\n')[0]!.trim()
  return { completionOf, answer, considered }
}

/** The end of a sentence, with at least a letter before it. */
const sentenceEnd = /(?<=[\p{L}\p{N}][^.!?]*)[.!?](?=\s|$)|(?<=[\p{L}\p{N}].*)\n/su

const be = 'is|are|was|were'

/** The ways to put a question so that going on answers it; the question itself is the first. */
export function waysToAsk(question: string): string[] {
  const trimmed = question.trim()
  if (!trimmed.endsWith('?')) return [question]
  const body = trimmed.slice(0, -1).trim()
  const ways = [trimmed]
  const rules: readonly (readonly [RegExp, (parts: readonly string[]) => string[]])[] = [
    // What is next to the oak? -> Next to the oak is; The tree next to the oak is
    [
      new RegExp(`^(?:what|who|where) (${be}) (.+)$`, 'isu'),
      ([verb, rest]) => [`${rest} ${verb}`, `${rest} ${verb} the`],
    ],
    // Which tree stands next to the oak? -> Next to the oak stands; The tree that stands next to the oak is
    [
      /^(?:which|what) (\p{L}+) (\p{L}+s) (.+)$/isu,
      ([noun, verb, rest]) => [
        `${rest} ${verb}`,
        `${rest} ${verb} the`,
        `the ${noun} that ${verb} ${rest} is`,
        `the ${noun} ${rest} is`,
      ],
    ],
    // What stands next to the oak? -> Next to the oak stands
    [/^(?:what|who) (\p{L}+s) (.+)$/isu, ([verb, rest]) => [`${rest} ${verb}`, `${rest} ${verb} the`]],
    // What does the oak stand next to? -> The oak stands next to
    [
      /^(?:what|who|where) does (.+?) (stand|grow|live|lie|sit|have|want|say|mean|do)\b ?(.*)$/isu,
      ([who, verb, rest]) => [`${who} ${verb}s ${rest}`, `${who} ${verb}s ${rest} the`],
    ],
  ]
  for (const [pattern, turn] of rules) {
    const match = pattern.exec(body)
    if (match === null) continue
    if (pattern === rules[2]![0] && new RegExp(`^(?:what|who) (?:${be})\\b`, 'iu').test(body)) continue
    for (const way of turn(match.slice(1))) {
      const text = way.trim().replace(/\s+/gu, ' ')
      ways.push(text[0]!.toUpperCase() + text.slice(1))
    }
  }
  return [...new Set(ways)]
}
