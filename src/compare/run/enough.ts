import { CambiumError } from '../../model/error.ts'
import type { Random } from '../../model/random.ts'
import type { Subject } from '../work/subject.ts'

/** Draws after which it is looked at for the first time how many of them were new; then after twice as many, and so on. */
const firstLook = 10_000

/**
 * Whether a subject gives as many different texts as `drawDistinct` would be asked for. That one is patient, and takes
 * minutes to find out that there are far too few: here it ends as soon as new texts have become so rare that what is left of
 * its patience cannot bring the rest. New ones become rarer and rarer, so that what the last draws brought is more than what
 * as many others will.
 *
 * @throws CambiumError `language-too-small`
 */
export function checkEnough(
  subject: Subject,
  count: number,
  random: Random,
  taken: ReadonlySet<string>,
  what: string,
): void {
  const found = new Set<string>()
  const most = 1000 + 100 * count
  let drawn = 0
  let look = { at: firstLook, found: 0, drawn: 0 }
  for (const text of subject.draw(random)) {
    if (found.size >= count || drawn++ >= most) break
    if (!taken.has(text)) found.add(text)
    if (drawn < look.at) continue
    const fresh = found.size - look.found
    // Four standard deviations more than were seen, and some for where there were none.
    const rate = (fresh + 4 * Math.sqrt(fresh) + 10) / (drawn - look.drawn)
    if (found.size + rate * (most - drawn) < count) break
    look = { at: 2 * drawn, found: found.size, drawn }
  }
  if (found.size >= count) return
  throw new CambiumError(
    'language-too-small',
    `${subject.name} gives ${found.size} different texts for ${what}, not ${count}. Ask for fewer.`,
  )
}
