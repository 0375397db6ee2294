import { type Grammar, Parser, reachableFrom, Sampler, type Tree } from '../../model/grammar/index.ts'
import type { Random } from '../../model/random.ts'

/** Splices after which a text that does not come out as wanted is given up. */
const mostSplices = 60
/** Texts given up, one after the other, after which the next level has its turn. */
const mostFailures = 50

/**
 * Texts of a grammar as deep as wanted, which drawing finds too seldom: a constituent of a text is replaced by another one
 * of its rule, again and again, as long as that leads towards the wanted level.
 *
 * @param level the depth of a text
 * @param levels each has its turn
 */
export function* deepTexts(
  grammar: Grammar,
  { level, levels, longest }: { level: (text: string) => number; levels: readonly number[]; longest: number },
  random: Random,
): IterableIterator<string> {
  const parser = new Parser(grammar)
  const samplers = new Map(
    grammar.rules
      .filter(({ name }) => isRecursive(grammar, name))
      .map(({ name }) => [name, new Sampler({ ...grammar, start: name })]),
  )
  const whole = new Sampler(grammar)
  let failures = 0
  for (let turn = 0; ; ) {
    const wanted = levels[turn % levels.length]!
    let text = whole.sample(random, { maxLength: Math.ceil(longest / 4) })
    for (let splice = 0; splice < mostSplices && level(text) !== wanted; splice++) {
      const nodes = nodesOf(parser.parse(text)!).filter(({ rule }) => samplers.has(rule))
      if (nodes.length === 0) break
      const { rule, start, end } = random.pick(nodes)
      const part = samplers.get(rule)!.sample(random, { maxLength: Math.ceil(longest / 8), maxDepth: 6 })
      const spliced = text.slice(0, start) + part + text.slice(end)
      if (spliced.length > longest) continue
      if (Math.abs(wanted - level(spliced)) <= Math.abs(wanted - level(text))) text = spliced
    }
    const found = level(text) === wanted
    if (found) yield text
    failures = found ? 0 : failures + 1
    if (found || failures === mostFailures) turn++
  }
}

function isRecursive(grammar: Grammar, name: string): boolean {
  const { expression } = grammar.rules.find(rule => rule.name === name)!
  // What its right-hand side leads to: that of a rule that has nothing else.
  const probe = `${name} and what it leads to`
  return reachableFrom({ start: probe, rules: [...grammar.rules, { name: probe, expression }] }).includes(name)
}

function nodesOf(tree: Tree): Tree[] {
  const nodes: Tree[] = []
  const open = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    nodes.push(node)
    open.push(...node.children)
  }
  return nodes
}
