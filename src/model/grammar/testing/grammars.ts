import { fromEbnf } from '../notation/ebnf.ts'

/** JSON as RFC 8259 has it: white space, escapes, all of Unicode. */
export const jsonGrammar = fromEbnf(String.raw`
  json      ::= space value space
  value     ::= object | array | string | number | "true" | "false" | "null"
  object    ::= "{" space (member ("," space member)*)? "}"
  member    ::= string space ":" space value space
  array     ::= "[" space (item ("," space item)*)? "]"
  item      ::= value space
  string    ::= '"' ([^"\#x0-#x1F] | "\" (["\/bfnrt] | "u" hex hex hex hex))* '"'
  hex       ::= [0-9A-Fa-f]
  number    ::= "-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [+#x2D]? [0-9]+)?
  space     ::= [#x9#xA#xD#x20]*
`)

/** Left-recursive, and it must stay so: subtraction and division group from the left. */
export const leftRecursiveGrammar = fromEbnf(`
  sum     ::= sum "+" product | sum "-" product | product
  product ::= product "*" factor | product "/" factor | factor
  factor  ::= "(" sum ")" | number | name
  number  ::= [0-9]+ ("." [0-9]+)?
  name    ::= [a-z] [a-z0-9_]*
`)

/** Ambiguous: operators without levels, and an else that can belong to either if. */
export const ambiguousGrammar = fromEbnf(`
  statement  ::= "if " expression " then " statement (" else " statement)? | "do " expression
  expression ::= expression operator expression | [a-c] | "(" expression ")"
  operator   ::= [-+*] | "and" | "or"
`)

/** Expressions with levels, spaces, calls, comparison, strings with escapes. */
export const expressionGrammar = fromEbnf(String.raw`
  expression ::= space or
  or         ::= and ("||" space and)*
  and        ::= equal ("&&" space equal)*
  equal      ::= sum (("==" | "!=" | "<=" | ">=" | "<" | ">") space sum)*
  sum        ::= product ([-+] space product)*
  product    ::= unary ([*/%] space unary)*
  unary      ::= [-!] space unary | call
  call       ::= atom ("(" space (expression ("," expression)*)? ")" space | "." space name space)*
  atom       ::= number space | name space | string space | "(" expression ")" space
  name       ::= [A-Za-z_] [A-Za-z_0-9]*
  number     ::= [0-9]+ ("." [0-9]+)?
  string     ::= "'" ([^'\#xA] | "\" [nt'\])* "'"
  space      ::= [#x20#x9]*
`)

/** Statements in braces, the way of C. */
export const programGrammar = fromEbnf(`
  program    ::= space (function)+
  function   ::= type name "(" space (parameter ("," space parameter)*)? ")" space block
  parameter  ::= type name
  type       ::= ("int" | "char" | "void") gap
  block      ::= "{" space statement* "}" space
  statement  ::= block | "if" space "(" space value ")" space block ("else" space block)?
               | "while" space "(" space value ")" space block | "return" (gap value)? ";" space
               | name "=" space value ";" space | type name ("=" space value)? ";" space
  value      ::= term (("+" | "-" | "*" | "<" | "==") space term)*
  term       ::= name ("(" space (value ("," space value)*)? ")" space)? | [0-9]+ space | "(" space value ")" space
  name       ::= [a-z] [a-z0-9_]* space
  gap        ::= [#x20#xA]+
  space      ::= gap?
`)

/** Every one of them, by name. */
export const sampleGrammars = {
  json: jsonGrammar,
  'left recursion': leftRecursiveGrammar,
  ambiguity: ambiguousGrammar,
  expressions: expressionGrammar,
  programs: programGrammar,
}
