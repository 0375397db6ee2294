import type { Random } from '../../model/random.ts'
import type { Inquiry } from './inquiry.ts'

/** A row of symbols, each a class of words by its number. */
export type Row = readonly number[]

/** What stands left and right of a phrase in a sentence. */
interface Around {
  readonly left: Row
  readonly right: Row
}

/**
 * A string of symbols that stands for everything that may stand wherever it stands. It is a class of words, or made of
 * other phrases.
 */
interface Phrase {
  readonly row: Row
  /** The phrases that it was seen to be made of; none for a class of words. */
  parts: number[]
  /** The phrases, as general as can be, that it may be made of. */
  labels: number[]
  /** Where it stands. */
  readonly around: Around[]
  /** It stands for what may stand in these places, though it may stand in others itself. */
  readonly isApart: boolean
}

/** A derivation: a phrase, and those that it is made of; a phrase in place of another has that one as its only part. */
interface Derivation {
  readonly phrase: number
  readonly parts: readonly Derivation[]
}

/** One way to explain a sentence: what stands in the place of a known phrase is a phrase too, made of known ones. */
interface Explanation {
  readonly left: Row
  readonly right: Row
  /** The phrase in whose place it stands. */
  readonly instead: number
  readonly cover: readonly number[]
  /** The phrases that the phrase in whose place it stands is a part of, and which one; with none it is a sentence. */
  readonly owners: readonly (readonly [phrase: number, part: number])[]
}

/** Longer sentences are not made small. */
const longestReduced = 60

/** Longer sentences are studied only where they are examples. */
const longestKnown = 20

/** After so many refusals in a row a sentence is as small as it gets. */
const patience = 40

/** So many smaller rows are looked at for one that is a sentence. */
const mostReductions = 600

/** How many parts what is new may have: what little explains is tried for all that is known before what takes more. */
const mostParts = [4, 6, 9]

/** After so many questions, so many rejected samples, or so many steps of parsing, what was learned so far is left as it is. */
const most = { questions: 6000, turns: 60, steps: 500_000_000 }

/** So often a row is explained anew, or taken back. */
const mostTimes = 3

/** So many explanations of a sentence are tried. */
const mostExplanations = 12

/** So many contexts of a phrase come from where it is used. */
const mostUses = 8

/** So many contexts of a phrase are known at most, but for such as tell what was wrong. */
const mostContexts = 24

const pairOf = (a: number | undefined, b: number | undefined): number => ((a ?? -1) + 1) * 65_536 + (b ?? -1) + 1

const same = (a: Row, b: Row): boolean => a.length === b.length && a.every((s, i) => s === b[i])

/**
 * Learns which phrases sentences are made of, where sentences are rows of symbols: distributional learning of a
 * context-free language by its phrases and their contexts (the primal way of Clark and Yoshinaka; Clark 2010, Yoshinaka
 * 2011). A phrase stands for all that may stand in its contexts: it may be made of others if what these stand for is
 * accepted in all of them. What is rejected shows a context that was missing (Rivest and Schapire 1993).
 */
export class Phrases {
  readonly #world: (row: Row) => Inquiry<boolean>
  readonly #answers = new Map<string, boolean>()
  /** How many questions were asked, and may be. */
  #asked = 0
  readonly #mostQuestions: number
  /** Steps of parsing: a clock that runs alike everywhere. */
  #steps = 0
  /** Sentences that were studied in vain, and when. */
  readonly #given = new Map<string, string>()
  /** How often a row was explained or taken back. */
  readonly #times = new Map<string, number>()
  /** How often something was learned. */
  #version = 0
  readonly #classes: number
  #phrases: Phrase[] = []
  /** Phrases that stood in one another's place: each is tried for the other. */
  #related: Set<number>[] = []
  /** For each phrase those that stand for it in all its contexts. */
  #stands: Set<number>[] = []
  /** For each phrase those that it stands for, with itself. */
  #above: number[][] = []
  /** What phrases are made of, as a tree of prefixes: where a label leads from a node, and what ends there. */
  #bodies: { readonly next: Int32Array; readonly ends: readonly number[][] } = { next: new Int32Array(), ends: [] }
  /** Symbols that stand side by side in some sentence, its beginning and its end among them. */
  readonly #pairs = new Set<number>()
  /** Sentences that are known to be accepted. */
  readonly #known: Row[] = []
  /** Rows that are known to be no sentences. */
  readonly #rejected: Row[] = []

