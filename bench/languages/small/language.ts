import { Random } from '../../../src/model/random.ts'
import { Draw } from './draw.ts'

/** A small language as people have them: a recogniser written by hand, some short examples, and a generator. */
export interface SmallLanguage {
  /** One line for people. */
  readonly about: string
  /** The world. */
  readonly accepts: (text: string) => boolean
  /** 20 to 40 short texts of the language: what a learner is given. */
  readonly examples: readonly string[]
  /** Near misses, so that the recogniser is known to refuse. */
  readonly wrong: readonly string[]
  /** Draws a text of the language; knows nothing of the examples. */
  readonly draw: (d: Draw) => string
}

/** The examples of a language of single lines: one a line, indentation and the first and last line's ends not counted. */
export function lines(block: string): string[] {
  return block
    .split('\n')
    .map(line => line.trimStart())
    .filter(line => line !== '')
}

/** The examples of a language of several lines: `----` stands between them; the first line's indentation is taken from all. */
export function blocks(block: string): string[] {
  return block
    .replace(/^\n/, '')
    .split(/\n[ ]*----\n/)
    .map(text => {
      const indent = /^ */.exec(text)![0]
      return text
        .split('\n')
        .map(line => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
        .join('\n')
        .replace(/\n$/, '')
    })
}

/** The test strings of a language, all different: the same ones every time. */
export function testStrings(language: SmallLanguage, n = 300): string[] {
  const random = new Random(2026)
  const strings = new Set<string>()
  for (let i = 0; i < 20 * n && strings.size < n; i++) strings.add(language.draw(new Draw(random.split())))
  return [...strings]
}
