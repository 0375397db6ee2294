import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { respondingCommand } from './command.ts'
import { respondingModule } from './module.ts'
import type { Responder } from './responder.ts'

const open: Responder[] = []
const kept = <T extends Responder>(world: T): T => {
  open.push(world)
  return world
}
afterEach(async () => {
  for (const world of open.splice(0)) await world.close()
})

const never = new AbortController().signal
const outputs = async (world: Responder, ...inputs: string[]) => (await world.ask({ inputs }, never)).outputs

describe('a command that reacts', () => {
  const program = new URL('testing/turnstile.mjs', import.meta.url).pathname
  const turnstile = (more: { reset?: string; timeout?: number } = {}) =>
    kept(respondingCommand({ command: [process.execPath, program], ...more }))

  it.each([undefined, 'reset'])('starts each run in its initial state (reset line: %s)', async reset => {
    const world = turnstile({ reset })
    expect(await outputs(world, 'push', 'coin', 'push', 'push')).toEqual(['no', 'yes', 'yes', 'no'])
    expect(await outputs(world, 'coin')).toEqual(['yes'])
    expect(await outputs(world, 'push')).toEqual(['no'])
  })

  it('follows a decision tree', async () => {
    const tree = { inputs: ['push'], branches: [['no', { inputs: ['coin', 'push'] }]] as const }
    expect(await turnstile().ask(tree, never)).toEqual({
      inputs: ['push', 'coin', 'push'],
      outputs: ['no', 'yes', 'yes'],
    })
  })

  it('that dies or ends in mid-answer says so until the run is over, and answers again in the next', async () => {
    const world = turnstile()
    expect(await outputs(world, 'coin', 'die', 'push')).toEqual(['yes', '(killed by SIGSEGV)', '(killed by SIGSEGV)'])
    expect(await outputs(world, 'quit', 'push')).toEqual(['(ended)', '(ended)'])
    expect(await outputs(world, 'coin', 'push')).toEqual(['yes', 'yes'])
  })

  it('that hangs answers (timeout), and its late answer is not taken for the next one', async () => {
    const world = turnstile({ reset: 'reset', timeout: 1_000 })
    expect(await outputs(world, 'hang', 'push')).toEqual(['(timeout)', '(timeout)'])
    expect(await outputs(world, 'coin', 'push')).toEqual(['yes', 'yes'])
  })

  it('that floods, or answers twice, is a broken world', async () => {
    await expect(outputs(turnstile(), 'flood')).rejects.toThrow(/prints without end/)
    await expect(outputs(turnstile(), 'twice', 'hang', 'push')).rejects.toThrow(/without being asked/)
  })
})

describe('a module that reacts', () => {
  const moduleWith = (source: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'cambium-')), 'system.mjs')
    writeFileSync(file, source)
    return file
  }

  it('is reset and asked in a thread of its own', async () => {
    const world = kept(
      respondingModule(
        moduleWith('let n = 0; export const reset = () => { n = 0 }; export const step = async i => i + ++n'),
      ),
    )
    expect(await outputs(world, 'a', 'b')).toEqual(['a1', 'b2'])
    expect(await outputs(world, 'c')).toEqual(['c1'])
  })

  it('that answers late answers (timeout), and what comes then is not taken for another answer', async () => {
    const slow = moduleWith(`let n = 0
      export const reset = () => { n = 0 }
      export const step = i => new Promise(answer => setTimeout(() => answer(i + ++n), i === 'slow' ? 900 : 0))`)
    const world = kept(respondingModule(slow, { timeout: 600 }))
    for (let run = 0; run < 3; run++) {
      expect(await outputs(world, 'a', 'slow', 'b')).toEqual(['a1', '(timeout)', '(timeout)'])
      if (run === 1) await new Promise(resolve => setTimeout(resolve, 500))
      expect(await outputs(world, 'c', 'd')).toEqual(['c1', 'd2'])
    }
  })

  it('that loops is ended at the timeout; one without the exports is refused', async () => {
    const looping = moduleWith(
      'export const reset = () => {}; export const step = i => { while (i === "loop"); return "ok" }',
    )
    const world = kept(respondingModule(looping, { timeout: 1_500 }))
    expect(await outputs(world, 'a', 'loop', 'a')).toEqual(['ok', '(timeout)', '(timeout)'])
    expect(await outputs(world, 'a')).toEqual(['ok'])
    await expect(outputs(kept(respondingModule(moduleWith('export const x = 1'))), 'a')).rejects.toThrow(
      /does not export reset/,
    )
  })
})
