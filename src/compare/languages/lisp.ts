import { fromEbnf, type Grammar } from '../../model/grammar/index.ts'
import { bracketDepth, deeperAndLonger, type Language } from './language.ts'

/** Lists of atoms, numbers, quoted expressions and lists. */
function lists(parts: { tail?: string; values?: string; more?: string }): Grammar {
  const { tail = '(" . " expression)?', values = '', more = '' } = parts
  return fromEbnf(`
    list       ::= "(" expression (" " expression)* ${tail} ")"
    expression ::= atom | number | quoted | list ${values}
    quoted     ::= "'" expression
    atom       ::= [a-z] [a-z0-9-]* | [+*/=]
    number     ::= "-"? [0-9]+
    ${more}`)
}

/** A Lisp. */
export const lisp: Language = {
  name: 'lisp',
  about: "Lists of a Lisp: atoms, whole numbers, quoted expressions 'x, dotted tails (a . b).",
  unit: 'characters',
  grammar: lists({}),
  longest: 100,
  generalisations: [
    ...deeperAndLonger(text => bracketDepth(text, '(', ')'), 'lists', { trained: 30, tested: 120 }),
    {
      name: 'new words',
      about: 'the characters w to z, 7, 8 and 9 are shown in one atom and one number, and tested everywhere',
      beyond: text => /[w-z7-9]/.test(text),
      shown: ['(wxyz)', '(789)'],
    },
    {
      name: 'new context',
      about: 'quoted expressions are seen everywhere but as the first of a list, where they are tested',
      beyond: text => text.includes("('"),
      shown: [],
    },
  ],
  variants: [],
  change: {
    about: 'vectors [a b] come, dotted tails go',
    after: lists({ tail: '', values: '| vector', more: 'vector ::= "[" expression (" " expression)* "]"' }),
    gained: text => text.includes('['),
    lost: text => text.includes(' . '),
  },
  relative: {
    name: 'a Clojure',
    about: 'lists without dotted tails, vectors [a b], keywords :a',
    grammar: lists({
      tail: '',
      values: '| vector | keyword',
      more: 'vector ::= "[" expression (" " expression)* "]"\n keyword ::= ":" [a-z]+',
    }),
  },
}
