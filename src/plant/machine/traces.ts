import { CambiumError } from '../../model/error.ts'
import type { Run } from '../../model/machine/mealy.ts'
import type { Example } from '../epoch.ts'

/**
 * The traces among those given that are not known yet, as a plant keeps them.
 * @throws CambiumError `trace-malformed`, `example-contradiction`
 */
export function newTraces(
  known: readonly Example[],
  traces: readonly Run[] = [],
  inputs: readonly string[],
  epoch: number,
): Example[] {
  const heard = new Set(known.map(({ text }) => text))
  const outputs = new Map<string, string>()
  const added: Example[] = []
  for (const [index, run] of traces.entries()) {
    const which = `Trace ${index + 1}`
    if (run.inputs.length !== run.outputs.length) {
      throw new CambiumError(
        'trace-malformed',
        `${which} has ${run.inputs.length} inputs and ${run.outputs.length} outputs.`,
      )
    }
    const foreign = run.inputs.find(input => !inputs.includes(input))
    if (foreign !== undefined) {
      throw new CambiumError(
        'trace-malformed',
        `${which} holds ${JSON.stringify(foreign)}, which is none of the inputs ${inputs.join(', ')}. Add it to them, or leave the trace out.`,
      )
    }
    for (let n = 1; n <= run.inputs.length; n++) {
      const word = JSON.stringify(run.inputs.slice(0, n))
      const [output, before] = [run.outputs[n - 1]!, outputs.get(word)]
      if (before !== undefined && before !== output) {
        throw new CambiumError(
          'example-contradiction',
          `${which} answers ${JSON.stringify(output)} to ${run.inputs.slice(0, n).join(' ')}, and another trace ${JSON.stringify(before)}.`,
        )
      }
      outputs.set(word, output)
    }
    const text = JSON.stringify({ inputs: run.inputs, outputs: run.outputs })
    if (heard.has(text)) continue
    heard.add(text)
    added.push({ text, valid: true, epoch })
  }
  return added
}

/** A trace as a plant keeps it. @throws CambiumError `trace-malformed` */
export function readTrace({ text }: Pick<Example, 'text'>): Run {
  const isWord = (value: unknown): value is string[] => Array.isArray(value) && value.every(s => typeof s === 'string')
  try {
    const { inputs, outputs } = JSON.parse(text)
    if (isWord(inputs) && isWord(outputs) && inputs.length === outputs.length) return { inputs, outputs }
  } catch {
    // said below
  }
  throw new CambiumError('trace-malformed', `A trace is {"inputs": [...], "outputs": [...]}, one output an input.`)
}
