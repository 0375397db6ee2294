import type { Grammar } from '../grammar.ts'
import { checkGrammar } from '../validate.ts'
import { Reader } from './reader.ts'
import { compile } from './tables.ts'

export type { Prefix } from './reader.ts'

/** A reader by a grammar, which it compiles. */
export class Parser extends Reader {
  /** @throws CambiumError `grammar-invalid`, `grammar-too-large` */
  constructor(grammar: Grammar) {
    checkGrammar(grammar)
    super(compile(grammar))
  }
}
