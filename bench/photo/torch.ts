import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TransformerConfig } from '../../src/photograph/transformer/config.ts'
import type { TrainingSettings } from '../../src/photograph/transformer/training.ts'

/** A training to be done in PyTorch. */
export interface TorchJob {
  readonly config: TransformerConfig
  readonly settings: TrainingSettings
  /** Windows a step. */
  readonly rows: number
  readonly threads: number
  /** Files of tokens, 16 bits each: to learn from, and to measure on. */
  readonly tokens: string
  readonly heldOut: string
  /** Where the windows begin that are measured; none: nothing is. */
  readonly starts: readonly number[]
}

export interface TorchMeasurement {
  readonly step: number
  /** Nats a token. */
  readonly training: number
  readonly heldOut: number | null
  /** Since the training began. */
  readonly seconds: number
}

export interface TorchResult {
  readonly history: readonly TorchMeasurement[]
  /** Seconds. */
  readonly fastestStep: number
  /** Processors that the process had in that step. */
  readonly processors: number
  /** Operations a second of a 512 x 512 matrix product, on as many threads as the job has. */
  readonly productRate: number
  readonly version: string
}

const candidates = [process.env.PYTHON, '/usr/bin/python3', 'python3'].filter(name => name !== undefined)

/** A Python that has PyTorch (PYTHON names one), or undefined where there is none. */
export const torchPython = candidates.find(
  python => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
)

/** What to say where there is none. Without OpenBLAS Debian's PyTorch multiplies a hundred times more slowly. */
export const howToGetTorch = 'PyTorch is not here (Debian: apt-get install python3-torch libopenblas0)'

/** Trains in PyTorch. @param onMeasurement is told as the training goes on */
export async function trainInTorch(
  job: TorchJob,
  onMeasurement: (measurement: TorchMeasurement) => void = () => {},
): Promise<TorchResult> {
  const child = spawn(torchPython!, [fileURLToPath(new URL('transformer.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(job))
  const history: TorchMeasurement[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line)
    if ('version' in said) return { history, ...said }
    history.push(said)
    onMeasurement(said)
  }
  throw new Error('PyTorch ended before it was done')
}
