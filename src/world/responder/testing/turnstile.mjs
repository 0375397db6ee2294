// A turnstile that reads one input a line. `die`, `hang`, `flood` and `twice` make it misbehave.
import { createInterface } from 'node:readline'

let open = false
createInterface({ input: process.stdin }).on('line', line => {
  if (line === 'reset') open = false
  if (line === 'die') process.kill(process.pid, 'SIGSEGV')
  if (line === 'quit') process.exit(0)
  if (line === 'hang' || line === 'die') return
  if (line === 'flood') for (;;) process.stdout.write('x'.repeat(65_536))
  if (line === 'twice') process.stdout.write('once\nmore\n')
  const passes = line === 'coin' || (line === 'push' && open)
  if (line === 'coin' || line === 'push') open = line === 'coin'
  console.log(passes ? 'yes' : 'no')
})
