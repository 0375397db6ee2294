#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { checkCommand } from './check.ts'
import { report, status } from './command.ts'
import { ablateCommand, compareCommand } from './compare.ts'
import { diffCommand } from './diff.ts'
import { explainCommand } from './explain.ts'
import { growCommand } from './grow.ts'
import { logCommand } from './log.ts'
import { parserCommand } from './parser.ts'
import { graftCommand, photoCommand } from './photo.ts'
import { renameCommand } from './rename.ts'
import { sampleCommand } from './sample.ts'
import { showCommand } from './show.ts'
import { simulateCommand } from './simulate.ts'
import { tendCommand } from './tend.ts'
import { testCommand } from './test.ts'

/** The commands; each loads what it needs when it runs, so that help is quick. */
function program(): Command {
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
  const commands = [
    growCommand(),
    tendCommand(),
    showCommand(),
    checkCommand(),
    sampleCommand(),
    simulateCommand(),
    testCommand(),
    diffCommand(),
    parserCommand(),
    renameCommand(),
    logCommand(),
    explainCommand(),
    photoCommand(),
    graftCommand(),
    compareCommand(),
    ablateCommand(),
  ]
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands]) command.exitOverride().showHelpAfterError('(--help says more)')
  return program
}

// Whoever reads our output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(status.success)
  throw error
})

try {
  await program().parseAsync()
} catch (error) {
  // Commander has said what is wrong; without a command it prints the help, which was not asked for.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? status.success : status.usage
  else process.exitCode = report(error, {})
}
