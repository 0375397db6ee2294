import { anyContext, type Explorer, type Front, noContext, type Watch } from './explorer.ts'

/** Where something begins and ends in a network. */
export type Place = readonly [from: number, to: number]

/** More pairs of fronts than this are not explored: then it counts as longer. */
const mostPairs = 2_000

/**
 * Whether U can be longer than T where T stands: T with all that can follow it, and U with nothing, are read side by side;
 * when U is over, T was over before. A lexer that takes the longest match would then take U.
 * @returns `equal` where some text is one of both
 */
export function overtake(explorer: Explorer, [start, end]: Place, [from, to]: Place): 'longer' | 'equal' | undefined {
  let isEqual = false
  const followed: Watch = { context: anyContext, boundary: end, goesOn: true, isGreedy: false }
  const alone: Watch = { context: noContext, boundary: to, goesOn: false, isGreedy: false }
  const seen = new Set<string>()
  const open: [t: Front, u: Front][] = [[explorer.begin(start, followed), explorer.begin(from, alone)]]
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [t, u] = pair
    const key = `${t.key} & ${u.key}`
    if (seen.has(key)) continue
    seen.add(key)
    if (seen.size > mostPairs) return 'longer'
    if (u.reached.length > 0) {
      if (t.ends.has('earlier') || t.positions.some(position => position.crossing === 'earlier')) return 'longer'
      if (t.reached.length > 0) isEqual = true
    }
    const groups = explorer.groups(u.positions)
    for (const group of explorer.groups(t.positions)) {
      if (groups.has(group)) open.push([explorer.read(t, group, followed), explorer.read(u, group, alone)])
    }
  }
  return isEqual ? 'equal' : undefined
}
