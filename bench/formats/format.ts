/** A format that people have, and the program that reads it, used as it is. */
export interface Format {
  /** The package and function that is the world. */
  readonly parser: string
  readonly accepts: (text: string) => boolean
  /** At most 20 small texts, written by hand. */
  readonly examples: readonly string[]
  /** Ten texts of one line each, where a line is a text of the format. */
  readonly lines?: readonly string[]
  /** Where the inputs come from, for people. */
  readonly source: string
  /** Texts from elsewhere that the parser accepts, all different: what recall is measured with. */
  readonly inputs: () => string[]
}

/** A world out of a parser that throws at what it does not accept. */
export const unlessThrown = (parse: (text: string) => unknown) => (text: string) => {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}
