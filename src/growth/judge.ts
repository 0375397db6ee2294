import type { Acceptor } from '../world/world.ts'
import { Asker, type Manners } from './asker.ts'
import { systemClock } from './clock.ts'
import { membership, type TimeoutPolicy } from './question.ts'

/**
 * Asks a world about texts outside of any growth; nothing is recorded.
 * @param manners.onTimeout what a text counts as that takes too long (default `reject`)
 * @param signal ends it early
 * @returns accepted or not, in the order of the texts
 * @throws CambiumError when the world fails; the signal's reason when it was ended
 */
export async function judge(
  world: Acceptor,
  texts: readonly string[],
  manners: Partial<Manners> & { readonly onTimeout?: TimeoutPolicy } = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<boolean[]> {
  const kind = membership(manners.onTimeout)
  const asker = new Asker(world, kind, { jobs: 1, ...manners }, systemClock)
  const answers = new Array<boolean>(texts.length)
  await asker.askAll(
    texts,
    (index, verdict) => {
      const failure = kind.failure(texts[index]!, verdict)
      if (failure) throw failure
      answers[index] = kind.answer(texts[index]!, verdict)
    },
    signal,
  )
  signal.throwIfAborted()
  return answers
}
