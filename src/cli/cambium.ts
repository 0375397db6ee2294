import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { report, status } from './command.ts'

/** The commands in the order of the help. Each is loaded when it is called, so that it need not wait for the others. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  grow: async () => (await import('./grow.ts')).growCommand(),
  tend: async () => (await import('./tend.ts')).tendCommand(),
  show: async () => (await import('./show.ts')).showCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  sample: async () => (await import('./sample.ts')).sampleCommand(),
  simulate: async () => (await import('./simulate.ts')).simulateCommand(),
  test: async () => (await import('./test.ts')).testCommand(),
  diff: async () => (await import('./diff.ts')).diffCommand(),
  parser: async () => (await import('./parser.ts')).parserCommand(),
  rename: async () => (await import('./rename.ts')).renameCommand(),
  log: async () => (await import('./log.ts')).logCommand(),
  explain: async () => (await import('./explain.ts')).explainCommand(),
  photo: async () => (await import('./photo.ts')).photoCommand(),
  graft: async () => (await import('./photo/graft.ts')).graftCommand(),
  compare: async () => (await import('./compare.ts')).compareCommand(),
  ablate: async () => (await import('./compare.ts')).ablateCommand(),
}

/**
 * Does what these words say, as they would stand after `cambium` on a command line. The status is left to Node
 * (`process.exitCode`), so that all output is written before the process ends.
 */
export async function cambium(words: readonly string[]): Promise<void> {
  try {
    await program(await loaded(words)).parseAsync(words, { from: 'user' })
  } catch (error) {
    // Commander has said what is wrong; without a command it prints the help, which was not asked for.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? status.success : status.usage
    else process.exitCode = report(error, {})
  }
}

/** The command that is called, if it is clear which; else all. */
function loaded(words: readonly string[]): Promise<Command[]> {
  const called = words.find(word => !word.startsWith('-'))
  const names = called !== undefined && Object.hasOwn(commands, called) ? [called] : Object.keys(commands)
  return Promise.all(names.map(name => commands[name]!()))
}

function program(commands: readonly Command[]): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const program = new Command('cambium')
    .description(
      'Grows a grammar by asking the program that knows it, or a machine by acting on the system that is one.',
    )
    .version(version, '-V, --version', 'print the version')
    .option('--debug', 'show where an error arose')
    .addHelpText(
      'after',
      `
Exit status: 0 success or accepted, 1 a negative answer, 2 wrong usage or input,
3 the world failed, 130 interrupted.

Examples:
  cambium grow examples/json --accepts-module examples/json-world.mjs -o json.plant
  cambium show json.plant
  cambium sample json.plant -n 5
  cambium check json.plant package.json`,
    )
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands]) command.exitOverride().showHelpAfterError('(--help says more)')
  return program
}
