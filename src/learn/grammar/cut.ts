import { Facts, type Inquiry } from './inquiry.ts'

/** So many texts made of the sides of two others must be accepted before the sides are taken for independent. */
const fewestCrossings = 2

/** At most so many are asked, or as many as it takes to have each side in one. */
const mostCrossings = 16

/** Where one question for each text would be too many, so many of the short ones speak for all. */
const mostSpeakers = 8

const about = 'whether parts of a text vary independently'

/** A place in texts. */
export interface Place {
  /** Which texts may stand there. */
  readonly facts: Facts
  /** Those that are known to. */
  readonly texts: readonly string[]
}

/** What asking found out about a cut whose sides vary independently. */
interface Findings {
  /** Whether a side may lack, and the sign with it. */
  readonly firstMayLack: boolean
  readonly restMayLack: boolean
  /** Whether several signs are as good as one. */
  readonly signMayRepeat: boolean
}

/** Without those that are there twice; the short ones first. */
export const distinct = (texts: Iterable<string>): string[] =>
  [...new Set(texts)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))

/** The signs in texts, which are all but letters and digits; those that stand in most of them first. */
export function signsOf(texts: readonly string[]): string[] {
  return [...new Set(texts.join(''))]
    .filter(character => !/[\p{L}\p{N}]/u.test(character))
    .map(sign => ({ sign, count: texts.filter(text => text.includes(sign)).length }))
    .sort((a, b) => b.count - a.count)
    .map(({ sign }) => sign)
}

/** The ways to cut texts by a sign: only those with as many parts as most have, then all at their first sign, or their last. */
export function* cutsBy(sign: string, { facts, texts }: Place): Inquiry<Cut[]> {
  const runs = texts.filter(text => text.includes(sign + sign))
  const collapses = runs.length > 0 && (yield* areAccepted(facts, runs.map(collapsed(sign))))
  const place = { facts, texts: distinct(collapses ? texts.map(collapsed(sign)) : texts) }
  const widths = place.texts.map(text => widthOf(text, sign))
  const usual = usualOf(widths)
  return [
    ...(usual === undefined ? [] : [new Cut(place, sign, collapses, 'first', usual)]),
    new Cut(place, sign, collapses, 'first'),
    ...(widths.some(width => width > 2) ? [new Cut(place, sign, collapses, 'last')] : []),
  ]
}

/** Tells a sign once where it is told several times, and not at all at the end. */
const collapsed = (sign: string) => (text: string) =>
  text
    .split(sign)
    .filter((part, i) => i === 0 || part !== '')
    .join(sign)

/** How many parts a text has. */
const widthOf = (text: string, sign: string) => text.split(sign).length

/** The width of more than half of the texts; undefined where all that are divided have the same. */
function usualOf(widths: readonly number[]): number | undefined {
  const divided = new Set(widths.filter(width => width > 1))
  if (divided.size < 2) return undefined
  return [...divided].find(width => 2 * widths.filter(other => other === width).length > widths.length)
}

/** Texts cut in two, and what is found out by crossing: by putting the first side of one before the rest of another. */
export class Cut {
  readonly sign: string
  /** Whether a run of signs is as good as one, as of blanks; texts are told with one. */
  readonly collapses: boolean
  /** Which sign is cut at in texts with more than one. */
  readonly at: 'first' | 'last'
  /** Only texts of so many parts are cut: they are rows, and those of more or fewer are something else. */
  readonly width: number | undefined
  /** The texts that are cut, and the others. */
  readonly having: readonly string[]
  readonly lacking: readonly string[]
  /** What stands before the sign, and what stands behind it. */
  readonly firsts: readonly string[]
  readonly rests: readonly string[]
  readonly #facts: Facts
  readonly #texts: readonly string[]

  constructor({ facts, texts }: Place, sign: string, collapses: boolean, at: 'first' | 'last', width?: number) {
    this.sign = sign
    this.collapses = collapses
    this.at = at
    this.width = width
    const isCut = (text: string) => (width === undefined ? text.includes(sign) : widthOf(text, sign) === width)
    this.having = texts.filter(isCut)
    this.lacking = texts.filter(text => !isCut(text))
    this.firsts = distinct(this.having.map(text => this.sides(text)[0]))
    this.rests = distinct(this.having.map(text => this.sides(text)[1]))
    this.#facts = facts
    this.#texts = texts
  }

  /** The two sides of a text. */
  sides(text: string): readonly [first: string, rest: string] {
    const at = this.at === 'first' ? text.indexOf(this.sign) : text.lastIndexOf(this.sign)
    return [text.slice(0, at), text.slice(at + this.sign.length)]
  }

