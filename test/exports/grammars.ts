import { randomLanguage } from '../../bench/languages/random.ts'
import { fromEbnf, type Grammar } from '../../src/model/grammar/index.ts'
import { sampleGrammars } from '../../src/model/grammar/testing/grammars.ts'
import { grown, type Trial, trialOf } from './grown.ts'

/** Two larger ones that people wrote, with white space, escapes and all of Unicode. */
export const written = { written_json: sampleGrammars.json, written_expressions: sampleGrammars.expressions }

/** What notations and their languages keep for themselves, as names and as text, and counts beside texts. */
export const spelled = fromEbnf(String.raw`
  input     ::= constructor (" " constructor)*
  constructor ::= class | été | __proto__ | EOF | text
  class     ::= "'" [^'\#xA#x0] "'" | '"' [#x1-#x1F#x2028]+ '"'
  été       ::= "${'$'}{" input "}" | "\u0041" | "\" [-\#x5D^[/] "*/" | "//#" "#{"
  __proto__ ::= "é🌳" [#x1F333-#x1F335] #xE0001 "x" #xE0001 #x10FFFF | "日" #x300 "本"
  EOF       ::= "<" text? ">" | #xFEFF "0" | #xD #xA "." #x9
  text      ::= ("a") ("a") | ("aab" | "a") [a] "b"+
`)

export const drawn = Object.fromEntries(
  Array.from({ length: 6 }, (_, seed) => [`drawn_${seed}`, randomLanguage(seed, seed % 2 === 0).grammar]),
)

/** Grown, written by people, drawn by chance, and the one above. */
export const grammars: Record<string, Grammar> = { ...grown, ...written, ...drawn, spelled }
export const names = Object.keys(grammars)
export const trials = new Map<string, Trial>(
  names.map(name => [name, trialOf(grammars[name]!, name in drawn ? 40 : 200)]),
)

/** Texts that the judge takes for the opposite of what they are. */
export function mistakes(name: string, accepts: (text: string) => boolean): string[] {
  const { valid, invalid } = trials.get(name)!
  return [
    ...valid.filter(text => !accepts(text)).map(text => `rejects ${text}`),
    ...invalid.filter(text => accepts(text)).map(text => `accepts ${text}`),
  ]
}
