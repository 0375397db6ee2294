import { CambiumError } from '../error.ts'
import { MealyMachine, UNKNOWN } from './mealy.ts'

/**
 * Reads a Mealy machine in Graphviz' notation: edges `from -> to [label="input/output"]`. The initial state is the one to
 * which a node `__start0` (or another whose name starts with `__start`) points, else the node that comes first. What an
 * edge's label lacks after the slash is an empty output. With `complete`, an input that a state does not define leaves
 * the machine where it is, with the output given.
 * @throws CambiumError `dot-malformed` where an edge has no label, two edges of a state have the same input, or none is found
 */
export function machineFromDot(text: string, options: { complete?: string } = {}): MealyMachine {
  const number = new Map<string, number>()
  const stateOf = (name: string): number => {
    if (!number.has(name)) number.set(name, number.size)
    return number.get(name)!
  }
  const edges: { from: number; to: number; input: string; output: string }[] = []
  const inputs = new Map<string, number>()
  let start: string | undefined
  for (const statement of statements(text)) {
    const { names, attributes } = statement
    if (names.length === 1) {
      if (names[0]!.startsWith('__start')) continue
      if (!reserved.has(names[0]!)) stateOf(names[0]!)
      continue
    }
    for (let n = 0; n + 1 < names.length; n++) {
      const from = names[n]!
      const to = names[n + 1]!
      if (from.startsWith('__start')) {
        start = to
        continue
      }
      const label = attributes.get('label')
      if (label === undefined) {
        throw new CambiumError('dot-malformed', `The edge ${from} -> ${to} has no label; "input/output" is expected.`)
      }
      const slash = label.indexOf('/')
      const input = (slash < 0 ? label : label.slice(0, slash)).trim()
      const output = slash < 0 ? '' : label.slice(slash + 1).trim()
      if (!inputs.has(input)) inputs.set(input, inputs.size)
      edges.push({ from: stateOf(from), to: stateOf(to), input, output })
    }
  }
  if (edges.length === 0) throw new CambiumError('dot-malformed', 'There is no edge "from -> to" in this text.')
  return assemble(edges, [...inputs.keys()], number, stateOf(start ?? [...number.keys()][0]!), options.complete)
}

const reserved = new Set(['node', 'edge', 'graph', 'digraph', 'strict', 'subgraph'])

function assemble(
  edges: readonly { from: number; to: number; input: string; output: string }[],
  inputs: readonly string[],
  number: ReadonlyMap<string, number>,
  start: number,
  complete: string | undefined,
): MealyMachine {
  const k = inputs.length
  const outputs = new Map<string, number>()
  const outputNumber = (text: string) => {
    if (!outputs.has(text)) outputs.set(text, outputs.size)
    return outputs.get(text)!
  }
  const names = [...number.keys()]
  // The initial state becomes number 0, the others keep their order.
  const place = (state: number) => (state === start ? 0 : state < start ? state + 1 : state)
  const next = new Int32Array(names.length * k).fill(UNKNOWN)
  const output = new Int32Array(names.length * k).fill(UNKNOWN)
  const inputNumber = new Map(inputs.map((name, i) => [name, i]))
  for (const edge of edges) {
    const at = place(edge.from) * k + inputNumber.get(edge.input)!
    const to = place(edge.to)
    const o = outputNumber(edge.output)
    if (next[at] !== UNKNOWN && (next[at] !== to || output[at] !== o)) {
      throw new CambiumError(
        'dot-malformed',
        `State ${names[edge.from]} has two transitions for the input '${edge.input}': the machine is not deterministic.`,
      )
    }
    next[at] = to
    output[at] = o
  }
  if (complete !== undefined) {
    for (let at = 0; at < next.length; at++) {
      if (next[at] !== UNKNOWN) continue
      next[at] = Math.floor(at / k)
      output[at] = outputNumber(complete)
    }
  }
  const placed: string[] = []
  for (const [state, name] of names.entries()) placed[place(state)] = name
  return new MealyMachine({ inputs, outputs: [...outputs.keys()], next, output, names: placed })
}

/** Splits the body of a graph into node and edge statements with their attributes; everything else is passed over. */
function* statements(text: string): Generator<{ names: string[]; attributes: Map<string, string> }> {
  const tokens = [...tokenise(text)]
  let at = 0
  while (at < tokens.length && tokens[at]!.text !== '{') at++
  at++
  while (at < tokens.length) {
    const token = tokens[at]!
    if (!token.quoted && /^[;{}]$/.test(token.text)) {
      at++
      continue
    }
    const names = [tokens[at++]!.text]
    if (tokens[at]?.text === '=' && !tokens[at]!.quoted) {
      at += 2
      continue
    }
    while (tokens[at]?.text === '->' && !tokens[at]!.quoted) {
      names.push(tokens[at + 1]?.text ?? '')
      at += 2
    }
    const attributes = new Map<string, string>()
    while (tokens[at]?.text === '[' && !tokens[at]!.quoted) {
      at++
      while (at < tokens.length && (tokens[at]!.quoted || tokens[at]!.text !== ']')) {
        const key = tokens[at]!.text
        if (tokens[at + 1]?.text === '=') {
          attributes.set(key, tokens[at + 2]?.text ?? '')
          at += 3
        } else at++
      }
      at++
    }
    yield { names, attributes }
  }
}

function* tokenise(text: string): Generator<{ text: string; quoted: boolean }> {
  const pattern =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|^#[^\n]*|"((?:[^"\\]|\\[\s\S])*)"|->|[[\]{};,=]|[^\s[\]{};,="]+?(?=->|[\s[\]{};,="]|$)/gm
  for (const match of text.matchAll(pattern)) {
    const token = match[0]
    if (token.startsWith('/*') || token.startsWith('//') || token.startsWith('#') || token === ',') continue
    if (token.startsWith('"')) {
      const inner = match[1] ?? ''
      yield { text: inner.replace(/\\([\s\S])/g, (_, c: string) => (c === 'n' ? '\n' : c)), quoted: true }
    } else yield { text: token, quoted: false }
  }
}
