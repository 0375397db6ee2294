/** The parser under test: quick, used every day, and wrong in two places that no seed shows. */
export class ShelfError extends Error {}

/** @returns {unknown} numbers, words, and arrays of them */
export function parseShelf(text) {
  let at = 0
  const fail = what => {
    throw new ShelfError(`${what} at ${at}`)
  }
  const take = pattern => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const shelf = depth => {
    const number = take(/[0-9]+/y)
    if (number !== undefined) return Number(number)
    const word = take(/[a-z][a-z0-9]*/y)
    if (word !== undefined) return word
    if (!take(/\[/y)) fail('no shelf')
    const items = []
    while (!take(/\]/y)) {
      items.push(shelf(depth + 1))
      if (!take(/,/y) && text[at] !== ']') fail('no comma')
    }
    // An inner list is filed under its first item; one without items has none.
    if (depth > 0 && items[0].constructor === Array) items.sort()
    return items
  }
  const found = shelf(0)
  if (at < text.length) fail('something is left')
  return found
}
