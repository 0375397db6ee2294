import { CambiumError } from '../../model/error.ts'
import type { Run } from '../../model/machine/mealy.ts'
import { readWhole } from '../examples.ts'

/** A recorded trace and where it stands. */
export interface Trace {
  /** `file:LINE`. */
  readonly name: string
  readonly run: Run
}

/**
 * Reads traces: one step a line, `input -> output`, an empty line between two traces, `#` before a remark; or, in a file
 * whose first character is `{`, one JSON object a line: `{"inputs": [...], "outputs": [...]}`.
 * @param paths files; none: standard input
 * @throws CambiumError `input-missing`, `input-unreadable`, `input-too-large`, `example-not-text`, `trace-malformed`
 */
export async function readTraces(paths: readonly string[]): Promise<Trace[]> {
  const { readTrace } = await import('../../plant/index.ts')
  const sources = paths.length > 0 ? paths.map(path => ({ name: path, text: readWhole(path) })) : [standardInput()]
  return sources.flatMap(({ name, text }) => {
    const lines = text.split(/\r?\n/)
    return text.trimStart().startsWith('{') ? jsonLines(name, lines, readTrace) : steps(name, lines)
  })
}

const standardInput = () => ({ name: 'standard input', text: readWhole(0) })

/** A trace as `readTraces` reads it. */
export function writeTrace({ inputs, outputs }: Run): string[] {
  return inputs.map((input, n) => `${input} -> ${outputs[n]}`)
}

function jsonLines(name: string, lines: readonly string[], read: (line: { text: string }) => Run): Trace[] {
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const place = `${name}:${index + 1}`
    try {
      return [{ name: place, run: read({ text: line }) }]
    } catch (error) {
      throw new CambiumError('trace-malformed', `${place}: ${(error as Error).message}`, { cause: error })
    }
  })
}

function steps(name: string, lines: readonly string[]): Trace[] {
  const traces: { name: string; run: { inputs: string[]; outputs: string[] } }[] = []
  let open = false
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('#')) continue
    if (line.trim() === '') {
      open = false
      continue
    }
    const at = line.indexOf(' -> ')
    if (at < 0) {
      throw new CambiumError(
        'trace-malformed',
        `${name}:${index + 1} is no step of a trace: ${JSON.stringify(line)}. A step is written input -> output.`,
      )
    }
    if (!open) traces.push({ name: `${name}:${index + 1}`, run: { inputs: [], outputs: [] } })
    open = true
    const { inputs, outputs } = traces.at(-1)!.run
    inputs.push(line.slice(0, at))
    outputs.push(line.slice(at + 4))
  }
  return traces
}
