import { CambiumError } from '../../error.ts'
import { characterAt } from '../character-class.ts'
import { type Expression, type Grammar, reference } from '../grammar.ts'
import { Shortest } from '../shortest.ts'
import { productive } from '../simplify/simplify.ts'

/**
 * One way to go on in a rule: an alternative of a choice by its number; of a repetition 0 for no round (or the fewest)
 * and 1 for one round more than the fewest, 2 for two; of a reference 0.
 */
interface Turn {
  readonly at: Expression
  readonly way: number
}

/**
 * A small set of short texts that has every alternative in every context in which it can stand: for every place at which
 * a rule is used, every alternative of the rule; every repetition with no round, one, and several. (k-path coverage with
 * k = 2: Havrikov and Zeller, Systematically Covering Input Structure, 2019.)
 *
 * For each combination that is not covered the shortest text is made that has it; of the texts, the fewest that do
 * are chosen greedily. The same grammar gives the same texts, short ones first.
 * @throws CambiumError `grammar-unproductive` if there is no text
 */
export function coveringTexts(grammar: Grammar): string[] {
  const cover = new Cover(grammar)
  const texts = new Map<string, Set<string>>()
  const covered = new Set<string>()
  for (const [place, turn] of cover.goals()) {
    if (covered.has(cover.keyOf(place, turn))) continue
    const { text, pairs } = cover.textWith(place, turn)
    for (const pair of pairs) covered.add(pair)
    const known = texts.get(text)
    if (known) for (const pair of pairs) known.add(pair)
    else texts.set(text, pairs)
  }
  return smallest(texts).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
}

/** Greedy set cover: the text with most of what is missing, again and again. O(pairs + texts x chosen ones). */
function smallest(texts: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const having = new Map<string, string[]>()
  for (const [text, pairs] of texts) {
    for (const pair of pairs) {
      const known = having.get(pair)
      if (known) known.push(text)
      else having.set(pair, [text])
    }
  }
  /** Of each text, how much of what is missing it has. */
  const counts = new Map([...texts].map(([text, pairs]) => [text, pairs.size]))
  const chosen: string[] = []
  while (having.size > 0) {
    let best = ''
    let most = 0
    for (const [text, count] of counts) {
      if (count > most || (count === most && count > 0 && text.length < best.length)) [best, most] = [text, count]
    }
    chosen.push(best)
    for (const pair of texts.get(best)!) {
      for (const text of having.get(pair) ?? []) counts.set(text, counts.get(text)! - 1)
      having.delete(pair)
    }
  }
  return chosen
}

class Cover {
  readonly #rules: ReadonlyMap<string, Expression>
  readonly #shortest: Shortest
  readonly #parents = new Map<Expression, Expression>()
  /** The rule in which an expression stands. */
  readonly #home = new Map<Expression, string>()
  readonly #numbers = new Map<Expression, number>()
  /** The use of the start rule from outside. */
  readonly #outside: Expression
  /** The use of each rule by which a text reaches it with the fewest other characters. */
  readonly #way = new Map<string, Expression>()

  constructor(grammar: Grammar) {
    // Parts that are equal must not be one object: each has its own place.
    const own: Grammar = JSON.parse(JSON.stringify(productive(grammar)))
    this.#rules = new Map(own.rules.map(rule => [rule.name, rule.expression]))
    this.#shortest = new Shortest(own)
    this.#outside = reference(own.start)
    if (this.#shortest.ofRule(own.start).length === Number.POSITIVE_INFINITY) {
      throw new CambiumError('grammar-unproductive', 'the grammar derives no text, so none can cover it')
    }
    for (const { name, expression } of own.rules) this.#note(expression, name)
    this.#findWays(own.start)
  }

