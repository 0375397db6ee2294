interface TrainingResult {
  readonly losses?: readonly number[]
  readonly heldOut?: readonly number[]
  readonly error?: string
}

declare global {
  var trainInWorker: (backend: string, steps: number) => Promise<TrainingResult>
}

globalThis.trainInWorker = (backend, steps) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }) => {
      worker.terminate()
      resolve(data)
    }
    worker.onerror = error => reject(new Error(error.message))
    worker.postMessage({ backend, steps })
  })

export type { TrainingResult }
