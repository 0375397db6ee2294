/** What a shelf is: a word, a number, or a list of shelves in square brackets. Slow and sure. */
export default text => {
  // The innermost lists, one after the other, until none is left; "#" stands for a list that was one.
  const item = '(?:[a-z][a-z0-9]*|[0-9]+|#)'
  const list = new RegExp(`\\[(?:${item}(?:,${item})*)?\\]`)
  if (text.includes('#')) return false
  let rest = text
  while (list.test(rest)) rest = rest.replace(list, '#')
  return new RegExp(`^${item}$`).test(rest)
}
