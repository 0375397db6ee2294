import { english } from './english.ts'
import { json } from './json.ts'
import type { Language } from './language.ts'
import { lisp } from './lisp.ts'

export type { Change, Generalisation, Language, Relative, Variant } from './language.ts'

/** The languages that comparisons can name. */
export const languages: Readonly<Record<string, Language>> = { json, lisp, english }