  /**
   * @param classes how many symbols there are
   * @param ask whether a row of symbols is a sentence
   * @param questions how many may be asked, if fewer than usual
   */
  constructor(classes: number, ask: (row: Row) => Inquiry<boolean>, questions = most.questions) {
    this.#classes = classes
    this.#world = ask
    this.#mostQuestions = Math.min(most.questions, questions)
    for (let symbol = 0; symbol < classes; symbol++) this.#add([symbol], [])
  }

  get #isSpent(): boolean {
    return this.#asked >= this.#mostQuestions || this.#steps >= most.steps
  }

  get #start(): number {
    return this.#classes
  }

  *#accepts(row: Row): Inquiry<boolean> {
    const key = String.fromCharCode(...row)
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const accepted = yield* this.#world(row)
    this.#asked++
    this.#answers.set(key, accepted)
    if (!accepted) {
      if (row.length <= longestReduced) this.#rejected.push(row)
      return false
    }
    this.#notePairs(row)
    if (row.length <= longestReduced) this.#known.push(row)
    return true
  }

  /** Notes what stands side by side in a sentence. */
  #notePairs(row: Row): void {
    for (let i = 0; i <= row.length; i++) this.#pairs.add(pairOf(row[i - 1], row[i]))
  }

  #add(row: Row, parts: readonly number[], isApart = false): number {
    this.#phrases.push({ row, parts: [...parts], labels: [...parts], around: [], isApart })
    this.#related.push(new Set())
    return this.#phrases.length - 1
  }

  /** Whether it is not known yet that learning a row and taking it back goes on in circles. */
  #isWorth(key: string): boolean {
    return (this.#times.get(key) ?? 0) < mostTimes
  }

  #relate(a: number, b: number): void {
    if (a === b) return
    this.#related[a]!.add(b)
    this.#related[b]!.add(a)
  }

  /**
   * Learns from sentences, until all that is known is derived and samples are accepted.
   * @param onTurn is told each time that all that is known is derived, as far as it could be explained
   * @returns whether it came to an end
   */
  *learn(sentences: readonly Row[], random: Random, onTurn: () => void): Inquiry<boolean> {
    const sorted = [...sentences].sort((a, b) => a.length - b.length)
    const [first] = sorted
    if (!first) return false
    for (const row of sorted) this.#notePairs(row)
    if (this.#phrases.length === this.#classes) this.#note(this.#add(first, first), { left: [], right: [] })
    yield* this.#settle()
    for (let turn = 0; turn < most.turns && !this.#isSpent; turn++) {
      yield* this.#studyAll(sorted)
      onTurn()
      if (!(yield* this.#test(random))) return true
      yield* this.#settle()
    }
    return false
  }

  /** Takes back what derives a row that is no sentence; whether something was to blame. */
  *correct(row: Row): Inquiry<boolean> {
    const derivation = this.#derivation(this.#start, row)
    if (!derivation) return false
    yield* this.#blame(derivation, { left: [], right: [] })
    return true
  }

  /** One way to derive a row from a phrase. */
  #derivation(phrase: number, row: Row): Derivation | undefined {
    const chart = this.#chart(row)
    const n = row.length
    const derive = (u: number, start: number, end: number): Derivation | undefined => {
      for (const v of this.below(u)) {
        const { labels } = this.#phrases[v]!
        let own: Derivation | undefined
        if (v === row[start] && end === start + 1) own = { phrase: v, parts: [] }
        else if (labels.length > 1) {
          const parts: Derivation[] = []
          let from = start
          for (const [i, label] of labels.entries()) {
            const to = [...this.#ends(chart, n, [label], from, end)].find(at =>
              this.#ends(chart, n, labels.slice(i + 1), at, end).has(end),
            )
            const part = to === undefined ? undefined : derive(label, from, to)
            if (!part) break
            parts.push(part)
            from = to!
          }
          if (parts.length === labels.length) own = { phrase: v, parts }
        }
        if (own) return this.#wrapped(u, own)
      }
      return undefined
    }
    return derive(phrase, 0, n)
  }

  /** Studies sentences, and what else is known to be accepted: what little explains first. */
  *#studyAll(sentences: readonly Row[]): Inquiry<void> {
    for (let i = 0; i < mostParts.length; ) {
      const before = this.#version
      for (const sentence of sentences) yield* this.#study(sentence, mostParts[i]!)
      for (let j = 0; j < this.#known.length; j++) {
        if (this.#known[j]!.length <= longestKnown) yield* this.#study(this.#known[j]!, mostParts[i]!)
      }
      i = this.#version === before ? i + 1 : 0
    }
  }

  /** Adds what is missing to derive a sentence, if that is made of few parts. */
  *#study(sentence: Row, mostParts: number): Inquiry<void> {
    const key = String.fromCharCode(...sentence)
    const tried = `${this.#version},${mostParts}`
    if (this.#given.get(key) === tried) return
    this.#given.set(key, tried)
    for (let round = 0; round < 20 && !this.#isSpent && !this.parses(sentence); round++) {
      if (!(yield* this.#accepts(sentence))) return
      const small = yield* this.#reduce(sentence)
      const smallKey = String.fromCharCode(...small)
      if (smallKey !== key && this.#given.get(smallKey) === `${this.#version},${mostParts}`) return
      this.#given.set(smallKey, `${this.#version},${mostParts}`)
      if (!this.#isWorth(smallKey) || !(yield* this.#explain(small, mostParts))) return
      this.#times.set(smallKey, (this.#times.get(smallKey) ?? 0) + 1)
      this.#version++
    }
  }

  /** Which phrases stand for which, of what they are made, and where they stand: until nothing changes any more. */
  *#settle(): Inquiry<void> {
    for (let changed = true; changed; ) {
      changed = false
      // a phrase stands wherever it was seen to stand in the place of another
      for (const [v, related] of this.#related.entries()) {
        if (this.#phrases[v]!.isApart || v === this.#start) continue
        for (const u of related) {
          if (u === this.#start) continue
          for (const around of this.#phrases[u]!.around) {
            if (this.#phrases[v]!.around.length >= mostContexts) break
            if (yield* this.#accepts([...around.left, ...this.#phrases[v]!.row, ...around.right])) this.#note(v, around)
          }
        }
      }
      const stands: Set<number>[] = []
      this.#stands = []
      const members: Set<number>[] = []
      for (const [u, related] of this.#related.entries()) {
        members.push(new Set([u]))
        for (const v of related) if (yield* this.#fits(this.#phrases[v]!.row, u)) members[u]!.add(v)
      }
      // a phrase stands for another if all that may stand for it does
      for (const [u, some] of members.entries()) {
        stands.push(new Set([u]))
        for (const v of some)
          if (v !== u && (!this.#phrases[v]!.isApart || (yield* this.#allFit(members[v]!, u)))) stands[u]!.add(v)
        this.#stands.push(new Set(stands[u]))
      }
      for (const [u, { parts }] of this.#phrases.entries()) {
        if (parts.length !== 1) continue
        stands[u]!.add(parts[0]!)
        this.#stands[u]!.add(parts[0]!)
      }
      for (let grown = true; grown; ) {
        grown = false
        for (const below of stands) {
          const size = below.size
          for (const v of [...below]) for (const w of stands[v]!) below.add(w)
          grown ||= below.size > size
        }
      }
      this.#above = this.#phrases.map((_, v) => stands.flatMap((below, u) => (below.has(v) ? [u] : [])))
      for (const [u, phrase] of this.#phrases.entries()) {
        phrase.labels = [...phrase.parts]
        for (let i = phrase.parts.length - 1; i >= 0; i--) {
          const general = this.#above[phrase.parts[i]!]!.filter(v => v !== phrase.parts[i]).sort(
            (a, b) => stands[b]!.size - stands[a]!.size,
          )
          for (const v of general) {
            const labels = phrase.labels.map((label, j) => (j === i ? v : label))
            let isFine = true
            for (const w of stands[v]!) {
              isFine &&= yield* this.#fits(this.#rowOf(phrase.labels.map((label, j) => (j === i ? w : label))), u)
            }
            if (!isFine) continue
            phrase.labels = labels
            break
          }
        }
      }
      for (const phrase of this.#phrases) {
        for (const [i, label] of phrase.labels.entries()) {
          for (const { left, right } of phrase.around.slice(0, 2)) {
            const around = {
              left: [...left, ...this.#rowOf(phrase.labels.slice(0, i))],
              right: [...this.#rowOf(phrase.labels.slice(i + 1)), ...right],
            }
            if (this.#phrases[label]!.around.length < mostUses) changed = this.#note(label, around) || changed
          }
        }
      }
    }
    this.#index()
  }

  /** Bodies as a tree of their prefixes. */
  #index(): void {
    const phrases = this.#phrases.length
    const next: number[] = new Array(phrases).fill(-1)
    const ends: number[][] = [[]]
    for (const [u, { labels }] of this.#phrases.entries()) {
      if (labels.length < 2) continue
      let node = 0
      for (const label of labels) {
        let to = next[node * phrases + label]!
        if (to < 0) {
          to = ends.length
          next[node * phrases + label] = to
          ends.push([])
          for (let i = 0; i < phrases; i++) next.push(-1)
        }
        node = to
      }
      ends[node]!.push(u)
    }
    this.#bodies = { next: Int32Array.from(next), ends }
  }

  /** Notes a context of a phrase; whether it is new. */
  #note(phrase: number, { left, right }: Around): boolean {
    const { around } = this.#phrases[phrase]!
    if (around.some(a => same(a.left, left) && same(a.right, right))) return false
    around.push({ left, right })
    return true
  }

  /** Whether a row may stand wherever a phrase stands. */
  *#fits(row: Row, phrase: number): Inquiry<boolean> {
    for (const { left, right } of this.#phrases[phrase]!.around) {
      if (!(yield* this.#accepts([...left, ...row, ...right]))) return false
    }
    return true
  }

  *#allFit(phrases: Iterable<number>, phrase: number): Inquiry<boolean> {
    for (const v of phrases) if (!(yield* this.#fits(this.#phrases[v]!.row, phrase))) return false
    return true
  }

  #rowOf(labels: readonly number[]): number[] {
    return labels.flatMap(label => this.#phrases[label]!.row)
  }

  /** For each stretch of a row the phrases that derive it, at `start * (n + 1) + end`. */
  #chart(row: Row): number[][] {
    const n = row.length
    const wide = n + 1
    this.#steps += n * n * n + 50
    const phrases = this.#phrases.length
    const { next, ends } = this.#bodies
    const found: number[][] = new Array(wide * wide)
    const reached: number[][] = new Array(wide * wide)
    const isFound = new Int32Array(phrases)
    const isReached = new Int32Array(ends.length)
    let stamp = 0
    for (let end = 1; end <= n; end++) {
      for (let start = end - 1; start >= 0; start--) {
        stamp++
        const own: number[] = []
        const nodes: number[] = []
        if (end === start + 1) {
          for (const u of this.#above[row[start]!]!) {
            isFound[u] = stamp
            own.push(u)
          }
        }
        for (let middle = start + 1; middle < end; middle++) {
          const labels = found[middle * wide + end]!
          if (labels.length === 0) continue
          for (const node of reached[start * wide + middle]!) {
            for (const label of labels) {
              const to = next[node * phrases + label]!
              if (to < 0 || isReached[to] === stamp) continue
              isReached[to] = stamp
              nodes.push(to)
              for (const phrase of ends[to]!) {
                if (isFound[phrase] === stamp) continue
                for (const u of this.#above[phrase]!) {
                  if (isFound[u] === stamp) continue
                  isFound[u] = stamp
                  own.push(u)
                }
              }
            }
          }
        }
        for (const label of own) {
          const to = next[label]!
          if (to >= 0 && isReached[to] !== stamp) {
            isReached[to] = stamp
            nodes.push(to)
          }
        }
        found[start * wide + end] = own
        reached[start * wide + end] = nodes
      }
    }
    return found
  }

  /** Whether a row is derived. */
  parses(row: Row): boolean {
    return row.length > 0 && this.#chart(row)[row.length]!.includes(this.#start)
  }

  /** A smaller sentence that is not derived either. */
  *#reduce(sentence: Row): Inquiry<Row> {
    let current = sentence
    if (current.length > longestReduced) return current
    const tried = new Set<string>()
    for (let smaller = true; smaller; ) {
      smaller = false
      let refused = 0
      let looked = 0
      for (const candidate of this.#reductions(current)) {
        if (++looked > mostReductions) break
        const key = candidate.join()
        if (candidate.length === 0 || tried.has(key) || this.parses(candidate)) continue
        tried.add(key)
        if (yield* this.#accepts(candidate)) {
          current = candidate
          smaller = true
          break
        }
        if (++refused > patience) break
      }
    }
    return current
  }

  /** Smaller rows in which nothing stands side by side that was not seen to. */
  *#reductions(row: Row): Generator<Row> {
    const n = row.length
    const chart = this.#chart(row)
    const isSeen = (start: number, by: Row, end: number) =>
      this.#pairs.has(pairOf(row[start - 1], by.length > 0 ? by[0] : row[end])) &&
      (by.length === 0 || this.#pairs.has(pairOf(by.at(-1), row[end])))
    const shorter: { start: number; end: number; by: Row }[] = []
    for (let start = 0; start < n; start++) {
      for (let end = start + 2; end <= n; end++) {
        const rows = chart[start * (n + 1) + end]!.map(u => this.#phrases[u]!.row).sort((a, b) => a.length - b.length)
        for (const by of rows.slice(0, 2)) if (by.length < end - start) shorter.push({ start, end, by })
      }
    }
    shorter.sort((a, b) => b.end - b.start - b.by.length - (a.end - a.start - a.by.length))
    const without = ({ start, end, by }: { start: number; end: number; by: Row }) => [
      ...row.slice(0, start),
      ...by,
      ...row.slice(end),
    ]
    for (const change of shorter.slice(0, 24)) if (isSeen(change.start, change.by, change.end)) yield without(change)
    for (let size = n - 1; size > 0; size--) {
      for (let start = 0; start + size <= n; start++) {
        const end = start + size
        if (isSeen(start, [], end)) yield without({ start, end, by: [] })
        for (let symbol = 0; size > 1 && n <= longestKnown && symbol < this.#classes; symbol++)
          if (isSeen(start, [symbol], end)) yield without({ start, end, by: [symbol] })
      }
    }
  }

  /** Makes the phrases derive a sentence; whether they do. */
  *#explain(sentence: Row, mostParts: number): Inquiry<boolean> {
    const explanations = this.#explanations(sentence).filter(e => e.cover.length <= mostParts)
    let tried = 0
    while (explanations.length > 0 && tried < mostExplanations) {
      const { length } = explanations[0]!.cover
      const alike = explanations.filter(e => e.cover.length === length)
      explanations.splice(0, alike.length)
      const judged: { explanation: Explanation; rank: readonly number[] }[] = []
      for (const explanation of alike) {
        const rank = yield* this.#judge(explanation)
        if (rank) judged.push({ explanation, rank })
      }
      judged.sort((a, b) => {
        const at = a.rank.findIndex((x, i) => x !== b.rank[i])
        return at < 0 ? 0 : b.rank[at]! - a.rank[at]!
      })
      for (const { explanation } of judged) {
        if (tried++ >= mostExplanations) break
        const before = this.#saved()
        yield* this.#install(explanation, false)
        if (!this.parses(sentence)) yield* this.#install(explanation, true)
        if (this.parses(sentence)) return true
        this.#restore(before)
        yield* this.#settle()
      }
    }
    return false
  }

  #saved() {
    return {
      phrases: this.#phrases.map(p => ({ ...p, parts: [...p.parts], labels: [...p.labels], around: [...p.around] })),
      related: this.#related.map(r => new Set(r)),
    }
  }

  #restore({ phrases, related }: { phrases: Phrase[]; related: Set<number>[] }): void {
    this.#phrases = phrases
    this.#related = related
  }

  /** What would explain a sentence, with the fewest parts first. */
  #explanations(row: Row): Explanation[] {
    const n = row.length
    const chart = this.#chart(row)
    const found = new Map<string, Explanation>()
    const visited = new Set<string>()
    const owners = new Map<string, [number, number][]>()
    const visit = (phrase: number, start: number, end: number, owner?: [number, number]) => {
      const key = `${phrase},${start},${end}`
      const known = owners.get(key) ?? []
      if (owner && !known.some(o => o[0] === owner[0] && o[1] === owner[1])) known.push(owner)
      owners.set(key, known)
      if (visited.has(key)) return
      visited.add(key)
      const cover = this.#cover(chart, row, start, end, phrase)
      if (cover)
        found.set(key, { left: row.slice(0, start), right: row.slice(end), instead: phrase, cover, owners: known })
      for (const [v, above] of this.#above.entries()) {
        if (!above.includes(phrase)) continue
        if (v !== phrase) visit(v, start, end, owner)
        const { labels } = this.#phrases[v]!
        for (const [i, label] of labels.entries()) {
          for (const from of this.#ends(chart, n, labels.slice(0, i), start, end)) {
            for (let to = from + 1; to <= end; to++) {
              if (this.#ends(chart, n, labels.slice(i + 1), to, end).has(end)) visit(label, from, to, [v, i])
            }
          }
        }
      }
    }
    visit(this.#start, 0, n)
    return [...found.values()].sort(
      (a, b) => a.cover.length - b.cover.length || b.left.length + b.right.length - a.left.length - a.right.length,
    )
  }

  /** Where phrases side by side can end that begin at a place. */
  #ends(chart: readonly number[][], n: number, labels: readonly number[], start: number, end: number): Set<number> {
    let ends = new Set([start])
    for (const label of labels) {
      const next = new Set<number>()
      for (const from of ends)
        for (let to = from + 1; to <= end; to++) if (chart[from * (n + 1) + to]!.includes(label)) next.add(to)
      ends = next
    }
    return ends
  }

  /** The fewest phrases side by side that derive a stretch, if they are no phrase that is known for what it should be. */
  #cover(chart: readonly number[][], row: Row, start: number, end: number, instead: number): number[] | undefined {
    const best: (number[] | undefined)[] = [[]]
    for (let to = 1; to <= end - start; to++) {
      for (let from = 0; from < to; from++) {
        const before = best[from]
        if (!before || (best[to] && best[to]!.length <= before.length + 1)) continue
        if (from === 0 && to === end - start && chart[start * (row.length + 1) + end]!.includes(instead)) continue
        const own = row.slice(start + from, start + to)
        // what is shorter was tried in its place when the sentence was made small
        const labels = chart[(start + from) * (row.length + 1) + start + to]!.filter(
          u => u !== this.#start && this.#phrases[u]!.row.length === own.length,
        )
        const label = labels.find(u => same(this.#phrases[u]!.row, own)) ?? labels[0]
        if (label !== undefined) best[to] = [...before, label]
      }
    }
    return best[end - start]
  }

  /** How much speaks for an explanation; undefined where it is refuted. */
  *#judge({ left, right, instead, cover, owners }: Explanation): Inquiry<readonly number[] | undefined> {
    const row = this.#rowOf(cover)
    if (!(yield* this.#accepts([...left, ...row, ...right]))) return undefined
    let stands = 0
    const { around } = this.#phrases[instead]!
    for (const a of around) if (yield* this.#accepts([...a.left, ...row, ...a.right])) stands++
    let isApart = false
    if (stands < around.length) {
      for (const [u, i] of owners) {
        const { labels } = this.#phrases[u]!
        if (
          isApart ||
          !(yield* this.#fits([...this.#rowOf(labels.slice(0, i)), ...row, ...this.#rowOf(labels.slice(i + 1))], u))
        )
          continue
        isApart = true
        stands = this.#phrases[u]!.around.length
      }
      if (!isApart) return undefined
    }
    // what others like it may stand for its parts
    let free = 0
    for (const [i, part] of cover.entries()) {
      for (const other of this.#alternatives(part)) {
        const varied = this.#rowOf(cover.map((label, j) => (j === i ? other : label)))
        if (yield* this.#accepts([...left, ...varied, ...right])) free++
        else free--
      }
    }
    const isGeneral = stands === around.length ? 1 : 0
    return [isGeneral, stands, free, -row.length]
  }

  /** Phrases that stand in the place of a phrase somewhere. */
  #alternatives(phrase: number): number[] {
    const found = new Set([...this.#related[phrase]!].slice(0, 2))
    for (const [u, related] of this.#related.entries()) {
      for (const v of related) {
        const [a, b] = [this.#phrases[u]!.parts, this.#phrases[v]!.parts]
        const differing = a.flatMap((part, i) => (part === b[i] ? [] : [i]))
        if (a.length !== b.length || differing.length !== 1 || a[differing[0]!] !== phrase) continue
        found.add(b[differing[0]!]!)
      }
    }
    return [...found].slice(0, 4)
  }

  /** @param apart as a phrase of its own, that may stand in fewer places than the one that looks like it */
  *#install({ left, right, instead, cover }: Explanation, apart: boolean): Inquiry<void> {
    const known = cover.length === 1 ? cover[0]! : this.#phrases.findIndex(p => same(p.parts, cover))
    let phrase = known
    if (known < 0) phrase = this.#add(this.#rowOf(cover), cover)
    else if (apart) {
      const { row, parts } = this.#phrases[known]!
      phrase = -1
      for (const [u, p] of this.#phrases.entries()) {
        if (phrase < 0 && p.isApart && same(p.row, row) && (yield* this.#fits(this.#phrases[instead]!.row, u)))
          phrase = u
      }
      if (phrase < 0) phrase = this.#add(row, parts.length > 0 ? parts : [known], true)
    }
    this.#note(phrase, { left, right })
    for (const other of [instead, ...this.#related[instead]!]) this.#relate(phrase, other)
    if (known < 0) this.#joinPairs()
    yield* this.#settle()
  }

  /** Two parts that stand side by side in two phrases become a phrase. */
  #joinPairs(): void {
    for (;;) {
      const places = new Map<string, [number, number][]>()
      for (const [u, { parts }] of this.#phrases.entries()) {
        for (let i = 0; i + 1 < parts.length; i++) {
          if (parts.length <= 2) continue
          const key = `${parts[i]},${parts[i + 1]}`
          const before = places.get(key)
          if (!before) places.set(key, [[u, i]])
          else if (before.at(-1)![0] !== u || before.at(-1)![1] < i - 1) before.push([u, i])
        }
      }
      for (const [u, { parts }] of this.#phrases.entries()) {
        if (parts.length === 2) places.get(parts.join())?.push([u, -1])
      }
      const pair = [...places].find(([, found]) => found.length > 1)
      if (!pair) return
      const parts = pair[0].split(',').map(Number)
      const own = pair[1].find(([, i]) => i < 0)?.[0]
      const phrase = own ?? this.#add(this.#rowOf(parts), parts)
      const [u, i] = pair[1].find(([v, at]) => at >= 0 && v !== phrase)!
      // from right to left, so that places in one phrase stay what they are
      for (const [v, at] of own === undefined ? pair[1].reverse() : [[u, i] as const]) {
        const owner = this.#phrases[v]!
        const { left, right } = owner.around[0]!
        const after = owner.parts.slice(at + 2)
        this.#note(phrase, {
          left: [...left, ...this.#rowOf(owner.parts.slice(0, at))],
          right: [...this.#rowOf(after), ...right],
        })
        owner.parts = [...owner.parts.slice(0, at), phrase, ...after]
      }
    }
  }

  /** Whether what is known to be rejected is derived, or samples are; a context is then found that tells why. */
  *#test(random: Random): Inquiry<boolean> {
    for (const row of this.#rejected) {
      const key = String.fromCharCode(...row)
      if (!this.#isWorth(key) || !this.parses(row)) continue
      this.#times.set(key, (this.#times.get(key) ?? 0) + 1)
      return yield* this.correct(row)
    }
    for (let streak = 0, turn = 0; streak < 60 && turn < 400; turn++) {
      const sample = this.#draw(this.#start, random, 4 + random.below(5))
      const row = this.#yield(sample)
      if (row.length > longestReduced) continue
      streak++
      if (yield* this.#accepts(row)) continue
      yield* this.#blame(sample, { left: [], right: [] })
      return true
    }
    return false
  }

  #yield({ phrase, parts }: Derivation): Row {
    return parts.length === 0 ? this.#phrases[phrase]!.row : parts.flatMap(part => this.#yield(part))
  }

  #draw(phrase: number, random: Random, depth: number): Derivation {
    const below = this.#above.flatMap((above, v) => (above.includes(phrase) ? [v] : []))
    const fine =
      depth > 0 ? below : below.filter(v => this.#phrases[v]!.row.length <= this.#phrases[phrase]!.row.length)
    const chosen =
      depth > -4
        ? random.pick(fine)
        : fine.reduce((a, b) => (this.#phrases[b]!.row.length < this.#phrases[a]!.row.length ? b : a))
    const { labels } = this.#phrases[chosen]!
    const own: Derivation =
      depth <= -4
        ? { phrase: chosen, parts: [] }
        : { phrase: chosen, parts: labels.map(label => this.#draw(label, random, depth - 1)) }
    return this.#wrapped(phrase, own)
  }

  /** A derivation of a phrase that stands for another, as one of that other. */
  #wrapped(phrase: number, own: Derivation): Derivation {
    return this.#path(phrase, own.phrase)
      .slice(0, -1)
      .reduceRight((part, above) => ({ phrase: above, parts: [part] }), own)
  }

  /** The phrases from one that another stands for to that other, each of which stands for the one before it. */
  #path(from: number, to: number): number[] {
    const before = new Map<number, number>([[from, -1]])
    for (const [u] of before) for (const v of this.#stands[u]!) if (!before.has(v)) before.set(v, u)
    const path: number[] = []
    for (let at = to; at >= 0; at = before.get(at)!) path.unshift(at)
    return path
  }

  /** Finds the phrase that does not stand for what is in its place, and a context that tells so. */
  *#blame(derivation: Derivation, around: Around): Inquiry<void> {
    const { phrase, parts } = derivation
    const { left, right } = around
    const own = this.#rowOf(parts.map(part => part.phrase))
    if (!(yield* this.#accepts([...left, ...own, ...right]))) {
      this.#note(phrase, around)
      return
    }
    // one part alone that is wrong among those that stand for the others, else the first with which it goes wrong
    for (const alone of [true, false]) {
      for (const [i, part] of parts.entries()) {
        const told = parts.slice(0, i)
        const before = [...left, ...told.flatMap(p => (alone ? this.#phrases[p.phrase]!.row : this.#yield(p)))]
        const after = [...this.#rowOf(parts.slice(i + 1).map(p => p.phrase)), ...right]
        if (yield* this.#accepts([...before, ...this.#yield(part), ...after])) continue
        yield* this.#blame(part, { left: before, right: after })
        return
      }
    }
  }

  /** What phrases that are reached from a sentence are made of, with what stands around each where it was seen. */
  compounds(): { phrase: number; labels: readonly number[]; left: Row; right: Row }[] {
    const reached = new Set([this.#start])
    for (const u of reached)
      for (const v of this.below(u)) for (const label of this.#phrases[v]!.labels) reached.add(label)
    const live = new Set([...reached].flatMap(u => this.below(u)))
    return [...live]
      .sort((a, b) => a - b)
      .flatMap(phrase => {
        const { labels, around } = this.#phrases[phrase]!
        return labels.length > 1 ? [{ phrase, labels, ...around[0]! }] : []
      })
  }

  /** The phrases that stand for a phrase, with itself; for whole sentences where none is given. */
  below(phrase = this.#start): number[] {
    return this.#above.flatMap((above, v) => (above.includes(phrase) ? [v] : []))
  }

  /** What a phrase looks like. */
  row(phrase: number): Row {
    return this.#phrases[phrase]!.row
  }
}
