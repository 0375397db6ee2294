/**
 * How many questions a second a program is asked, with `true` as the program, beside a plain loop of Python's
 * `subprocess.run` and Node's own `spawn`. The ways take turns in short rounds, so that other work on the machine slows
 * all of them; the table shows the median round of each.
 *
 * npm run bench:worlds
 */
import { execFileSync, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { processWorld } from '../src/world/process.ts'

const rounds = 9
const questions = 300
const text = 'hello'

const python = `
import subprocess, time
begin = time.perf_counter()
for _ in range(${questions}):
    subprocess.run(["true"], input=b"${text}", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(${questions} / (time.perf_counter() - begin))
`

async function inTurns(jobs: number, ask: () => Promise<unknown>): Promise<number> {
  let left = questions
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      while (left-- > 0) await ask()
    }),
  )
  return questions / ((performance.now() - begin) / 1_000)
}

const world = processWorld({ command: 'true' })
const never = new AbortController().signal
const askWorld = () => world.ask(text, never)
const askBySpawn = () =>
  new Promise(resolve => {
    const child = spawn('true', { stdio: ['pipe', 'ignore', 'ignore'] })
    child.stdin.on('error', () => {})
    child.stdin.end(text)
    child.on('exit', resolve)
  })

const ways: Record<string, () => Promise<number>> = {
  'Python, subprocess.run': async () => Number(execFileSync('python3', ['-c', python], { encoding: 'utf8' })),
  'Node, spawn': () => inTurns(1, askBySpawn),
  'cambium --jobs 1': () => inTurns(1, askWorld),
  'cambium --jobs 2': () => inTurns(2, askWorld),
}

const rates = new Map(Object.keys(ways).map(name => [name, [] as number[]]))
for (let round = 0; round < rounds; round++) {
  for (const [name, way] of Object.entries(ways)) rates.get(name)!.push(await way())
}
await world.close()

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!
const reference = median(rates.get('Python, subprocess.run')!)
console.log(`${rounds} rounds of ${questions} questions to \`true\`, ${availableParallelism()} processors\n`)
console.log('| way | questions a second, median (slowest to fastest round) | share of Python |')
console.log('| --- | --- | --- |')
for (const [name, all] of rates) {
  const range = `${Math.round(Math.min(...all))} to ${Math.round(Math.max(...all))}`
  console.log(`| ${name} | ${Math.round(median(all))} (${range}) | ${(median(all) / reference).toFixed(2)} |`)
}
