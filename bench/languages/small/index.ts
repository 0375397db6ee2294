import { bibtex } from './bibtex.ts'
import { c } from './c.ts'
import { calculator } from './calculator.ts'
import { chess } from './chess.ts'
import { cron } from './cron.ts'
import { css } from './css.ts'
import { csv } from './csv.ts'
import { dates } from './dates.ts'
import { email } from './email.ts'
import { httpHeaders } from './http-headers.ts'
import { ini } from './ini.ts'
import { lambda } from './lambda.ts'
import type { SmallLanguage } from './language.ts'
import { logLines } from './log-lines.ts'
import { lua } from './lua.ts'
import { music } from './music.ts'
import { printf } from './printf.ts'
import { prolog } from './prolog.ts'
import { queryString } from './query-string.ts'
import { regex } from './regex.ts'
import { sExpressions } from './s-expressions.ts'
import { search } from './search.ts'
import { semverRange } from './semver-range.ts'
import { sql } from './sql.ts'
import { template } from './template.ts'
import { toml } from './toml.ts'
import { url } from './url.ts'
import { wiki } from './wiki.ts'

/** Languages that the learner may be looked at with while it is worked on. */
export const development: Readonly<Record<string, SmallLanguage>> = {
  csv,
  ini,
  toml,
  email,
  'semver-range': semverRange,
  cron,
  regex,
  url,
  sql,
  lua,
  lambda,
  wiki,
  chess,
  's-expressions': sExpressions,
  calculator,
}

/** Languages whose results are looked at as a final score only. */
export const final: Readonly<Record<string, SmallLanguage>> = {
  'log-lines': logLines,
  'http-headers': httpHeaders,
  css,
  printf,
  c,
  prolog,
  bibtex,
  template,
  music,
  'query-string': queryString,
  dates,
  search,
}

export const small: Readonly<Record<string, SmallLanguage>> = { ...development, ...final }

export const worlds = Object.fromEntries(Object.entries(small).map(([name, language]) => [name, language.accepts]))
