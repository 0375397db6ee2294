import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that tests start, where it is installed. */
export interface Installed {
  readonly path: string | undefined
  /** In CI a missing one fails the tests; elsewhere they are left out, and say so. */
  readonly wanted: boolean
}

/** @param names what it is called, here or there: the first that is found counts. A path names a file. */
export function programNamed(...names: readonly string[]): Installed {
  const folders = `${process.env.PATH}${delimiter}/usr/sbin`.split(delimiter)
  const places = names.flatMap(name => (name.includes('/') ? [name] : folders.map(folder => join(folder, name))))
  const path = places.find(place => {
    try {
      accessSync(place, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
  const wanted = path !== undefined || process.env.CI === 'true'
  if (!wanted) console.warn(`no ${names[0]} here: what needs it is not tested (install it from Debian)`)
  return { path, wanted }
}

/** The browser; CHROMIUM names another one. */
export const browserProgram = (): Installed =>
  programNamed(process.env.CHROMIUM || 'chromium', 'chromium', 'chromium-browser', 'google-chrome')