  /**
   * Crosses the sides, and finds out what may lack.
   * @returns undefined where the sides depend on one another, or too little was crossed to show that they do not
   */
  *examined(): Inquiry<Findings | undefined> {
    const { having, lacking, firsts, rests } = this
    const crossed = this.#crossed(firsts, rests)
    if (!(yield* this.#areAccepted(crossed)) || !(yield* this.#isAtSign())) return undefined
    // where a side may lack, texts without the sign are what the other side is
    const withRest = this.#crossed(lacking, rests)
    const withFirst = this.#crossed(firsts, lacking)
    const isFirstAlone = yield* this.#areAccepted(few(firsts))
    const isRestAlone = yield* this.#areAccepted(few(rests))
    const restMayLack = isFirstAlone && (yield* this.#areAccepted(withRest))
    const firstMayLack = isRestAlone && (yield* this.#areAccepted(withFirst))
    const doubled = [having[0]!, having.at(-1)!].map(text => this.sides(text).join(this.sign + this.sign))
    const signMayRepeat = this.collapses || (yield* this.#areAccepted(doubled))
    const evidence = [crossed, restMayLack ? withRest : [], firstMayLack ? withFirst : []].flat()
    return evidence.length < fewestCrossings ? undefined : { firstMayLack, restMayLack, signMayRepeat }
  }

  /** Whether another first side may stand in front of whole texts, so that there may be as many as one likes. */
  *mayGrow(): Inquiry<boolean> {
    return yield* this.#areAccepted(
      few(this.having).flatMap(text => this.firsts.slice(0, 2).map(first => this.#joined(first, text))),
    )
  }

  /** Of rows: those of one part more, which may stand in front of any other row. */
  *extended(): Inquiry<string[]> {
    const found: string[] = []
    for (const text of this.#texts.filter(text => widthOf(text, this.sign) === this.width! + 1)) {
      const [first, rest] = this.sides(text)
      const others = few(this.having).map(row => this.#joined(first, row))
      if (yield* this.#areAccepted([rest, ...others])) found.push(text)
    }
    return found
  }

  /** Where the first sides stand, before some rest. */
  firstPlace(texts = this.firsts, rest = this.rests[0]!): Place {
    return this.#place('', this.sign + rest, texts, this.at === 'last')
  }

  /** Where the rests stand. */
  restPlace(texts = this.rests): Place {
    return this.#place(this.firsts[0]! + this.sign, '', texts, this.at === 'first')
  }

  /** Where each part stands if all are of one kind. */
  itemPlace(): Place {
    const first = this.firsts[0]!
    const items = this.#texts.flatMap(text => text.split(this.sign))
    return this.#place(first + this.sign, this.sign + first, items, false)
  }

  /** @param mayHaveSign whether what stands there may have the sign in it: if not, the whole would be cut elsewhere */
  #place(left: string, right: string, texts: readonly string[], mayHaveSign: boolean): Place {
    const facts = new Facts({
      facts: this.#facts,
      spell: text => left + text + right,
      refuting: mayHaveSign ? undefined : text => (text.includes(this.sign) ? undefined : []),
    })
    return { facts, texts: distinct(texts) }
  }

  readonly #joined = (first: string, rest: string) => first + this.sign + rest

  /** New texts made of the sides of others, such that each side is in at least one. */
  #crossed(firsts: readonly string[], rests: readonly string[]): string[] {
    const longest = Math.max(firsts.length, rests.length)
    const all = firsts.length * rests.length
    const enough = Math.min(Math.max(mostCrossings, longest), all)
    const found = new Set<string>()
    for (let i = 0; i < all && found.size < enough; i++) {
      // in each round each side meets another one
      const round = Math.floor(i / longest)
      found.add(this.#joined(firsts[i % firsts.length]!, rests[(i + round) % rests.length]!))
    }
    return [...found].filter(text => !this.having.includes(text))
  }

  /** Where a letter or a digit may stand for it, a sign is a character among others. */
  *#isAtSign(): Inquiry<boolean> {
    const sides = this.having.map(text => this.sides(text)).find(([first, rest]) => first !== '' && rest !== '')
    if (!sides) return false
    const changed = ['k', '7'].map(character => sides.join(character))
    return !(yield* this.#facts.askAll(changed, about)).includes(true)
  }

  #areAccepted(texts: readonly string[]): Inquiry<boolean> {
    return areAccepted(this.#facts, texts)
  }
}

const few = (texts: readonly string[]) => texts.slice(0, mostSpeakers)

/** Asks until one is rejected. */
function* areAccepted(facts: Facts, texts: readonly string[]): Inquiry<boolean> {
  for (const text of texts) if (!(yield* facts.ask(text, about))) return false
  return true
}
