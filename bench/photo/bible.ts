import { spawnSync } from 'node:child_process'

/** A verse of the King James version (1611): `Mat1:1` without the verse, and the text. */
export interface Verse {
  readonly chapter: string
  readonly text: string
}

/**
 * Verses from the Debian package bible-kjv, whose text is in the public domain. Ends the program where it is not installed.
 * @param range as the program `bible` understands it: `Ruth1:1-Ruth4:22`
 */
export function verses(range: string): Verse[] {
  const { stdout, status } = spawnSync('bible', ['-f', range], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (status !== 0) {
    console.error('There is no text: install the Debian package bible-kjv.')
    process.exit(2)
  }
  return stdout
    .trim()
    .split('\n')
    .map(line => {
      const [, chapter, text] = /^(\S+?):\d+ (.*)$/.exec(line)!
      return { chapter: chapter!, text: text! }
    })
}

/** Chapters, a line a verse. */
export function chapters(range: string): string[] {
  const found = new Map<string, string>()
  for (const { chapter, text } of verses(range)) found.set(chapter, `${found.get(chapter) ?? ''}${text}\n`)
  return [...found.values()]
}

/** About a million characters. */
export const newTestament = 'Matthew1:1-Revelation22:21'
