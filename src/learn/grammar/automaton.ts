import type { Random } from '../../model/random.ts'
import { classOf, type Kind, kindOf } from './kinds.ts'
import type { Transitions } from './regular.ts'

/** Where nothing is known to go on: every continuation is rejected. */
export const dead = -1

/** How many completions of a state are kept. */
const mostCompletions = 3

/** Steps after which a random walk takes the shortest way to an end. */
const longestWalk = 16

/** What is known of the texts that may follow a prefix. */
export interface State {
  /** The prefix that stands for it. */
  readonly access: string
  /** Whether a text may end there. */
  readonly isFinal: boolean
  /** What may follow it, short ones first. */
  readonly completions: string[]
  /** Where single characters lead, `dead` included. */
  readonly edges: Map<string, number>
  /** Where all characters of a kind lead that have no edge of their own. */
  readonly spread: Map<Kind, number>
}

/** Characters of one kind, or signs, that lead from a state to the same state. */
interface Group {
  readonly characters: string[]
  readonly to: number
}

/** A finite automaton that is being learned; state 0 begins. */
export class Automaton {
  readonly states: State[] = []

  /** Adds a state. @returns its number */
  add(access: string, isFinal: boolean, completion: string): number {
    this.states.push({ access, isFinal, completions: [completion], edges: new Map(), spread: new Map() })
    return this.states.length - 1
  }

  /** Notes what may follow a state; the shortest of all that were noted are kept. */
  remember(state: number, completion: string): void {
    const { completions } = this.states[state]!
    if (completions.includes(completion)) return
    completions.push(completion)
    completions.sort((a, b) => a.length - b.length)
    completions.length = Math.min(completions.length, mostCompletions)
  }

  /** Where a character leads; `dead` if nowhere, or nowhere known. */
  step(state: number, character: string): number {
    const { edges, spread } = this.states[state]!
    const own = edges.get(character)
    if (own !== undefined) return own
    const kind = kindOf(character)
    return (kind && spread.get(kind)) ?? dead
  }

  /** The states that a text passes, the first one included; it ends with `dead` where the text cannot go on. */
  path(text: string): number[] {
    const states = [0]
    for (const c of text) {
      states.push(this.step(states.at(-1)!, c))
      if (states.at(-1) === dead) break
    }
    return states
  }

  accepts(text: string): boolean {
    const end = this.path(text).at(-1)!
    return end !== dead && this.states[end]!.isFinal
  }

  /** The characters that lead on from a state, by kind and by where they lead. */
  groups(state: number): Group[] {
    const { edges, spread } = this.states[state]!
    const found = new Map<Kind | undefined, Map<number, Group>>()
    const add = (c: string, kind: Kind | undefined, to: number) => {
      if (to === dead) return
      const own = found.get(kind) ?? new Map<number, Group>()
      found.set(kind, own)
      if (!own.has(to)) own.set(to, { characters: [], to })
      own.get(to)!.characters.push(c)
    }
    for (const [c, to] of edges) add(c, kindOf(c), to)
    for (const [kind, to] of spread) for (const c of kind.characters) if (!edges.has(c)) add(c, kind, to)
    return [...found.values()].flatMap(own => [...own.values()])
  }

  /** Whether two states have something in common: that texts end there, or a character that leads both to the same state. */
  areKin(a: number, b: number): boolean {
    if (this.states[a]!.isFinal && this.states[b]!.isFinal) return true
    return this.groups(a).some(({ characters, to }) => characters.some(c => this.step(b, c) === to))
  }

  /** A shortest text that leads from a state to another; undefined where none of at most `longest` characters is known. */
  way(from: number, to: number, longest: number): string | undefined {
    const came = new Map([[from, '']])
    for (const [q, text] of came) {
      if (q === to) return text
      if (text.length >= longest) continue
      for (const group of this.groups(q)) if (!came.has(group.to)) came.set(group.to, text + group.characters[0]!)
    }
    return undefined
  }

  /** A random text of the automaton: every group of characters, and the end, with the same probability. */
  walk(random: Random): string {
    const nearest = this.#distances()
    let text = ''
    for (let q = 0, n = 0; ; n++) {
      const groups = this.groups(q)
      const isLong = n >= longestWalk
      if (this.states[q]!.isFinal && (isLong || random.below(groups.length + 1) === 0)) return text
      const best = Math.min(...groups.map(g => nearest[g.to]!))
      if (!Number.isFinite(best)) return text
      const { characters, to } = random.pick(isLong ? groups.filter(g => nearest[g.to] === best) : groups)
      text += random.pick(characters)
      q = to
    }
  }

  /** How many steps each state is from an end. */
  #distances(): number[] {
    const distance = this.states.map(s => (s.isFinal ? 0 : Number.POSITIVE_INFINITY))
    const groups = this.states.map((_, q) => this.groups(q))
    for (let changed = true; changed; ) {
      changed = false
      for (let q = 0; q < groups.length; q++) {
        for (const { to } of groups[q]!) {
          if (distance[to]! + 1 >= distance[q]!) continue
          distance[q] = distance[to]! + 1
          changed = true
        }
      }
    }
    return distance
  }

  /** What it is now, without what it was learned from. */
  transitions(): Transitions {
    return this.states.map(({ isFinal }, q) => ({
      isFinal,
      edges: this.groups(q).map(({ characters, to }) => ({ characters: classOf(characters), to })),
    }))
  }
}