  #note(e: Expression, rule: string): void {
    this.#home.set(e, rule)
    this.#numbers.set(e, this.#numbers.size)
    for (const part of partsOf(e)) {
      this.#parents.set(part, e)
      this.#note(part, rule)
    }
  }

  /** Shortest paths from the start to each rule (Dijkstra's algorithm in rounds, for grammars are small). */
  #findWays(start: string): void {
    const cost = new Map([[start, 0]])
    this.#way.set(start, this.#outside)
    for (let changed = true; changed; ) {
      changed = false
      for (const e of this.#home.keys()) {
        if (e.kind !== 'reference') continue
        const before = cost.get(this.#home.get(e)!)
        if (before === undefined) continue
        const found = before + this.#lengthAround(e)
        if (found >= (cost.get(e.rule) ?? Number.POSITIVE_INFINITY)) continue
        cost.set(e.rule, found)
        this.#way.set(e.rule, e)
        changed = true
      }
    }
  }

  /** How many characters the rule has at least beside a part of it. */
  #lengthAround(part: Expression): number {
    const parent = this.#parents.get(part)
    if (!parent) return 0
    const of = (e: Expression) => this.#shortest.of(e).length
    const around = this.#lengthAround(parent)
    if (parent.kind === 'sequence') return around + parent.items.reduce((n, e) => (e === part ? n : n + of(e)), 0)
    if (parent.kind === 'repetition') return around + of(part) * Math.max(0, parent.min - 1)
    return around
  }

  /** Every use of a rule with every turn of it. */
  *goals(): Generator<[place: Expression, turn: Turn]> {
    const uses = [this.#outside, ...[...this.#home.keys()].filter(e => e.kind === 'reference')]
    for (const place of uses) {
      const rule = (place as Expression & { kind: 'reference' }).rule
      for (const [at, home] of this.#home) {
        if (home !== rule) continue
        if (at.kind === 'choice') for (let way = 0; way < at.alternatives.length; way++) yield [place, { at, way }]
        if (at.kind === 'repetition') {
          const most = at.max === null ? 2 : Math.min(2, at.max - at.min)
          for (let way = 0; way <= most; way++) yield [place, { at, way }]
        }
      }
      yield [place, { at: place, way: 0 }]
    }
  }

  keyOf(place: Expression, { at, way }: Turn): string {
    return `${this.#numbers.get(place) ?? -1} ${this.#numbers.get(at) ?? -1} ${way}`
  }

  /** The shortest text with a turn in the rule that is used at a place, and all that it covers. */
  textWith(place: Expression, turn: Turn): { text: string; pairs: Set<string> } {
    const pairs = new Set<string>()
    let text = ''
    const note = (use: Expression, at: Expression, way: number) => pairs.add(this.keyOf(use, { at, way }))

    /** The shortest text of a part of the rule that is used at `use`. */
    const short = (e: Expression, use: Expression): void => {
      switch (e.kind) {
        case 'literal':
          text += e.text
          return
        case 'characters':
          text += characterAt(e.characters, 0)
          return
        case 'reference':
          enter(e)
          return
        case 'sequence':
          for (const item of e.items) short(item, use)
          return
        case 'choice': {
          const lengths = e.alternatives.map(item => this.#shortest.of(item))
          let best = 0
          lengths.forEach(({ length, height }, i) => {
            const least = lengths[best]!
            if (length < least.length || (length === least.length && height < least.height)) best = i
          })
          note(use, e, best)
          short(e.alternatives[best]!, use)
          return
        }
        case 'repetition':
          rounds(e, 0, use)
      }
    }
    const rounds = (e: Expression & { kind: 'repetition' }, more: number, use: Expression): void => {
      note(use, e, more)
      for (let i = 0; i < e.min + more; i++) short(e.item, use)
    }
    const enter = (use: Expression & { kind: 'reference' }): void => {
      note(use, use, 0)
      short(this.#rules.get(use.rule)!, use)
    }
    /** A rule with a part of it in which `what` happens, everything else as short as can be. */
    const around = (use: Expression, part: Expression, what: () => void): void => {
      note(use, use, 0)
      const path = new Set<Expression>()
      for (let e: Expression | undefined = part; e; e = this.#parents.get(e)) path.add(e)
      const visit = (e: Expression): void => {
        if (e === part) what()
        else if (!path.has(e)) short(e, use)
        else onPath(e)
      }
      const onPath = (e: Expression): void => {
        if (e.kind === 'sequence') for (const item of e.items) visit(item)
        if (e.kind === 'choice') {
          const way = e.alternatives.findIndex(item => path.has(item))
          note(use, e, way)
          visit(e.alternatives[way]!)
        }
        if (e.kind === 'repetition') {
          note(use, e, e.min === 0 ? 1 : 0)
          visit(e.item)
          for (let i = 1; i < e.min; i++) short(e.item, use)
        }
      }
      visit(this.#rules.get((use as Expression & { kind: 'reference' }).rule)!)
    }
    const last = (): void => {
      if (turn.at === place) enter(place as Expression & { kind: 'reference' })
      else
        around(place, turn.at, () => {
          const { at, way } = turn
          if (at.kind === 'choice') {
            note(place, at, way)
            short(at.alternatives[way]!, place)
          } else if (at.kind === 'repetition') rounds(at, way, place)
        })
    }
    // From the outside in: each rule with the use of the next one, the last one with the turn.
    const chain: Expression[] = []
    for (let use = place; use !== this.#outside; use = this.#way.get(this.#home.get(use)!)!) chain.unshift(use)
    const step = (i: number, use: Expression): void => {
      if (i === chain.length) last()
      else around(use, chain[i]!, () => step(i + 1, chain[i]!))
    }
    step(0, this.#outside)
    return { text, pairs }
  }
}

function partsOf(e: Expression): readonly Expression[] {
  if (e.kind === 'sequence') return e.items
  if (e.kind === 'choice') return e.alternatives
  return e.kind === 'repetition' ? [e.item] : []
}
