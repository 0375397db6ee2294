import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, type Program, type ProgramSettings } from './command.ts'
import { defaultTimeout } from './deadline.ts'
import { shortened, worldFailure } from './failure.ts'
import { Launcher } from './launcher.ts'
import { Pool } from './pool.ts'
import { runInView } from './view.ts'
import type { Acceptor } from './world.ts'

/** Stands in a command for the path of the file that holds the text. */
const placeholder = '{file}'

const signals = new Map(Object.entries(constants.signals).map(([name, number]) => [number as number, name]))

/**
 * A world that is a program, started once for each text: it accepts with exit status 0 and rejects with any other. The
 * text is on its standard input, or in a file whose path replaces `{file}` in the command. Death by a signal is a crash;
 * 126, 127 and a program that does not start are a broken world. A text that crashed it is asked a second time, to tell
 * a signal from a status above 128. What the program prints goes nowhere. At the timeout
 * it is killed with its children. Needs `/bin/sh`, which starts the program but interprets nothing of the command.
 * @throws CambiumError `command-unreadable`, or `world-failed` when the program cannot be found
 */
export function processWorld(settings: ProgramSettings): Acceptor {
  const program = findProgram(settings)
  const timeout = settings.timeout ?? defaultTimeout
  const asFile = program.words.some(word => word.includes(placeholder))
  const folder = mkdtempSync(join(tmpdir(), 'cambium-'))
  let started = 0
  const launchers = new Pool(() => {
    const file = join(folder, String(++started))
    return new Launcher(withFile(program, file), file, asFile)
  })

  return {
    description: {
      kind: 'process',
      command: settings.command,
      cwd: program.cwd,
      env: Object.keys(settings.env ?? {}),
      timeout,
    },
    async ask(text, signal) {
      signal.throwIfAborted()
      const launcher = launchers.take()
      let reusable = false
      try {
        const ending = await launcher.run(text, timeout, signal)
        if (ending.kind === 'timed-out') return ending
        const { status } = ending
        reusable = !launcher.worn
        if (status === 0) return { kind: 'accepted' }
        if (status !== 126 && status !== 127 && !signals.has(status - 128)) return { kind: 'rejected' }
        // These statuses mean two things; what is meant is seen, and heard, by running it in view.
        const seen = await runInView(launcher.program, launcher.file, asFile, timeout, signal)
        if (status === 126 || status === 127) throw notRun(program, status, seen.said, text)
        if (seen.status === status) return { kind: 'rejected' }
        return { kind: 'crashed', signal: seen.signal ?? signals.get(status - 128)! }
      } finally {
        if (reusable) launchers.give(launcher)
        else await launchers.discard(launcher)
      }
    },
    async close() {
      await launchers.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function withFile(program: Program, file: string): Program {
  const [path, ...rest] = program.words
  return { ...program, words: [path, ...rest.map(word => word.replaceAll(placeholder, file))] }
}

/** A shell's way of saying that a program could not be run (126) or found (127), or a wrapper's way of saying so. */
function notRun(program: Program, status: number, said: string, text: string): Error {
  const why = status === 126 ? 'could not be run' : 'did not find what it needs'
  const words = said === '' ? '' : ` It says ${shortened(said, 300)}.`
  return worldFailure(
    `The program ${program.words[0]} ${why} (exit status ${status}) when asked ${shortened(text)}.${words}`,
  )
}
