import { CambiumError } from '../error.ts'
import type { Random } from '../random.ts'
import { reachableFrom } from './analysis.ts'
import { characterAt, sizeOf } from './character-class.ts'
import { type Expression, type Grammar, reference } from './grammar.ts'
import { isShorter, Shortest } from './shortest.ts'
import { checkGrammar } from './validate.ts'

/** Limits of a sample. */
export interface SampleLimits {
  /** Rules nested deeper than this take only their shortest way; the start rule is at depth 0. Default 12. */
  readonly maxDepth?: number
  /** The longest sample, in code points. Default 100,000. */
  readonly maxLength?: number
}

type Choice = Expression & { readonly kind: 'choice' }

/** How often a sample that grew too long is tried again before the depth is lowered. */
const attempts = 20

/**
 * Draws sentences: every alternative of a choice is as likely as the others, an option or repetition goes on as likely
 * as it stops, every character of a class is as likely as the others. The same random generator gives the same
 * sentences. Uses no call stack.
 */
export class Sampler {
  readonly #grammar: Grammar
  readonly #rules: ReadonlyMap<string, Expression>
  readonly #shortest: Shortest
  /** Of each choice, the alternatives that are drawn from, and those that are left beyond the depth. */
  readonly #ways = new Map<Choice, readonly Expression[]>()
  readonly #shortestWays = new Map<Choice, readonly Expression[]>()

  /** @throws CambiumError `grammar-invalid`; `grammar-unproductive` if a rule that can be reached derives no text */
  constructor(grammar: Grammar) {
    checkGrammar(grammar)
    this.#grammar = grammar
    this.#rules = new Map(grammar.rules.map(rule => [rule.name, rule.expression]))
    this.#shortest = new Shortest(grammar)
    for (const name of reachableFrom(grammar)) {
      if (this.#shortest.ofRule(name).length === Number.POSITIVE_INFINITY) {
        throw new CambiumError(
          'grammar-unproductive',
          `rule ${JSON.stringify(name)} derives no text at all: it leads only to itself or to an empty class; ` +
            'give it an end or remove it',
        )
      }
    }
  }

  /**
   * One sentence. One that grows beyond the limit is given up and drawn again; after {@link attempts} tries with ever
   * less depth, so that a grammar that branches strongly still gives something.
   * @throws CambiumError `sample-too-long` when even the shortest sentence is longer than the limit
   */
  sample(random: Random, limits: SampleLimits = {}): string {
    const { maxDepth = 12, maxLength = 100_000 } = limits
    this.#refuseTooLong(this.#grammar.start, maxLength)
    for (let depth = maxDepth; depth >= 0; depth = Math.min(depth - 1, depth >> 1)) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const text = this.#draw(this.#grammar.start, random, depth, maxLength)
        if (text !== undefined) return text
      }
    }
    return this.#draw(this.#grammar.start, random, -1, maxLength) ?? this.shortest(this.#grammar.start, maxLength)
  }

  /**
   * A shortest text of a rule: the smallest character of each class, the first of equal alternatives.
   * @throws CambiumError `sample-too-long`
   */
  shortest(rule = this.#grammar.start, maxLength = 100_000): string {
    this.#refuseTooLong(rule, maxLength)
    return this.#draw(rule, undefined, -1, maxLength)!
  }

  #refuseTooLong(rule: string, maxLength: number): void {
    const { length } = this.#shortest.ofRule(rule)
    if (length <= maxLength) return
    throw new CambiumError(
      'sample-too-long',
      `the shortest text of rule ${JSON.stringify(rule)} has ${length} characters, the limit is ${maxLength}; raise it`,
    )
  }

  /** One derivation from the left to the right, or undefined when it grows too long. @param random none: the first */
  #draw(rule: string, random: Random | undefined, maxDepth: number, maxLength: number): string | undefined {
    const open: { e: Expression; depth: number; rounds: number }[] = [{ e: reference(rule), depth: -1, rounds: 0 }]
    let text = ''
    let length = 0
    let steps = 10_000 + 20 * maxLength
    for (let next = open.pop(); next; next = open.pop()) {
      const { e, depth, rounds } = next
      const short = depth > maxDepth
      if (--steps < 0) return undefined
      switch (e.kind) {
        case 'literal':
          text += e.text
          length += e.text.length
          for (let i = 0; i < e.text.length; i++) if (e.text.codePointAt(i)! > 0xffff) length--
          break
        case 'characters':
          text += characterAt(e.characters, random ? random.below(sizeOf(e.characters)) : 0)
          length++
          break
        case 'reference':
          open.push({ e: this.#rules.get(e.rule)!, depth: depth + 1, rounds: 0 })
          break
        case 'sequence':
          for (let i = e.items.length - 1; i >= 0; i--) open.push({ e: e.items[i]!, depth, rounds: 0 })
          break
        case 'choice': {
          const from = short ? this.#shortestOf(e) : this.#fruitful(e)
          open.push({ e: random ? random.pick(from) : from[0]!, depth, rounds: 0 })
          break
        }
        case 'repetition': {
          const on =
            rounds < e.min ||
            (!short && rounds < (e.max ?? Number.POSITIVE_INFINITY) && this.#derives(e.item) && random?.below(2) === 1)
          if (on) open.push({ e, depth, rounds: rounds + 1 }, { e: e.item, depth, rounds: 0 })
        }
      }
      if (length > maxLength) return undefined
    }
    return text
  }

  /** Whether a part derives any text: an alternative may end in an empty class, and is then never taken. */
  #derives(e: Expression): boolean {
    return this.#shortest.of(e).length < Number.POSITIVE_INFINITY
  }

  /** The alternatives that derive any text. */
  #fruitful(choice: Choice): readonly Expression[] {
    let ways = this.#ways.get(choice)
    if (!ways) this.#ways.set(choice, (ways = choice.alternatives.filter(a => this.#derives(a))))
    return ways
  }

  /** The alternatives of the least shortness. */
  #shortestOf(choice: Choice): readonly Expression[] {
    let ways = this.#shortestWays.get(choice)
    if (!ways) {
      const { alternatives } = choice
      const of = (e: Expression) => this.#shortest.of(e)
      ways = alternatives.filter(a => !alternatives.some(b => isShorter(of(b), of(a))))
      this.#shortestWays.set(choice, ways)
    }
    return ways
  }
}
