/** The page: gives examples and function to a worker, and shows what it reports. */
import type { Report, Task } from './worker.ts'

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const [examples, judge] = [element<HTMLTextAreaElement>('examples'), element<HTMLTextAreaElement>('judge')]
const [grow, stop] = [element<HTMLButtonElement>('grow'), element<HTMLButtonElement>('stop')]
const [status, grammar] = [element<HTMLOutputElement>('status'), element<HTMLPreElement>('grammar')]
let worker: Worker | undefined

grow.onclick = () => {
  end('')
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<Report>) => {
    if (data.kind === 'failed') return end(data.message)
    grammar.textContent = data.grammar
    status.textContent = `${data.questions} questions: ${data.about}`
    if (data.kind === 'grown') end(`grown, after ${data.questions} questions`)
  }
  worker.onerror = ({ message }) => end(message)
  const task: Task = { examples: examples.value.split('\n').filter(line => line !== ''), judge: judge.value }
  worker.postMessage(task)
  grow.disabled = true
  stop.disabled = false
  status.textContent = 'growing'
}
// A function that never returns is ended with its worker.
stop.onclick = () => end('stopped')

function end(message: string): void {
  worker?.terminate()
  worker = undefined
  grow.disabled = false
  stop.disabled = true
  status.textContent = message
}
