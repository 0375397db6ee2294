import { readFileSync } from 'node:fs'

/** The name and version of this program, as records state them. */
export const programName: string = (() => {
  const { name, version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  return `${name} ${version}`
})()
