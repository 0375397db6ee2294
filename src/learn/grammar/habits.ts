import { type Automaton, dead } from './automaton.ts'

/** A way to go on behind a character: what may follow the state that it leads to, or what leads back to where it stood. */
export interface Way {
  readonly id: string
  readonly rest?: string
  readonly back?: string
}

/** Characters that do the same at all states where they are known. */
export interface Habit {
  readonly members: string[]
  /** The likeliest first. */
  readonly ways: readonly Way[]
  /** The states at which they lead somewhere. */
  readonly at: readonly number[]
}

/** How long a way back to a state may be. */
const longestBack = 3

/** How many ways there are to the states that a character leads to, and how many back. */
const most = { on: 3, back: 2, own: 2 }

/** What characters do at the states where they lead somewhere. */
export function habitsOf(automaton: Automaton): Habit[] {
  const edges = new Map<string, Map<number, number>>()
  const note = (c: string, from: number, to: number) => {
    if (to !== dead) edges.set(c, (edges.get(c) ?? new Map<number, number>()).set(from, to))
  }
  automaton.states.forEach((s, from) => {
    for (const [c, to] of s.edges) note(c, from, to)
    for (const [kind, to] of s.spread) note(kind.some.at(-1)!, from, to)
  })
  const habits = new Map<string, Habit>()
  const backs = new Map<string, string | undefined>()
  for (const [c, leads] of edges) {
    const key = [...leads].join(';')
    const known = habits.get(key)
    if (known) {
      known.members.push(c)
      continue
    }
    const back = new Set<string>()
    for (const [from, to] of leads) {
      const pair = `${to},${from}`
      if (!backs.has(pair)) backs.set(pair, automaton.way(to, from, longestBack))
      const text = backs.get(pair)
      if (text !== undefined) back.add(text)
    }
    const shortest = [...back].sort((a, b) => a.length - b.length).slice(0, most.back)
    const ways = [
      ...waysTo(automaton, leads.values(), most.on),
      ...shortest.map(text => ({ id: `<${text}`, back: text })),
    ]
    habits.set(key, { members: [c], ways, at: [...leads.keys()] })
  }
  return [...habits.values()]
}

/** Where other characters lead from a state. */
export function ownWays(automaton: Automaton, state: number): Way[] {
  const targets = automaton.groups(state).flatMap(({ characters, to }) => characters.map(() => to))
  return waysTo(automaton, targets, most.own)
}

/** Ways to go on from the states that are most frequent. */
function waysTo({ states }: Automaton, targets: Iterable<number>, n: number): Way[] {
  const counts = new Map<number, number>()
  for (const to of targets) counts.set(to, (counts.get(to) ?? 0) + 1)
  const likely = [...counts].sort((a, b) => b[1] - a[1]).slice(0, n)
  return likely.map(([to]) => ({ id: `>${to}`, rest: states[to]!.completions[0]! }))
}
