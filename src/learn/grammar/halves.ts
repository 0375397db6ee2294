import type { Facts, Inquiry } from './inquiry.ts'

/**
 * Which places of a text can be chosen together: all are tried at once and, where that is refused, by halves, each beside
 * what was found before it.
 * @param text the text with some of the places chosen
 * @param most so many questions at most; what they do not reach is not chosen
 */
export function* halves(
  facts: Facts,
  places: readonly number[],
  text: (at: ReadonlySet<number>) => string,
  about: string,
  most = Number.POSITIVE_INFINITY,
): Inquiry<number[]> {
  const found: number[] = []
  let left = most
  const search = function* (some: readonly number[]): Inquiry<void> {
    if (some.length === 0 || left-- <= 0) return
    if (yield* facts.ask(text(new Set([...found, ...some])), about)) {
      found.push(...some)
      return
    }
    if (some.length === 1) return
    const middle = some.length >> 1
    yield* search(some.slice(0, middle))
    yield* search(some.slice(middle))
  }
  yield* search(places)
  return found
}
