import { type CharacterClass, characterClass, union } from '../../model/grammar/character-class.ts'

/** Characters that are taken for alike until an answer tells them apart. */
export interface Kind {
  readonly characters: readonly string[]
  /** Members that stand for the others in questions: the first, the last, one between. */
  readonly some: readonly string[]
}

const range = (from: string, to: string): string[] =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, i) =>
    String.fromCharCode(from.charCodeAt(0) + i),
  )

const lower: Kind = { characters: range('a', 'z'), some: ['a', 'z', 'k'] }
const upper: Kind = { characters: range('A', 'Z'), some: ['A', 'Z', 'K'] }

/** The letters of ASCII, small and large. */
export const letters: readonly Kind[] = [lower, upper]

export const digits: Kind = { characters: range('0', '9'), some: ['0', '9', '3'] }

/** Two characters that stand for all beyond ASCII. */
export const beyondAscii: Kind = { characters: ['é', '中'], some: ['é', '中'] }

/** Characters beyond ASCII, without controls and noncharacters. */
export const allBeyondAscii: CharacterClass = [
  [0xa0, 0xd7ff],
  [0xe000, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0x10000, 0x1fffd],
]

/** What people take for one kind. */
export const kinds: readonly Kind[] = [...letters, digits, beyondAscii]

/** Characters that may stand in free text beside letters and digits. */
export const signs: readonly string[] = Array.from(' _-.,;:!?\'"`@#$%&*+/\\=<>|~^()[]{}\t')

/** The kind of a character; undefined for a sign or a blank. */
export function kindOf(character: string): Kind | undefined {
  const point = character.codePointAt(0)!
  if (point >= 0xa0) return beyondAscii
  if (/[a-z]/.test(character)) return lower
  if (/[A-Z]/.test(character)) return upper
  return /[0-9]/.test(character) ? digits : undefined
}

/** The class of characters, with all beyond ASCII if those that stand for them are among them. */
export function classOf(some: readonly string[]): CharacterClass {
  const own = characterClass(some.map(c => [c.codePointAt(0)!, c.codePointAt(0)!]))
  return beyondAscii.some.every(c => some.includes(c)) ? union(own, allBeyondAscii) : own
}
