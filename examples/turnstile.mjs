/**
 * A turnstile, to read in a minute. As a program, one input a line in, one output a line out, it is
 * `--responds "node examples/turnstile.mjs" --reset reset`; as a module, `--responds-module examples/turnstile.mjs`.
 */
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

export const inputs = ['coin', 'push']

let open = false

export function reset() {
  open = false
}

export function step(input) {
  if (input === 'reset') {
    reset()
    return 'ready'
  }
  if (input === 'coin') {
    open = true
    return 'open'
  }
  if (!open) return 'locked'
  open = false
  return 'passed'
}

if (isMainThread && process.argv[1] === fileURLToPath(import.meta.url)) {
  createInterface({ input: process.stdin }).on('line', line => console.log(step(line)))
}
