import { Random } from '../../src/model/random.ts'
import type { Pattern } from '../languages/recogniser.ts'
import { alt, list, opt, plus, recogniser, rule, seq, star } from '../languages/recogniser.ts'

/** A small language: how its sentences are made, and who belongs to it. */
export interface SmallLanguage {
  readonly name: string
  readonly make: (random: Random) => string
  readonly has: (text: string) => boolean
  /** What its sentences are written with. */
  readonly tokens: readonly string[]
  /** What stands between two tokens. */
  readonly join: string
}

/** 1, 2, 3, ... each half as likely as the one before. */
const some = (random: Random): number => 1 + (random.below(2) === 0 ? 0 : some(random))
/** Longer rows: each three quarters as likely as the one before. */
const many = (random: Random): number => 1 + (random.below(4) === 0 ? 0 : many(random))

const is = (pattern: Pattern) => recogniser(pattern)

const nested: Pattern = rule(() => seq('a', opt(nested), 'b'))
const twice: Pattern = rule(() => seq('a', opt(twice), 'bb'))
const mirrored: Pattern = rule(() => alt('c', seq('a', mirrored, 'a'), seq('b', mirrored, 'b')))
const balanced: Pattern = rule(() => plus(alt(seq('(', opt(balanced), ')'), seq('[', opt(balanced), ']'))))

function mirror(random: Random): string {
  if (random.below(4) === 0) return 'c'
  const side = random.pick(['a', 'b'])
  return side + mirror(random) + side
}

function balance(random: Random): string {
  let text = ''
  for (let n = some(random); n > 0; n--) {
    const [open, close] = random.pick(['()', '[]'])
    text += open + (random.below(3) > 0 ? '' : balance(random)) + close
  }
  return text
}

function evenA(random: Random): string {
  for (;;) {
    const text = Array.from({ length: 1 + random.below(12) }, () => random.pick(['a', 'b'])).join('')
    if (text.split('a').length % 2 === 1) return text
  }
}

const article = ['the', 'a']
const noun = ['man', 'woman', 'dog', 'park']
const verb = ['saw', 'liked']
const preposition = ['in', 'with', 'near']
const intransitive = ['slept', 'ran']
const words = (...parts: string[]) => parts.join(' ')

function nounPhrase(random: Random): string {
  const phrase = words(random.pick(article), random.pick(noun))
  return random.below(3) === 0 ? words(phrase, random.pick(preposition), nounPhrase(random)) : phrase
}
function relativePhrase(random: Random): string {
  const phrase = words(random.pick(article), random.pick(noun))
  return random.below(3) === 0 ? words(phrase, 'that', verbPhrase(random)) : phrase
}
function verbPhrase(random: Random): string {
  return random.below(2) === 0 ? random.pick(intransitive) : words(random.pick(verb), relativePhrase(random))
}

const plain = seq(alt(...article), ' ', alt(...noun))
const np: Pattern = rule(() => list(plain, seq(' ', alt(...preposition), ' ')))
const relative: Pattern = rule(() => seq(plain, opt(seq(' that ', vp))))
const vp: Pattern = rule(() => alt(...intransitive, seq(alt(...verb), ' ', relative)))

/** Small formal languages that stand for what is learned from few sentences. */
export const smallLanguages: readonly SmallLanguage[] = [
  {
    name: '(ab)^n',
    make: random => 'ab'.repeat(some(random) + some(random) - 1),
    has: is(plus('ab')),
    tokens: ['a', 'b'],
    join: '',
  },
  {
    name: 'a^n b^n',
    make: random => {
      const n = many(random)
      return 'a'.repeat(n) + 'b'.repeat(n)
    },
    has: is(nested),
    tokens: ['a', 'b'],
    join: '',
  },
  {
    name: 'a^n b^m',
    make: random => 'a'.repeat(many(random)) + 'b'.repeat(many(random)),
    has: is(seq(plus('a'), plus('b'))),
    tokens: ['a', 'b'],
    join: '',
  },
  {
    name: 'a^n b^2n',
    make: random => {
      const n = many(random)
      return 'a'.repeat(n) + 'bb'.repeat(n)
    },
    has: is(twice),
    tokens: ['a', 'b'],
    join: '',
  },
  { name: 'palindromes with a centre', make: mirror, has: is(mirrored), tokens: ['a', 'b', 'c'], join: '' },
  { name: 'brackets of two kinds', make: balance, has: is(balanced), tokens: ['(', ')', '[', ']'], join: '' },
  {
    name: 'an even number of a',
    make: evenA,
    has: is(alt(seq(star('b'), plus(seq('a', star('b'), 'a', star('b')))), plus('b'))),
    tokens: ['a', 'b'],
    join: '',
  },
  {
    name: 'a list with separators',
    make: random => Array.from({ length: some(random) }, () => random.pick(['x', 'y', 'z'])).join(','),
    has: is(list(alt('x', 'y', 'z'), ',')),
    tokens: ['x', 'y', 'z', ','],
    join: '',
  },
  {
    name: 'prepositional phrases',
    make: random => words(nounPhrase(random), random.pick(verb), nounPhrase(random)),
    has: is(seq(np, ' ', alt(...verb), ' ', np)),
    tokens: [...article, ...noun, ...verb, ...preposition],
    join: ' ',
  },
  {
    name: 'subject relative clauses',
    make: random => words(relativePhrase(random), verbPhrase(random)),
    has: is(seq(relative, ' ', vp)),
    tokens: [...article, ...noun, ...verb, ...intransitive, 'that'],
    join: ' ',
  },
]

/** Up to 30 distinct sentences. */
export function sentences({ make }: SmallLanguage, seed: number): string[] {
  const random = new Random(seed)
  const found = new Set<string>()
  for (let i = 0; i < 300 && found.size < 30; i++) found.add(make(random))
  return [...found]
}
