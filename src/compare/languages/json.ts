import { fromEbnf, type Grammar } from '../../model/grammar/index.ts'
import { bracketDepth, deeperAndLonger, type Language } from './language.ts'

/** Documents of JSON: an object or an array at the top, at most one blank after commas and colons. */
function documents(parts: {
  words?: string
  values?: string
  number?: string
  quote?: string
  more?: string
}): Grammar {
  const { words = '"true" | "false" | "null"', values = '', number, quote = `'"'`, more = '' } = parts
  return fromEbnf(String.raw`
    document ::= object | array
    value    ::= object | array | string | number | word ${values}
    object   ::= "{" (member ("," gap member)*)? "}"
    member   ::= string ":" gap value
    array    ::= "[" (value ("," gap value)*)? "]"
    string   ::= ${quote} plain* (escape plain*)* ${quote}
    plain    ::= [a-zA-Z0-9 _.+]
    escape   ::= "\" ["\/bnt]
    number   ::= ${number ?? '"-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [-+]? [0-9]+)?'}
    word     ::= ${words}
    gap      ::= " "?
    ${more}`)
}

/** JSON. */
export const json: Language = {
  name: 'json',
  about: 'JSON documents (RFC 8259, an object or an array at the top, ASCII strings, no blanks but one after , and :).',
  unit: 'characters',
  grammar: documents({}),
  longest: 100,
  generalisations: [
    ...deeperAndLonger(text => bracketDepth(text, '{[', '}]'), 'brackets', { trained: 40, tested: 160 }),
    {
      name: 'new words',
      about: 'the characters w to z, W to Z, 7, 8 and 9 are shown in one string and one number, and tested everywhere',
      beyond: text => /[w-zW-Z7-9]/.test(text),
      shown: ['["wxyzWXYZ"]', '[789]'],
    },
    {
      name: 'new context',
      about: 'objects are seen everywhere but as the value of a member, where they are tested',
      beyond: text => /: ?\{/.test(text),
      shown: [],
    },
  ],
  variants: [],
  change: {
    about: 'hexadecimal numbers (0x1f) come, null goes',
    after: documents({
      words: '"true" | "false"',
      number: '"-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [-+]? [0-9]+)? | "0x" [0-9a-f]+',
    }),
    gained: text => /(^|[[:, ])0x/.test(text),
    lost: text => /(^|[[:, ])null/.test(text),
  },
  relative: {
    name: 'python literals',
    about: 'dictionaries, lists and tuples of Python: single quotes, True, False, None, (1,) and (1, 2)',
    grammar: documents({
      words: '"True" | "False" | "None"',
      quote: `"'"`,
      values: '| tuple',
      more: `tuple ::= "(" value "," (gap value ("," gap value)*)? ")"`,
    }),
  },
}
