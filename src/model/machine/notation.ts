import { type MealyMachine, UNKNOWN } from './mealy.ts'

/** The known transitions, by state and input. */
export function* transitions(
  machine: MealyMachine,
): Generator<{ from: number; to: number; input: string; output: string }> {
  const k = machine.inputs.length
  for (let s = 0; s < machine.size; s++) {
    for (let i = 0; i < k; i++) {
      const to = machine.next[s * k + i]!
      if (to === UNKNOWN) continue
      yield { from: s, to, input: machine.inputs[i]!, output: machine.outputs[machine.output[s * k + i]!]! }
    }
  }
}

/**
 * Writes a machine in Graphviz' notation, which `machineFromDot` reads back.
 * @param options.bundled transitions with the same ends share an edge, for the eye; this is not read back
 */
export function machineToDot(machine: MealyMachine, { bundled = false } = {}): string {
  const lines = ['digraph machine {', '  rankdir=LR', '  node [shape=circle]', '  __start0 [label="" shape=none]']
  for (const [s, name] of machine.names.entries()) lines.push(`  s${s} [label=${dotText(name)}]`)
  lines.push('  __start0 -> s0')
  for (const { from, to, labels } of edges(machine, '/', bundled)) {
    lines.push(`  s${from} -> s${to} [label=${dotText(labels.join('\n'))}]`)
  }
  lines.push('}')
  return `${lines.join('\n')}\n`
}

/** Writes a machine as a Mermaid state diagram. */
export function machineToMermaid(machine: MealyMachine): string {
  const lines = ['stateDiagram-v2', '  direction LR']
  for (const [s, name] of machine.names.entries()) lines.push(`  state ${mermaidQuoted(name)} as s${s}`)
  lines.push('  [*] --> s0')
  for (const { from, to, labels } of edges(machine, ' / ', false)) {
    lines.push(`  s${from} --> s${to}: ${mermaidText(labels[0]!)}`)
  }
  return `${lines.join('\n')}\n`
}

/** Writes a machine as a table in Markdown. */
export function machineToMarkdown(machine: MealyMachine): string {
  const cell = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\r?\n/g, ' ')
  const [head, ...rows] = transitionRows(machine).map(row => `| ${row.map(cell).join(' | ')} |`)
  return `${[head, '| --- | --- | --- | --- |', ...rows].join('\n')}\n`
}

/** The transition table: a head, then a row for each transition. */
export function transitionRows(machine: MealyMachine): string[][] {
  const rows = [['state', 'input', 'output', 'next']]
  for (const { from, to, input, output } of transitions(machine)) {
    rows.push([machine.names[from]!, input, output, machine.names[to]!])
  }
  return rows
}

function edges(machine: MealyMachine, between: string, bundled: boolean) {
  const found = new Map<string, { from: number; to: number; labels: string[] }>()
  for (const { from, to, input, output } of transitions(machine)) {
    const key = bundled ? `${from} ${to}` : `${found.size}`
    const edge = found.get(key) ?? { from, to, labels: [] }
    edge.labels.push(`${input}${between}${output}`)
    found.set(key, edge)
  }
  return found.values()
}

const dotText = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

/** What would end a label or be read as markup, as Mermaid's entities. */
const mermaidText = (text: string) =>
  text.replace(/[#;:<>"\r\n]/g, character => (/[\r\n]/.test(character) ? ' ' : `#${character.codePointAt(0)};`))

const mermaidQuoted = (text: string) => `"${mermaidText(text)}"`
