import { fromEbnf, type Grammar } from '../../model/grammar/index.ts'
import { fixedPermutation, hop, lengthPermutation, reversedFrom } from './impossible.ts'
import { deeperAndLonger, type Language } from './language.ts'

/** Nouns as singular and plural. */
const nouns = 'dog/dogs cat/cats child/children bird/birds mouse/mice farmer/farmers'.split(' ').map(n => n.split('/'))
/** Verbs by their plural; the singular adds an s. */
const intransitive = ['sleep', 'sing', 'run', 'laugh']
const transitive = ['chase', 'see', 'like', 'help']

interface Parts {
  readonly nouns?: readonly (readonly string[])[]
  readonly near?: string
  readonly and?: string
  readonly that?: string
  readonly adjective?: string
}

const oneOf = (words: readonly (string | undefined)[]) => words.map(word => JSON.stringify(word)).join(' | ')

/** Sentences with agreement of subject and verb over relative clauses and attributes. */
function sentences(parts: Parts): Grammar {
  const { near = '(" near " phrase)?', and = '', that = 'that', adjective = '' } = parts
  const known = parts.nouns ?? nouns
  const relative = (verbs: string) => `(" ${that} " (${verbs} | singular " " chases | plural " " chase))?`
  return fromEbnf(`
    sentence ::= clause ${and}
    clause   ::= singular " " does | plural " " do
    phrase   ::= singular | plural
    singular ::= ("the" | "a" | "this" | "every") " " ${adjective} noun ${near} ${relative('does')}
    plural   ::= ("the" | "these" | "some") " " ${adjective} nouns ${near} ${relative('do')}
    does     ::= sleeps | chases " " phrase
    do       ::= sleep | chase " " phrase
    noun     ::= ${oneOf(known.map(n => n[0]))}
    nouns    ::= ${oneOf(known.map(n => n[1]))}
    sleeps   ::= ${oneOf(intransitive.map(v => `${v}s`))}
    sleep    ::= ${oneOf(intransitive)}
    chases   ::= ${oneOf(transitive.map(v => `${v}s`))}
    chase    ::= ${oneOf(transitive)}
    ${adjective === '' ? '' : 'adjective ::= "old" | "small" | "happy"'}`)
}

const verbs = [...intransitive, ...transitive]
const verbForms = new Map<string, readonly [lemma: string, number: 'singular' | 'plural']>(
  verbs.flatMap(verb => [
    [verb, [verb, 'plural'] as const],
    [`${verb}s`, [verb, 'singular'] as const],
  ]),
)
const verbThenNear = new RegExp(`\\b(${verbs.join('|')})s?\\b.*\\bnear\\b`)
const clauses = (text: string) => text.split(' ').filter(word => word === 'that').length
const withHeron = sentences({ nouns: [...nouns, ['heron', 'herons']] })

/** A fragment of English. */
export const english: Language = {
  name: 'english',
  about:
    'A fragment of English: subjects agree with their verbs in number, over relative clauses and over attributes whose noun may have the other number.',
  unit: 'words',
  grammar: withHeron,
  longest: 120,
  generalisations: [
    ...deeperAndLonger(clauses, 'sentences of relative clauses (counted by “that”)', { trained: 50, tested: 200 }),
    {
      name: 'new words',
      about: 'heron and herons are shown in two sentences, and tested everywhere',
      beyond: text => text.includes('heron'),
      shown: ['the heron sleeps', 'the herons sleep'],
    },
    {
      name: 'new context',
      about: 'attributes with “near” are seen in subjects only, and tested after verbs',
      beyond: text => verbThenNear.test(text),
      shown: [],
    },
  ],
  variants: [
    hop(verbForms, 0),
    hop(verbForms, 4),
    reversedFrom('ri'),
    fixedPermutation([2, 0, 3, 1]),
    lengthPermutation(),
  ],
  change: {
    about: 'sentences joined by “and” come, attributes with “near” go',
    after: sentences({ nouns: [...nouns, ['heron', 'herons']], near: '', and: '(" and " clause)?' }),
    gained: text => text.includes(' and '),
    lost: text => text.includes(' near '),
  },
  relative: {
    name: 'English with adjectives',
    about: 'relative clauses with “who”, adjectives, no attributes with “near”',
    grammar: sentences({ near: '', that: 'who', adjective: '(adjective " ")?' }),
  },
}
