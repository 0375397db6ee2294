import { readFileSync } from 'node:fs'

/** The version of Cambium that is running. */
export const programVersion: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version
