/** Control characters that are no blanks. */
const controls = Array.from({ length: 31 }, (_, i) => i + 1).filter(point => point < 9 || point > 13)

/** Characters of private use: none of them is in a row of tokens for its own sake. */
const privateUse = { first: 0xe000, count: 6400 }

/** The nth character that stands for a kind of token; undefined where there are no more. */
export function symbolOf(n: number): string | undefined {
  if (n < controls.length) return String.fromCharCode(controls[n]!)
  const rest = n - controls.length
  return rest < privateUse.count ? String.fromCharCode(privateUse.first + rest) : undefined
}

/** Whether a character stands for a kind of token that is no single sign. */
export function isSymbol(character: string): boolean {
  const point = character.codePointAt(0)!
  return controls.includes(point) || (point >= privateUse.first && point < privateUse.first + privateUse.count)
}
