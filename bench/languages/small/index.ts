import { chess } from './chess.ts'
import { cron } from './cron.ts'
import { csv } from './csv.ts'
import { email } from './email.ts'
import { ini } from './ini.ts'
import { lambda } from './lambda.ts'
import type { SmallLanguage } from './language.ts'
import { lua } from './lua.ts'
import { regex } from './regex.ts'
import { semverRange } from './semver-range.ts'
import { sql } from './sql.ts'
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
}

/** Languages whose results are looked at as a final score only. */
export const final: Readonly<Record<string, SmallLanguage>> = {}

export const small: Readonly<Record<string, SmallLanguage>> = { ...development, ...final }

export const worlds = Object.fromEntries(Object.entries(small).map(([name, language]) => [name, language.accepts]))
