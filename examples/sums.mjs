/**
 * A small world to try things on: sums of digits in brackets. As a module it is `--accepts-module examples/sums.mjs`; as a
 * program, `--accepts "node examples/sums.mjs"`, it reads standard input and answers by its exit status; with `--stream`
 * it goes on answering, line by line, for `--accepts-stream "node examples/sums.mjs --stream"`.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

export default function isSum(text) {
  let at = 0
  const operand = () => {
    if (text[at] !== '(') return /[0-9]/.test(text[at++] ?? '')
    at++
    return sum() && text[at++] === ')'
  }
  const sum = () => {
    if (!operand()) return false
    if (text[at] !== '+') return true
    at++
    return sum()
  }
  return sum() && at === text.length
}

if (isMainThread && process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--stream')) {
    createInterface({ input: process.stdin }).on('line', line => {
      console.log(JSON.stringify({ accepted: isSum(JSON.parse(line).text) }))
    })
  } else {
    process.exitCode = isSum(readFileSync(0, 'utf8')) ? 0 : 1
  }
}
