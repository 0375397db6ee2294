/** The world of the JSON examples: Node's own parser, with its strictness and its freedoms. */
export default text => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
